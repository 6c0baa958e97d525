"""About how long a sweep will take, before it starts."""

from __future__ import annotations

from playground.sweep.spec import SweepSpec
from playground.sweep.tasks import tasks

SECONDS_PER_COST = 2.7e-9
"""Of ``Task.cost`` on one core of a common machine."""
START_SECONDS = 1.0  # until Python and NumPy are there


def about_seconds(spec: SweepSpec, workers: int) -> float:
    """Seconds on so many cores that have nothing else to do.

    Raises
    ------
    SpecError
        For a combination that means nothing.
    """
    costs = [task.cost for task in tasks(spec)]
    shared = max(sum(costs) / workers, max(costs))
    return START_SECONDS + SECONDS_PER_COST * shared


def duration(seconds: float) -> str:
    """A time in words: ``"5 s"``, ``"3 min"``, ``"2.5 h"``."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60)} min" if seconds < 90 * 60 else f"{seconds / 3600:.1f} h"
