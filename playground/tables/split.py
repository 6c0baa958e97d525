"""Which points are for training and which for the test."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

GOLDEN = (np.sqrt(5) - 1) / 2


def for_training(
    labels: NDArray[np.int64], train_share: float, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Which of the points are for training.

    The points are shuffled, sorted by class, and the i-th is for training if the fraction of i·φ,
    φ the golden ratio, is below the share. These fractions fill [0, 1) evenly, however many are
    taken, so every class has very nearly its share; and another share moves only the points
    between the two.

    Parameters
    ----------
    labels : (n,)
        Class of each point; all the same for regression.
    train_share : float
        0 to 1.
    rng : Generator

    Returns
    -------
    (n,) bool
        Every class of two points or more is in both parts; a single point is for training.
    """
    shuffled = rng.permutation(len(labels))
    order = shuffled[np.argsort(labels[shuffled], kind="stable")]
    fractions = np.empty(len(labels))
    fractions[order] = np.mod(np.arange(1, len(labels) + 1) * GOLDEN, 1)
    chosen = fractions < train_share
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        if not chosen[own].any():
            chosen[own[fractions[own].argmin()]] = True
        if len(own) > 1 and chosen[own].all():
            chosen[own[fractions[own].argmax()]] = False
    return chosen
