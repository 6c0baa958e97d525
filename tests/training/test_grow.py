"""Growing and shrinking: what the network says before and after, by an independent forward pass."""

import re

import numpy as np
import pytest

from datasets import Dataset
from playground import Run, RunConfig
from playground.nn import ACTIVATIONS
from playground.training.grow import SAME, grown, with_new_output

SMALL = RunConfig(dataset="moons", n_samples=100, hidden_layers=(6, 4), batch_size=16)
HIDDEN = [name for name in ACTIVATIONS if name != "step"]
PASS_ON = ("relu", "leaky_relu", "gelu", "swish", "linear")
X = np.random.default_rng(3).uniform(-6, 6, (200, 2))
FUNCTIONS = {
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "gelu": lambda z: 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))),
    "swish": lambda z: z / (1 + np.exp(-z)),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "sine": np.sin,
    "linear": lambda z: z,
}
precisions = pytest.mark.parametrize("precision", ["float64", "float32"])


def trained(config: RunConfig, epochs: int = 15, data: Dataset | None = None) -> Run:
    run = Run(config, data)
    run.advance(epochs)
    assert run.status == "running"
    return run


def says(run: Run, points: np.ndarray = X) -> np.ndarray:
    """The last layer's z in float64, written down here once more."""
    a = (points - run.feature_mean) / run.feature_scale
    for (W, b), name in zip(run.layers[:-1], run.config.activations, strict=True):
        a = FUNCTIONS[name](a @ W.astype(float) + b)
    W, b = run.layers[-1]
    return a @ W.astype(float) + b


def change(run: Run, other: Run) -> float:
    return float(np.abs(says(run) - says(other)).max())


def told_change(note: str) -> float:
    found = re.search(r"at most (\S+)\.$", note)
    assert found, note
    return float(found[1])


@precisions
@pytest.mark.parametrize("activation", HIDDEN)
def test_a_new_unit_leaves_the_function_as_it_was(activation, precision):
    run = trained(SMALL.replace(activation=activation, precision=precision))
    bigger, note = grown(run, run.config.replace(hidden_layers=(7, 7)))
    assert change(run, bigger) == 0  # its outgoing weights are zero: also in float32
    assert "says what it said before" in note
    assert "1 unit was added to hidden layer 1" in note
    assert "3 units were added to hidden layer 2" in note
    W = bigger.layers[1][0]
    assert not W[6:, :4].any()
    assert W[6:, 4:].any()
    assert bigger.layers[0][0][:, 6].any()
    probabilities = bigger.predict_proba(X) - run.predict_proba(X)
    assert np.abs(probabilities).max() <= (1e-12 if precision == "float64" else SAME)
    # They learn: after some epochs their outgoing weights are something else.
    bigger.advance(3)
    assert bigger.layers[1][0][6:].any()


@precisions
@pytest.mark.parametrize("activation", PASS_ON)
@pytest.mark.parametrize("hidden", [(), (6,), (6, 4)], ids=str)
def test_a_new_layer_that_can_pass_numbers_on_leaves_the_function(activation, precision, hidden):
    run = trained(SMALL.replace(activation=activation, precision=precision, hidden_layers=hidden))
    bigger, note = grown(run, run.config.replace(hidden_layers=(*hidden, 3)))
    reach = np.abs(says(run)).max()
    assert change(run, bigger) <= (1e-12 if precision == "float64" else SAME) * max(1, reach)
    assert (
        note == f"Hidden layer {len(hidden) + 1} was added: the network says what it said before."
    )
    assert bigger.layers[-2][0].all()
    loss = bigger.metrics()[0]
    bigger.advance(10)
    assert bigger.metrics()[0] < loss


