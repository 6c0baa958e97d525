"""TensorFlow Playground's generators against what its formulas imply, computed another way."""

import math

import numpy as np
import pytest

from datasets.tf_playground import circle, gauss, reg_gauss, reg_plane, spiral, xor

GENERATORS = [circle, xor, gauss, spiral, reg_plane, reg_gauss]


def draw(generator, n_samples=1000, noise=0.0, seed=0):
    return generator(n_samples, noise=noise, rng=np.random.default_rng(seed))


def test_circle_without_noise_is_a_disc_inside_a_ring():
    X, y = draw(circle)
    radius = np.hypot(*X.T)
    assert np.array_equal(y == 1, radius < 2.5)
    assert np.all(radius[y == 0] >= 3.5)
    assert radius.max() < 5
    assert np.bincount(y).tolist() == [500, 500]
    # The radius, not the area, is uniform: means 1.25 and 4.25.
    assert radius[y == 1].mean() == pytest.approx(1.25, abs=0.1)
    assert radius[y == 0].mean() == pytest.approx(4.25, abs=0.1)


@pytest.mark.parametrize("generator", [circle, xor, reg_plane, reg_gauss])
def test_noise_moves_the_label_and_leaves_the_point(generator):
    X_clean, y_clean = draw(generator, noise=0.0)
    X_noisy, y_noisy = draw(generator, noise=0.5)
    assert np.array_equal(X_clean, X_noisy)
    assert not np.array_equal(y_clean, y_noisy)


@pytest.mark.parametrize("noise", [0.05, 0.2, 0.5])
def test_circle_noise_flips_only_labels_within_its_reach(noise):
    X, y = draw(circle, n_samples=2000, noise=noise)
    radius = np.hypot(*X.T)
    flipped = (y == 1) != (radius < 2.5)
    reach = 5 * noise * math.sqrt(2)
    assert np.all(np.abs(radius[flipped] - 2.5) <= reach)
    assert flipped.any() == (reach > 0.0)


def test_xor_without_noise_is_the_sign_of_the_product_clear_of_the_axes():
    X, y = draw(xor)
    assert np.array_equal(y == 1, X[:, 0] * X[:, 1] > 0)
    assert np.abs(X).min() >= 0.3
    assert np.abs(X).max() <= 5.3
    assert np.abs(X).mean() == pytest.approx(2.8, abs=0.1)


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.25, 0.5])
def test_gauss_has_the_stated_centres_and_variances(noise):
    X, y = draw(gauss, n_samples=20_000, noise=noise)
    variance = 0.5 + 3.5 * noise / 0.5
    for label, centre in ((1, 2.0), (0, -2.0)):
        cloud = X[y == label]
        assert len(cloud) == 10_000
        assert cloud.mean(axis=0) == pytest.approx([centre, centre], abs=0.1)
        assert cloud.var(axis=0) == pytest.approx([variance, variance], rel=0.06)
        assert np.corrcoef(cloud.T)[0, 1] == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("n_samples", [20, 500])
def test_spiral_follows_its_formula_point_by_point(n_samples):
    X, y = draw(spiral, n_samples=n_samples)
    n = n_samples // 2
    expected = []
    for start, label in ((0.0, 1), (math.pi, 0)):
        for i in range(n):
            r, t = 5 * i / n, 1.75 * 2 * math.pi * i / n + start
            expected.append((r * math.sin(t), r * math.cos(t), label))
    assert np.allclose(np.column_stack([X, y]), expected, rtol=0, atol=1e-12)


def test_spiral_noise_moves_points_by_at_most_itself():
    clean, _ = draw(spiral)
    noisy, _ = draw(spiral, noise=0.5)
    offset = noisy - clean
    assert np.abs(offset).max() <= 0.5
    assert offset.var() == pytest.approx(1 / 12, rel=0.1)


def test_reg_plane_is_a_tenth_of_the_sum():
    X, y = draw(reg_plane)
    assert np.allclose(y, (X[:, 0] + X[:, 1]) / 10)
    assert np.abs(X).max() <= 6
    assert X.var() == pytest.approx(12, rel=0.1)


def test_reg_plane_noise_is_the_sum_of_two_uniform_offsets():
    X, y = draw(reg_plane, n_samples=20_000, noise=0.5)
    residual = y - X.sum(axis=1) / 10
    assert np.abs(residual).max() <= 0.6
    assert residual.var() == pytest.approx(2 * 3.0 / 100, rel=0.05)


def test_reg_gauss_equals_an_independent_loop():
    X, y = draw(reg_gauss, n_samples=2000)
    for (x1, x2), value in zip(X, y, strict=True):
        best = 0.0
        for column, cx in enumerate((-4, 0, 4)):
            for row, cy in enumerate((2.5, -2.5)):
                sign = 1 if (column + row) % 2 == 0 else -1
                cone = sign * max(0.0, 1 - math.dist((x1, x2), (cx, cy)) / 2)
                if abs(cone) > abs(best):
                    best = cone
        assert value == pytest.approx(best, abs=1e-12)


@pytest.mark.parametrize("generator", GENERATORS)
@pytest.mark.parametrize("n_samples", [20, 21, 499])
def test_any_number_of_points_is_met_exactly(generator, n_samples):
    X, y = draw(generator, n_samples=n_samples, noise=0.3)
    assert X.shape == (n_samples, 2)
    assert y.shape == (n_samples,)
