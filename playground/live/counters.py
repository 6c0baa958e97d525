"""Counters: what the live server has done since it started, as plain numbers for whoever asks."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

LAG_BOUNDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


@dataclass
class Counters:
    """Numbers that only grow; each is written by one thread.

    Attributes
    ----------
    epochs : float
        Trained, of all runs together; the computing thread's.
    refused : Counter
        Connections that were not let in, by reason; the event loop's, like the two below.
    lags : list of int
        Messages of snapshots by how late they were sent: at most each of ``LAG_BOUNDS`` seconds
        after they were due, and later than the last.
    lag_seconds : float
        The sum of these delays.
    """

    epochs: float = 0.0
    refused: Counter[str] = field(default_factory=Counter)
    lags: list[int] = field(default_factory=lambda: [0] * (len(LAG_BOUNDS) + 1))
    lag_seconds: float = 0.0

    def sent(self, seconds_late: float) -> None:
        """A message of snapshots has been sent, so long after it was due."""
        late = max(0.0, seconds_late)
        self.lags[bisect_left(LAG_BOUNDS, late)] += 1
        self.lag_seconds += late


COUNTERS = Counters()
"""The process's counters, beside the process's registry."""
