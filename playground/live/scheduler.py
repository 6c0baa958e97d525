"""The computing thread: one for all runs, in short turns, so that nobody starves.

Overload makes every run slower alike. A turn is at least one batch; a run whose batch takes longer
waits until the others have had their share. The thread sleeps while no run has anything to compute.
Linear probes come after snapshots: at once when there is nothing else to do, otherwise with at most
a tenth of the thread's time.

NumPy lets go of the interpreter in every matrix product, so the threads that talk to the browsers
get their share; yielding between turns on top of it cost 100 watched runs a third of their speed.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from playground.live.ledger import Ledger

SLICE_SECONDS = 0.004
PROBE_SHARE = 0.1
SWEEP_SECONDS = 1.0


class Job(Protocol):
    """What the computing thread serves; its methods never raise."""

    def turn(self, seconds: float) -> bool:
        """Obey commands and compute for about ``seconds``; False if there was nothing to do."""

    def probe_due(self) -> float:
        """Monotonic time from which ``probe`` has something to do; infinity if never."""

    def probe(self) -> None:
        """Compute one linear probe."""


class ComputingThread:
    """Serves jobs in turn; starts when it is first woken.

    Parameters
    ----------
    jobs : callable
        The jobs to serve in this round.
    sweep : callable
        Called now and then; returns the monotonic time at which it wants to be called again.
    share : float
        Largest share of the thread's time for one job while others wait.

    Attributes
    ----------
    rounds : int
        Rounds over all jobs so far.
    """

    def __init__(
        self, jobs: Callable[[], Sequence[Job]], sweep: Callable[[], float], share: float = 1.0
    ) -> None:
        self._jobs = jobs
        self._sweep = sweep
        self._ledger = Ledger(share)
        self._condition = threading.Condition()
        self._awake = False
        self._stopping = False
        self._thread: threading.Thread | None = None
        self.rounds = 0

    def wake(self) -> None:
        """There may be something to do."""
        with self._condition:
            if not self._stopping and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(
                    target=self._serve, name="playground-computing", daemon=True
                )
                self._thread.start()
            self._awake = True
            self._condition.notify()

    def stop(self) -> None:
        """End the thread, for good."""
        with self._condition:
            self._stopping = True
            self._condition.notify()
        if self._thread is not None and not self.is_current():
            self._thread.join()

    def is_current(self) -> bool:
        """Whether the caller is the computing thread."""
        return self._thread is threading.current_thread()

    def _serve(self) -> None:
        next_sweep = -math.inf
        next_probe = -math.inf  # under load
        woken = False
        while not self._stopping:
            self.rounds += 1
            jobs = self._jobs()
            busy = self._serve_all(jobs)
            now = time.monotonic()
            if now >= next_sweep:
                next_sweep = max(self._sweep(), now + SWEEP_SECONDS)
            if busy or woken:  # what happened may have changed when the next run expires
                next_sweep = min(next_sweep, now + SWEEP_SECONDS)
                woken = False
            probe_due, job_to_probe = _soonest(jobs)
            if job_to_probe and probe_due <= now and (not busy or now >= next_probe):
                job_to_probe.probe()
                next_probe = now + (time.monotonic() - now) / PROBE_SHARE
            elif not busy:
                woken = self._sleep_until(min(probe_due, next_sweep))

    def _serve_all(self, jobs: Sequence[Job]) -> bool:
        """One round; whether anybody had something to do."""
        waiting = []
        busy = False
        for job in jobs:
            if self._ledger.owed(job):
                waiting.append(job)
            elif self._serve_one(job):
                busy = True
        if not busy:  # nobody is there to be let go first
            busy = any(self._serve_one(job) for job in sorted(waiting, key=self._ledger.owed))
        return busy

    def _serve_one(self, job: Job) -> bool:
        began = time.perf_counter()
        busy = job.turn(SLICE_SECONDS)
        if busy:
            self._ledger.note(job, time.perf_counter() - began)
        return busy

    def _sleep_until(self, moment: float) -> bool:
        """Sleep until a moment or until woken; returns whether somebody has called ``wake``."""
        with self._condition:
            if not self._awake and not self._stopping:
                seconds = moment - time.monotonic()
                if seconds > 0:
                    self._condition.wait(min(seconds, threading.TIMEOUT_MAX))
            woken, self._awake = self._awake, False
            return woken


def _soonest(jobs: Sequence[Job]) -> tuple[float, Job | None]:
    """The earliest moment at which a probe is due, and whose."""
    soonest, which = math.inf, None
    for job in jobs:
        due = job.probe_due()
        if due < soonest:
            soonest, which = due, job
    return soonest, which
