"""Randomness of a run: each stream, and each epoch in it, has its own generator.

What an epoch draws depends on the seed and the epoch's number alone, so a run can be taken up at
any moment without storing a generator's state, and however its epochs are split into calls.
"""

from __future__ import annotations

import numpy as np

from playground.config import RunConfig

Array = np.ndarray

WEIGHTS, SHUFFLE, DROPOUT = 1, 2, 3  # streams
BLOCK = 32  # epochs whose orders are drawn together: seeding a generator takes 10 µs


def run_seed(config: RunConfig) -> int:
    """The seed of everything but the data."""
    return config.seed if config.weight_seed is None else config.weight_seed


def weights_rng(config: RunConfig) -> np.random.Generator:
    """The generator that draws the initial weights."""
    return np.random.default_rng([run_seed(config), WEIGHTS])


class Shuffles:
    """The order of the training points in every epoch."""

    def __init__(self, seed: int, n_samples: int) -> None:
        self._seed = seed
        self._n_samples = n_samples
        self._block = -1
        self._orders: Array = np.empty((0, n_samples), np.intp)

    def order(self, epoch: int) -> Array:
        """A permutation of the points (n_samples,)."""
        block, within = divmod(epoch, BLOCK)
        if block != self._block:
            rng = np.random.default_rng([self._seed, SHUFFLE, block])
            unshuffled = np.broadcast_to(np.arange(self._n_samples), (BLOCK, self._n_samples))
            self._orders = rng.permuted(unshuffled, axis=1)
            self._block = block
        return self._orders[within]


def dropout_masks(seed: int, epoch: int, shape: tuple[int, ...], rate: float) -> Array:
    """Masks (n_rows, n_samples) of one epoch: 0 with probability ``rate``, else 1/(1 − rate)."""
    rng = np.random.default_rng([seed, DROPOUT, epoch])
    kept = rng.random(shape, dtype=np.float32) >= rate
    return kept / (1 - rate)
