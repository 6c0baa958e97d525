"""Losses beside each other: formulas by hand, differences, and the run that gets stuck."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import special

from playground.analysis.loss_slopes import LOSS_ROWS, escapes, losses_and_slopes, pushes

Z = np.linspace(-9, 9, 37)[None]
P = special.expit(Z[0])


@pytest.mark.parametrize("y", [0, 1])
def test_cross_entropy_of_one_point(y):
    losses, slopes = losses_and_slopes(LOSS_ROWS["cross_entropy"].head(), Z, np.full(37, y))
    np.testing.assert_allclose(losses, -np.log(P if y else 1 - P), rtol=1e-9)
    np.testing.assert_allclose(slopes[0], P - y, atol=1e-12)


@pytest.mark.parametrize("y", [0, 1])
def test_squared_error_of_one_point(y):
    losses, slopes = losses_and_slopes(LOSS_ROWS["squared"].head(), Z, np.full(37, y))
    np.testing.assert_allclose(losses, 0.5 * (P - y) ** 2, atol=1e-12)
    np.testing.assert_allclose(slopes[0], (P - y) * P * (1 - P), atol=1e-12)


@pytest.mark.parametrize("name", LOSS_ROWS)
@pytest.mark.parametrize("n_classes", [2, 4])
def test_slopes_are_the_losses_central_differences(name, n_classes):
    head = LOSS_ROWS[name].head(n_classes)
    rng = np.random.default_rng(0)
    z = rng.normal(0, 2, (head.n_outputs, 9))
    y = rng.integers(n_classes, size=9)
    _, slopes = losses_and_slopes(head, z, y)
    for unit in range(head.n_outputs):
        h = np.zeros_like(z)
        h[unit] = 1e-6
        above, below = (losses_and_slopes(head, z + sign * h, y)[0] for sign in (1, -1))
        np.testing.assert_allclose(slopes[unit], (above - below) / 2e-6, atol=1e-8)


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"\(1, n\)"):
        losses_and_slopes(LOSS_ROWS["squared"].head(), np.zeros((3, 2)), [0, 1])


def test_a_confident_mistake_is_pushed_by_one_loss_alone():
    found = pushes([[-8.0, 8.0, 0.0]], [1, 1, 1], 2)
    p = special.expit(-8.0)
    np.testing.assert_allclose(found.right, [p, 1 - p, 0.5])
    np.testing.assert_allclose(found.pushes["cross_entropy"], [1 - p, p, 0.5])
    np.testing.assert_allclose(found.pushes["squared"], [(1 - p) ** 2 * p, p**2 * (1 - p), 0.125])
    assert found.stuck == 1
    assert found.losses["cross_entropy"][0] == pytest.approx(-math.log(p))


def test_several_classes():
    z = np.array([[4.0, 0.0], [-4.0, 0.0], [0.0, 0.0]])
    found = pushes(z, [1, 2], 3)
    assert found.right[1] == pytest.approx(1 / 3)
    assert found.right[0] == pytest.approx(special.softmax(z[:, 0])[1])
    share = special.softmax(z[:, 0]) - [0, 1, 0]
    assert found.pushes["cross_entropy"][0] == pytest.approx(np.linalg.norm(share))


def test_from_a_saturated_start_squared_error_stalls():
    found = escapes(output_bias=-8, epochs=60)
    fast, slow = found["cross_entropy"], found["squared"]
    assert list(fast.epochs) == list(slow.epochs) == list(range(61))
    assert fast.accuracy[0] == slow.accuracy[0] < 0.6  # the same network
    assert fast.right[0] == pytest.approx(slow.right[0], rel=1e-6)
    reached = fast.reaches(0.95)
    assert reached is not None
    assert reached < 30
    assert slow.reaches(0.95) is None
    assert slow.accuracy[-1] < 0.6


def test_from_a_good_start_both_learn():
    found = escapes(output_bias=0, epochs=60)
    assert all(one.accuracy[-1] > 0.95 for one in found.values())
