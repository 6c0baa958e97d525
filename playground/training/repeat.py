"""Repeat: the same race over several seeds, and how often and how soon each contestant arrives.

Methods of gradients run as replicas, all seeds and contestants with equal batches in one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from datasets import Dataset
from playground.config import RunConfig
from playground.nn.mixed import kind_order
from playground.racing import GeneticConfig, RaceConfig, labels
from playground.training.genetic import Genetic
from playground.training.limits import exploded_from
from playground.training.problem import Problem
from playground.training.replicas import Replicas
from playground.training.run import check_count, make_dataset_for

Array = np.ndarray

STEPS_A_TURN = 200
"""Steps (in whole epochs) between two looks at who has arrived and whether to go on."""
GENERATIONS_A_TURN = 20
MAX_REPLICAS = 64
"""Runs in one pass; with more, their arrays leave the processor's cache."""


@dataclass(frozen=True, eq=False)
class Repeated:
    """What came of a repeated race.

    Attributes
    ----------
    labels : tuple of str
    seeds : tuple of int
    epochs : ndarray (contestants, seeds)
        First epoch (generation) at the accuracy; NaN if it did not come to it.
    """

    labels: tuple[str, ...]
    seeds: tuple[int, ...]
    epochs: Array

    @property
    def shares(self) -> Array:
        """How many of each contestant's runs arrived, from 0 to 1."""
        return np.isfinite(self.epochs).mean(axis=1)

    def quantile(self, q: float) -> Array:
        """Epoch by which a share ``q`` of each contestant's runs had arrived; NaN if fewer did.

        ½ is the median; a run that did not arrive counts as later than all that did.
        """
        ordered = np.sort(np.where(np.isnan(self.epochs), np.inf, self.epochs), axis=1)
        rank = max(int(np.ceil(q * len(self.seeds))), 1) - 1
        return np.where(np.isfinite(ordered[:, rank]), ordered[:, rank], np.nan)


def repeat(
    race: RaceConfig,
    seeds: Sequence[int],
    *,
    epochs: int,
    accuracy: float = 0.99,
    dataset: Dataset | None = None,
    tell: Callable[[float], object] = lambda share: None,
) -> Repeated:
    """Run a race with other seeds (of data, weights and shuffles), each until it arrives.

    Parameters
    ----------
    race : RaceConfig
    seeds : sequence of int
    epochs : int
        The most epochs, or generations.
    accuracy : float
        On the training points; classification only.
    dataset : Dataset or None
        Own data, the same for all seeds.
    tell : callable
        Is told now and then which share of the work is done; what it raises ends the work.

    Raises
    ------
    ValueError
        For no seeds, or a task without an accuracy.
    """
    check_count("epochs", epochs)
    if not seeds:
        raise ValueError("seeds must hold at least 1 number. Got 0.")
    task = race.base.task if dataset is None else dataset.task
    if task == "regression":
        raise ValueError("accuracy needs classes. Got a regression task.")
    bases = [race.base.replace(seed=seed, weight_seed=None) for seed in seeds]
    arrived = np.full((len(race.contestants), len(seeds)), np.nan)
    work: list[Callable[[Callable[[float], object]], None]] = []
    for places, configs in _gradient_parts(race, bases):
        work.append(_gradient_work(arrived, places, configs, dataset, epochs, accuracy))
    for i, contestant in enumerate(race.contestants):
        if contestant.genetic is not None:
            for s, base in enumerate(bases):
                work.append(
                    _genetic_work(
                        arrived, (i, s), base, contestant.genetic, dataset, epochs, accuracy
                    )
                )
    for number, do in enumerate(work):
        do(_part_of(tell, number, len(work)))
    tell(1.0)
    return Repeated(tuple(labels(race.contestants)), tuple(seeds), arrived)


def _part_of(tell: Callable[[float], object], number: int, parts: int) -> Callable[[float], object]:
    return lambda share: tell((number + share) / parts)


Place = tuple[int, int]  # contestant, seed


def _gradient_parts(
    race: RaceConfig, bases: Sequence[RunConfig]
) -> list[tuple[list[Place], list[RunConfig]]]:
    """Runs with equal batches, at most ``MAX_REPLICAS`` of them together."""
    sizes: dict[int, list[tuple[Place, RunConfig]]] = {}
    for i, contestant in enumerate(race.contestants):
        if contestant.genetic is None:
            for s, base in enumerate(bases):
                config = contestant.config(base)
                sizes.setdefault(config.batch_size, []).append(((i, s), config))
    parts = []
    for runs in sizes.values():
        runs.sort(key=lambda run: kind_order(run[1].optimizer))
        for first in range(0, len(runs), MAX_REPLICAS):
            some = runs[first : first + MAX_REPLICAS]
            parts.append(([place for place, _ in some], [config for _, config in some]))
    return parts


def _gradient_work(
    arrived: Array,
    places: list[Place],
    configs: list[RunConfig],
    dataset: Dataset | None,
    epochs: int,
    accuracy: float,
) -> Callable[[Callable[[float], object]], None]:
    def do(tell: Callable[[float], object]) -> None:
        replicas = Replicas(configs, dataset)
        highest = np.array([exploded_from(loss) for loss in replicas.metrics[:, 0]])
        turn = max(1, STEPS_A_TURN // replicas.batches_per_epoch)
        ended = _note(arrived, places, replicas.metrics[None], 0, accuracy, highest)
        while replicas.epoch < epochs and not ended.all():
            tell(replicas.epoch / epochs)
            first = replicas.epoch + 1
            record = replicas.advance(min(turn, epochs - replicas.epoch))
            highest[ended] = -np.inf
            ended |= _note(arrived, places, record, first, accuracy, highest)

    return do


def _note(
    arrived: Array,
    places: list[Place],
    record: Array,
    first: int,
    accuracy: float,
    highest: Array,
) -> Array:
    """Write down who arrives in epochs from ``first`` on; returns who does, or diverges.

    ``record`` are metrics (epochs, runs, 4); who is once above its ``highest`` loss has diverged.
    """
    well = np.logical_and.accumulate(record[:, :, 0] <= highest)
    there = well & (record[:, :, 2] >= accuracy)
    comes = there.any(axis=0)
    for r in np.flatnonzero(comes):
        arrived[places[r]] = first + there[:, r].argmax()
    return comes | ~well[-1]


def _genetic_work(
    arrived: Array,
    place: Place,
    base: RunConfig,
    settings: GeneticConfig,
    dataset: Dataset | None,
    epochs: int,
    accuracy: float,
) -> Callable[[Callable[[float], object]], None]:
    def do(tell: Callable[[float], object]) -> None:
        data = make_dataset_for(base) if dataset is None else dataset
        genetic = Genetic(base, settings, Problem(base, data))
        while not genetic.metrics()[2] >= accuracy:
            number = genetic.generation.number
            if number >= epochs:
                return
            if number % GENERATIONS_A_TURN == 0:
                tell(number / epochs)
            genetic.advance()
        arrived[place] = genetic.generation.number

    return do
