"""Registry: the live runs by token, how many there may be, and when they expire.

Tokens are kept as hashes. Of expired runs a bounded number of hashes is remembered, so that a page
that comes back late can be told "expired" (close code 4404) while a token that never was is refused
like any other stranger.
"""

from __future__ import annotations

import hashlib
import logging
import math
import secrets
import threading
import time

from datasets import Dataset
from playground.config import RunConfig
from playground.live.journal import Journal
from playground.live.limits import Limits
from playground.live.scheduler import ComputingThread
from playground.live.viewer import Ending
from playground.live.watched_run import WatchedRun
from playground.racing import RaceConfig

MAX_REMEMBERED = 10_000
EXPIRED = Ending(4404, "This run was not watched for a while and has expired.")
RESTARTING = Ending(
    1012, "The server is restarting. Your settings are in the address; reconnecting…"
)

logger = logging.getLogger("playground.live")


class AtCapacity(RuntimeError):
    """All places are taken; ``str(error)`` says so and when to come back, for the visitor."""


class Registry:
    """Opens, finds and drops live runs, and gives them their computing thread. Thread-safe.

    Parameters
    ----------
    limits : Limits or None
        None reads them from the environment.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = Limits.from_environment() if limits is None else limits
        self.computing = ComputingThread(self.runs, self.sweep, self.limits.training_share)
        self._lock = threading.Lock()
        self._runs: dict[bytes, WatchedRun] = {}
        self._expired: dict[bytes, None] = {}  # in the order they expired
        self._connections = 0
        self.closing = False  # the server is shutting down
        self._journal = Journal()

    def open(self, config: RunConfig | RaceConfig, dataset: Dataset | None = None) -> WatchedRun:
        """A new run (or race) with a new token, at its first weights and paused.

        Raises
        ------
        AtCapacity
            If there are as many runs as allowed, or the server is shutting down.
        """
        self.sweep()
        with self._lock:
            self._make_room()
        token = secrets.token_urlsafe(32)
        run = WatchedRun(
            token,
            config,
            dataset,
            limits=self.limits,
            history_bytes=self.history_bytes,
            wake=self.computing.wake,
            is_computing=self.computing.is_current,
        )
        with self._lock:
            self._make_room()
            self._runs[_digest(token)] = run
        self.computing.wake()
        return run

    def get(self, token: str) -> WatchedRun | None:
        """The run with this token, which is taken for still wanted; None if there is none."""
        with self._lock:  # or it might expire between being found and being touched
            run = self._runs.get(_digest(token))
            if run is not None:
                run.touch()
        return run

    def places(self) -> int:
        """How many more runs may be opened now; none while the server is shutting down."""
        self.sweep()
        now = time.monotonic()
        with self._lock:
            if self.closing:
                return 0
            staying = sum(run.yields_at() > now for run in self._runs.values())
            return max(0, self.limits.max_runs - staying)

    def next_place(self) -> float:
        """Seconds until some run leaves its place; infinity if all are watched."""
        soonest = min((run.yields_at() for run in self.runs()), default=math.inf)
        return max(0.0, soonest - time.monotonic())

    def history_bytes(self) -> int:
        """What one run's kept snapshots may take now: fewer bytes each, the more runs there are."""
        limits = self.limits
        return min(limits.history_bytes, limits.all_histories_bytes // max(1, len(self._runs)))

    def has_expired(self, token: str) -> bool:
        """Whether a run with this token was dropped not too long ago."""
        return _digest(token) in self._expired

    def runs(self) -> list[WatchedRun]:
        """All runs at this moment."""
        with self._lock:
            return list(self._runs.values())

    def sweep(self) -> float:
        """Drop the runs that nobody wanted for too long; returns when to look again (monotonic)."""
        now = time.monotonic()
        next_expiry = math.inf
        with self._lock:
            for digest, run in list(self._runs.items()):
                expires_at = run.expires_at()
                if expires_at > now:
                    next_expiry = min(next_expiry, expires_at)
                    continue
                self._drop(digest)
                logger.info("A run that nobody watched has expired; %d left", len(self._runs))
        return next_expiry

    def drop(self, token: str) -> None:
        """Let a run go at once; who watches is told that it has expired."""
        with self._lock:
            run = self._drop(_digest(token))
        if run is not None:
            run.end(EXPIRED)

    def _drop(self, digest: bytes) -> WatchedRun | None:
        run = self._runs.pop(digest, None)
        if run is not None:
            self._expired[digest] = None
            if len(self._expired) > MAX_REMEMBERED:
                del self._expired[next(iter(self._expired))]
        return run

    def enter(self) -> bool:
        """Count a connection in, if there is a place."""
        with self._lock:
            if self._connections >= self.limits.max_connections:
                return False
            self._connections += 1
            return True

    def leave(self) -> None:
        """Count a connection out."""
        with self._lock:
            self._connections -= 1

    def connections(self) -> int:
        """Open connections."""
        return self._connections

    def farewell(self) -> None:
        """Tell everybody who watches that the server restarts, and open no more runs."""
        with self._lock:
            self.closing = True
        for run in self.runs():
            run.end(RESTARTING)

    def close(self) -> None:
        """End the computing thread."""
        self.computing.stop()

    def _make_room(self) -> None:
        """With the lock held: see that there is a place, if need be of a run nobody watches."""
        if self.closing:
            raise AtCapacity("The server is restarting; please try again in a minute.")
        if len(self._runs) < self.limits.max_runs:
            return
        digest, oldest = min(self._runs.items(), key=lambda item: item[1].yields_at())
        if oldest.yields_at() > time.monotonic():
            self._journal.warn("A visitor was turned away: all places for live runs are taken")
            raise AtCapacity(f"All {self.limits.max_runs} places for live runs are taken.")
        self._drop(digest)
        logger.info("A run that nobody watched has made room for a newcomer")


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


REGISTRY = Registry()
"""The process's runs: its only mutable global."""
