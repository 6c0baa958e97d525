"""History: the kept snapshots of a run, bounded in number and memory however long it runs.

The rule: snapshot ``seq`` is kept if ``seq`` is a multiple of ``stride`` or among the last
``recent``. ``stride`` starts at 1 and doubles whenever a cap is exceeded.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from playground.training.snapshot import Snapshot

RECENT = 64
MAX_SNAPSHOTS = 2000
MAX_BYTES = 24 * 2**20


class History:
    """Snapshots numbered 0, 1, 2, … in the order they were appended.

    Parameters
    ----------
    max_snapshots, max_bytes : int
        Caps. The last ``recent`` snapshots are kept even if they alone exceed one.
    recent : int
        At most ``RECENT``.

    Attributes
    ----------
    stride : int
        Older snapshots are kept where their number is a multiple of it.
    last_seq : int
        The newest number; −1 while empty.
    nbytes : int
        Memory of the kept snapshots.
    """

    def __init__(
        self,
        max_snapshots: int = MAX_SNAPSHOTS,
        max_bytes: int = MAX_BYTES,
        recent: int = RECENT,
    ) -> None:
        if max_snapshots < 2 * RECENT:
            raise ValueError(f"max_snapshots must be at least {2 * RECENT}. Got {max_snapshots}.")
        if max_bytes < 1:
            raise ValueError(f"max_bytes must be positive. Got {max_bytes}.")
        if not 1 <= recent <= RECENT:
            raise ValueError(f"recent must be from 1 to {RECENT}. Got {recent}.")
        self.max_snapshots = max_snapshots
        self.max_bytes = max_bytes
        self.recent = recent
        self.stride = 1
        self.last_seq = -1
        self.nbytes = 0
        self._snapshots: dict[int, Snapshot] = {}
        self._seqs: list[int] = []  # keys of _snapshots in ascending order

    @classmethod
    def of(
        cls, snapshots: Iterable[tuple[int, Snapshot]], *, stride: int, max_bytes: int, recent: int
    ) -> History:
        """A history that goes on after kept snapshots (number and snapshot, oldest first)."""
        history = cls(max_bytes=max_bytes, recent=recent)
        for seq, snapshot in snapshots:
            history._snapshots[seq] = snapshot
            history._seqs.append(seq)
            history.nbytes += snapshot.nbytes
            history.last_seq = seq
        history.stride = stride
        history.fit(max_bytes)
        return history

    def __len__(self) -> int:
        return len(self._seqs)

    def append(self, snapshot: Snapshot) -> int:
        """Keep a snapshot as the newest; returns its number."""
        self.last_seq += 1
        self._snapshots[self.last_seq] = snapshot
        self._seqs.append(self.last_seq)
        self.nbytes += snapshot.nbytes
        no_longer_recent = self.last_seq - self.recent
        if no_longer_recent % self.stride and no_longer_recent in self._snapshots:
            self._drop(no_longer_recent)
        self.fit(self.max_bytes)
        return self.last_seq

    def fit(self, max_bytes: int) -> None:
        """Set the cap of the memory, and keep to it from now on."""
        self.max_bytes = max_bytes
        while self._over_a_cap() and self.stride <= self.last_seq:
            self._thin()

    def get(self, seq: int) -> Snapshot:
        """The snapshot with this number; KeyError if it is not kept."""
        try:
            return self._snapshots[seq]
        except KeyError:
            raise KeyError(f"Snapshot {seq} is not kept (the newest is {self.last_seq}).") from None

    def __contains__(self, seq: object) -> bool:
        return seq in self._snapshots

    def nearest(self, seq: int) -> int:
        """The largest kept number ≤ ``seq`` (the oldest if there is none)."""
        if not self._seqs:
            raise KeyError("The history is empty.")
        return self._seqs[max(bisect_right(self._seqs, seq) - 1, 0)]

    def since(self, seq: int) -> Iterator[tuple[int, Snapshot]]:
        """(number, snapshot) of the kept snapshots after ``seq``, oldest first; −1 for all."""
        for later in self._seqs[bisect_right(self._seqs, seq) :]:
            yield later, self._snapshots[later]

    def truncate(self, seq: int) -> None:
        """Drop everything after ``seq``; the next snapshot gets number ``seq + 1``."""
        if not -1 <= seq <= self.last_seq:
            raise ValueError(f"seq must be from -1 to {self.last_seq}. Got {seq}.")
        first = bisect_right(self._seqs, seq)
        for later in self._seqs[first:]:
            self.nbytes -= self._snapshots.pop(later).nbytes
        del self._seqs[first:]
        self.last_seq = seq

    def _over_a_cap(self) -> bool:
        return len(self._seqs) > self.max_snapshots or self.nbytes > self.max_bytes

    def _thin(self) -> None:
        self.stride *= 2
        older = bisect_right(self._seqs, self.last_seq - self.recent)
        for seq in [seq for seq in self._seqs[:older] if seq % self.stride]:
            self._drop(seq)

    def _drop(self, seq: int) -> None:
        self.nbytes -= self._snapshots.pop(seq).nbytes
        del self._seqs[bisect_left(self._seqs, seq)]
