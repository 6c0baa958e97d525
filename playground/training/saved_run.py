"""SavedRun: a run with its past, taken out of it, from which it goes on to the same numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from datasets import Dataset
from playground.config import RunConfig
from playground.training.history import History
from playground.training.losslog import FIELDS, LossLog
from playground.training.run import Run
from playground.training.snapshot import Snapshot

Array = np.ndarray

MAX_BYTES = 8 * 2**20


@dataclass(frozen=True, eq=False)
class SavedRun:
    """All that a run needs to go on elsewhere.

    Attributes
    ----------
    config : RunConfig
    dataset : Dataset or None
        Own data; None: those that the configuration describes.
    own_name : str
        What own data are called.
    snapshots : tuple of (int, Snapshot)
        The kept moments with their numbers, oldest first; the last is where the run stands.
    stride : int
        Older ones were kept where their number is a multiple of it.
    losses : ndarray (n, 5)
        See ``Run.losses``: its columns.
    log_stride : int
        Of ``losses``: epochs from row to row.
    initial_loss : float
        From which a loss is judged to have exploded.
    frozen : ndarray (P,) of bool
        Which parameters do not learn.
    """

    config: RunConfig
    dataset: Dataset | None
    own_name: str
    snapshots: tuple[tuple[int, Snapshot], ...]
    stride: int
    losses: Array
    log_stride: int
    initial_loss: float
    frozen: Array

    @classmethod
    def of(
        cls,
        run: Run,
        history: Iterable[tuple[int, Snapshot]] = (),
        *,
        stride: int = 1,
        own: bool = False,
        name: str = "",
    ) -> SavedRun:
        """What there is to save of a run; it is left as it is.

        Parameters
        ----------
        run : Run
        history : iterable of (int, Snapshot)
            Kept moments with their numbers, oldest first.
        stride : int
            The history's.
        own : bool
            Whether its data are its own, and not those that the configuration describes.
        name : str
            What own data are called.
        """
        snapshots, now = list(history), run.snapshot()
        if snapshots and _is_same(snapshots[-1][1], now):
            snapshots[-1] = (snapshots[-1][0], now)
        else:
            snapshots.append((snapshots[-1][0] + 1 if snapshots else 0, now))
        rows = run.losses
        return cls(
            config=run.config,
            dataset=run.dataset if own else None,
            own_name=name,
            snapshots=tuple(snapshots),
            stride=stride,
            losses=np.column_stack([rows[field] for field in FIELDS]).astype(float),
            log_stride=run.log_stride,
            initial_loss=run.initial_loss,
            frozen=run.frozen,
        )

    def restored(self) -> Run:
        """A run that goes on from where this one stood."""
        run = Run(self.config, self.dataset)
        log = LossLog.of([(int(row[0]), *row[1:]) for row in self.losses.tolist()], self.log_stride)
        run.go_on_from(
            self.snapshots[-1][1], log=log, initial_loss=self.initial_loss, frozen=self.frozen
        )
        return run

    def history(self, max_bytes: int, recent: int) -> History:
        """The kept moments as a history of its own."""
        return History.of(self.snapshots, stride=self.stride, max_bytes=max_bytes, recent=recent)

    def thinned(self, most: int) -> SavedRun:
        """With moments left out evenly until they take at most ``most`` bytes (or one is left)."""
        stride, kept = self.stride, list(self.snapshots)
        while len(kept) > 1 and sum(snapshot.nbytes for _, snapshot in kept) > most:
            stride *= 2
            kept = [each for each in kept[:-1] if each[0] % stride == 0] + kept[-1:]
            if len(kept) == 2 and stride > kept[-1][0]:
                kept = kept[-1:]
        return replace(self, snapshots=tuple(kept), stride=stride)


def _is_same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two moments of a run are the same one."""
    pairs = ((one.resume.params, other.resume.params), (one.resume.state, other.resume.state))
    return math.isclose(one.progress, other.progress, rel_tol=0, abs_tol=0) and all(
        a.shape == b.shape and np.array_equal(a, b, equal_nan=True) for a, b in pairs
    )
