"""What a watched race shows of a genetic algorithm beside its fittest: some of its population.

They follow the race's own numbers in a snapshot: for each genetic algorithm its fitness's spread,
the losses of the individuals shown, and their parameters.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from playground.nn import n_parameters
from playground.training import Race, Run, Snapshot
from playground.training.genetic import SPREAD_FIELDS, Genetic
from playground.training.race_moment import TAIL


def shown_moment(run: Run | Race) -> Snapshot:
    """The run's snapshot as its viewer gets it."""
    snapshot = run.snapshot()
    if not isinstance(run, Race) or not run.config.individuals:
        return snapshot
    more = [_numbers(run.genetic(i), ranks) for i, ranks in _shown(run).items()]
    params = np.concatenate([snapshot.params, *more]).astype(np.float32)
    return dataclasses.replace(snapshot, params=params)


def population_layouts(race: Race) -> dict[int, dict[str, Any]]:
    """Where a snapshot's numbers of each genetic algorithm begin, and what they are.

    Returns
    -------
    layouts : dict of int to dict
        By contestant: ``offset``; names of the ``spread``; how many ``individuals`` and their
        ``ranks``, from 0 for the fittest; the ``size`` of the population.
    """
    n_params = n_parameters(race.layer_sizes)
    offset = len(race) * (n_params + len(TAIL))
    layouts: dict[int, dict[str, Any]] = {}
    if race.config.individuals:
        for i, ranks in _shown(race).items():
            layouts[i] = {
                "offset": offset,
                "spread": list(SPREAD_FIELDS),
                "individuals": len(ranks),
                "ranks": ranks,
                "size": len(race.genetic(i).generation.losses),
            }
            offset += len(SPREAD_FIELDS) + len(ranks) * (1 + n_params)
    return layouts


def _shown(race: Race) -> dict[int, list[int]]:
    """Ranks of the individuals shown, evenly from the fittest to the least fit."""
    shown = {}
    for i, contestant in enumerate(race.config.contestants):
        if contestant.genetic is not None:
            size = contestant.genetic.population
            count = min(race.config.individuals, size)
            shown[i] = np.linspace(0, size - 1, count).round().astype(int).tolist()
    return shown


def _numbers(genetic: Genetic, ranks: list[int]) -> np.ndarray:
    generation = genetic.generation
    losses = generation.losses  # in their order
    quartiles = losses[(len(losses) - 1) * np.arange(5) // 4]
    spread = [*quartiles, np.median(generation.sigmas)]  # as SPREAD_FIELDS
    shown = generation.population[ranks].ravel()
    with np.errstate(all="ignore"):
        return np.concatenate([spread, losses[ranks], shown]).astype(np.float32)
