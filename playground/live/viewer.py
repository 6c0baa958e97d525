"""Viewer: what one connection has been sent of a run, and what it is yet to be told.

There is no queue of messages: the run's history is the queue. A viewer remembers the last number
it was sent and a few flags, so a reader that never reads costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playground.live.wire import Record

MAX_PROBES = 8
_QUIET, _NEWS, _URGENT = 0, 1, 2


@dataclass(frozen=True)
class Ending:
    """Why the server ends a connection: the close code, and a sentence for the person."""

    code: int
    message: str


@dataclass
class Delivery:
    """What is to be sent now, in this order."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    stride: int = 1
    probes: list[dict[str, Any]] = field(default_factory=list)
    ending: Ending | None = None


class Viewer:
    """One connection's state; every method is called with its run's lock held.

    Parameters
    ----------
    ring : callable
        ``ring(urgent)`` is called, from any thread, when there is something to take.
    """

    def __init__(self, ring: Callable[[bool], None]) -> None:
        self._ring = ring
        self._rung = _QUIET
        self.sent_seq = -1
        self.wants_run = False
        self.wants_state = False
        self.truncate_to: int | None = None
        self.probes: list[dict[str, Any]] = []
        self.ending: Ending | None = None

    def tell_run(self) -> None:
        """A new run, or a new connection: everything is to be sent from the start."""
        self.wants_run = True
        self.sent_seq = -1
        self.truncate_to = None
        self.probes.clear()
        self._alert(_URGENT)

    def tell_truncate(self, seq: int) -> None:
        """Snapshots after ``seq`` are gone."""
        if not self.wants_run:
            earlier = self.truncate_to
            self.truncate_to = seq if earlier is None else min(seq, earlier)
            self.sent_seq = min(self.sent_seq, seq)
        self.probes = [probe for probe in self.probes if probe["seq"] <= seq]
        self._alert(_URGENT)

    def tell_state(self) -> None:
        """Playing, pace, status or configuration changed, or a command was answered."""
        self.wants_state = True
        self._alert(_URGENT)

    def tell_snapshot(self, urgent: bool) -> None:
        """The history grew."""
        self._alert(_URGENT if urgent else _NEWS)

    def tell_probe(self, probe: dict[str, Any]) -> None:
        """Linear probes of a snapshot are known; of too many the oldest is left out."""
        self.probes = [*self.probes, probe][-MAX_PROBES:]
        self._alert(_NEWS)

    def end(self, ending: Ending) -> None:
        """Nothing more is to be sent."""
        self.ending = ending
        self._alert(_URGENT)

    def taken(self) -> None:
        """What was told has been taken; the next news ring again."""
        self._rung = _QUIET
        self.wants_run = self.wants_state = False
        self.truncate_to = None
        self.probes = []

    def _alert(self, level: int) -> None:
        if level > self._rung:
            self._rung = level
            self._ring(level == _URGENT)
