"""A run changed by hand: other points, a weight set, weights frozen; it goes on from there."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets import Dataset, make_dataset
from playground import Run, RunConfig
from playground.nn import OPTIMIZERS, layer_views, n_parameters
from playground.nn.optimizers import GradientDescent
from playground.training.places import chosen, fitted, ranges

SMALL = RunConfig(dataset="moons", n_samples=100, hidden_layers=(5, 4), batch_size=16)
RULES = {
    **{name: {"optimizer": name} for name in OPTIMIZERS},
    "l1": {"optimizer": "sgd", "l1": 0.05, "learning_rate": 0.1},
    "l2, clipped": {"l2": 0.05, "clip_norm": 0.1},
    "dropout": {"dropout": 0.3},
    "cosine": {"schedule": "cosine", "schedule_epochs": 50, "optimizer": "sgd"},
    "float64": {"precision": "float64"},
}
each_rule = pytest.mark.parametrize("changes", RULES.values(), ids=RULES.keys())


def params(run: Run) -> np.ndarray:
    return run.snapshot().resume.params


def trained(epochs: int = 4, **changes) -> Run:
    run = Run(SMALL.replace(**changes))
    run.advance(epochs)
    return run


def other_points(run: Run, count: int, noise: float = 0.3) -> Dataset:
    data = make_dataset("moons", n_samples=count, noise=noise, seed=7)
    return Dataset(data.X_train, data.y_train, data.X_test, data.y_test)


# Weights


@each_rule
def test_a_weight_set_is_set_and_the_memory_is_kept(changes):
    run = trained(**changes)
    before = run.snapshot()
    run.set_weight(1, 2, 3, 0.75)
    after = run.snapshot()
    W = run.layers[1][0]
    assert W[2, 3] == 0.75
    assert (params(run) != before.resume.params).sum() == 1
    np.testing.assert_array_equal(after.resume.state, before.resume.state)
    assert after.resume.steps == before.resume.steps
    assert after.train_loss != before.train_loss
    run.set_weight(1, 5, 0, -2)  # the row after the last unit is the bias
    assert run.layers[1][1][0] == -2
    run.advance(3)
    assert run.status == "running"


def test_an_edited_run_goes_on_as_one_whose_weight_was_that_all_along():
    run, other = trained(), trained()
    run.set_weight(0, 1, 1, 0.5)
    layers = other.layers
    layers[0][0][1, 1] = 0.5
    vector = np.concatenate([np.vstack([W, b]).ravel() for W, b in layers])
    np.testing.assert_array_equal(params(run), vector)
    snapshot = run.snapshot()
    run.advance(3)
    expected = params(run)
    run.restore(snapshot)
    run.advance(3)
    np.testing.assert_array_equal(params(run), expected)


def test_a_weight_that_l1_had_taken_out_lives_again():
    run = trained(60, l1=0.2, optimizer="sgd", learning_rate=0.1)
    dead = np.argwhere(run.layers[0][0] == 0)
    assert len(dead)
    row, column = dead[0].tolist()
    run.configure(run.config.replace(l1=1e-4))
    run.set_weight(0, row, column, 1.0)
    run.advance(1)
    assert run.layers[0][0][row, column] not in (0, 1)


def test_a_run_that_diverges_after_an_edit_falls_back_to_it():
    run = trained(dataset="reg-plane", optimizer="sgd", activation="relu", learning_rate=0.01)
    run.configure(run.config.replace(learning_rate=10))
    run.set_weight(0, 0, 0, 1.25)
    run.advance(50)
    assert run.status == "diverged"
    assert run.layers[0][0][0, 0] == 1.25


def test_a_large_edited_weight_is_no_divergence():
    run = trained(dataset="reg-plane", optimizer="sgd", learning_rate=1e-5)
    for row in range(4):
        run.set_weight(2, row, 0, 100)
    run.advance(2)
    assert run.status == "running"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((3, 0, 0), "layer must be from 0 to 2. Got 3"),
        ((-1, 0, 0), "layer must be from 0 to 2. Got -1"),
        ((0, 3, 0), "row must be from 0 to 2. Got 3"),
        ((0, 0, 5), "column must be from 0 to 4. Got 5"),
        ((0, 0.5, 0), "row must be a whole number from 0 to 2. Got 0.5"),
        ((True, 0, 0), "layer must be a whole number"),
    ],
)
def test_a_place_that_there_is_not(place, words):
    run = Run(SMALL)
    with pytest.raises(ValueError, match=words):
        run.set_weight(*place, 1.0)
    with pytest.raises(ValueError, match=words):
        run.freeze(*place)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_denormal_weight_is_zero(precision):
    run = Run(SMALL.replace(precision=precision))
    run.set_weight(0, 0, 0, 1e-40 if precision == "float32" else 5e-324)
    assert run.layers[0][0][0, 0] == 0


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e300])
def test_a_weight_that_is_no_number(value):
    run = Run(SMALL)
    with pytest.raises(ValueError, match="must be finite"):
        run.set_weight(0, 0, 0, value)


# Freezing


@each_rule
def test_what_is_frozen_does_not_move_and_the_rest_learns(changes):
    run = trained(**changes)
    run.freeze(1)
    run.freeze(0, 1, 2)
    frozen = run.frozen
    assert frozen.sum() == 6 * 4 + 1
    before = params(run)
    run.advance(5)
    np.testing.assert_array_equal(params(run)[frozen], before[frozen])
    moved = params(run)[~frozen] != before[~frozen]
    assert moved.mean() > 0.8
    run.advance_batches(2)
    np.testing.assert_array_equal(params(run)[frozen], before[frozen])


@each_rule
def test_thawed_it_moves_again_without_a_jump(changes):
    run = trained(**changes)
    run.freeze(1)
    run.advance(10)
    held = params(run)
    run.freeze(1, frozen=False)
    assert not run.frozen.any()
    run.advance_batches(1)
    moved = np.abs(params(run) - held)
    assert moved[15:39].any()
    assert moved[15:39].max() < 0.5


def test_freezing_survives_restore_and_settings():
    run = trained()
    snapshot = run.snapshot()
    run.freeze(0)
    run.advance(3)
    run.restore(snapshot)
    run.configure(run.config.replace(optimizer="momentum", learning_rate=0.1, batch_size=8))
    run.advance(3)
    np.testing.assert_array_equal(params(run)[:15], snapshot.params[:15])
    assert run.frozen[:15].all()


def test_a_frozen_weight_can_be_set_by_hand():
    run = trained()
    run.freeze(0)
    run.set_weight(0, 0, 0, 0.125)
    run.advance(2)
    assert run.layers[0][0][0, 0] == 0.125


def test_frozen_everywhere_nothing_moves():
    run = trained(dropout=0.2)
    for layer in range(3):
        run.freeze(layer)
    before = params(run)
    run.advance(3)
    np.testing.assert_array_equal(params(run), before)
    assert run.status == "running"


@each_rule
def test_where_nothing_is_frozen_the_calls_are_the_same(changes):
    run = trained(**changes)
    calls = run._trainer.updates[0].calls(0)
    n_calls, scale = len(calls), run._trainer.updates[0].scale
    run.freeze(0)
    assert len(run._trainer.updates[0].calls(0)) == n_calls + 3
    run.freeze(0, frozen=False)
    assert len(run._trainer.updates[0].calls(0)) == n_calls
    assert run._trainer.updates[0].scale == scale
    plain = isinstance(run._trainer.updates[0].optimizer, GradientDescent)
    assert (scale != 1) == (plain and not run.config.l1)
    twin = trained(**changes)
    for each in (run, twin):
        each.advance(3)
    np.testing.assert_array_equal(params(run), params(twin))


def test_a_small_frozen_weight_that_decay_would_carry_over_zero_is_not_lost():
    run = trained(l1=0.5, optimizer="sgd", learning_rate=0.1)
    run.set_weight(0, 0, 0, 1e-5)
    run.freeze(0, 0, 0)
    run.advance(3)
    assert run.layers[0][0][0, 0] == np.float32(1e-5)
    run.configure(run.config.replace(l1=1e-6))
    run.freeze(0, 0, 0, frozen=False)
    run.advance(1)
    assert run.layers[0][0][0, 0] not in (0, np.float32(1e-5))


sizes = st.lists(st.integers(1, 5), min_size=2, max_size=5)


@settings(max_examples=100, deadline=None)
@given(sizes, sizes, st.data())
def test_a_mask_finds_its_places_in_another_network(old, new, data):
    bits = data.draw(
        st.lists(st.booleans(), min_size=n_parameters(old), max_size=n_parameters(old))
    )
    mask = np.array(bits)
    there = fitted(mask, old, new)
    assert there.shape == (n_parameters(new),)
    for layer, view in enumerate(layer_views(there, new)):
        last = layer in (len(new) - 2, len(old) - 2)
        for row, column in np.argwhere(view).tolist():
            is_bias = row == new[layer]
            was = layer_views(mask, old)[layer]
            assert was[-1 if is_bias else row, column]
            assert not last or (len(old), old[-1]) == (len(new), new[-1])
    if old == new:
        np.testing.assert_array_equal(there, mask)


@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=40))
def test_ranges_say_what_is_chosen(bits):
    mask = np.array(bits, bool)
    again = np.zeros_like(mask)
    edges = [0]
    for start, stop in ranges(mask):
        assert edges[-1] <= start < stop
        edges.append(stop + 1)
        again[start:stop] = True
    np.testing.assert_array_equal(again, mask)


def test_a_row_or_a_column_can_be_chosen():
    assert np.flatnonzero(chosen((2, 3, 1), 0, 1)).tolist() == [3, 4, 5]
    assert np.flatnonzero(chosen((2, 3, 1), 0, None, 1)).tolist() == [1, 4, 7]
    assert np.flatnonzero(chosen((2, 3, 1), 1)).tolist() == [9, 10, 11, 12]


# Data


@each_rule
def test_other_points_keep_network_memory_and_time(changes):
    run = trained(**changes)
    run.advance_batches(2)
    before, X = run.snapshot(), np.random.default_rng(0).uniform(-6, 6, (30, 2))
    said = run.predict_proba(X)
    data = other_points(run, 300)
    run.change_data(data)
    after = run.snapshot()
    assert run.dataset is data
    np.testing.assert_array_equal(after.params, before.params)
    np.testing.assert_array_equal(after.resume.state, before.resume.state)
    assert (after.epoch, after.resume.steps) == (before.epoch, before.resume.steps)
    assert before.progress <= after.progress < before.progress + 1 / run.batches_per_epoch
    assert after.train_loss != before.train_loss
    np.testing.assert_array_equal(run.predict_proba(X), said)
    right = (run.predict(data.X_test) == data.y_test).mean()
    assert run.metrics()[3] == pytest.approx(right)
    run.advance(3)
    assert run.epoch == before.epoch + 3
    assert run.losses.epoch.tolist() == list(range(run.epoch + 1))


@pytest.mark.parametrize("count", [20, 34, 300])
@pytest.mark.parametrize("batches", range(5))
def test_time_never_runs_backwards(count, batches):
    run = trained(2)
    run.advance_batches(batches)
    progress, rows = run.progress, len(run.losses)
    run.change_data(other_points(run, count))
    assert progress <= run.progress
    assert run.losses.epoch.tolist() == list(range(run.epoch + 1))
    assert len(run.losses) - rows in (0, 1)
    run.advance(1)
    assert run.status == "running"


def test_after_other_points_it_learns_as_a_run_of_those_would():
    """With the same weights, memory, scale and epoch the numbers are a fresh run's of them."""
    data = other_points(trained(0), 120)
    run = trained(3)
    run.change_data(data)
    fresh = Run(SMALL, data)
    fresh.restore(run.snapshot())
    assert fresh.metrics() == run.metrics()
    for each in (run, fresh):
        each.advance(4)
    np.testing.assert_array_equal(params(run), params(fresh))


