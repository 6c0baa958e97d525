"""Small data of a visitor's own, for tests: two columns with units, and four through a plane."""

from __future__ import annotations

import numpy as np

from datasets import Axis, Dataset, Plane
from playground.tables import OwnData


def flat_data(n: int = 60, seed: int = 0) -> OwnData:
    """Two clouds of two columns, in units of their own."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2
    X = rng.normal(0, 0.6, (n, 2)) + np.where(y, 2, -2)[:, None]
    n_test = n // 3
    dataset = Dataset(
        X[n_test:], y[n_test:], X[:n_test], y[:n_test], task="classification",
        axes=(Axis("height (cm)", 170, 5), Axis("weight (kg)", 70, 8)),
        class_names=("small", "tall"), answer=Axis("build"),
    )  # fmt: skip
    return OwnData("people.csv", dataset)


def wide_data(n: int = 90, seed: int = 0) -> OwnData:
    """Three clouds in four dimensions, seen on a plane askew to the axes."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 3
    centres = rng.normal(0, 1, (3, 4))
    X = centres[y] + rng.normal(0, 0.2, (n, 4))
    n_test = n // 3
    directions = np.linalg.qr(rng.normal(size=(4, 2)))[0].T / 2
    dataset = Dataset(
        X[n_test:], y[n_test:], X[:n_test], y[:n_test], task="classification", n_coordinates=4,
        axes=tuple(Axis(name, 1.5, 0.5) for name in ("a", "b", "c", "d")),
        class_names=("one", "two", "three"),
        plane=Plane(np.zeros(4), directions, ("PC 1 (60%)", "PC 2 (20%)")),
    )  # fmt: skip
    return OwnData("clouds.csv", dataset)
