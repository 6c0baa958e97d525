"""The inputs a network can be given: functions of a point's x and y."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Feature:
    """One input: ``function`` maps points X (n, 2) to values (n,); ``label`` is shown to people.

    ``expression`` is the same function in Python, of arrays ``x`` and ``y`` and with NumPy as
    ``np``, for programs that people take away.
    """

    name: str
    label: str
    function: Callable[[NDArray], NDArray]
    expression: str


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature("x", "x", lambda X: X[:, 0], "x"),
        Feature("y", "y", lambda X: X[:, 1], "y"),
        Feature("x2", "x²", lambda X: X[:, 0] ** 2, "x**2"),
        Feature("y2", "y²", lambda X: X[:, 1] ** 2, "y**2"),
        Feature("xy", "xy", lambda X: X[:, 0] * X[:, 1], "x * y"),
        Feature("sin_x", "sin x", lambda X: np.sin(X[:, 0]), "np.sin(x)"),
        Feature("sin_y", "sin y", lambda X: np.sin(X[:, 1]), "np.sin(y)"),
        Feature("cos_x", "cos x", lambda X: np.cos(X[:, 0]), "np.cos(x)"),
        Feature("cos_y", "cos y", lambda X: np.cos(X[:, 1]), "np.cos(y)"),
    )
}


def feature_matrix(
    X: ArrayLike, names: Iterable[str], n_coordinates: int = 2
) -> NDArray[np.float64]:
    """The chosen features of each point, one a column, in the order of ``names``.

    Parameters
    ----------
    X : (n, n_coordinates)
        Points.
    names : iterable of str
        Keys of ``FEATURES``; they are functions of two coordinates.
    n_coordinates : int
        With more than 2, the coordinates are the features, and ``names`` is not looked at.

    Returns
    -------
    (n, n_features) float64

    Raises
    ------
    ValueError
        For an unknown or missing name, or X of another shape.
    """
    points = np.asarray(X, dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != n_coordinates:
        raise ValueError(f"X must have shape (n, {n_coordinates}). Got {points.shape} instead.")
    if n_coordinates > 2:
        return points
    chosen = tuple(names)
    if not chosen:
        raise ValueError(f"features must name at least one of {', '.join(FEATURES)}. Got none.")
    for name in chosen:
        if name not in FEATURES:
            raise ValueError(f"features must be among {', '.join(FEATURES)}. Got {name!r} instead.")
    return np.column_stack([FEATURES[name].function(points) for name in chosen])
