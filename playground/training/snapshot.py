"""Snapshot: one moment of a run, enough to show it and to go on from it exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Resume:
    """What a run needs beside the shown parameters to go on bit for bit.

    Attributes
    ----------
    params : ndarray (P,)
        In the run's own precision (shared with the snapshot's where that is float32).
    state : ndarray (n_slots, P)
        The optimiser's moving averages.
    steps : int
        The optimiser's step count.
    optimizer : str
        Whose state it is.
    alive : ndarray (P,) of bool or None
        Weights that L1 has not set to zero for good; None if all are alive.
    scale : tuple of ndarray (n_features,) or None
        Mean and spread by which the inputs are scaled; None: as the run that is restored does.
    data : int
        Which of the run's data the measurements are of: how often they had been changed.
    """

    params: Array
    state: Array
    steps: int
    optimizer: str
    alive: Array | None = None
    scale: tuple[Array, Array] | None = None
    data: int = 0

    @property
    def nbytes(self) -> int:
        """Memory of its arrays."""
        alive = 0 if self.alive is None else self.alive.nbytes
        return self.params.nbytes + self.state.nbytes + alive


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One moment of a run, or of a race.

    Attributes
    ----------
    progress : float
        Epochs, with the fraction of the present one.
    epoch, batch : int
        Completed epochs, and batches within the present one.
    params : ndarray (P,) float32
        Layer after layer, each (n_in + 1, n_out) row by row, last row the biases; of a race see
        ``Race.snapshot``.
    train_loss, test_loss, train_accuracy, test_accuracy : float
        Accuracies are NaN for regression.
    compute_seconds : float
        Time spent computing up to here.
    resume : Resume or RaceResume
        What ``restore`` of the run or race needs.
    """

    progress: float
    epoch: int
    batch: int
    params: Array
    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float
    compute_seconds: float
    resume: Any = field(repr=False)

    @property
    def nbytes(self) -> int:
        """Memory of its arrays, and of the objects around them."""
        shared = getattr(self.resume, "params", None) is self.params
        return 1000 + self.resume.nbytes + (0 if shared else self.params.nbytes)
