"""Tasks: a sweep cut into pieces that one worker computes at a time.

The cut is a function of the sweep alone, so that the numbers are the same whoever computes a task
and in whatever order.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
from threadpoolctl import threadpool_limits

from playground.config import FIELDS, RunConfig
from playground.sweep.grid import Cell, SweepSpec
from playground.sweep.measured import CellResult, GapCurve, RunResult, median_place
from playground.sweep.passes import NEVER, Trained, curve_epochs, train
from playground.training.replicas import MAY_DIFFER

__all__ = ["CellResult", "GapCurve", "RunResult", "Task", "run_task", "tasks"]

REPLICAS = 60
"""Most networks in one pass: with more, each takes no less time than with these."""

UNITS = 2_000
"""Hidden units of all networks in a pass: with many more, they leave the processor's cache."""

FEWEST = 10  # networks in a pass that are worth it however large they are

ABOUT_DATA = ("dataset", "noise", "seed", "weight_seed", "initializer")


@dataclass(frozen=True)
class Task:
    """Whole cells of one shape, to be trained side by side.

    Attributes
    ----------
    index : int
    cells : tuple of Cell
    epochs, goal, thumbnails
        As in the ``SweepSpec``.
    """

    index: int
    cells: tuple[Cell, ...]
    epochs: int
    goal: float
    thumbnails: bool

    @property
    def n_runs(self) -> int:
        """Networks to train."""
        return sum(len(cell.seeds) for cell in self.cells)

    @property
    def cost(self) -> float:
        """About how long it takes, in a unit of its own: points seen, times units."""
        config = self.cells[0].config
        n_batches = config.n_samples * config.train_share / (config.batch_size or config.n_samples)
        points = config.n_samples + 10 * n_batches  # a batch costs, however few points it has
        return self.n_runs * self.epochs * points * (10 + sum(config.hidden_layers))


def tasks(spec: SweepSpec) -> list[Task]:
    """All tasks of a sweep, the longest first, so that none is left to the end alone.

    Raises
    ------
    SpecError
        For a combination that means nothing.
    """
    cells = sorted(spec.cells(), key=lambda cell: (_shape(cell.config), _settings(cell.config)))
    groups: list[tuple[Cell, ...]] = []
    for _, same in groupby(cells, key=lambda cell: _shape(cell.config)):
        groups += _together(list(same))
    cut = [Task(0, group, spec.epochs, spec.goal, spec.thumbnails) for group in groups]
    cut.sort(key=lambda task: (-task.cost, task.cells[0].index))
    return [replace(task, index=index) for index, task in enumerate(cut)]


def run_task(task: Task) -> list[CellResult]:
    """Train a task's networks; one result a cell, in the task's order."""
    _one_blas_thread()
    configs = [config for cell in task.cells for config in cell.configs]
    n_passes = -(-len(configs) // _most_replicas(configs[0]))
    edges = [len(configs) * i // n_passes for i in range(n_passes + 1)]
    parts = [
        train(configs[start:stop], task.epochs, task.goal, task.thumbnails)
        for start, stop in pairwise(edges)
    ]
    results, start = [], 0
    trained = _joined(parts)
    for cell in task.cells:
        stop = start + len(cell.seeds)
        results.append(_cell_result(cell, trained, slice(start, stop), task.epochs))
        start = stop
    return results


@functools.cache
def _one_blas_thread() -> None:
    # A worker may have loaded NumPy before ``playground`` could ask for one thread. Several would
    # be slower, and add up in another order.
    threadpool_limits(1, user_api="blas")


def _shape(config: RunConfig) -> tuple[str, ...]:
    """Equal for configurations that ``Replicas`` trains together."""
    same = [repr(value) for name, value in vars(config).items() if name not in MAY_DIFFER]
    return (*same, config.resolved_loss, config.resolved_output, str(config.n_classes))


def _settings(config: RunConfig) -> tuple[str, ...]:
    """Brings neighbours together that share their optimiser's calls (see ``Trainer``)."""
    names = [name for name in FIELDS if name in MAY_DIFFER and name not in ABOUT_DATA]
    return tuple(repr(getattr(config, name)) for name in (*names, *ABOUT_DATA))


def _most_replicas(config: RunConfig) -> int:
    units = max(1, sum(config.hidden_layers))
    return max(FEWEST, min(REPLICAS, UNITS // units))


def _together(cells: list[Cell]) -> Iterator[tuple[Cell, ...]]:
    """As many cells as fit one pass; one that is too large stays alone."""
    step = max(1, _most_replicas(cells[0].config) // len(cells[0].seeds))
    for start in range(0, len(cells), step):
        yield tuple(cells[start : start + step])


def _joined(parts: list[Trained]) -> Trained:
    def join(name: str, axis: int = 0) -> np.ndarray:
        return np.concatenate([getattr(part, name) for part in parts], axis=axis)

    return Trained(
        metrics=join("metrics"),
        epochs_to_goal=join("epochs_to_goal"),
        diverged=join("diverged"),
        curve=join("curve", axis=1),
        thumbnails=None if parts[0].thumbnails is None else join("thumbnails"),
        seconds=join("seconds"),
    )


def _cell_result(cell: Cell, trained: Trained, rows: slice, epochs: int) -> CellResult:
    columns = (trained.metrics, trained.epochs_to_goal, trained.diverged, trained.seconds)
    each = zip(cell.seeds, *(column[rows].tolist() for column in columns), strict=True)
    runs = tuple(
        RunResult(seed, a, b, c, d, None if reached == NEVER else reached, diverged, seconds)
        for seed, (a, b, c, d), reached, diverged, seconds in each
    )
    medians = np.median(trained.curve[:, rows], axis=1).T.tolist()
    curve = GapCurve(tuple(curve_epochs(epochs)), *map(tuple, medians))
    pictures = trained.thumbnails
    thumbnail = None if pictures is None else pictures[rows][median_place(runs)]
    return CellResult(cell.index, runs, curve, thumbnail)
