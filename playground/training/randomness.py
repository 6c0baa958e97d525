"""Randomness of a run: each stream, and each epoch in it, has its own generator.

What an epoch draws depends on the seed and the epoch's number alone, so a run can be taken up at
any moment without storing a generator's state, and however its epochs are split into calls.
"""

from __future__ import annotations

import numpy as np

from playground.config import RunConfig

Array = np.ndarray

WEIGHTS, SHUFFLE, DROPOUT, GENETIC, GROWTH = 1, 2, 3, 4, 5  # streams
BLOCK = 32  # epochs whose orders are drawn together: seeding a generator takes 10 µs


def run_seed(config: RunConfig) -> int:
    """The seed of everything but the data."""
    return config.seed if config.weight_seed is None else config.weight_seed


def weights_rng(config: RunConfig) -> np.random.Generator:
    """The generator that draws the initial weights."""
    return np.random.default_rng([run_seed(config), WEIGHTS])


def growth_rng(config: RunConfig, epoch: int) -> np.random.Generator:
    """The generator that draws the weights of units added in an epoch."""
    return np.random.default_rng([run_seed(config), GROWTH, epoch])


def genetic_rng(config: RunConfig, generation: int) -> np.random.Generator:
    """The generator that breeds one generation of a genetic algorithm."""
    return np.random.default_rng([run_seed(config), GENETIC, generation])


class Shuffles:
    """The order of the training points in every epoch, for each of the seeds its own."""

    def __init__(self, seeds: list[int], n_samples: int) -> None:
        self._seeds = seeds
        self._unshuffled = np.broadcast_to(np.arange(n_samples), (BLOCK, n_samples))
        self._block = -1
        self._orders: Array = np.empty((0, 0), np.intp)

    def order(self, epoch: int) -> Array:
        """Permutations one after another, (n_seeds · n_samples,).

        Seed i's is one of the numbers i · n_samples, … (i + 1) · n_samples − 1.
        """
        block, within = divmod(epoch, BLOCK)
        if block != self._block:
            orders = np.stack([self._permutations(seed, block) for seed in self._seeds], axis=1)
            orders += np.arange(orders.shape[1])[:, None] * orders.shape[2]
            self._orders = orders.reshape(BLOCK, -1)
            self._block = block
        return self._orders[within]

    def _permutations(self, seed: int, block: int) -> Array:
        rng = np.random.default_rng([seed, SHUFFLE, block])
        return rng.permuted(self._unshuffled, axis=1)


def dropout_masks(seed: int, epoch: int, shape: tuple[int, ...], rate: float) -> Array:
    """Masks (n_rows, n_samples) of one epoch: 0 with probability ``rate``, else 1/(1 − rate)."""
    rng = np.random.default_rng([seed, DROPOUT, epoch])
    kept = rng.random(shape, dtype=np.float32) >= rate
    return kept / (1 - rate)