@precisions
@pytest.mark.parametrize("below", ["tanh", "relu", "elu", "gelu", "swish", "sigmoid", "sine"])
@pytest.mark.parametrize("new", ["relu", "elu"])
def test_after_what_is_bounded_below_numbers_are_moved_up_and_down_again(below, new, precision):
    config = SMALL.replace(activation=below, precision=precision)
    run = trained(config)
    wider = config.replace(hidden_layers=(6, 4, 5), layer_activations=(below, below, new))
    bigger, note = grown(run, wider)
    bound = 1e-12 if precision == "float64" else SAME * max(1, np.abs(says(run)).max())
    assert change(run, bigger) <= bound
    assert "says what it said before" in note


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "sine", "elu"])
def test_where_numbers_cannot_be_passed_on_the_note_says_how_much_changed(activation):
    run = trained(SMALL.replace(hidden_layers=(), activation=activation), 40)
    bigger, note = grown(run, run.config.replace(hidden_layers=(5,)))
    assert f"through which {activation} cannot pass numbers unchanged" in note
    accuracy = [r.metrics()[2] for r in (run, bigger)]
    assert accuracy[1] >= accuracy[0] - 0.06
    told = told_change(note)
    found = np.abs(run.predict_proba(X) - bigger.predict_proba(X)).max()
    assert found <= told * 1.05 + SAME
    assert told < 0.5


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "sine"])
def test_a_fitted_layer_stays_near_on_the_training_points(activation):
    run = trained(SMALL.replace(activation=activation, precision="float64"), 40)
    bigger, note = grown(run, run.config.replace(hidden_layers=(6, 4, 8)))
    points = run.dataset.X_train
    off = says(bigger, points) - says(run, points)
    assert np.sqrt((off**2).mean()) < 0.02 * says(run, points).std()
    assert "fitted anew" in note or "says what it said before" in note


def test_relu_without_room_for_pairs_is_fitted():
    config = SMALL.replace(dataset="pinwheel", activation="leaky_relu")
    run = trained(config)
    assert run.n_classes > 2
    bigger, note = grown(run, config.replace(hidden_layers=(6, 4, 2)))
    assert "fitted anew" in note
    assert bigger.layer_sizes == (2, 6, 4, 2, run.n_classes)


@pytest.mark.parametrize("activation", HIDDEN)
def test_a_unit_taken_away_leaves_its_mean(activation):
    run = trained(SMALL.replace(activation=activation, precision="float64"))
    smaller, note = grown(run, run.config.replace(hidden_layers=(6, 2)))
    a = (run.dataset.X_train - run.feature_mean) / run.feature_scale
    for (W, b), _ in zip(run.layers[:2], "12", strict=True):
        a = FUNCTIONS[activation](a @ W + b)
    W, b = run.layers[-1]
    replaced = np.hstack([a[:, :2], np.broadcast_to(a[:, 2:].mean(axis=0), (len(a), 2))])
    np.testing.assert_allclose(says(smaller, run.dataset.X_train), replaced @ W + b, atol=1e-9)
    np.testing.assert_array_equal(smaller.layers[0][0], run.layers[0][0])
    assert "2 units were taken from hidden layer 2" in note
    told = told_change(note)
    assert np.abs(run.predict_proba(X) - smaller.predict_proba(X)).max() <= told * 1.05 + SAME


@pytest.mark.parametrize("hidden", [(6,), ()], ids=str)
def test_a_layer_taken_away_has_its_outputs_fitted(hidden):
    run = trained(SMALL.replace(activation="relu", precision="float64"), 40)
    smaller, note = grown(run, run.config.replace(hidden_layers=hidden))
    assert "the output layer fitted anew" in note
    points = run.dataset.X_train
    a = (points - run.feature_mean) / run.feature_scale
    for W, b in run.layers[: len(hidden)]:
        a = np.maximum(a @ W + b, 0)
    with_ones = np.column_stack([a, np.ones(len(a))])
    best = with_ones @ np.linalg.pinv(with_ones) @ says(run, points)
    np.testing.assert_allclose(says(smaller, points), best, atol=1e-6)


def test_a_layer_added_and_taken_away_again_is_as_if_nothing_had_been():
    run = trained(SMALL.replace(activation="relu", precision="float64"))
    bigger, _ = grown(run, run.config.replace(hidden_layers=(6, 4, 4)))
    again, note = grown(bigger, run.config)
    assert change(run, again) < 1e-6
    assert "says what it said before" in note


def test_everything_at_once_is_said_in_one_sentence():
    run = trained(SMALL.replace(activation="relu"))
    bigger, note = grown(run, run.config.replace(hidden_layers=(9, 3, 2, 4)))
    assert bigger.layer_sizes == (2, 9, 3, 2, 4, 1)
    assert note.count(".") <= note.count("0.") + 1
    assert note.startswith("3 units were added to hidden layer 1, 1 unit was taken from hidden")
    assert "and hidden layer 4 was added" in note


