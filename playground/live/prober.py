"""Prober: linear probes of a run's snapshots, computed aside so that the run itself goes on."""

from __future__ import annotations

import math
import time
from typing import Any

from playground.analysis.separability import LinearProbe, known_accuracy, layer_probes
from playground.live.transport import Transport
from playground.training import Race, Run, Snapshot

SECONDS_APART = 0.5
ASKED_SECONDS_APART = 0.15


class Prober:
    """Decides which snapshot deserves a probe and when; evaluates it on a second network.

    That is the snapshot the browser asks for, or else the one it shows, where that has changed.
    Used by the computing thread alone.
    """

    def __init__(self) -> None:
        self._aside: Run | None = None
        self._aside_id = 0  # of the run that it is a copy of
        self._gave_up_id = 0
        self._asked: int | None = None
        self._probed: Snapshot | None = None
        self._last = -math.inf

    def ask(self, seq: int) -> None:
        """The browser wants this one; the latest wish counts."""
        self._asked = seq

    def give_up(self) -> None:
        """No more probes until there is another run."""
        self._gave_up_id = self._aside_id

    def due(self, transport: Transport) -> float:
        """Monotonic time from which a probe is due; infinity while none is."""
        if transport.run_id == self._gave_up_id or isinstance(transport.run, Race):
            return math.inf
        if self._asked is not None:
            return self._last + ASKED_SECONDS_APART
        fresh = transport.history.get(_shown(transport)) is not self._probed
        return self._last + SECONDS_APART if fresh else math.inf

    def probe(self, transport: Transport) -> dict[str, Any]:
        """The ``probe`` message of the snapshot that is due; one asked for tells its cuts too."""
        asked = self._asked is not None
        seq = _shown(transport) if self._asked is None else transport.history.nearest(self._asked)
        snapshot = transport.history.get(seq)
        self._asked = None
        self._probed = snapshot
        self._last = time.monotonic()
        run = transport.run
        assert isinstance(run, Run), "races are not probed: see due"
        anew = self._aside_id != transport.run_id
        if self._aside is None or anew or self._aside.dataset is not run.dataset:
            self._aside_id = transport.run_id
            self._aside = Run(run.config, run.dataset)
        self._aside.restore(snapshot)
        first, others = layer_probes(self._aside)
        message = {
            "type": "probe",
            "seq": seq,
            "accuracies": [known_accuracy(probe) for probe in others],
            "input": known_accuracy(first),
        }
        if asked:
            message |= {"input_line": _cut(first), "lines": [_cut(probe) for probe in others]}
        return message


def _cut(probe: LinearProbe) -> dict[str, Any] | None:
    """Where a probe cuts its space: scores = a · coefᵀ + intercept, one row for two classes."""
    if probe.coef is None or probe.intercept is None:
        return None
    return {"coef": probe.coef.tolist(), "intercept": probe.intercept.tolist()}


def _shown(transport: Transport) -> int:
    """The kept snapshot on display, as far as the server knows."""
    history = transport.history
    return history.nearest(transport.shown) if transport.playing else history.last_seq
