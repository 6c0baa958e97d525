"""What a race keeps of a moment: everybody's measures, who has diverged, who has arrived."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.training.contenders import Moment

Array = np.ndarray

METRICS = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
MEASURES = (*METRICS, "evaluations", "seconds")
TAIL = (*MEASURES, "ended")
"""The numbers that follow the parameters in a snapshot, for each contestant; ``ended`` is the
epoch of its last good moment if it diverged, else −1."""


@dataclass(frozen=True)
class End:
    """Where a contestant diverged: its last good epoch, and why, as a sentence."""

    epoch: int
    message: str
    params: Array
    measures: Array


@dataclass(frozen=True, eq=False)
class RaceResume:
    """What a race needs to go on from a moment bit for bit.

    Attributes
    ----------
    moments : tuple of Moment
    measures : ndarray (contestants, 6)
        In the order of the race's groups.
    seconds : tuple of float
        Of each group.
    ends : dict of int to End
        Who diverged.
    arrived : frozenset of int
        Who was at the loss or accuracy to stop at.
    """

    moments: tuple[Moment, ...]
    measures: Array
    seconds: tuple[float, ...]
    ends: dict[int, End]
    arrived: frozenset[int]

    @property
    def nbytes(self) -> int:
        """Memory of its arrays."""
        return self.measures.nbytes + sum(moment.nbytes for moment in self.moments)


@dataclass(frozen=True)
class Arrival:
    """When a contestant first came to an accuracy, and what it had cost."""

    epoch: int
    evaluations: float
    seconds: float


def arrivals(curves: np.recarray, accuracy: float) -> list[Arrival | None]:
    """When each contestant of ``Race.curves`` first came to an accuracy, or None."""
    there = np.asarray(curves["train_accuracy"]) >= accuracy
    found: list[Arrival | None] = []
    for i, came in enumerate(np.any(there, axis=0).tolist()):
        row = curves[int(there[:, i].argmax())]
        evaluations, seconds = row["evaluations"][i].item(), row["seconds"][i].item()
        found.append(Arrival(int(row["epoch"]), evaluations, seconds) if came else None)
    return found
