"""Jobs: the sweeps that pages start and look after, with a queue, caps and an end.

A job is the very command ``python -m playground.sweep`` at low priority, so that a page can do
nothing a terminal could not, and a crash takes no page with it. Its progress is read from its
journal only.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import joblib

from playground.sweep import caretaker
from playground.sweep.job import ACTIVE, Job
from playground.sweep.spec import SweepError, SweepSpec, check_caps

LOOK_SECONDS = 0.5  # how often a command under way is looked at
UNWATCHED = "Nobody looked at this sweep for a while, so it was stopped."
VARIABLES = {
    "max_running": "PLAYGROUND_SWEEPS",
    "max_cells": "PLAYGROUND_SWEEP_CELLS",
    "max_runs": "PLAYGROUND_SWEEP_RUNS",
}
"""Environment variables that set the caps of the process's jobs."""


class Jobs:
    """The sweeps of one process. Thread-safe.

    Parameters
    ----------
    directory : path or None
        Where the files of the jobs live, in a directory of their own that is gone when the process
        is; None: where temporary files belong.
    max_running : int
        Sweeps that run at the same time; others wait their turn.
    max_cells, max_runs : int
        Of one sweep.
    max_kept : int
        Jobs that wait, run or are kept for their results.
    idle_seconds : float
        A job that has ended is forgotten when nobody has looked at it for so long.
    unwatched_seconds : float
        A job that waits or runs is cancelled when nobody has looked at it for so long.
    clock : callable
        Seconds, for what depends on time.
    """

    def __init__(
        self,
        directory: Path | None = None,
        max_running: int = 2,
        max_cells: int = 400,
        max_runs: int = 4000,
        *,
        max_kept: int = 40,
        idle_seconds: float = 30 * 60.0,
        unwatched_seconds: float = 10 * 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.max_cells, self.max_runs = max_cells, max_runs
        self.max_running, self.max_kept = max_running, max_kept
        self.workers = max(1, joblib.cpu_count() - 1)  # a core is left to the live pages
        self.idle_seconds, self.unwatched_seconds = idle_seconds, unwatched_seconds
        self._directory = directory
        self._home: Path | None = None
        self._caretaker: subprocess.Popen | None = None
        self._clock = clock
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._keeper: threading.Thread | None = None
        self._jobs: dict[str, Job] = {}  # in the order they were started

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Jobs:
        """Jobs with the caps that the environment sets; ValueError names a bad variable."""
        return cls(**caps_of(environment))

    def start(self, spec: SweepSpec) -> Job:
        """Take on a sweep; it runs as soon as there is a place.

        Raises
        ------
        SweepError
            If the sweep has too many cells or runs or a combination that means nothing, or if too
            many sweeps are kept already; with a sentence for the visitor.
        """
        check_caps(spec, self.max_cells, self.max_runs)
        spec.cells()
        with self._lock:
            self.tend()
            if len(self._jobs) >= self.max_kept:
                raise SweepError(
                    f"All {self.max_kept} places for sweeps are taken. "
                    "Please try again in a few minutes."
                )
            job = self._make(spec)
            self._jobs[job.id] = job
            self.tend()
            self._keep()
        return job

    def get(self, job_id: str) -> Job | None:
        """The job with this id; None if there is none, or it has been forgotten."""
        with self._lock:
            return self._jobs.get(job_id)

    def tend(self) -> float:
        """Do what is due: notice ends, start whose turn it is, stop and forget the unwatched.

        Returns
        -------
        seconds : float
            When to come again at the latest.
        """
        with self._lock:
            now = self._clock()
            for job in list(self._jobs.values()):
                job.look()
                unwatched = now - job.seen
                if job.state in ACTIVE and unwatched > self.unwatched_seconds:
                    job.stop("cancelled", UNWATCHED)
                elif job.state not in ACTIVE and unwatched > self.idle_seconds:
                    del self._jobs[job.id]
                    job.discard()
            self._launch()
            if any(job.busy or job.state in ACTIVE for job in self._jobs.values()):
                return LOOK_SECONDS
            ends = [job.seen + self.idle_seconds - now for job in self._jobs.values()]
            return max(LOOK_SECONDS, min(ends, default=math.inf))

    def close(self) -> None:
        """End all jobs and remove their files."""
        with self._lock:
            for job in self._jobs.values():
                job.discard()
            self._jobs.clear()
            if self._caretaker is not None:
                self._caretaker.communicate()  # closes its input, so that it does its work
            self._home = self._caretaker = None
        self._wake.set()

    def _launch(self) -> None:
        ahead = sum(job.busy for job in self._jobs.values())
        for job in self._jobs.values():
            if job.state != "waiting":
                continue
            if ahead < self.max_running and not job.busy:
                job.launch()
            else:
                job.wait_for(ahead)
            ahead += 1

    def _make(self, spec: SweepSpec) -> Job:
        try:
            return Job(
                spec,
                Path(tempfile.mkdtemp(dir=self._home_of_files())),
                lock=self._lock,
                clock=self._clock,
                tend=self.tend,
                arguments=("--jobs", self.workers, "--max-cells", self.max_cells)
                + ("--max-runs", self.max_runs),
            )
        except OSError as error:
            raise SweepError(
                f"The server cannot write the sweep's files ({error.strerror}), so it cannot begin."
            ) from None

    def _home_of_files(self) -> Path:
        if self._home is None:
            self._home = Path(tempfile.mkdtemp(prefix="playground-sweeps-", dir=self._directory))
            # Not by ``atexit``: a server that is stopped by a signal does not come to that.
            self._caretaker = subprocess.Popen(
                [sys.executable, caretaker.__file__, str(self._home)],
                stdin=subprocess.PIPE,
                start_new_session=True,
            )
        return self._home

    def _keep(self) -> None:
        """Have a thread that tends the jobs for as long as there are any."""
        if self._keeper is None:
            self._keeper = threading.Thread(target=self._watch, name="sweeps", daemon=True)
            self._keeper.start()
        self._wake.set()

    def _watch(self) -> None:
        while True:
            due = self.tend()
            with self._lock:
                if not self._jobs:
                    self._keeper = None
                    return
            self._wake.wait(due)
            self._wake.clear()


def caps_of(environment: Mapping[str, str]) -> dict[str, Any]:
    """The caps that the environment sets; ValueError names a variable that cannot be used."""
    caps: dict[str, Any] = {}
    for cap, name in VARIABLES.items():
        text = environment.get(name, "").strip()
        if text and (not text.isdecimal() or int(text) == 0):
            raise ValueError(f"{name} must be a positive whole number. Got {text!r}.")
        if text:
            caps[cap] = int(text)
    return caps


JOBS = Jobs.from_environment()
"""The process's sweeps."""
