"""LossLog: loss and accuracy after every epoch, bounded however long a run is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

FIELDS = ("epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy")
DTYPE = np.dtype([("epoch", np.int64), *((name, np.float64) for name in FIELDS[1:])])
MAX_ROWS = 10_000


class LossLog:
    """One row an epoch, thinned by halving beyond ``max_rows``.

    The rule: a row is kept if its epoch is a multiple of ``stride``, or the newest. ``stride``
    starts at 1 and doubles whenever there are too many rows.

    Parameters
    ----------
    max_rows : int
    dtype : dtype
        A row's fields; the first is ``epoch``.
    """

    def __init__(self, max_rows: int = MAX_ROWS, dtype: np.dtype = DTYPE) -> None:
        self._max_rows = max_rows
        self._rows = np.zeros(256, dtype)
        self._length = 0
        self._newest = 0
        self.stride = 1

    @classmethod
    def of(cls, rows: Iterable[tuple[Any, ...]], stride: int) -> LossLog:
        """A log with these rows, oldest first, that was thinned to this stride."""
        log = cls()
        log._rows = np.array(list(rows), DTYPE)
        log._length = len(log._rows)
        log._newest = int(log._rows["epoch"][-1]) if log._length else 0
        log._rows = np.concatenate([log._rows, np.zeros(256, DTYPE)])
        log.stride = stride
        return log

    def __len__(self) -> int:
        return self._length

    def append(self, epoch: int, values: tuple[Any, ...]) -> None:
        """Add the row of an epoch: train and test loss, train and test accuracy (or its own)."""
        if self._newest % self.stride:
            self._length -= 1  # was kept only for being the newest
        self._newest = epoch
        if self._length > self._max_rows:
            self._thin()
        if self._length == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[self._length] = (epoch, *values)
        self._length += 1

    def truncate(self, epoch: int) -> None:
        """Drop the rows of later epochs."""
        epochs = self._rows["epoch"]
        self._length = int(np.searchsorted(epochs[: self._length], epoch, "right"))
        self._newest = int(epochs[self._length - 1]) if self._length else 0

    def rows(self) -> np.recarray:
        """A copy of the rows, oldest first."""
        return self._rows[: self._length].copy().view(np.recarray)

    def _thin(self) -> None:
        self.stride *= 2
        kept = self._rows[: self._length]
        kept = kept[kept["epoch"] % self.stride == 0]
        self._length = len(kept)
        self._rows[: self._length] = kept
