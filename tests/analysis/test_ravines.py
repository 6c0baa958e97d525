"""Ravines: gradients by central differences, minima, walks by hand, and where they diverge."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.analysis.ravine_stability import STABILITY, spectral_radius
from playground.analysis.ravines import FAR, RAVINES, walk
from playground.nn import OPTIMIZERS

QUADRATICS = [ravine for ravine in RAVINES.values() if ravine.curvatures]


def central_difference(ravine, point, h=1e-6):
    steps = h * np.eye(len(point))
    ahead, behind = ravine.value(point + steps), ravine.value(point - steps)
    return (ahead - behind) / (2 * h)


# The functions


@pytest.mark.parametrize("name", RAVINES)
@given(data=st.data())
def test_the_gradient_is_the_slope(name, data):
    ravine = RAVINES[name]
    point = np.array([data.draw(st.floats(low, high)) for low, high in ravine.domain])
    slope = central_difference(ravine, point)
    np.testing.assert_allclose(
        ravine.gradient(point), slope, rtol=1e-5, atol=1e-5 * max(1, abs(slope).max())
    )


@pytest.mark.parametrize("name", RAVINES)
def test_the_minima_are_the_lowest_places_and_have_no_slope(name):
    ravine = RAVINES[name]
    axes = [np.linspace(low, high, 101) for low, high in ravine.domain]
    grid = np.stack([axis.ravel() for axis in np.meshgrid(*axes)], axis=1)
    lowest = ravine.value(grid).min()
    for minimum in ravine.minima:
        point = np.array(minimum)
        assert ravine.value(point[None])[0] <= lowest + 1e-9
        np.testing.assert_allclose(ravine.gradient(point), 0, atol=2e-4)
        for (low, high), place in zip(ravine.domain, minimum, strict=True):
            assert low < place < high
    if not ravine.minima:  # it goes down for ever
        along = np.array([np.zeros(4), [1.0, 10.0, 100.0, 1000.0]]).T
        assert (np.diff(ravine.value(along)) < 0).all()


@pytest.mark.parametrize(
    ("name", "point", "value"),
    [
        ("parabola", (3.0,), 9.0),
        ("quadratic", (2.0, 1.0), 22.0),
        ("rosenbrock", (-1.0, 2.0), 104.0),
        ("beale", (1.0, 1.0), 1.5**2 + 2.25**2 + 2.625**2),
        ("saddle", (3.0, 2.0), 5.0),
        ("himmelblau", (0.0, 0.0), 170.0),
    ],
)
def test_values_known_by_hand(name, point, value):
    assert RAVINES[name].value(np.array([point]))[0] == pytest.approx(value)


@pytest.mark.parametrize("ravine", QUADRATICS, ids=lambda ravine: ravine.name)
def test_the_curvatures_are_the_eigenvalues_of_the_hessian(ravine):
    d = ravine.n_parameters
    rows = [ravine.gradient(row) - ravine.gradient(0 * row) for row in np.eye(d)]
    np.testing.assert_allclose(np.linalg.eigvalsh(np.array(rows)), ravine.curvatures)


@pytest.mark.parametrize("name", RAVINES)
def test_its_own_settings_lead_down_and_somebody_arrives(name):
    ravine = RAVINES[name]
    for (low, high), place in zip(ravine.domain, ravine.start, strict=True):
        assert low < place < high
    nearest = np.inf
    for optimizer, row in OPTIMIZERS.items():
        rate = ravine.adaptive_rate if row.uses_beta2 else ravine.learning_rate
        went = walk(
            ravine, optimizer, ravine.start, learning_rate=rate, beta1=0.8, steps=ravine.steps
        )
        assert went.values[-1] < went.values[0], optimizer
        if ravine.minima:
            assert not went.diverged, optimizer
            away = np.linalg.norm(went.points[-1] - np.array(ravine.minima), axis=1)
            nearest = min(nearest, float(away.min()))
    assert nearest < 0.05 or not ravine.minima


# The walks


def test_three_steps_of_gradient_descent_by_hand():
    """x² from 1 with η 0.1: each step multiplies by 1 − 2η = 0.8."""
    went = walk(RAVINES["parabola"], "sgd", (1.0,), learning_rate=0.1, steps=3)
    np.testing.assert_allclose(went.points[:, 0], [1, 0.8, 0.64, 0.512])
    np.testing.assert_allclose(went.values, [1, 0.64, 0.4096, 0.262144])
    assert (went.steps, went.diverged) == (3, False)


def test_three_steps_of_momentum_by_hand():
    """x² from 1, η 0.1, β 0.5. v: 2, 2.6, 2.38; x: 0.8, 0.54, 0.302."""
    went = walk(RAVINES["parabola"], "momentum", (1.0,), learning_rate=0.1, beta1=0.5, steps=3)
    np.testing.assert_allclose(went.points[:, 0], [1, 0.8, 0.54, 0.302])


def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_slope():
    went = walk(RAVINES["quadratic"], "adam", (2.0, -1.0), learning_rate=0.25, steps=1)
    np.testing.assert_allclose(went.points[1], [1.75, -0.75], atol=1e-6)


def test_who_goes_too_far_has_diverged_and_all_that_is_kept_is_finite():
    went = walk(RAVINES["parabola"], "sgd", (2.0,), learning_rate=1.1, steps=1000)
    assert went.diverged
    assert went.steps < 1000
    assert np.isfinite(went.points).all()
    low, high = RAVINES["parabola"].domain[0]
    assert abs(went.points[-1, 0]) > FAR * (high - low)
    assert abs(went.points[-2, 0]) <= FAR * (high - low)


def test_a_step_that_overflows_ends_the_walk_at_the_last_finite_place():
    went = walk(RAVINES["beale"], "sgd", (4.5, 4.5), learning_rate=1e300, steps=9)
    assert went.diverged
    assert np.isfinite(went.points).all()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"optimizer": "newton"}, "optimizer must be one of sgd, .* Got 'newton'."),
        ({"start": (1.0, 2.0)}, "start must have 1 numbers"),
        ({"steps": -1}, "steps must be from 0 to 10,000. Got -1."),
        ({"steps": 10_001}, "steps must be from 0 to 10,000. Got 10001."),
    ],
)
def test_a_broken_rule_is_named(changed, sentence):
    asked = {"optimizer": "sgd", "start": (1.0,), "steps": 5} | changed
    with pytest.raises(ValueError, match=sentence):
        walk(
            RAVINES["parabola"],
            asked["optimizer"],
            asked["start"],
            learning_rate=0.1,
            steps=asked["steps"],
        )


# Where they converge


def shrinks(optimizer, rate, beta, ravine, steps=4000):
    """Whether a walk of the real optimiser comes nearer, however slowly."""
    start = tuple(1.0 for _ in ravine.domain)
    went = walk(ravine, optimizer, start, learning_rate=rate, beta1=beta, steps=steps)
    return not went.diverged and np.abs(went.points[-200:]).max() < 0.5


@pytest.mark.parametrize("ravine", QUADRATICS, ids=lambda ravine: ravine.name)
@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("optimizer", STABILITY)
def test_the_critical_rate_divides_walks_that_arrive_from_walks_that_leave(optimizer, beta, ravine):
    critical = STABILITY[optimizer].critical_rate(max(ravine.curvatures), beta)
    assert shrinks(optimizer, 0.98 * critical, beta, ravine)
    assert not shrinks(optimizer, 1.02 * critical, beta, ravine)


@pytest.mark.parametrize("optimizer", STABILITY)
@pytest.mark.parametrize(("rate", "beta"), [(0.3, 0.0), (0.7, 0.3), (0.2, 0.8), (1.3, 0.6)])
def test_the_spectral_radius_is_the_factor_of_a_late_step(optimizer, rate, beta):
    """Where the two roots are complex the distance swings, so many steps are averaged."""
    ravine = RAVINES["parabola"]
    went = walk(ravine, optimizer, (1.0,), learning_rate=rate / 2, beta1=beta, steps=400)
    x = np.abs(went.points[:, 0])
    x = x[: int(np.argmax(x < 1e-280)) or len(x)]
    k = np.arange(len(x))
    late = k > len(x) // 3
    peaks = np.maximum.reduceat(np.log(x[late] + 1e-300), np.arange(0, late.sum(), 12))
    slope = np.polyfit(np.arange(len(peaks)) * 12, peaks, 1)[0]
    radius = float(spectral_radius(optimizer, rate / 2, beta, (2.0,)))
    if radius > 1e-6:
        assert np.exp(slope) == pytest.approx(radius, abs=0.03)


@given(rate=st.floats(0.001, 2), beta=st.floats(0, 0.98))
def test_the_radius_is_one_just_at_the_critical_rate(rate, beta):
    for optimizer, rule in STABILITY.items():
        critical = rule.critical_rate(20.0, beta)
        assert float(spectral_radius(optimizer, critical, beta, (1.0, 20.0))) == pytest.approx(1)
        inside = float(spectral_radius(optimizer, rate, beta, (1.0, 20.0))) < 1
        if abs(rate / critical - 1) > 1e-6:
            assert inside == (rate < critical)
            assert inside == (rule.critical_curvature(rate, beta) > 20.0)


def test_whole_grids_are_answered_in_their_shape():
    rates, betas = np.linspace(0.01, 1, 5), np.linspace(0, 0.9, 4)
    radii = spectral_radius("nesterov", rates[None, :], betas[:, None], (1.0, 20.0))
    assert radii.shape == (4, 5)
    assert radii[2, 3] == pytest.approx(
        float(spectral_radius("nesterov", rates[3], betas[2], (1.0, 20.0)))
    )


def test_the_rows_are_those_of_rules_without_a_scaled_gradient():
    assert set(STABILITY) == {name for name, row in OPTIMIZERS.items() if not row.uses_beta2}
