"""The plane on which points of more than two inputs are seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from datasets import DOMAIN, Plane

REACH = 5.0
"""Farthest place of nearly all points on the plane, whose border is at ``DOMAIN``."""
EDGE = DOMAIN - 0.3
"""Farthest place of any point, where that squeezes the others little."""
MOST_SHARE = 0.995
"""Of the points that are to fall within ``REACH``; a few far ones may not squeeze the others."""


def component_plane(X: NDArray[np.float64]) -> Plane:
    """The plane of the two principal components of points X (n, d)."""
    found = PCA(2, svd_solver="full").fit(X)
    directions = found.components_
    # A component's sign is arbitrary; let its largest part point forward, so that it stays put.
    largest = np.abs(directions).argmax(axis=1)
    directions = directions * np.sign(directions[[0, 1], largest])[:, None]
    names = [f"PC {k} ({share:.0%})" for k, share in enumerate(found.explained_variance_ratio_, 1)]
    return _fitted(X, X.mean(axis=0), directions, (names[0], names[1]))


def pair_plane(X: NDArray[np.float64], places: tuple[int, int], names: tuple[str, str]) -> Plane:
    """The plane of two of the coordinates of X (n, d), through the mean of the others."""
    return _fitted(X, X.mean(axis=0), np.eye(X.shape[1])[list(places)], names)


def _fitted(
    X: NDArray[np.float64],
    origin: NDArray[np.float64],
    directions: NDArray[np.float64],
    names: tuple[str, str],
) -> Plane:
    """The plane with one scale for both directions, which brings nearly all points into reach."""
    lengths = np.abs((X - origin) @ directions.T).max(axis=1)
    scale = float(np.quantile(lengths, MOST_SHARE)) / REACH
    farthest = float(lengths.max()) / EDGE
    scale = farthest if farthest < 1.5 * scale else scale
    return Plane(origin, directions * (scale if scale > 1e-9 else 1.0), names)
