"""One neuron and Rosenblatt's rule: worked by hand, and against the textbook's loop."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.analysis.perceptron import (
    EXERCISES,
    MOST_ROUNDS,
    NEURONS,
    answer,
    learn,
    lesson,
    mistake_bound,
    weighted_sum,
)
from playground.config import RunConfig
from playground.training import Run


def textbook(X, y, rounds):
    """Rosenblatt 1958: at a mistake w ← w ± (x, 1); the answer at z = 0 is +1."""
    w, path, wrong = np.zeros(3), [np.zeros(3)], []
    for _ in range(rounds):
        for x, t in zip(np.column_stack([X, np.ones(len(X))]), 2 * y - 1, strict=True):
            wrong.append((1 if w @ x >= 0 else -1) != t)
            w = w + t * x if wrong[-1] else w
            path.append(w)
    return np.array(path), np.array(wrong)


def test_the_weighted_sum_by_hand():
    z = weighted_sum((1.5, -2.0, 0.25), [[1, 2], [0, 0], [-3, 0.5]])
    np.testing.assert_allclose(z, [1.5 - 4 + 0.25, 0.25, -4.5 - 1 + 0.25])


def test_a_small_change_flips_the_step_and_nudges_the_others():
    before, after = (weighted_sum((w1, -0.6, 0.15), [[1, 2]]) for w1 in (1.0, 1.1))
    moves = {name: float((answer(name, after) - answer(name, before))[0]) for name in NEURONS}
    assert moves["step"] == 2
    assert moves["sigmoid"] == pytest.approx(1 / (1 + math.exp(-0.05)) - 1 / (1 + math.exp(0.05)))
    assert moves["tanh"] == pytest.approx(2 * math.tanh(0.05))
    assert moves["relu"] == pytest.approx(0.05)


def test_the_neuron_is_a_run_without_hidden_layers():
    run = Run(RunConfig(dataset="gauss", hidden_layers=(), standardize=False, precision="float64"))
    X = run.dataset.X_train
    ((W, b),) = run.layers
    probability = answer("sigmoid", weighted_sum((*W[:, 0], b[0]), X))
    np.testing.assert_allclose(probability, run.predict_proba(X)[:, 1], rtol=1e-12)


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize("seed", [0, 3])
def test_the_rule_is_the_textbooks(name, seed):
    found = lesson(name, seed)
    path, wrong = textbook(found.X, found.y, MOST_ROUNDS)
    np.testing.assert_allclose(found.weights, path[: found.n_steps + 1], atol=1e-12)
    np.testing.assert_array_equal(found.wrong, wrong[: found.n_steps])


@pytest.mark.parametrize("seed", range(12))
def test_parted_points_are_learnt_within_the_bound(seed):
    found = lesson("parted", seed)
    assert found.parted
    assert not found.wrong[-len(found.X) :].any()  # a whole round without a mistake
    assert 0 < found.wrong.sum() <= found.bound
    z = weighted_sum(found.weights[-1], found.X)
    np.testing.assert_array_equal(z >= 0, found.y == 1)


@pytest.mark.parametrize("name", ["two_wrong", "xor"])
@pytest.mark.parametrize("seed", range(4))
def test_what_no_line_parts_is_never_learnt(name, seed):
    found = lesson(name, seed)
    assert not found.parted
    assert found.bound == math.inf
    assert found.n_steps == MOST_ROUNDS * len(found.X)
    assert found.wrong[-len(found.X) :].any()


def test_the_bound_of_two_points_by_hand():
    # (2, 0) against (−2, 0): the plane x₁ = 0 is 2 from both, and (±2, 0, 1) is √5 long.
    X, y = np.array([[2.0, 0.0], [-2.0, 0.0]]), np.array([1, 0])
    assert mistake_bound(X, y) == pytest.approx(5 / 4, rel=1e-3)
    assert mistake_bound(np.array([[1.0, 0], [2, 0], [3, 0]]), np.array([0, 1, 0])) == math.inf


def test_from_mistake_to_mistake():
    X, y = np.array([[1.0, 0.0], [-1.0, 0.0]]), np.array([0, 1])
    found = learn(X, y)
    # w = 0 says +1: wrong on the first, w = (−1, 0, −1); then z = 1 − 1 = 0 is right on the second.
    np.testing.assert_array_equal(found.wrong, [True, False, False, False])
    np.testing.assert_allclose(found.weights[1], [-1, 0, -1])
    assert (found.next_mistake(0), found.next_mistake(1)) == (1, found.n_steps)
    assert (found.previous_mistake(4), found.previous_mistake(1)) == (1, 0)
