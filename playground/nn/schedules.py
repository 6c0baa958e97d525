"""Learning-rate schedules: how the learning rate changes with the epochs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    """One schedule: ``factor(epoch, schedule_epochs)`` multiplies the learning rate."""

    name: str
    label: str
    formula: str
    factor: Callable[[int, int], float]


def constant(epoch: int, schedule_epochs: int) -> float:
    return 1.0


def step(epoch: int, schedule_epochs: int) -> float:
    return float(0.5 ** (epoch // schedule_epochs))


def cosine(epoch: int, schedule_epochs: int) -> float:
    return 0.5 * (1 + math.cos(math.pi * min(epoch / schedule_epochs, 1)))


SCHEDULES: dict[str, Schedule] = {
    row.name: row
    for row in (
        Schedule("constant", "constant", "η", constant),
        Schedule("step", "step", "η · ½^⌊epoch / E⌋", step),
        # Loshchilov, Hutter 2017, eq. 5 (arXiv 1608.03983), without restarts
        Schedule("cosine", "cosine", "η · ½ (1 + cos(π · epoch / E)), then 0", cosine),
    )
}
