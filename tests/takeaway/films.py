"""Small runs with all their moments, and what their films are painted with."""

from __future__ import annotations

from functools import cache

import numpy as np

from datasets import Axis, Dataset, Plane
from playground import Run, RunConfig
from playground.takeaway.film import Film, chosen_moments
from playground.takeaway.portrait import portrait_of
from playground.training.snapshot import Snapshot
from playground.views.yours_film import film_colors as colors  # the page's own

__all__ = ["CASES", "colors", "film", "trained"]


def _ten_classes() -> Dataset:
    """Ten clouds of five columns, seen on the plane of their first two columns."""
    rng = np.random.default_rng(0)
    y = np.tile(np.arange(10), 12)
    angles = 2 * np.pi * y / 10
    X = np.column_stack([4 * np.cos(angles), 4 * np.sin(angles), rng.normal(size=(len(y), 3))])
    X[:, :2] += rng.normal(scale=0.4, size=(len(y), 2))
    plane = Plane(np.array([0, 0, 0.2, 0, 0]), np.eye(5)[:2] * [[1.0], [0.5]], ("width", "weight"))
    axes = tuple(
        Axis(name, 10.0 * k, 2.0) for k, name in enumerate(("width", "weight", "c", "d", "e"))
    )
    names = tuple(f"kind {k}" for k in range(10))
    return Dataset(
        X[:80], y[:80], X[80:], y[80:], "classification",
        n_coordinates=5, axes=axes, class_names=names, plane=plane,
    )  # fmt: skip


def _own_columns() -> Dataset:
    """Two named columns with units, and a number to predict."""
    X = np.random.default_rng(1).uniform(-5, 5, (60, 2))
    axes = (Axis("height (cm)", 170.0, 5.0), Axis("mass <kg>", 70.0, -4.0))
    return Dataset(X[:40], X[:40, 0], X[40:], X[40:, 0], "regression", axes=axes)


CASES = {
    "two classes": (RunConfig(dataset="circle", hidden_layers=(6,), n_samples=100), None),
    "curve": (RunConfig(dataset="curve", hidden_layers=(6,), n_samples=60), None),
    "own regression": (RunConfig(dataset="reg-plane", hidden_layers=(4,)), _own_columns()),
    "ten classes, wide": (RunConfig(dataset="blobs", hidden_layers=(8,)), _ten_classes()),
    "perceptron": (RunConfig(dataset="gauss", activation="step", hidden_layers=()), None),
}
"""A configuration and own data, or None, for each kind of picture."""


@cache
def trained(name: str, epochs: int = 30) -> tuple[Run, tuple[Snapshot, ...]]:
    """A run of a case, and its moments: one an epoch."""
    run = Run(*CASES[name])
    moments = [run.snapshot()]
    for _ in range(epochs):
        run.advance(1)
        moments.append(run.snapshot())
    return run, tuple(moments)


def film(name: str, most: int = 8) -> Film:
    """A short film of a case."""
    run, moments = trained(name)
    return Film(portrait_of(run), tuple(chosen_moments(moments, most)))
