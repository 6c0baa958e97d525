"""Sharpness: how steeply the loss curves at a network, the largest eigenvalue of its Hessian."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.analysis.landscape import Ground

STEP = 1e-4
"""Half the distance between the two gradients that a curvature is taken from."""
TOLERANCE = 1e-4
MAX_STEPS = 400


@dataclass(frozen=True, eq=False)
class Sharpness:
    """The largest eigenvalue of the Hessian of the train loss.

    Attributes
    ----------
    value : float
    direction : ndarray (P,)
        Its eigenvector, of length 1.
    steps : int
        Products with the Hessian that it took.
    converged : bool
        Whether H v agrees with λ v, up to ``TOLERANCE`` of the largest curvature.
    """

    value: float
    direction: NDArray[np.float64]
    steps: int
    converged: bool


def hessian_product(ground: Ground, params: NDArray, v: NDArray) -> NDArray[np.float64]:
    """H v (P,) for a v of length 1, as the central difference of two gradients along v."""
    centre = np.asarray(params, dtype=float)
    ahead, behind = ground.gradient(centre + STEP * v), ground.gradient(centre - STEP * v)
    return (ahead - behind) / (2 * STEP)


def sharpness_steps(
    ground: Ground, params: NDArray, *, seed: int = 0
) -> Generator[float, None, Sharpness]:
    """The largest eigenvalue by power iteration, which may be left after any step.

    Power iteration finds the eigenvalue of the largest size. If that is a negative one, the
    iteration is repeated on H + |λ| I, whose largest belongs to the largest of H.

    Parameters
    ----------
    ground : Ground
    params : (P,)
    seed : int
        Of the vector to start from.

    Yields
    ------
    float
        What it takes for the eigenvalue so far, after each step.

    Raises
    ------
    ValueError
        For a network with a hard step: its loss has no slopes.
    """
    if ground.config.activation == "step":
        raise ValueError(
            "Sharpness needs a loss with slopes. Got activation step, whose loss is made of flat "
            "terraces."
        )
    found = yield from _power_iteration(ground, params, 0.0, seed)
    if found.value >= 0 or not found.converged:
        return found
    again = yield from _power_iteration(ground, params, -found.value, seed)
    return Sharpness(again.value, again.direction, found.steps + again.steps, again.converged)


def sharpness(ground: Ground, params: NDArray, *, seed: int = 0) -> Sharpness:
    """The largest eigenvalue of the Hessian; see ``sharpness_steps``."""
    steps = sharpness_steps(ground, params, seed=seed)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def _power_iteration(
    ground: Ground, params: NDArray, shift: float, seed: int
) -> Generator[float, None, Sharpness]:
    v = np.random.default_rng(seed).standard_normal(len(params))
    v /= np.linalg.norm(v)
    value = 0.0
    for step in range(1, MAX_STEPS + 1):
        curved = hessian_product(ground, params, v)
        value = float(v @ curved)
        scale = max(abs(value), shift)
        if np.linalg.norm(curved - value * v) <= TOLERANCE * max(scale, 1e-12):
            return Sharpness(value, v, step, True)
        yield value
        curved += shift * v
        length = float(np.linalg.norm(curved))
        if not np.isfinite(length) or length < 1e-12:
            return Sharpness(value, v, step, bool(np.isfinite(length)))
        v = curved / length
    return Sharpness(value, v, MAX_STEPS, False)
