"""Prober: linear probes of a run's snapshots, computed aside so that the run itself goes on."""

from __future__ import annotations

import math
from typing import Any

from playground.analysis.separability import probe_layers
from playground.training import Run, Snapshot

SECONDS_APART = 0.5
ASKED_SECONDS_APART = 0.15


class Prober:
    """Decides which snapshot deserves a probe and when; evaluates it on a second network.

    Used by the computing thread alone.
    """

    def __init__(self) -> None:
        self._aside: Run | None = None
        self._asked: int | None = None
        self._probed = -1
        self._last = -math.inf
        self._gave_up = False

    def start(self) -> None:
        """Another run begins: nothing is known of it."""
        self._aside = None
        self._gave_up = False
        self.forget()

    def give_up(self) -> None:
        """No more probes of this run."""
        self._gave_up = True

    def forget(self) -> None:
        """Numbers are about to be used again: what they meant is over."""
        self._asked = None
        self._probed = -1

    def ask(self, seq: int) -> None:
        """The browser wants this one; the latest wish counts."""
        self._asked = seq

    def due(self, current: int) -> float:
        """Monotonic time from which a probe of the asked or the current snapshot is due."""
        if self._gave_up:
            return math.inf
        if self._asked is not None:
            return self._last + ASKED_SECONDS_APART
        return self._last + SECONDS_APART if current != self._probed else math.inf

    def choose(self, current: int) -> int:
        """The snapshot to probe now."""
        return current if self._asked is None else self._asked

    def probe(self, run: Run, seq: int, snapshot: Snapshot, now: float) -> dict[str, Any]:
        """The ``probe`` message of a snapshot of ``run``."""
        self._asked = None
        self._probed = seq
        self._last = now
        if self._aside is None:
            self._aside = Run(run.config, run.dataset)
        self._aside.restore(snapshot)
        input_accuracy, accuracies = probe_layers(self._aside)
        return {"type": "probe", "seq": seq, "accuracies": accuracies, "input": input_accuracy}
