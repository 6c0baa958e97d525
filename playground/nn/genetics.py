"""Genetic operators: who breeds, what a child inherits, how it mutates.

Individuals are parameter vectors. ``ranks`` count from 0, the best of the population.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

Array = np.ndarray

BREEDING_SHARE = 0.25
TOURNAMENT = 4
CROSSOVER_SHARE = 0.5
"""Children of two parents; the others are one parent's, mutated."""
MUTATED_SHARE = 0.3
LEAST_STEP = 0.05
"""The smallest step size of mutation, as a share of the one at the start."""


@dataclass(frozen=True)
class Selection:
    """One way to choose parents.

    Attributes
    ----------
    name, label, rule, reference : str
        Key of the table, text for people, the rule in words or Unicode, and where it comes from.
    choose : callable
        ``choose(rng, n_population, n_parents)`` draws the parents' ranks, (n_parents,).
    """

    name: str
    label: str
    rule: str
    reference: str
    choose: Callable[[np.random.Generator, int, int], Array]


def truncation(rng: np.random.Generator, n_population: int, n_parents: int) -> Array:
    return rng.integers(0, max(1, int(BREEDING_SHARE * n_population)), n_parents)


def tournament(rng: np.random.Generator, n_population: int, n_parents: int) -> Array:
    return rng.integers(0, n_population, (n_parents, TOURNAMENT)).min(axis=1)


def rank(rng: np.random.Generator, n_population: int, n_parents: int) -> Array:
    shares = np.arange(n_population, 0, -1.0)
    limits = np.cumsum(shares) / shares.sum()
    return np.searchsorted(limits, rng.random(n_parents), side="right")


SELECTIONS: dict[str, Selection] = {
    row.name: row
    for row in (
        Selection(
            "truncation",
            "truncation",
            "the best quarter breeds, each alike",
            "Mühlenbein, Schlierkamp-Voosen 1993",
            truncation,
        ),
        Selection(
            "tournament",
            "tournament",
            f"the best of {TOURNAMENT} drawn at random",
            "Goldberg, Deb 1991",
            tournament,
        ),
        Selection(
            "rank",
            "rank",
            "probability falls linearly with the rank",
            "Baker 1985",
            rank,
        ),
    )
}


@dataclass(frozen=True)
class Crossover:
    """One way to mix two parents.

    Attributes
    ----------
    name, label, rule, reference : str
        As in ``Selection``.
    from_second : callable
        ``from_second(rng, n_children, neurons)`` draws which parameters a child takes from its
        second parent, bool (n_children, P); ``neurons`` as ``neuron_numbers`` gives them.
    """

    name: str
    label: str
    rule: str
    reference: str
    from_second: Callable[[np.random.Generator, int, Array], Array]


def per_neuron(rng: np.random.Generator, n_children: int, neurons: Array) -> Array:
    return (rng.random((n_children, int(neurons[-1]) + 1)) < 0.5)[:, neurons]


def uniform(rng: np.random.Generator, n_children: int, neurons: Array) -> Array:
    return rng.random((n_children, len(neurons))) < 0.5


def one_point(rng: np.random.Generator, n_children: int, neurons: Array) -> Array:
    points = rng.integers(1, max(2, len(neurons)), (n_children, 1))
    return np.arange(len(neurons)) >= points


def none(rng: np.random.Generator, n_children: int, neurons: Array) -> Array:
    return np.zeros((n_children, len(neurons)), bool)


CROSSOVERS: dict[str, Crossover] = {
    row.name: row
    for row in (
        Crossover(
            "neuron",
            "per neuron",
            "each neuron, with all its incoming weights, from either parent",
            "Montana, Davis 1989",
            per_neuron,
        ),
        Crossover(
            "uniform",
            "uniform",
            "each weight from either parent",
            "Syswerda 1989",
            uniform,
        ),
        Crossover(
            "one_point",
            "one point",
            "up to a random point from one parent, beyond it from the other",
            "Holland 1975",
            one_point,
        ),
        Crossover("none", "none", "one parent alone", "", none),
    )
}


def neuron_numbers(sizes: Sequence[int]) -> Array:
    """To which neuron each parameter leads, (P,), in ascending number from layer to layer.

    Within a layer the parameters lie input by input, so the numbers repeat; the last is the last
    output's.
    """
    parts, first = [], 0
    for n_in, n_out in pairwise(sizes):
        parts.append(np.tile(np.arange(first, first + n_out), n_in + 1))
        first += n_out
    return np.concatenate(parts)


def mutated(
    rng: np.random.Generator, children: Array, sigmas: Array, least: float
) -> tuple[Array, Array]:
    """Children (n, P) with noise on some of their weights, and their own step sizes σ (n,).

    σ′ = max(σ exp(N(0, 1)/√P), least), and w′ = w + σ′ N(0, 1) for a ``MUTATED_SHARE`` of the
    weights: the step size is inherited and mutates before it is used, so that useful ones spread
    (Schwefel 1981; Bäck, Schwefel 1993, eq. 9). Selection favours ever smaller steps, which cost
    little at once; ``least`` keeps the population from standing still.
    """
    n_children, n_params = children.shape
    learning = rng.standard_normal(n_children) / np.sqrt(n_params)
    steps = np.maximum(sigmas * np.exp(learning), least)
    noise = rng.standard_normal(children.shape, dtype=np.float32)
    noise *= rng.random(children.shape, dtype=np.float32) < MUTATED_SHARE
    return children + steps[:, None].astype(children.dtype) * noise, steps
