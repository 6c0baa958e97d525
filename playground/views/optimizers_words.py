"""What happened on a ravine, in words and as a table to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import numpy as np

from playground.analysis.ravine_stability import STABILITY, spectral_radius
from playground.analysis.ravines import Ravine, Walk
from playground.nn import OPTIMIZERS

ARRIVED = 1e-3
"""Distance from a minimum at which a walk is there."""


def walk_words(ravine: Ravine, walks: Mapping[str, Walk], settings: Mapping[str, float]) -> str:
    """One line a walker: arrived, still on its way, or gone, and at which eigenvalue.

    Parameters
    ----------
    ravine : Ravine
    walks : mapping of optimiser to Walk
    settings : mapping
        Each walker's learning rate, and ``beta1``.
    """
    return "\n".join(
        f"- **{OPTIMIZERS[name].label}** {_one(ravine, name, went, settings)}"
        for name, went in walks.items()
    )


def _one(ravine: Ravine, name: str, went: Walk, settings: Mapping[str, float]) -> str:
    rate, beta = settings[name], settings["beta1"]
    if went.diverged and not ravine.minima:
        return f"left the picture downhill; far away after {_steps(went.steps)}."
    if went.diverged:
        return f":red[diverged] after {_steps(went.steps)}. {_why(ravine, name, rate, beta)}"
    distances = [
        np.linalg.norm(went.points - np.array(minimum), axis=1) for minimum in ravine.minima
    ]
    here = f"f = {went.values[-1]:.3g}"
    if not distances:
        return f"after {_steps(went.steps)}: {here}."
    to_last = min(distances, key=lambda distance: float(distance[-1]))
    outside = np.flatnonzero(to_last > ARRIVED)
    first = int(outside[-1]) + 1 if outside.size else 0
    if first <= went.steps:
        return f"arrived after {_steps(first)}."
    grown = ravine.curvatures and _why(ravine, name, rate, beta)
    return f"not there after {_steps(went.steps)}: {here}." + (f" {grown}" if grown else "")


def _why(ravine: Ravine, name: str, rate: float, beta: float) -> str:
    """Which eigenvalues the rate is too large for, if that can be said."""
    if name not in STABILITY or not ravine.curvatures:
        return ""
    rule = STABILITY[name]
    limit = rule.critical_curvature(rate, beta)
    broken = [curvature for curvature in reversed(ravine.curvatures) if curvature >= limit]
    if not broken:
        return ""
    which = " and ".join(f"λ = {curvature:g}" for curvature in broken)
    critical = rule.critical_rate(broken[0], beta)
    return (
        f"Too high a rate for eigenvalue {which}: η = {rate:g}, and the critical rate "
        f"{rule.formula} is {critical:.3g}."
    )


def region_words(
    name: str, curvatures: tuple[float, ...], learning_rate: float, beta: float
) -> str:
    """Where the settings stand in the convergence region of a rule, in a sentence."""
    rule, label = STABILITY[name], OPTIMIZERS[name].label
    steepest = max(curvatures)
    critical = rule.critical_rate(steepest, beta)
    factor = float(spectral_radius(name, learning_rate, beta, curvatures))
    said = f"Critical rate of {label}: {rule.formula} = **{critical:.3g}** for λ = {steepest:g}. "
    verb = "shrinks" if learning_rate < critical else "**grows**"
    return said + f"At η = {learning_rate:g} the distance {verb}: ×{factor:.3g} in the long run."


def walks_csv(ravine: Ravine, walks: Mapping[str, Walk]) -> str:
    """One line a step and walker."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    write(["optimizer", "step", *"xy"[: ravine.n_parameters], "value"])
    for name, went in walks.items():
        for step, (point, value) in enumerate(zip(went.points, went.values, strict=True)):
            write([name, step, *(f"{number:.8g}" for number in (*point, value))])
    return text.getvalue()


def _steps(n: int) -> str:
    return "1 step" if n == 1 else f"{n:,} steps"
