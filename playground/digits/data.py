"""The handwritten digits that come with scikit-learn, split once for everybody.

1,797 images of 8×8 pixels from 0 (paper) to 16 (ink): counts of black pixels in the 4×4 blocks of
32×32 bitmaps (E. Alpaydin and C. Kaynak 1998, "Optical Recognition of Handwritten Digits", UCI
Machine Learning Repository, https://doi.org/10.24432/C50P49). Nothing is downloaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from datasets import Dataset

SIDE = 8
"""Pixels along each side of an image."""
N_PIXELS = SIDE * SIDE
WHITE, BLACK = 0.0, 16.0
"""What a pixel says where there is no ink, and where there is nothing else."""
N_CLASSES = 10
N_TEST = 450
"""A quarter of the images; the share of each digit is the same in both parts."""
SPLIT_SEED = 0

Pixels = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Digits:
    """All images, those to learn from first; the arrays are read-only.

    Attributes
    ----------
    images : ndarray (n, 8, 8)
        Whole numbers from 0 to 16.
    labels : ndarray (n,)
        The digits they show.
    n_train : int
        ``images[:n_train]`` are learnt from, the others are for testing.
    """

    images: Pixels
    labels: NDArray[np.int64]
    n_train: int

    @property
    def train(self) -> slice:
        """Where the images to learn from are."""
        return slice(0, self.n_train)

    @property
    def test(self) -> slice:
        """Where the images to test on are."""
        return slice(self.n_train, len(self.labels))

    @property
    def X(self) -> Pixels:
        """The images as rows of pixels, (n, 64)."""
        return self.images.reshape(-1, N_PIXELS)


@cache
def digits() -> Digits:
    """The images in their fixed, stratified split."""
    bunch = load_digits()
    places = np.arange(len(bunch.target))
    train, test = train_test_split(
        places, test_size=N_TEST, stratify=bunch.target, random_state=SPLIT_SEED
    )
    order = np.concatenate([train, test])
    images = bunch.images[order].astype(np.float64)
    labels = bunch.target[order].astype(np.int64)
    images.setflags(write=False)
    labels.setflags(write=False)
    return Digits(images, labels, len(train))


@cache
def digits_dataset() -> Dataset:
    """The same as a ``Dataset`` of 64 coordinates, for ``Run(config, dataset)``.

    Pixels stay from 0 to 16; ``one_scale`` lets the run bring them all to the mean 0 and variance 1
    of all training pixels together. That is the one place where they are scaled. Scaled each by
    itself, a pixel that is nearly always white would weigh most where a stray stroke meets it.
    """
    data = digits()
    return Dataset(
        data.X[data.train],
        data.labels[data.train],
        data.X[data.test],
        data.labels[data.test],
        task="classification",
        n_coordinates=N_PIXELS,
        one_scale=True,
    )


def as_rows(images: ArrayLike) -> Pixels:
    """Images (n, 8, 8), (8, 8), (n, 64) or (64,) as rows (n, 64), cut to 0–16.

    Raises
    ------
    ValueError
        For another shape, or values that are not finite.
    """
    given = np.asarray(images, dtype=np.float64)
    fits = given.shape[-2:] == (SIDE, SIDE) or given.shape[-1:] == (N_PIXELS,)
    if not fits or given.ndim > 3 or given.size % N_PIXELS:
        raise ValueError(f"Images must be 8×8 pixels, (n, 8, 8) or (n, 64). Got {given.shape}.")
    if not np.isfinite(given).all():
        raise ValueError(f"Pixels must be finite. Got {given[~np.isfinite(given)][0]}.")
    return given.reshape(-1, N_PIXELS).clip(WHITE, BLACK)
