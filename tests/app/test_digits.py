"""The digits page under AppTest: a run of its own, its settings in the address, its lessons."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.digits import DIGITS, LESSONS
from playground.live.registry import REGISTRY
from playground.views.digits_settings import OUTPUTS, SETTINGS, lesson_settings, take_weights
from tests.app.test_pages import SCRIPT, control, run_config, token, url


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    app.query_params.clear()
    for name, text in query.items():
        app.query_params[name] = text
    return app.switch_page("pages/digits.py").run()


def test_opens_on_the_digits_with_the_measured_defaults_and_a_clean_address():
    app = opened()
    assert not app.exception
    assert url(app) == {}
    assert run_config(app).replace(loss=None) == DIGITS
    watched = REGISTRY.get(token(app))
    assert watched.call(lambda run: (run.layer_sizes, len(run.dataset.X_train))) == (
        (64, 32, 16, 10),
        1347,
    )


def test_the_address_decides_the_run():
    app = opened(
        digits_hidden_layers="12,7", digits_activation="tanh", digits_outputs="sigmoid",
        digits_learning_rate="0.02", digits_l2="0.001", digits_seed="9",
    )  # fmt: skip
    assert not app.exception
    config = run_config(app)
    assert config.hidden_layers == (12, 7)
    assert (config.resolved_loss, config.resolved_output) == ("squared", "sigmoid")
    assert (config.activation, config.learning_rate, config.l2) == ("tanh", 0.02, 0.001)
    assert config.seed == 9


@pytest.mark.parametrize("name", LESSONS)
def test_every_lesson_is_taken_over(name):
    app = opened()
    control(app, "digits_lesson").set_value(name).run()
    assert not app.exception
    expected, found = LESSONS[name].config, run_config(app)
    assert found.replace(loss=expected.loss) == expected
    assert found.resolved_loss == expected.resolved_loss
    again = opened(**url(app))
    assert run_config(again) == found


def test_layers_and_units_follow_their_sliders():
    app = opened()
    control(app, "digits_n_layers").set_value(3).run()
    assert run_config(app).hidden_layers == (32, 16, 16)
    control(app, "digits_units_2").set_value(5).run()
    assert run_config(app).hidden_layers == (32, 5, 16)
    control(app, "digits_n_layers").set_value(0).run()
    assert run_config(app).hidden_layers == ()
    assert url(app) == {"digits_hidden_layers": "none"}
    control(app, "digits_n_layers").set_value(1).run()
    assert len(run_config(app).hidden_layers) == 1


@pytest.mark.parametrize("name", OUTPUTS)
def test_outputs_go_with_their_loss(name):
    app = opened()
    control(app, "digits_outputs").set_value(name).run()
    assert not app.exception
    loss, _ = OUTPUTS[name]
    assert (run_config(app).resolved_loss, run_config(app).resolved_output) == (loss, name)


def test_a_live_setting_keeps_the_run_and_its_history():
    app = opened()
    first = token(app)
    watched = REGISTRY.get(first)
    watched.call(lambda run: run.advance_batches(10))
    control(app, "digits_learning_rate").set_value(0.01).run()
    assert token(app) == first
    assert watched.call(lambda run: (run.config.learning_rate, run.batch)) == (0.01, 10)


def test_the_digits_and_the_other_pages_keep_runs_of_their_own():
    app = opened(digits_hidden_layers="8")
    first = token(app)
    app.switch_page("pages/live.py").run()
    assert not app.exception
    assert token(app) != first
    assert run_config(app).dataset == "spiral"
    assert "digits_hidden_layers" not in url(app)
    app.switch_page("pages/digits.py").run()
    assert token(app) == first
    assert run_config(app).hidden_layers == (8,)


def test_too_wide_a_network_is_narrowed_in_words():
    app = opened(digits_hidden_layers="64,64,64")
    assert not app.exception
    assert run_config(app).hidden_layers != (64, 64, 64)
    assert any("weights and biases" in note.value for note in app.info)


def test_settings_of_the_defaults_are_the_defaults():
    assert {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in lesson_settings(DIGITS).items()
    } == {name: row.default for name, row in SETTINGS.items() if name in lesson_settings(DIGITS)}


@pytest.mark.parametrize("seed", [None, "x", -1, 2**40, 1.5, {}, [3]])
def test_a_made_up_seed_from_the_stage_changes_nothing(seed):
    assert take_weights(seed) is None


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.sampled_from([*SETTINGS, "nonsense"]),
        st.one_of(st.text(max_size=12), st.sampled_from(["-1", "9e99", "64,64,64,64", "nan", "x"])),
        max_size=4,
    )
)
def test_no_address_shows_a_traceback(query):
    app = opened(**query)
    assert not app.exception
