"""What a sweep measures: of a run, of a cell over its seeds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

Array = np.ndarray


@dataclass(frozen=True)
class RunResult:
    """One trained network.

    Attributes
    ----------
    seed : int
    train_loss, test_loss, train_accuracy, test_accuracy : float
        After the last epoch; of a run that diverged, at its last good moment, where the live run
        stops too. Accuracies are NaN for regression.
    epochs_to_goal : int or None
        The first epoch after which the training accuracy was at least the goal.
    diverged : bool
    seconds : float
        Its share of the time of the pass it was trained in.
    """

    seed: int
    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float
    epochs_to_goal: int | None
    diverged: bool
    seconds: float


@dataclass(frozen=True)
class GapCurve:
    """How far training and test points are apart while a cell's networks learn.

    Attributes
    ----------
    epochs : tuple of int
        0 and about forty more, ever further apart.
    train_loss, test_loss, train_accuracy, test_accuracy : tuple of float
        Medians over the seeds.
    """

    epochs: tuple[int, ...]
    train_loss: tuple[float, ...]
    test_loss: tuple[float, ...]
    train_accuracy: tuple[float, ...]
    test_accuracy: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class CellResult:
    """All runs of one cell.

    Attributes
    ----------
    cell : int
        The cell's index.
    runs : tuple of RunResult
        In the order of the sweep's seeds.
    curve : GapCurve
    thumbnail : ndarray (48, 48) or (48, 48, n_classes) of uint8, or None
        What the median run answers over the domain, rows from low to high y: the probability of
        class 1 (of each class, if there are more than two) from 0 to 255; for regression the
        value, −1 as 0 and 1 as 255. 128 where it is no number.
    """

    cell: int
    runs: tuple[RunResult, ...]
    curve: GapCurve
    thumbnail: Array | None = None

    @property
    def median_run(self) -> RunResult:
        """The run in the middle by test accuracy (for regression by test loss).

        Of two in the middle it is the worse one, of equal ones the first.
        """
        return self.runs[median_place(self.runs)]


def median_place(runs: tuple[RunResult, ...]) -> int:
    """Place of the run in the middle; see ``CellResult.median_run``."""

    def worst_first(place: int) -> tuple[float, int]:
        run = runs[place]
        is_regression = math.isnan(run.test_accuracy)
        return (-run.test_loss if is_regression else run.test_accuracy), place

    return sorted(range(len(runs)), key=worst_first)[(len(runs) - 1) // 2]
