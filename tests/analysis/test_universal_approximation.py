"""Universal approximation: the parts add up to the fit, and more units fit more closely."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from datasets import Dataset
from playground.analysis.universal_approximation import (
    BENDS,
    N_POINTS,
    SIZES,
    TARGETS,
    approximate,
)
from playground.config import RunConfig
from playground.training import Run

SHORT = {"epochs": 40, "n_seeds": 3}

# Independent of the engine's table, one number at a time.
FORMULAS = {
    "tanh": math.tanh,
    "relu": lambda z: max(z, 0.0),
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "linear": lambda z: z,
}


@pytest.mark.parametrize("activation", BENDS)
def test_contributions_and_offset_add_up_to_the_fit(activation):
    for fits in approximate("waves", activation, sizes=(1, 7, 64), **SHORT):
        for seed in range(3):
            parts = fits.contributions(seed)
            assert parts.shape == (fits.n_units, len(fits.x))
            total = parts.sum(axis=0) + fits.offsets[seed]
            np.testing.assert_allclose(total, fits.values[seed], atol=1e-6)


@pytest.mark.parametrize("activation", FORMULAS)
def test_a_contribution_is_its_formula(activation):
    (fits,) = approximate("curve", activation, sizes=(3,), **SHORT)
    for unit in range(3):
        w, b, v = (of[1, unit] for of in (fits.weights, fits.biases, fits.outgoing))
        expected = [v * FORMULAS[activation](w * x + b) for x in fits.x]
        np.testing.assert_allclose(fits.contributions(1)[unit], expected, atol=1e-12)
        assert fits.centres(1)[unit] == pytest.approx(-b / w)


def test_the_fit_is_the_engines_own_run():
    """One seed alone, as a ``Run`` from the same first weights, ends with the same numbers."""
    start, end = (
        next(approximate("bump", "tanh", sizes=(5,), n_seeds=3, epochs=epochs, seed=4))
        for epochs in (0, 60)
    )
    x, y = end.points.T
    data = Dataset(
        np.column_stack([x, 0 * x]), y, np.column_stack([end.x, 0 * end.x]), end.truth,
        task="regression",
    )  # fmt: skip
    config = RunConfig(
        dataset="curve", features=("x",), hidden_layers=(5,), batch_size=0, learning_rate=0.05,
        schedule="cosine", schedule_epochs=60, precision="float64", weight_seed=6,
    )  # fmt: skip
    run = Run(config, data)
    W = start.weights[2] * x.std()  # the run standardises x, whose mean is 0
    run.set_layers(
        [(W[None], start.biases[2]), (start.outgoing[2][:, None], start.offsets[2][None])]
    )
    run.advance(60)
    np.testing.assert_allclose(run.predict(data.X_test), end.values[2], atol=1e-9)


def test_errors_are_distances_to_the_function():
    (fits,) = approximate("step", "relu", sizes=(4,), noise=0.3, **SHORT)
    squares = [np.mean((values - TARGETS["step"].function(fits.x)) ** 2) for values in fits.values]
    np.testing.assert_allclose(fits.errors, np.sqrt(squares))
    assert sorted(fits.errors)[1] == fits.errors[fits.median_seed]


def test_the_error_falls_with_the_units_for_a_smooth_function():
    medians = [np.median(fits.errors) for fits in approximate("waves", "tanh")]
    assert len(medians) == len(SIZES)
    assert medians[0] > 0.4  # one unit cannot wave
    assert medians[3] < 0.1 * medians[0]
    assert max(medians[4:]) < 0.03 * medians[0]
    assert all(wider < 1.05 * narrow for narrow, wider in pairwise(medians[:5]))


def test_without_a_bend_units_change_nothing():
    one, many = approximate("corner", "linear", sizes=(1, 32), n_seeds=3)
    np.testing.assert_allclose(one.errors, many.errors, rtol=0.02)
    slopes = np.diff(many.values[0])
    np.testing.assert_allclose(slopes, slopes[0], atol=1e-9)  # a straight line


def test_two_relus_make_a_corner():
    (fits,) = approximate("corner", "relu", sizes=(2,))
    assert np.median(fits.errors) < 0.01
    np.testing.assert_allclose(fits.centres(fits.median_seed), 0, atol=0.1)


def test_it_is_deterministic_and_the_seed_and_noise_count():
    def first(**changes):
        return next(approximate("bump", "tanh", sizes=(2,), **{**SHORT, **changes}))

    assert np.array_equal(first().values, first().values)
    assert np.array_equal(first(seed=1).values[0], first().values[1])
    assert not np.array_equal(first(noise=0.2).points, first().points)
    noisy = first(noise=0.2).points
    assert len(noisy) == N_POINTS
    assert np.abs(noisy[:, 1] - TARGETS["bump"].function(noisy[:, 0])).max() <= 0.2


def test_first_bends_are_spread_over_the_interval():
    (fits,) = approximate("waves", "tanh", sizes=(16,), epochs=0, n_seeds=3)
    for seed in range(3):
        centres = np.sort(fits.centres(seed))
        assert -6.2 < centres[0] < -4.5
        assert 4.5 < centres[-1] < 6.2
        assert np.diff(centres).max() < 2


@pytest.mark.parametrize(("target", "bend"), [("spiral", "tanh"), ("step", "step"), ("step", "x")])
def test_unknown_names_are_refused(target, bend):
    with pytest.raises(ValueError, match=r"(target|activation) must be one of .* Got"):
        next(approximate(target, bend))
