"""Execute: compute what the journal of a sweep lacks, here or on many machines.

Results go into the journal as they come, and what a lost worker had begun is computed again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

import joblib

from playground.sweep.errors import SweepError
from playground.sweep.grid import SweepSpec
from playground.sweep.journal import Journal
from playground.sweep.tasks import Task, tasks
from playground.sweep.workers import Results, cluster, processes, this_process

ATTEMPTS = 3
"""Times in a row that workers may be lost without one task being finished."""


@dataclass(frozen=True)
class Progress:
    """How far a sweep is.

    Attributes
    ----------
    n_cells, n_runs : int
        All of the sweep.
    cells_done, runs_done : int
        In the journal, from earlier starts too.
    seconds : float
        Since this start.
    seconds_left : float or None
        Estimated from what was finished since this start; None before that.
    """

    n_cells: int
    n_runs: int
    cells_done: int
    runs_done: int
    seconds: float
    seconds_left: float | None


def execute(
    spec: SweepSpec,
    journal: Journal,
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    on_progress: Callable[[Progress], object] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> bool:
    """Compute what the journal lacks of a sweep.

    Parameters
    ----------
    spec : SweepSpec
    journal : Journal
        Opened for ``spec``.
    jobs : int or None
        Worker processes on this machine: None for one a core; 1 computes in this process.
    scheduler : str or None
        Address of a Dask scheduler, whose workers compute instead.
    on_progress : callable or None
        Called at the start and after every task.
    should_stop : callable or None
        Asked after every task.

    Returns
    -------
    bool
        Whether everything is finished (False if ``should_stop`` said so before).

    Raises
    ------
    SweepError
        If there is no scheduler, or workers are lost again and again.
    """
    finished = journal.finished()
    todo = _unfinished(tasks(spec), finished)
    tell = on_progress or (lambda progress: None)
    watch = _Watch(spec, todo)
    tell(watch.progress(finished))
    attempts = 0
    while todo:
        attempts += 1
        with closing(_results(todo, jobs, scheduler)) as results:
            for of_task in results:
                journal.append(of_task)
                finished |= {result.cell for result in of_task}
                attempts = 0
                tell(watch.progress(finished))
                if should_stop is not None and should_stop():
                    return len(finished) == spec.n_cells
        todo = _unfinished(todo, finished)  # some, if workers were lost
        if attempts == ATTEMPTS:
            raise SweepError(
                f"Workers were killed {ATTEMPTS} times in a row before any could finish. "
                "Perhaps memory is short: try fewer --jobs."
            )
    return True


def _unfinished(of: list[Task], finished: set[int]) -> list[Task]:
    """The tasks with those of their cells that are not finished."""
    cut = [
        replace(task, cells=tuple(cell for cell in task.cells if cell.index not in finished))
        for task in of
    ]
    return [task for task in cut if task.cells]


def _results(todo: list[Task], jobs: int | None, scheduler: str | None) -> Results:
    if scheduler is not None:
        return cluster(todo, scheduler)
    n_jobs = min(jobs or joblib.cpu_count(), len(todo))
    return this_process(todo) if n_jobs == 1 else processes(todo, n_jobs)


class _Watch:
    """Estimates the time that is left from what the tasks' costs say of those done."""

    def __init__(self, spec: SweepSpec, todo: list[Task]) -> None:
        self._spec = spec
        self._costs = {
            cell.index: task.cost / len(task.cells) for task in todo for cell in task.cells
        }
        self._started = time.monotonic()

    def progress(self, finished: set[int]) -> Progress:
        done = sum(cost for cell, cost in self._costs.items() if cell in finished)
        seconds = time.monotonic() - self._started
        left = sum(self._costs.values()) - done
        return Progress(
            n_cells=self._spec.n_cells,
            n_runs=self._spec.n_runs,
            cells_done=len(finished),
            runs_done=len(finished) * len(self._spec.seeds),
            seconds=seconds,
            seconds_left=seconds * left / done if done else None,
        )
