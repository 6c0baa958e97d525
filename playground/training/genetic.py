"""Genetic: a population of networks that learns without a gradient, by selection and mutation.

One generation: the elite lives on unchanged. Every other place is taken by a child of one or two of
the better ones (selection), with neurons or weights of both (crossover), some of which change by
noise of a step size that is inherited too (mutation). Fitness is the loss on all training points; a
generation is evaluated in one forward pass, each individual a replica.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from playground.config import RunConfig
from playground.nn import MLP, ForwardPass, initial_parameters
from playground.nn.calls import play
from playground.nn.genetics import (
    CROSSOVER_SHARE,
    CROSSOVERS,
    LEAST_STEP,
    SELECTIONS,
    mutated,
    neuron_numbers,
)
from playground.racing import GeneticConfig
from playground.training.losslog import LossLog
from playground.training.measure import Measure
from playground.training.problem import Problem
from playground.training.randomness import genetic_rng, weights_rng

Array = np.ndarray

SPREAD_FIELDS = ("best", "lower", "median", "upper", "worst", "sigma")
SPREAD = np.dtype([("epoch", np.int64), *((name, np.float64) for name in SPREAD_FIELDS)])
CHUNK_NUMBERS = 60_000
"""Activations in one pass of the population: with more they leave the processor's cache."""


@dataclass(frozen=True, eq=False)
class Generation:
    """One generation, the fittest individual first; all that ``Genetic.take_up`` needs.

    Attributes
    ----------
    number : int
        0 for the one that was drawn.
    population : ndarray (population, P)
    losses : ndarray (population,)
        On the training points.
    sigmas : ndarray (population,)
        Step sizes.
    """

    number: int
    population: Array
    losses: Array
    sigmas: Array

    @property
    def nbytes(self) -> int:
        """Memory of its arrays."""
        return self.population.nbytes + self.losses.nbytes + self.sigmas.nbytes


class Genetic:
    """A genetic algorithm at work on a problem.

    Every generation depends on the seed, its number and the one before alone. The first
    individual starts with the weights a ``Run`` of the configuration would start with.

    Parameters
    ----------
    config : RunConfig
        Network and seed.
    genetic : GeneticConfig
    problem : Problem

    Attributes
    ----------
    generation : Generation
    """

    def __init__(self, config: RunConfig, genetic: GeneticConfig, problem: Problem) -> None:
        self._config = config
        self._genetic = genetic
        head = problem.head
        sizes = (problem.inputs_train.shape[-1], *config.hidden_layers, head.n_outputs)
        network = partial(
            MLP, sizes, activation=config.activations, head=head, dtype=config.precision
        )
        self._many = network(n_replicas=genetic.population)
        self._one = network()
        self._measure = Measure(
            self._one,
            (problem.inputs_train, problem.inputs_test),
            (problem.answers_train, problem.answers_test),
        )
        self._neurons = neuron_numbers(sizes)
        self._write_passes(problem)
        self._log = LossLog(dtype=SPREAD)
        self.generation = self._first()
        self._log_spread()

    @property
    def spread(self) -> np.recarray:
        """One row a generation: ``epoch`` (its number), ``best``, ``lower``, ``median``, ``upper``
        and ``worst`` loss (quartiles), and the median step size ``sigma``."""
        return self._log.rows()

    @property
    def evaluations(self) -> int:
        """Losses on all training points computed so far."""
        return self._genetic.population * (self.generation.number + 1)

    @property
    def best(self) -> Array:
        """The fittest individual's parameters, (P,)."""
        return self.generation.population[0]

    def metrics(self) -> Array:
        """The fittest's train loss, test loss, train accuracy, test accuracy: (4,)."""
        self._one.params[:] = self.best
        with np.errstate(all="ignore"):
            return self._measure().reshape(4)

    def advance(self) -> None:
        """Breed the next generation."""
        old, genetic = self.generation, self._genetic
        rng = genetic_rng(self._config, old.number + 1)
        n_children = genetic.population - genetic.elite
        choose = SELECTIONS[genetic.selection].choose
        first, second = choose(rng, genetic.population, 2 * n_children).reshape(2, n_children)
        second = np.where(rng.random(n_children) < CROSSOVER_SHARE, second, first)
        if genetic.crossover == "none":
            second = first
        mixed = CROSSOVERS[genetic.crossover].from_second(rng, n_children, self._neurons)
        children = np.where(mixed, old.population[second], old.population[first])
        # A child's step size is the geometric mean of its parents'.
        sigmas = np.sqrt(old.sigmas[first] * old.sigmas[second])
        children, sigmas = mutated(rng, children, sigmas, LEAST_STEP * genetic.mutation)
        self.generation = self._ranked(
            old.number + 1,
            np.concatenate([old.population[: genetic.elite], children]),
            np.concatenate([old.sigmas[: genetic.elite], sigmas]),
        )
        self._log_spread()

    def take_up(self, generation: Generation) -> None:
        """Go on from a generation of this algorithm."""
        self.generation = generation
        self._log.truncate(generation.number - 1)
        self._log_spread()

    def _first(self) -> Generation:
        config, rng = self._config, genetic_rng(self._config, 0)
        sizes = self._many.sizes
        starts = [initial_parameters(sizes, config.initializer, weights_rng(config))]
        for _ in range(self._genetic.population - 1):
            starts.append(initial_parameters(sizes, config.initializer, rng))
        population = np.array(starts, self._many.dtype)
        return self._ranked(0, population, np.full(len(population), self._genetic.mutation))

    def _ranked(self, number: int, population: Array, sigmas: Array) -> Generation:
        """A generation in the order of its losses; what is no number comes last."""
        losses = self._losses(population)
        order = np.argsort(losses, kind="stable")
        return Generation(number, population[order], losses[order], sigmas[order])

    def _write_passes(self, problem: Problem) -> None:
        many, inputs = self._many, problem.inputs_train
        n_train = len(inputs)
        columns = np.vstack([inputs.T, np.ones(n_train)]).astype(many.dtype)
        targets = many.head.targets(problem.answers_train).T.astype(many.dtype)
        rows = max(1, many.n_hidden_rows) * self._genetic.population
        n_chunks = -(-n_train // max(16, CHUNK_NUMBERS // rows))
        edges = [n_train * i // n_chunks for i in range(n_chunks + 1)]
        passes: dict[int, ForwardPass] = {}
        self._passes = []
        for start, stop in pairwise(edges):
            forward = passes.setdefault(stop - start, ForwardPass(many, stop - start))
            part = np.ascontiguousarray(columns[:, start:stop])
            calls = forward.forward_calls(part)
            self._passes.append((calls, forward.output, targets[:, start:stop]))
        self._n_train = n_train

    def _losses(self, population: Array) -> Array:
        """Each individual's mean loss on the training points."""
        self._many.params[:] = population
        total = np.zeros(len(population))
        with np.errstate(all="ignore"):
            for calls, output, targets in self._passes:
                play(calls)
                total += self._many.head.losses(output, targets).sum(axis=-1, dtype=float)
        return total / self._n_train

    def _log_spread(self) -> None:
        generation = self.generation
        losses = generation.losses
        last = len(losses) - 1
        quartiles = [losses[last * quarter // 4] for quarter in range(5)]
        self._log.append(generation.number, (*quartiles, np.median(generation.sigmas)))
