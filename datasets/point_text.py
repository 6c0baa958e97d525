"""Points of the plane as a short text for an address: four characters each, and back."""

from __future__ import annotations

import base64
import binascii

import numpy as np
from numpy.typing import NDArray

from datasets.dataset import MOST_INFERRED_CLASSES, Dataset
from datasets.domain import DOMAIN

MOST_POINTS = 600
"""More make an address that not every program takes."""
STEPS = 240
"""Places along each axis, less one: points are rounded to twentieths."""


def point_text(dataset: Dataset) -> str:
    """The points with their classes and their split; "" for data that no address holds.

    That is data with targets, of more than two coordinates, with axes or names of their own, or of
    more than ``MOST_POINTS``. Points that serve for both sets are written once.
    """
    own_test = not np.array_equal(dataset.X_train, dataset.X_test)
    X = np.vstack([dataset.X_train, dataset.X_test][: 1 + own_test])
    described = dataset.axes or dataset.class_names
    if dataset.task != "classification" or X.shape[1] != 2 or described or len(X) > MOST_POINTS:
        return ""
    labels = np.concatenate([dataset.y_train, dataset.y_test][: 1 + own_test])
    if labels.min() < 0 or labels.max() >= MOST_INFERRED_CLASSES:
        return ""
    is_test = np.arange(len(X)) >= len(dataset.X_train)
    places = np.rint((np.clip(X, -DOMAIN, DOMAIN) / DOMAIN + 1) / 2 * STEPS)
    rows = np.column_stack([places, 2 * labels + is_test]).astype(np.uint8)
    return base64.urlsafe_b64encode(rows.tobytes()).decode()


def read_point_text(text: str) -> Dataset:
    """The data that such a text holds.

    Raises
    ------
    ValueError
        For any other text, or points that are no data to learn from.
    """
    rule = f"points must be a text of up to {MOST_POINTS} points, four characters each."
    if len(text) > 4 * MOST_POINTS or len(text) % 4:
        raise ValueError(f"{rule} Got {len(text)} characters.")
    try:
        found = base64.b64decode(text.encode(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"{rule} Got {text[:20]!r}.") from None
    rows = np.frombuffer(found, np.uint8).reshape(-1, 3) if len(found) % 3 == 0 else None
    if rows is None or (rows[:, :2] > STEPS).any() or (rows[:, 2] >= 20).any():
        raise ValueError(f"{rule} Got {text[:20]!r}.")
    X = (rows[:, :2] / STEPS * 2 - 1) * DOMAIN
    label, is_test = rows[:, 2] // 2, rows[:, 2] % 2 == 1
    return _split(X, label, is_test)


def _split(X: NDArray, y: NDArray, is_test: NDArray) -> Dataset:
    if not is_test.any():  # nothing was kept for the test, so the same points must do
        return Dataset(X, y, X, y, task="classification")
    return Dataset(X[~is_test], y[~is_test], X[is_test], y[is_test], task="classification")
