"""What is taken for what: the confusion matrix with the images behind it, and losses per image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.digits.data import N_CLASSES, as_rows
from playground.training import Run

LEAST_PROBABILITY = 1e-12
"""A loss is at most −ln of it, 27.6: a network can be so sure of a wrong digit as to round to 0."""

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Confusion:
    """Actual digits against what they were taken for.

    Attributes
    ----------
    actual, predicted : ndarray (n,)
        Digits, image by image.
    """

    actual: Counts
    predicted: Counts

    @property
    def counts(self) -> Counts:
        """How many images of each actual digit (row) were taken for each digit (column)."""
        pairs = self.actual * N_CLASSES + self.predicted
        return np.bincount(pairs, minlength=N_CLASSES**2).reshape(N_CLASSES, N_CLASSES)

    @property
    def accuracy(self) -> float:
        """Share of the images that are right; NaN for none."""
        return float(np.mean(self.actual == self.predicted)) if len(self.actual) else float("nan")

    def places(self, actual: int, predicted: int) -> NDArray[np.intp]:
        """Where the images of one cell stand."""
        return np.flatnonzero((self.actual == actual) & (self.predicted == predicted))

    def worst(self, n: int = 5) -> list[tuple[int, int, int]]:
        """The n most frequent mistakes as (actual, predicted, count), most frequent first."""
        wrong = self.counts.copy()
        np.fill_diagonal(wrong, 0)
        order = np.argsort(-wrong, axis=None, kind="stable")[:n]
        cells = [divmod(int(cell), N_CLASSES) for cell in order]
        return [(a, p, int(wrong[a, p])) for a, p in cells if wrong[a, p]]


def confusion(run: Run, images: ArrayLike, labels: ArrayLike) -> Confusion:
    """The confusion of images (n, 8, 8) or (n, 64) with labels (n,)."""
    return Confusion(np.asarray(labels, dtype=np.int64), run.predict(as_rows(images)))


def image_losses(run: Run, images: ArrayLike, labels: ArrayLike) -> NDArray[np.float64]:
    """−ln of the probability given to the right digit, image by image, (n,).

    That is the cross-entropy, whichever loss the network learns by: so networks can be compared.
    """
    given = run.predict_proba(as_rows(images))
    right = given[np.arange(len(given)), np.asarray(labels)]
    return -np.log(np.maximum(right, LEAST_PROBABILITY))


def hardest_first(losses: ArrayLike) -> NDArray[np.intp]:
    """Where the images stand that have the largest losses, hardest first."""
    return np.argsort(-np.asarray(losses), kind="stable")
