"""Our own shapes: inside the domain, balanced, separable without noise, overlapping with it."""

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from datasets import DATASETS, DOMAIN
from datasets.curves import curve, curve_function
from datasets.domain import fold, halves, shares
from datasets.shapes import blobs, checkerboard, moons, pinwheel, rings

SHAPES = [moons, rings, checkerboard, pinwheel, blobs]
NOISES = [0.0, 0.1, 0.3, 0.5]


def draw(generator, n_samples=1500, noise=0.0, seed=0, **options):
    return generator(n_samples, noise=noise, rng=np.random.default_rng(seed), **options)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("noise", NOISES)
def test_every_point_lies_inside_the_domain(shape, noise):
    X, _ = draw(shape, noise=noise)
    assert np.abs(X).max() <= DOMAIN


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_fill_the_domain(shape):
    X, _ = draw(shape)
    assert np.all(np.ptp(X, axis=0) >= 7)
    assert np.all(np.abs(X.max(axis=0) + X.min(axis=0)) / 2 < 1.6)


@pytest.mark.parametrize("shape", SHAPES)
def test_classes_are_balanced_without_noise(shape):
    _, y = draw(shape, n_samples=997)
    counts = np.bincount(y)
    assert np.ptp(counts) <= 1


@pytest.mark.parametrize("shape", SHAPES)
def test_clean_shapes_are_told_apart_by_the_nearest_neighbour_and_noisy_ones_are_not(shape):
    scores = []
    for noise in NOISES:
        X, y = draw(shape, noise=noise, seed=1)
        X_new, y_new = draw(shape, noise=noise, seed=2)
        scores.append(KNeighborsClassifier(1).fit(X, y).score(X_new, y_new))
    # A checkerboard's classes meet within the width of its gap, which 1500 points do not fill.
    assert scores[0] >= (0.93 if shape is checkerboard else 1.0)
    assert scores[-1] < 0.93
    assert np.all(np.diff(scores) <= 0)


def test_moons_are_each_others_image_under_half_a_turn():
    X, y = draw(moons, n_samples=20_000)
    upper, lower = X[y == 0], -X[y == 1]
    assert upper.mean(axis=0) == pytest.approx(lower.mean(axis=0), abs=0.1)
    assert np.cov(upper.T) == pytest.approx(np.cov(lower.T), abs=0.2)


def test_moons_reach_into_each_other():
    X, y = draw(moons)
    assert X[y == 0, 1].min() < X[y == 1, 1].max()
    assert X[y == 0, 0].max() > X[y == 1, 0].min()


def test_rings_alternate():
    X, y = draw(rings)
    radius = np.hypot(*X.T)
    ring = np.digitize(radius, [1.8, 3.6])
    assert np.array_equal(y, np.array([1, 0, 1])[ring])
    assert np.all(np.abs(radius - np.array([0.9, 2.7, 4.5])[ring]) <= 0.35)


def test_checkerboard_is_the_parity_of_its_cells():
    X, y = draw(checkerboard)
    cells = (X + 6) // 3
    assert np.array_equal(y, cells.sum(axis=1) % 2)
    within = (X + 6) % 3
    assert within.min() >= 0.15
    assert within.max() <= 2.85
    assert len(np.unique(cells, axis=0)) == 16


def test_checkerboard_noise_moves_the_label_and_leaves_the_point():
    X_clean, y_clean = draw(checkerboard)
    X_noisy, y_noisy = draw(checkerboard, noise=0.5)
    assert np.array_equal(X_clean, X_noisy)
    assert 0.1 < np.mean(y_clean != y_noisy) < 0.4


def test_pinwheel_arms_are_one_arm_turned_by_thirds():
    X, y = draw(pinwheel, n_samples=30_000)
    means = [X[y == k].mean(axis=0) for k in range(3)]
    third = 2 * np.pi / 3
    turn = np.array([[np.cos(third), -np.sin(third)], [np.sin(third), np.cos(third)]])
    for k in range(3):
        assert turn @ means[k] == pytest.approx(means[(k + 1) % 3], abs=0.1)


@pytest.mark.parametrize("centers", [2, 3, 4, 5])
def test_clean_blobs_belong_to_the_nearest_centre(centers):
    X, y = draw(blobs, centers=centers)
    angle = np.pi / 2 + 2 * np.pi * np.arange(centers) / centers
    middle = 3.7 * np.column_stack([np.cos(angle), np.sin(angle)])
    nearest = np.linalg.norm(X[:, None] - middle, axis=2).argmin(axis=1)
    assert np.array_equal(nearest, y)


def test_blobs_have_the_spread_of_a_normal_cloud_cut_off():
    X, y = draw(blobs, n_samples=40_000, centers=2)
    # Of a Rayleigh distance cut at c s: E[r²] / 2 = s² (1 − (c²/2) / (e^(c²/2) − 1)).
    half_square = 2.5**2 / 2
    expected = 0.75**2 * (1 - half_square / np.expm1(half_square))
    assert X[y == 0].var(axis=0) == pytest.approx([expected, expected], rel=0.05)


def test_curve_is_its_function_of_x_alone():
    X, y = draw(curve)
    assert np.all(X[:, 1] == 0)
    assert np.array_equal(y, curve_function(X[:, 0]))
    assert np.abs(y).max() <= 0.9


def test_curve_quickens_to_the_right():
    x = np.linspace(-6, 6, 10_001)
    crossings = x[1:][np.diff(np.sign(curve_function(x))) != 0]
    widths = np.diff(crossings)
    assert len(crossings) >= 4
    assert np.all(np.diff(widths) < 0)


def test_curve_noise_moves_targets_by_at_most_itself():
    X, y = draw(curve, noise=0.4)
    residual = y - curve_function(X[:, 0])
    assert 0.3 < np.abs(residual).max() <= 0.4


def test_fold_mirrors_at_the_border_and_leaves_the_inside():
    assert fold(np.array([0.0, -3.0, 6.0, 7.0, -6.5])) == pytest.approx([0, -3, 6, 5, -5.5])


@pytest.mark.parametrize("n", [0, 1, 7, 100])
def test_halves_and_shares_add_up(n):
    assert sum(halves(n)) == n
    assert sum(shares(n, 3)) == n
    assert max(shares(n, 3)) - min(shares(n, 3)) <= 1


def test_the_table_holds_every_shape_once_in_the_order_shown():
    names = list(DATASETS)
    assert names[:4] == ["circle", "xor", "gauss", "spiral"]
    assert names[4:9] == ["moons", "rings", "checkerboard", "pinwheel", "blobs"]
    assert names[9:] == ["reg-plane", "reg-gauss", "curve"]
    for name, row in DATASETS.items():
        assert row.name == name
        assert row.label
        assert row.look_for.endswith(".")
        assert (row.n_classes == 0) == (row.task == "regression")
