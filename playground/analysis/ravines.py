"""Ravines: functions of one or two parameters, and how the optimisers walk on them.

The walks are made by ``playground.nn.optimizers`` themselves, in float64.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.nn import OPTIMIZERS

FAR = 100.0
"""A walk has diverged when it is this many times the domain's size away from its middle."""
MAX_STEPS = 10_000

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Ravine:
    """A function to be made small.

    Attributes
    ----------
    name, label, formula, look_for, source : str
        Key of the table, text for people, the formula in Unicode, a sentence, and who used it.
    value : callable
        Of points (n, d): (n,).
    gradient : callable
        Of one point (d,): (d,).
    domain : tuple of (low, high)
        The drawn part of each parameter; their number is d.
    minima : tuple of points
        Where the function is smallest; empty if it has no smallest value.
    start : tuple of float
    learning_rate, adaptive_rate : float
        Rates at which the walks are worth watching; the second is for rules that divide by the
        size of the gradient, with which the rate is about the length of a step.
    curvatures : tuple of float
        Eigenvalues of the Hessian where it is the same everywhere, largest last; else empty.
    steps : int
        Enough to see somebody arrive.
    """

    name: str
    label: str
    formula: str
    look_for: str
    source: str
    value: Callable[[Points], Points]
    gradient: Callable[[Points], Points]
    domain: tuple[tuple[float, float], ...]
    minima: tuple[tuple[float, ...], ...]
    start: tuple[float, ...]
    learning_rate: float
    adaptive_rate: float
    curvatures: tuple[float, ...] = ()
    steps: int = 100

    @property
    def n_parameters(self) -> int:
        """1 or 2."""
        return len(self.domain)


def parabola(p: Points) -> Points:
    """x²"""
    return p[:, 0] ** 2


def parabola_gradient(p: Points) -> Points:
    """2x"""
    return 2 * p


def elongated(p: Points) -> Points:
    """½ (x² + 40 y²)"""
    return 0.5 * (p[:, 0] ** 2 + 40 * p[:, 1] ** 2)


def elongated_gradient(p: Points) -> Points:
    """(x, 40 y)"""
    return np.array([p[0], 40 * p[1]])


def rosenbrock(p: Points) -> Points:
    """(1 − x)² + 100 (y − x²)²"""
    x, y = p[:, 0], p[:, 1]
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def rosenbrock_gradient(p: Points) -> Points:
    """(−2 (1 − x) − 400 x (y − x²), 200 (y − x²))"""
    x, y = p
    return np.array([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])


_BEALE = np.array([1.5, 2.25, 2.625])


def beale(p: Points) -> Points:
    """(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²"""
    x, y = p[:, :1], p[:, 1:]
    return ((_BEALE - x + x * y ** np.arange(1, 4)) ** 2).sum(axis=1)


def beale_gradient(p: Points) -> Points:
    """Σₖ 2 rₖ (yᵏ − 1, k x yᵏ⁻¹) with rₖ = cₖ − x + x yᵏ"""
    (x, y), k = p, np.arange(1, 4)
    r = _BEALE - x + x * y**k
    return np.array([(2 * r * (y**k - 1)).sum(), (2 * r * k * x * y ** (k - 1)).sum()])


def saddle(p: Points) -> Points:
    """x² − y²"""
    return p[:, 0] ** 2 - p[:, 1] ** 2


def saddle_gradient(p: Points) -> Points:
    """(2x, −2y)"""
    return np.array([2 * p[0], -2 * p[1]])


def himmelblau(p: Points) -> Points:
    """(x² + y − 11)² + (x + y² − 7)²"""
    x, y = p[:, 0], p[:, 1]
    return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2


def himmelblau_gradient(p: Points) -> Points:
    """(4x a + 2b, 2a + 4y b) with a = x² + y − 11 and b = x + y² − 7"""
    x, y = p
    a, b = x * x + y - 11, x + y * y - 7
    return np.array([4 * x * a + 2 * b, 2 * a + 4 * y * b])