def test_epoch_losses_and_settings_go_on_and_the_old_run_is_left_alone():
    run = trained(SMALL.replace(learning_rate=0.02), 12)
    run.advance_batches(2)
    before = run.snapshot()
    config = run.config.replace(hidden_layers=(6, 4, 3), learning_rate=0.005)
    bigger, _ = grown(run, config)
    assert (bigger.epoch, bigger.batch, bigger.config) == (12, 2, config)
    assert bigger.losses.epoch.tolist() == list(range(13))
    bigger.advance(2)
    assert bigger.losses.epoch.tolist() == list(range(15))
    np.testing.assert_array_equal(run.snapshot().params, before.params)
    assert run.losses.epoch.tolist() == list(range(13))
    np.testing.assert_array_equal(bigger.losses.train_loss[:13], run.losses.train_loss)


def test_the_same_growth_gives_the_same_numbers():
    run = trained(SMALL)
    one, other = (grown(run, run.config.replace(hidden_layers=(9, 4)))[0] for _ in range(2))
    for each in (one, other):
        each.advance(3)
    np.testing.assert_array_equal(one.snapshot().params, other.snapshot().params)


def test_what_is_frozen_stays_with_its_weights():
    run = trained(SMALL)
    run.freeze(1)
    run.freeze(2, 1, 0)
    bigger, _ = grown(run, run.config.replace(hidden_layers=(8, 4)))
    held = bigger.layers
    bigger.advance(3)
    np.testing.assert_array_equal(bigger.layers[1][0][:6], held[1][0][:6])
    np.testing.assert_array_equal(bigger.layers[1][1], held[1][1])
    assert (bigger.layers[1][0][6:] != held[1][0][6:]).all()
    assert bigger.layers[2][0][1, 0] == held[2][0][1, 0] != bigger.layers[2][0][0, 0]


def test_drawn_data_keep_their_scale():
    run = trained(SMALL)
    data = run.dataset
    moved = Dataset(data.X_train + 2, data.y_train, data.X_test, data.y_test)
    run.change_data(moved)
    bigger, _ = grown(run, run.config.replace(hidden_layers=(8, 4)))
    np.testing.assert_array_equal(bigger.feature_mean, run.feature_mean)
    assert change(run, bigger) == 0


def test_another_number_of_classes_keeps_the_hidden_layers_alone():
    run = trained(SMALL)
    run.freeze(0)
    run.freeze(2)
    data = run.dataset
    y = np.where(data.X_train[:, 0] > 1, 2, data.y_train)
    new = with_new_output(run, Dataset(data.X_train + 1, y, data.X_test, data.y_test))
    assert new.layer_sizes == (2, 6, 4, 3)
    assert new.epoch == 0
    assert new.losses.epoch.tolist() == [0]
    for (W, b), (V, c) in zip(run.layers[:-1], new.layers[:-1], strict=True):
        np.testing.assert_array_equal(W, V)
        np.testing.assert_array_equal(b, c)
    np.testing.assert_array_equal(new.feature_mean, run.feature_mean)
    assert new.frozen[: 3 * 6].all()
    assert not new.frozen[3 * 6 :].any()
    before = new.metrics()[0]
    new.advance(20)
    assert new.metrics()[0] < before


@pytest.mark.parametrize("initializer", ["he", "glorot", "uniform", "zeros"])
def test_regression_of_one_input_grows_too(initializer):
    config = SMALL.replace(dataset="curve", activation="swish", initializer=initializer)
    run = trained(config)
    bigger, note = grown(run, config.replace(hidden_layers=(7, 4, 2)))
    assert change(run, bigger) < SAME
    assert "says what it said before" in note


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"seed": 1}, "seed"),
        ({"features": ("x",)}, "features"),
        ({"activation": "relu"}, "activation"),
        ({"layer_activations": ("relu",)}, "activation of hidden layer 1"),
    ],
)
def test_what_would_be_another_run_is_refused(changes, name):
    run = Run(SMALL)
    with pytest.raises(ValueError, match=f"{name} cannot change while what was learnt is kept"):
        grown(run, SMALL.replace(hidden_layers=(6, 4, 4)).replace(**changes))


def test_no_change_says_nothing():
    run = trained(SMALL)
    same, note = grown(run, SMALL)
    assert note == ""
    assert change(run, same) == 0
