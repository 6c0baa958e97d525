"""Initialisers: where the weights start before anything is learnt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class Initializer:
    """One initialiser.

    Attributes
    ----------
    name, label, formula : str
        Key of the table, text for people, and the distribution in Unicode.
    weights : callable
        ``weights(rng, n_in, n_out)`` draws one layer's weights (n_in, n_out).
    bias : float
        The starting value of every bias.
    """

    name: str
    label: str
    formula: str
    weights: Callable[[np.random.Generator, int, int], Array]
    bias: float = 0.0


def he(rng: np.random.Generator, n_in: int, n_out: int) -> Array:
    return rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))


def glorot(rng: np.random.Generator, n_in: int, n_out: int) -> Array:
    limit = np.sqrt(6 / (n_in + n_out))
    return rng.uniform(-limit, limit, (n_in, n_out))


def uniform(rng: np.random.Generator, n_in: int, n_out: int) -> Array:
    return rng.uniform(-0.5, 0.5, (n_in, n_out))


def zeros(rng: np.random.Generator, n_in: int, n_out: int) -> Array:
    return np.zeros((n_in, n_out))


INITIALIZERS: dict[str, Initializer] = {
    row.name: row
    for row in (
        # He and others 2015, eq. 10 (arXiv 1502.01852)
        Initializer("he", "He", "w ~ N(0, 2/n_in), b = 0", he),
        # Glorot, Bengio 2010, eq. 16
        Initializer("glorot", "Glorot", "w ~ U(−r, r), r = √(6/(n_in + n_out)), b = 0", glorot),
        # TensorFlow Playground's
        Initializer("uniform", "uniform", "w ~ U(−½, ½), b = 0.1", uniform, bias=0.1),
        Initializer("zeros", "zeros", "w = 0, b = 0", zeros),
    )
}


def initial_parameters(sizes: Sequence[int], initializer: str, rng: np.random.Generator) -> Array:
    """All parameters of a network as one vector (P,), layer after layer, biases last in each.

    Parameters
    ----------
    sizes : sequence of int
        Units of every layer: inputs, hidden layers, outputs.
    initializer : str
        A key of ``INITIALIZERS``.
    rng : numpy.random.Generator
    """
    if initializer not in INITIALIZERS:
        raise ValueError(
            f"initializer must be one of {', '.join(INITIALIZERS)}. Got {initializer!r}."
        )
    row = INITIALIZERS[initializer]
    layers = [
        np.vstack([row.weights(rng, n_in, n_out), np.full((1, n_out), row.bias)])
        for n_in, n_out in pairwise(sizes)
    ]
    return np.concatenate([layer.ravel() for layer in layers])