RAVINES: dict[str, Ravine] = {
    row.name: row
    for row in (
        Ravine(
            "parabola", "f(x) = x²", "f(x) = x²",
            "One parameter. A rate up to 1 jumps to and fro ever nearer; a larger one, ever "
            "farther.",
            "the simplest of all",
            parabola, parabola_gradient, ((-2.2, 2.2),), ((0.0,),), (-2.0,), 0.1, 0.1,
            (2.0,),
        ),
        Ravine(
            "quadratic", "elongated quadratic", "f(x, y) = ½ (x² + 40 y²)",
            "The steep direction limits the rate, the flat one decides how long it takes. "
            "Momentum crosses less and travels more.",
            "Goh 2017, “Why Momentum Really Works”",
            elongated, elongated_gradient, ((-3.0, 3.0), (-1.6, 1.6)), ((0.0, 0.0),),
            (-2.6, 1.2), 0.034, 0.1, (1.0, 40.0),
        ),
        Ravine(
            "rosenbrock", "Rosenbrock", "f(x, y) = (1 − x)² + 100 (y − x²)²",
            "Everybody finds the bent valley at once; along its floor there is hardly a slope.",
            "Rosenbrock 1960",
            rosenbrock, rosenbrock_gradient, ((-2.0, 2.0), (-1.0, 3.0)), ((1.0, 1.0),),
            (-1.5, 2.0), 0.001, 0.05, steps=1000,
        ),
        Ravine(
            "beale", "Beale", "f(x, y) = (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
            "Cliffs at the corners, a plain in the middle: one rate is too large there and too "
            "small here. RMSprop and Adam scale it for each parameter.",
            "Beale 1958",
            beale, beale_gradient, ((-4.5, 4.5), (-4.5, 4.5)), ((3.0, 0.5),), (1.0, 1.6),
            0.003, 0.05, steps=300,
        ),
        Ravine(
            "saddle", "saddle", "f(x, y) = x² − y²",
            "Down in one direction, up in the other. Who starts on the ridge hardly feels the "
            "slope at first; averages of squares make small gradients count.",
            "Dauphin and others 2014",
            saddle, saddle_gradient, ((-2.0, 2.0), (-2.0, 2.0)), (), (-1.8, 0.001), 0.03, 0.05,
        ),
        Ravine(
            "himmelblau", "Himmelblau", "f(x, y) = (x² + y − 11)² + (x + y² − 7)²",
            "Four minima, all equally deep: start and optimiser decide which one is found.",
            "Himmelblau 1972",
            himmelblau, himmelblau_gradient, ((-5.0, 5.0), (-5.0, 5.0)),
            ((3.0, 2.0), (-2.805118, 3.131312), (-3.77931, -3.283186), (3.584428, -1.848126)),
            (-0.5, -0.8), 0.01, 0.1,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Walk:
    """Where an optimiser went.

    Attributes
    ----------
    points : ndarray (n_steps + 1, d)
        From the start on; all finite.
    values : ndarray (n_steps + 1,)
    diverged : bool
        Whether it ended because it was too far away.
    """

    points: Points
    values: Points
    diverged: bool

    @property
    def steps(self) -> int:
        """Steps taken."""
        return len(self.points) - 1


def walk(
    ravine: Ravine,
    optimizer: str,
    start: Sequence[float],
    *,
    learning_rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    steps: int = 100,
) -> Walk:
    """Steps of an optimiser on a ravine, until there are enough or it has diverged.

    Parameters
    ----------
    ravine : Ravine
    optimizer : str
        A key of ``OPTIMIZERS``.
    start : sequence of d floats
    learning_rate, beta1, beta2 : float
    steps : int

    Raises
    ------
    ValueError
        For an unknown optimiser, a start of another length, or too many steps.
    """
    if optimizer not in OPTIMIZERS:
        raise ValueError(f"optimizer must be one of {', '.join(OPTIMIZERS)}. Got {optimizer!r}.")
    if len(start) != ravine.n_parameters:
        raise ValueError(f"start must have {ravine.n_parameters} numbers. Got {tuple(start)}.")
    if not 0 <= steps <= MAX_STEPS:
        raise ValueError(f"steps must be from 0 to {MAX_STEPS:,}. Got {steps}.")
    at = np.array(start, dtype=float)
    gradient_pair = np.zeros((2, len(at)))
    rule = OPTIMIZERS[optimizer].make(
        at, gradient_pair, learning_rate=learning_rate, beta1=beta1, beta2=beta2
    )
    low, high = np.array(ravine.domain).T
    middle, limit = (low + high) / 2, FAR * (high - low).max()
    points, diverged = [at.copy()], False
    with np.errstate(all="ignore"):
        for _ in range(steps):
            gradient_pair[0] = ravine.gradient(at)
            rule.step()
            diverged = not np.linalg.norm(at - middle) <= limit
            if np.isfinite(at).all():
                points.append(at.copy())
            if diverged:
                break
        found = np.stack(points)
        return Walk(found, ravine.value(found), diverged)
