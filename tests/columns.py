"""Data sets as visitors bring them, made from scikit-learn's own, for tests of what shows them."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_diabetes, load_iris, load_wine

from datasets import Axis, Dataset, Plane

NOBODYS = Axis("")
SIGMAS_ACROSS = 3.0
"""Spreads of a column that the plane of two columns shows on either side."""


def wine(n_columns: int = 13) -> Dataset:
    """Three classes with names, up to 13 columns, seen on their first two principal components."""
    bunch = load_wine()
    names = tuple(str(name) for name in bunch.target_names)
    columns = bunch.feature_names[:n_columns]
    return wide(bunch.data[:, :n_columns], bunch.target, columns, names)


def wide(
    values: np.ndarray, answers: np.ndarray, columns: list[str], class_names: tuple[str, ...] = ()
) -> Dataset:
    """Columns of numbers as z-scores with the plane of their principal components."""
    mean, spread = values.mean(axis=0), values.std(axis=0)
    Z = (values - mean) / spread
    _, sizes, directions = np.linalg.svd(Z - Z.mean(axis=0), full_matrices=False)
    shares = sizes**2 / (sizes**2).sum()
    farthest = np.abs(Z @ directions[:2].T).max()
    plane = Plane(
        Z.mean(axis=0),
        directions[:2] * farthest / 5,
        (f"PC 1 ({shares[0]:.0%})", f"PC 2 ({shares[1]:.0%})"),
    )
    axes = tuple(Axis(*row) for row in zip(columns, mean, spread, strict=True))
    return split(Z, answers, axes=axes, class_names=class_names, plane=plane)


def iris_pair() -> Dataset:
    """Three named classes over two columns, in coordinates of the plane with their units."""
    bunch = load_iris()
    values = bunch.data[:, [0, 2]]
    columns = [bunch.feature_names[i] for i in (0, 2)]
    names = tuple(str(name) for name in bunch.target_names)
    return flat(values, bunch.target, columns, names)


def diabetes_pair() -> Dataset:
    """A number to predict over two columns."""
    bunch = load_diabetes(scaled=False)
    mean, spread = bunch.target.mean(), bunch.target.std()
    columns = ["body mass index", "blood pressure"]
    answer = Axis("progression", mean, spread)
    return flat(bunch.data[:, [2, 3]], (bunch.target - mean) / spread, columns, answer=answer)


def flat(
    values: np.ndarray,
    answers: np.ndarray,
    columns: list[str],
    class_names: tuple[str, ...] = (),
    answer: Axis = NOBODYS,
) -> Dataset:
    """Two columns as coordinates of the plane."""
    mean, spread = values.mean(axis=0), values.std(axis=0)
    scale = spread * SIGMAS_ACROSS / 6
    axes = tuple(Axis(*row) for row in zip(columns, mean, scale, strict=True))
    return split(
        (values - mean) / scale, answers, axes=axes, class_names=class_names, answer=answer
    )


def split(X: np.ndarray, y: np.ndarray, **told: object) -> Dataset:
    """Every fourth point is for testing."""
    test = np.arange(len(y)) % 4 == 3
    width = X.shape[1]
    return Dataset(X[~test], y[~test], X[test], y[test], n_coordinates=width, **told)
