"""Linear probes on spaces whose separability is known, and where there is nothing to fit."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from datasets import Dataset, make_dataset
from playground import Run, RunConfig
from playground.analysis.separability import linear_probe, probe_layers


@pytest.fixture(autouse=True)
def no_warning_escapes():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def predicted(probe, A):
    """Class labels by the rule that LinearProbe's docstring states."""
    scores = np.asarray(A) @ probe.coef.T + probe.intercept
    index = scores[:, 0] > 0 if len(probe.classes) == 2 else scores.argmax(axis=1)
    return np.array(probe.classes)[index.astype(int)]


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
@pytest.mark.parametrize("labels", [(0, 1), (-1, 1), (5, 2)])
def test_two_separable_clouds_are_parted_at_any_scale(scale, labels):
    rng = np.random.default_rng(0)
    A = rng.normal(0, 0.3, (200, 3)) * scale
    y = np.repeat(labels, 100)
    A[:100, 1] += 2 * scale
    probe = linear_probe(A, y)
    assert probe.train_accuracy == 1.0
    assert math.isnan(probe.test_accuracy)
    assert probe.classes == tuple(sorted(labels))
    assert np.array_equal(predicted(probe, A), y)


def test_separable_with_a_narrow_gap_is_still_separable():
    """Where C = 1 would settle for less than the separating line that exists."""
    rng = np.random.default_rng(1)
    A = rng.uniform(-1, 1, (250, 2))
    along = A @ [1.0, 0.2]
    A, y = A[np.abs(along) > 0.01], (along > 0)[np.abs(along) > 0.01].astype(int)
    assert linear_probe(A, y).train_accuracy == 1.0


def test_circle_is_not_separable_in_the_plane_but_is_on_the_paraboloid():
    data = make_dataset("circle", seed=1)
    plane, y = data.X_train, data.y_train
    paraboloid = np.column_stack([plane, (plane**2).sum(axis=1)])
    assert linear_probe(plane, y).train_accuracy < 0.75
    assert linear_probe(paraboloid, y).train_accuracy == 1.0


@pytest.mark.parametrize("centers", [3, 4, 5])
def test_several_classes(centers):
    data = make_dataset("blobs", centers=centers, seed=2)
    probe = linear_probe(data.X_train, data.y_train, data.X_test, data.y_test)
    assert probe.train_accuracy == 1.0
    assert probe.test_accuracy > 0.98
    assert probe.coef.shape == (centers, 2)
    assert probe.intercept.shape == (centers,)
    assert np.mean(predicted(probe, data.X_test) == data.y_test) == probe.test_accuracy


def test_accuracy_is_that_of_the_coefficients_handed_back():
    data = make_dataset("moons", noise=0.5, seed=3)
    A_train, A_test = 7 + 100 * data.X_train, 7 + 100 * data.X_test
    probe = linear_probe(A_train, data.y_train, A_test, data.y_test)
    assert 0.5 < probe.train_accuracy < 1
    assert np.mean(predicted(probe, A_train) == data.y_train) == probe.train_accuracy
    assert np.mean(predicted(probe, A_test) == data.y_test) == probe.test_accuracy


def test_regression_is_least_squares():
    data = make_dataset("reg-plane", noise=0.2, seed=4)
    probe = linear_probe(data.X_train, data.y_train, data.X_test, data.y_test, task="regression")
    design = np.column_stack([data.X_train, np.ones(len(data.X_train))])
    solution, *_ = np.linalg.lstsq(design, data.y_train, rcond=None)
    assert np.append(probe.coef[0], probe.intercept) == pytest.approx(solution, abs=1e-10)
    residual = data.y_train - design @ solution
    assert probe.train_accuracy == pytest.approx(1 - residual.var() / data.y_train.var())
    assert probe.classes == ()
    clean = make_dataset("reg-plane", seed=4)
    assert linear_probe(clean.X_train, clean.y_train, task="regression").train_accuracy == 1


@pytest.mark.parametrize("value", [0.0, 0.1, 1.0, -1e6])
def test_units_that_do_not_vary_leave_the_commonest_class(value):
    A = np.full((100, 4), value)
    y = np.repeat([0, 1], [30, 70])
    probe = linear_probe(A, y, A[:10], y[:10])
    assert probe.train_accuracy == 0.7
    assert probe.test_accuracy == 0.0
    assert np.all(probe.coef == 0)
    three = linear_probe(A, np.repeat([4, 5, 6], [20, 50, 30]))
    assert three.train_accuracy == 0.5
    assert linear_probe(A, np.arange(100.0), task="regression").train_accuracy == 0.0


