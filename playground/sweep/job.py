"""Job: one sweep run by a command of its own, its state in words, what it has written so far."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playground.sweep.caretaker import PID_FILE
from playground.sweep.journal import Journal
from playground.sweep.results import CellSummary, summary, table
from playground.sweep.spec import SweepError, SweepSpec, to_toml

if TYPE_CHECKING:
    import pyarrow as pa

ROOT = Path(__file__).parents[2]  # where ``python -m playground.sweep`` is found
NICENESS = 10  # of 19: the live pages come first
GRACE_SECONDS = 10.0  # for a command that was asked to end
ACTIVE = frozenset(("waiting", "running"))
GO_ON = "What is finished is kept, and Resume goes on from there."
_FIRST_RESULTS = "The first networks are being trained."


@dataclass(frozen=True)
class Progress:
    """How far a job is.

    Attributes
    ----------
    state : str
        ``"waiting"``, ``"running"``, ``"finished"``, ``"cancelled"`` or ``"failed"``.
    done, total : int
        Runs whose results are written, and all runs.
    seconds_left : float or None
        None while nothing is known.
    sentence : str
        The state in words.
    """

    state: str
    done: int
    total: int
    seconds_left: float | None
    sentence: str

    @property
    def active(self) -> bool:
        """Whether more results may come."""
        return self.state in ACTIVE


class Job:
    """One sweep started from a page; made by ``Jobs.start``. Thread-safe.

    Attributes
    ----------
    id : str
        Unguessable: who knows it may look at the job, cancel and resume it.
    spec : SweepSpec
    """

    def __init__(
        self,
        spec: SweepSpec,
        directory: Path,
        *,
        lock: threading.RLock,
        clock: Callable[[], float],
        tend: Callable[[], object],
        arguments: tuple,
    ) -> None:
        self.id = secrets.token_urlsafe(16)
        self.spec = spec
        self.directory = directory
        self.seen = clock()  # when somebody last looked
        self.state = "waiting"
        self._sentence = ""
        self._lock, self._clock, self._tend = lock, clock, tend
        self._arguments = tuple(map(str, arguments))
        self._process: subprocess.Popen | None = None
        self._asked_to_end: float | None = None
        self._launched, self._done_before = 0.0, 0
        self._journal = Journal(directory / "results.parquet.journal")
        self._summary: list[CellSummary] = []
        (directory / "sweep.toml").write_text(to_toml(spec), encoding="utf-8")

    def progress(self) -> Progress:
        """How far it is; asking counts as looking at it."""
        self._tend()
        with self._lock:
            self.seen = self._clock()
            state, sentence = self.state, self._sentence
            done = self._done()
            left = self._seconds_left(done) if state == "running" else None
        if state == "running" and done == 0:
            sentence = _FIRST_RESULTS
        return Progress(state, done, self.spec.n_runs, left, sentence)

    def summary(self) -> list[CellSummary]:
        """The finished cells, each over its seeds, by cell."""
        with self._lock:
            if len(self._summary) < len(self._finished()):
                self._summary = summary(self._journal)
            return self._summary

    def table(self) -> pa.Table | None:
        """The finished runs, one a row; None before the first."""
        return table(self._journal) if self._finished() else None

    def cancel(self) -> None:
        """Stop it; what is finished is kept."""
        self._tend()
        self.stop("cancelled", f"Cancelled. {GO_ON}")

    def resume(self) -> None:
        """Go on where it stopped; nothing for a job that is under way or finished."""
        with self._lock:
            self.seen = self._clock()
            if self.state in ("cancelled", "failed"):
                self.state = "waiting"
        self._tend()

    # What follows is for ``Jobs``, under its lock.

    @property
    def busy(self) -> bool:
        """Whether a process of it is there, even one that has been asked to end."""
        return self._process is not None

    def wait_for(self, n_ahead: int) -> None:
        """Say why it does not run yet."""
        others = "another sweep is" if n_ahead == 1 else f"{n_ahead} other sweeps are"
        self._sentence = f"Waiting for its turn: {others} ahead."

    def launch(self) -> None:
        """Start the command, at low priority and in a group of its own; say why if it cannot."""
        try:
            self._start()
        except OSError as error:
            if self._process is not None:
                self._signal(signal.SIGKILL)
            self.state = "failed"
            self._sentence = f"The sweep cannot be started: {error.strerror}. {GO_ON}"

    def _start(self) -> None:
        command = [sys.executable, "-m", "playground.sweep", str(self.directory / "sweep.toml")]
        command += ["--out", str(self.directory / "results.parquet"), "--quiet"]
        command += self._arguments
        with (self.directory / "log").open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        (self.directory / PID_FILE).write_text(str(self._process.pid))
        if hasattr(os, "setpriority"):  # its workers inherit it
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process.pid, NICENESS)
        self.state, self._sentence, self._asked_to_end = "running", "", None
        self._launched, self._done_before = self._clock(), self._done()

    def look(self) -> None:
        """Notice that the command has ended; press the point if it does not."""
        if self._process is None:
            return
        code = self._process.poll()
        if code is None:
            asked = self._asked_to_end
            if asked is not None and self._clock() - asked > GRACE_SECONDS:
                self._signal(signal.SIGKILL)
            return
        self._signal(signal.SIGTERM)  # workers that a killed command left behind
        self._process = None
        (self.directory / PID_FILE).unlink(missing_ok=True)
        if self.state == "running":
            self._settle(code)

    def stop(self, state: str, sentence: str) -> None:
        """End it if it waits or runs."""
        with self._lock:
            if self.state not in ACTIVE:
                return
            self.state, self._sentence = state, sentence
            if self._process is not None:
                self._asked_to_end = self._clock()
                with contextlib.suppress(ProcessLookupError):
                    self._process.terminate()

    def discard(self) -> None:
        """Remove it and its files, whatever it is doing."""
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.wait()
            self._process = None
        self.state = "cancelled"
        shutil.rmtree(self.directory, ignore_errors=True)

    def _settle(self, code: int) -> None:
        if code == 0:
            self.state, self._sentence = "finished", f"Finished: {self.spec.n_runs:,} runs."
            return
        self.state = "failed"
        if code < 0:
            reason = f"The sweep's process was ended from outside (signal {-code})."
        else:
            said = (self.directory / "log").read_text("utf-8", "replace").strip().split("\n")
            reason = f"The sweep stopped: {said[-1][:300] or f'exit code {code}.'}"
        self._sentence = f"{reason} {GO_ON}"

    def _signal(self, number: signal.Signals) -> None:
        """Send a signal to the command and to its workers."""
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _finished(self) -> set[int]:
        try:
            return self._journal.finished()
        except SweepError:  # the command has not begun it yet
            return set()

    def _done(self) -> int:
        return len(self._finished()) * len(self.spec.seeds)

    def _seconds_left(self, done: int) -> float | None:
        """As fast as since the launch."""
        done_now = done - self._done_before
        if done_now <= 0:
            return None
        return (self._clock() - self._launched) / done_now * (self.spec.n_runs - done)