def test_a_moment_of_the_old_points_is_measured_on_the_new_ones():
    run = trained(3)
    moment = run.snapshot()
    run.advance(2)
    run.change_data(other_points(run, 60))
    run.restore(moment)
    np.testing.assert_array_equal(params(run), moment.params)
    assert run.metrics()[0] != moment.train_loss
    assert run.losses.train_loss[-1] == run.metrics()[0]
    run.advance(2)


def test_a_snapshot_brings_its_scale_along():
    run = trained(3)
    run.change_data(other_points(run, 60))
    copy = Run(SMALL, run.dataset)
    assert not np.array_equal(copy.feature_mean, run.feature_mean)
    copy.restore(run.snapshot())
    np.testing.assert_array_equal(copy.feature_mean, run.feature_mean)
    X = run.dataset.X_test
    np.testing.assert_array_equal(copy.predict_proba(X), run.predict_proba(X))
    assert copy.metrics() == run.metrics()


def test_what_is_another_problem_is_refused():
    run = Run(SMALL)
    X, y = run.dataset.X_train, run.dataset.y_train
    with pytest.raises(ValueError, match="task cannot change during a run"):
        run.change_data(Dataset(X, X[:, 0], X, X[:, 0], task="regression"))
    three = np.arange(len(y)) % 3
    with pytest.raises(ValueError, match=r"classes cannot change during a run. Got \(0, 1, 2\)"):
        run.change_data(Dataset(X, three, X, three))
    wide = np.column_stack([X, X])
    with pytest.raises(ValueError, match="n_coordinates cannot change during a run"):
        run.change_data(Dataset(wide, y, wide, y, n_coordinates=4))
    assert run.metrics() == Run(SMALL).metrics()