def test_dead_and_repeated_units_change_nothing():
    data = make_dataset("gauss", noise=0.3, seed=5)
    A = np.column_stack([data.X_train, data.X_train[:, 0], np.zeros(250), np.ones(250)])
    probe = linear_probe(A, data.y_train)
    plain = linear_probe(data.X_train, data.y_train)
    assert probe.train_accuracy == pytest.approx(plain.train_accuracy, abs=0.01)
    assert np.all(probe.coef[:, 3:] == 0)


@pytest.mark.parametrize("task", ["classification", "regression"])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e300])
def test_a_diverged_layer_has_no_accuracy(task, bad):
    A = np.random.default_rng(0).normal(size=(50, 3))
    y = np.repeat([0, 1], 25)
    broken = A.copy()
    broken[7, 1] = bad
    probe = linear_probe(broken, y, A, y, task=task)
    assert math.isnan(probe.train_accuracy)
    assert math.isnan(probe.test_accuracy)
    assert probe.coef is None
    assert probe.intercept is None
    on_test = linear_probe(A, y, broken, y, task=task)
    assert np.isfinite(on_test.train_accuracy)
    assert math.isnan(on_test.test_accuracy)


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_one_class_or_no_points_have_no_accuracy(task):
    A = np.random.default_rng(0).normal(size=(20, 3))
    assert math.isnan(linear_probe(A, np.ones(20), task=task).train_accuracy)
    assert math.isnan(linear_probe(A[:0], np.ones(0), task=task).train_accuracy)
    assert math.isnan(linear_probe(A[:, :0], np.arange(20) % 2, task=task).train_accuracy)


@settings(deadline=None, max_examples=60)
@given(
    A=arrays(np.float32, (30, 4), elements=st.floats(width=32)),
    y=arrays(np.int64, 30, elements=st.integers(-2, 2)),
    task=st.sampled_from(["classification", "regression"]),
)
def test_no_array_raises_or_warns(A, y, task):
    accuracy = linear_probe(A, y, A, y, task=task).train_accuracy
    assert math.isnan(accuracy) or -1e-6 <= accuracy <= 1


def test_bad_arguments_are_named():
    A, y = np.zeros((4, 2)), np.zeros(4)
    with pytest.raises(ValueError, match=r"task must be one of .* Got 'ranking' instead"):
        linear_probe(A, y, task="ranking")
    with pytest.raises(ValueError, match=r"y_train \(n,\). Got \(4, 2\) and \(3,\) instead"):
        linear_probe(A, y[:3])
    with pytest.raises(ValueError, match="must be given together"):
        linear_probe(A, y, A)
    with pytest.raises(ValueError, match=r"A_test must have 2 units, as A_train has. Got 1"):
        linear_probe(np.eye(4)[:, :2], [0, 1, 0, 1], np.zeros((4, 1)), y)


def test_layers_of_a_solved_circle_become_separable():
    run = Run(RunConfig(dataset="circle", hidden_layers=(8, 8), seed=0))
    run.advance(epochs=150)
    inputs, layers = probe_layers(run)
    assert inputs < 0.75
    assert len(layers) == 2
    assert layers[-1] > 0.99


def test_the_probe_reads_the_spaces_the_run_hands_out():
    run = Run(RunConfig(dataset="spiral", hidden_layers=(4,), seed=1))
    X, y = run.dataset.X_train, run.dataset.y_train
    expected = (
        linear_probe(run.inputs(X), y).train_accuracy,
        [linear_probe(run.hidden(X)[0], y).train_accuracy],
    )
    assert probe_layers(run) == expected


def test_regression_layers_and_no_layers():
    run = Run(RunConfig(dataset="reg-plane", hidden_layers=()))
    inputs, layers = probe_layers(run)
    assert inputs == pytest.approx(1)
    assert layers == []


def test_nothing_to_fit_is_none_as_in_the_wire_format():
    X = [[0.0, 1.0], [2.0, 3.0]]
    one_class_to_learn = Dataset(X, [1, 1], X, [0, 1])
    run = Run(RunConfig(hidden_layers=(3,)), dataset=one_class_to_learn)
    assert probe_layers(run) == (None, [None])
