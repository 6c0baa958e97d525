"""Any configuration becomes one for digits, the page's settings among them, and lessons run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import Run, RunConfig
from playground.config import MAX_PARAMETERS
from playground.digits import DIGITS, LESSONS, SETTINGS, digits_config, digits_dataset
from playground.digits.settings import config_of, settings_of
from playground.nn import ACTIVATIONS, LOSSES, OUTPUTS, n_parameters
from playground.presets import PRESETS


def n_weights(config):
    return n_parameters((64, *config.hidden_layers, 10))


@pytest.mark.parametrize("name", PRESETS)
def test_any_starting_point_can_learn_the_digits(name):
    config, _ = digits_config(PRESETS[name].config)
    run = Run(config, digits_dataset())
    run.advance()
    assert run.predict_proba(run.dataset.X_test).shape == (450, 10)


@given(
    layers=st.lists(st.integers(1, 64), max_size=8),
    activation=st.sampled_from(list(ACTIVATIONS)),
    loss=st.sampled_from([None, *LOSSES]),
    output=st.sampled_from([None, *OUTPUTS]),
    dataset=st.sampled_from(["spiral", "curve", "gauss"]),
    most=st.sampled_from([MAX_PARAMETERS, 3000, 700, 100]),
)
def test_what_comes_of_any_choice_is_small_enough_and_is_left_as_it_is(
    layers, activation, loss, output, dataset, most
):
    config, _ = RunConfig.nearest(
        hidden_layers=tuple(layers),
        activation=activation,
        loss=loss,
        output_activation=output,
        dataset=dataset,
    )
    fitting, _ = digits_config(config, most)
    assert n_weights(fitting) <= most or not fitting.hidden_layers
    assert digits_config(fitting, most) == (fitting, [])


def test_wide_layers_are_narrowed_and_it_is_said():
    config, notes = digits_config(RunConfig(hidden_layers=(64,) * 2, activation="relu"))
    assert (config.hidden_layers, notes) == ((64, 64), [])
    config, notes = digits_config(RunConfig(hidden_layers=(64,) * 3))
    assert n_weights(config) <= MAX_PARAMETERS
    assert n_parameters((64, *(u + 1 for u in config.hidden_layers), 10)) > MAX_PARAMETERS
    assert "at most 10,000 weights and biases. Got hidden layers 64,64,64" in notes[0]


def test_controls_of_the_data_elsewhere_begin_no_new_run():
    before, _ = digits_config(RunConfig(dataset="spiral", noise=0.1))
    after, _ = digits_config(
        RunConfig(dataset="circle", n_samples=77, features=("x", "xy"), train_share=0.3)
    )
    assert before == after


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_a_choice_of_the_settings(name):
    config = LESSONS[name].config
    settings = settings_of(config)
    assert set(settings) == set(SETTINGS)
    for key, value in settings.items():
        assert SETTINGS[key].kind.check(key, value) == value
    assert config_of(settings) == (config, [])


def test_settings_left_out_are_the_defaults():
    assert config_of({}) == (DIGITS, [])
    config, notes = config_of({"digits_loss": "squared", "digits_output_activation": "softmax"})
    assert (config.loss, config.output_activation) == ("squared", None)
    assert notes


def test_the_textbook_learns_the_same_but_later():
    def epochs_to_90_percent(config):
        run = Run(config, digits_dataset())
        while run.metrics()[3] < 0.9 and run.epoch < 100:
            run.advance()
        return run.epoch

    assert epochs_to_90_percent(DIGITS) < epochs_to_90_percent(LESSONS["textbook"].config) < 100


def test_fewer_units_read_fewer_images():
    accuracies = []
    for name in ("two", "four", "sixteen"):
        run = Run(LESSONS[name].config, digits_dataset())
        run.advance(LESSONS[name].epochs)
        accuracies.append(run.metrics()[3])
    assert accuracies[0] < accuracies[1] - 0.05
    assert accuracies[1] < accuracies[2] - 0.02
