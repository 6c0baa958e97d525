"""RepeatJob: a race repeated over seeds by a process of its own; its progress, its end."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import weakref
from dataclasses import dataclass, field
from pathlib import Path

from playground.racing import RaceConfig, labels
from playground.training.repeat import Repeated
from playground.views.optimizers_race_worker import answer, request

ROOT = Path(__file__).parents[2]  # where ``python -m playground…`` is found
MODULE = "playground.views.optimizers_race_worker"
PLACES = threading.BoundedSemaphore(2)
"""Repeats that compute at the same time, of all visitors together; others wait their turn."""
UNWATCHED_SECONDS = 120.0
LOOK_SECONDS = 0.5
FAILED = "Something went wrong in this repetition; starting it again may help."
UNWATCHED = "Nobody looked at this repetition for a while, so it was stopped."


@dataclass
class _State:
    """What the job's thread writes and the page reads."""

    share: float = 0.0
    status: str = "waiting"  # then running, and finished, cancelled or failed
    sentence: str = ""
    result: Repeated | None = None
    seen: float = field(default_factory=time.monotonic)
    process: subprocess.Popen | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def end(self, status: str, sentence: str = "") -> None:
        """Settle the status, once, and end the process."""
        with self.lock:
            if self.status in ("waiting", "running"):
                self.status, self.sentence = status, sentence
            if self.process is not None:
                self.process.kill()


class RepeatJob:
    """A race repeated over seeds, begun when it is made. Thread-safe.

    Parameters
    ----------
    race : RaceConfig
    seeds : tuple of int
    epochs : int
        The most epochs, or generations.
    goal : float
        Accuracy on the training points that counts as arriving.
    """

    def __init__(self, race: RaceConfig, seeds: tuple[int, ...], epochs: int, goal: float) -> None:
        self.race, self.seeds, self.epochs, self.goal = race, seeds, epochs, goal
        self._state = _State()
        names = tuple(labels(race.contestants))
        asked = request(race, list(seeds), epochs, goal)
        threading.Thread(
            target=_look_after,
            args=(self._state, asked, names, seeds),
            name="repeat",
            daemon=True,
        ).start()
        weakref.finalize(self, self._state.end, "cancelled")  # its visitor is gone

    @property
    def status(self) -> str:
        """``"waiting"``, ``"running"``, ``"finished"``, ``"cancelled"`` or ``"failed"``.

        Asking counts as looking at it.
        """
        self._state.seen = time.monotonic()
        return self._state.status

    @property
    def active(self) -> bool:
        """Whether a result may still come."""
        return self.status in ("waiting", "running")

    @property
    def share(self) -> float:
        """How much of the work is done, from 0 to 1."""
        return self._state.share

    @property
    def sentence(self) -> str:
        """Why it failed or was stopped; empty otherwise."""
        return self._state.sentence

    @property
    def result(self) -> Repeated | None:
        """What came of it, once it is finished."""
        return self._state.result

    def cancel(self) -> None:
        """Stop it."""
        self._state.end("cancelled")


def _look_after(state: _State, asked: str, names: tuple[str, ...], seeds: tuple[int, ...]) -> None:
    while not PLACES.acquire(timeout=LOOK_SECONDS):
        if _given_up(state):
            return
    try:
        _compute(state, asked, names, seeds)
    finally:
        PLACES.release()


def _compute(state: _State, asked: str, names: tuple[str, ...], seeds: tuple[int, ...]) -> None:
    with state.lock:
        if state.status != "waiting":
            return
        state.status = "running"
        state.process = subprocess.Popen(
            [sys.executable, "-m", MODULE],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
    process = state.process
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with process.stdin as pipe:
            pipe.write(asked)
        for line in process.stdout:
            if _given_up(state):
                break
            news = json.loads(line)
            state.share = news.get("share", state.share)
            if "epochs" in news:
                state.result = answer(line, names, seeds)
                state.end("finished")
            elif "error" in news:
                state.end("failed", news["error"])
    except (OSError, ValueError):  # it was killed within a line
        pass
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        state.end("failed", FAILED)  # unless it has ended otherwise


def _given_up(state: _State) -> bool:
    if time.monotonic() - state.seen > UNWATCHED_SECONDS:
        state.end("cancelled", UNWATCHED)
    return state.status not in ("waiting", "running")
