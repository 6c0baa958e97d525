"""Facts about layers whose stretching, mirroring and idle units are known; probes on real runs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from playground import Run, RunConfig
from playground.analysis.layer_facts import RESTS, unit_facts, weight_facts
from playground.analysis.separability import (
    INVERSE_PENALTY,
    MAX_ITERATIONS,
    TOLERANCE,
    linear_probe,
    probe_layers,
)
from playground.nn import ACTIVATIONS


def test_a_layer_along_the_axes():
    facts = weight_facts(np.diag([1.0, -4.0, 2.0]))
    assert facts.singular_values == pytest.approx((4, 2, 1))
    assert facts.condition == pytest.approx(4)
    assert facts.rank == 3
    assert facts.orientation == -1
    assert weight_facts(np.eye(2)).orientation == 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_flattened_space_has_no_orientation_and_no_bound_on_its_condition(dtype):
    rng = np.random.default_rng(0)
    W = np.outer(rng.normal(size=6), rng.normal(size=6)).astype(dtype)
    facts = weight_facts(W)
    assert (facts.rank, facts.condition, facts.orientation) == (1, math.inf, 0)
    none = weight_facts(np.zeros((3, 3), dtype))
    assert (none.rank, none.condition, none.orientation) == (0, math.inf, 0)


def test_change_of_dimension_has_no_orientation():
    facts = weight_facts([[3.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    assert facts.orientation is None
    assert (facts.rank, facts.condition) == (2, pytest.approx(3))


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 32), st.integers(1, 32), st.integers(0, 10**6))
def test_facts_agree_with_numpy(n_in, n_out, seed):
    W = np.random.default_rng(seed).normal(size=(n_in, n_out))
    facts = weight_facts(W)
    assert facts.rank == np.linalg.matrix_rank(W)
    assert facts.condition == pytest.approx(np.linalg.cond(W))
    if n_in == n_out:
        assert facts.orientation == np.linalg.slogdet(W)[0]


def test_dead_units_say_nothing_at_all():
    A = np.array([[0.0, 0.0, 2.0, 1e-9], [0.0, 0.5, 2.0, 0.0]])
    facts = unit_facts(A, "relu")
    assert facts.dead is not None
    assert facts.dead.tolist() == [True, False, False, True]
    assert (facts.dead_share, facts.saturated_share) == (0.5, None)
    assert unit_facts(A, "tanh").dead_share is None


def test_saturated_units_are_flat_nearly_everywhere():
    z = np.linspace(-1, 1, 201)[:, None] * [0.1, 1.0, 100.0]
    z[:, 2] += 0.5
    assert unit_facts(np.tanh(z), "tanh").saturated_share == pytest.approx(1 / 3)
    sigmoid = 1 / (1 + np.exp(-2 * z))
    assert unit_facts(sigmoid, "sigmoid").saturated_share == pytest.approx(1 / 3)
    low = np.expm1(np.full((9, 1), -6.0))
    assert unit_facts(low, "elu").saturated_share == 1
    assert unit_facts(z, "linear").saturated_share is None


def test_every_activation_has_a_row():
    assert set(RESTS) == set(ACTIVATIONS)


def test_bad_arrays_are_named():
    with pytest.raises(ValueError, match=r"\(n_in, n_out\). Got \(3,\)"):
        weight_facts(np.ones(3))
    with pytest.raises(ValueError, match="W must be finite"):
        weight_facts([[np.nan]])
    with pytest.raises(ValueError, match=r"activation must be one of .* Got 'cube'"):
        unit_facts(np.ones((2, 2)), "cube")
    with pytest.raises(ValueError, match=r"\(n, n_units\). Got \(0, 2\)"):
        unit_facts(np.ones((0, 2)), "relu")


# What the separability badges of the page rest on.


@pytest.mark.parametrize("dataset", ["spiral", "pinwheel"])
def test_the_probe_is_scikit_learns_logistic_regression_on_the_hidden_layer(dataset):
    run = Run(RunConfig(dataset=dataset, noise=0.2, hidden_layers=(4, 4), seed=3))
    run.advance(epochs=30)
    X, y = run.dataset.X_train, run.dataset.y_train
    for A in run.hidden(X):
        A = A.astype(float)
        scaled = (A - A.mean(axis=0)) / A.std(axis=0)
        solver = "newton-cholesky" if run.n_classes == 2 else "lbfgs"
        model = LogisticRegression(
            C=INVERSE_PENALTY, solver=solver, max_iter=MAX_ITERATIONS, tol=TOLERANCE
        )
        expected = model.fit(scaled, y).score(scaled, y)
        assert linear_probe(A, y).train_accuracy == pytest.approx(expected, abs=1e-9)


def test_a_solved_spiral_is_separable_at_last_and_not_at_first():
    run = Run(RunConfig(dataset="spiral", hidden_layers=(8, 8, 8), seed=0))
    for _ in range(10):
        run.advance(epochs=100)
        if run.metrics()[2] >= 0.99:
            break
    inputs, layers = probe_layers(run)
    assert inputs is not None
    assert inputs < 0.70
    assert layers[-1] is not None
    assert layers[-1] >= 0.99


@pytest.mark.parametrize("seed", range(20))
def test_two_tanh_units_never_free_the_disc(seed):
    run = Run(RunConfig(dataset="circle", hidden_layers=(2,), activation="tanh", seed=seed))
    run.advance(epochs=400)
    _, layers = probe_layers(run)
    assert layers[-1] is not None
    assert layers[-1] < 1
