"""WatchedRun: a run with the browser that watches it, between three kinds of threads.

Commands from the socket and from Streamlit's scripts go into an inbox; the computing thread alone
touches the run, obeys them and appends snapshots to the history; the sender takes what is new of
it. A small lock guards what the three share: the inbox, the history's list and the viewer's flags.
"""

from __future__ import annotations

import logging
import math
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import numpy as np

from datasets import Dataset
from playground.config import RunConfig
from playground.live.commands import (
    Command,
    Pace,
    Pause,
    Play,
    Probe,
    Reset,
    Rewind,
    Shown,
    Step,
)
from playground.live.limits import Limits
from playground.live.prober import Prober
from playground.live.viewer import Delivery, Ending, Viewer
from playground.live.wire import describe_run
from playground.training import History, Run

DEFAULT_PACE = 0.25
DEFAULT_WANT = 16
CUT_SECONDS = 0.05  # a snapshot is cut short after this much computing: the picture never freezes
MAX_INBOX = 200
FRESH_BATCH_SECONDS = 1e-3  # a guess until the first batches are timed
CLOSED_REPLACED = 4409

logger = logging.getLogger("playground.live")
Result = TypeVar("Result")


class WatchedRun:
    """A live run; made by ``Registry.open``. Public methods may be called from any thread.

    Parameters
    ----------
    token : str
        The secret that opens it.
    config : RunConfig
    dataset : Dataset or None
        Own data, kept through every restart; None generates what the configuration says.
    limits : Limits
    wake : callable
        Tells the computing thread that there is something to do.
    is_computing : callable
        Whether the caller is the computing thread.

    Attributes
    ----------
    config : RunConfig
        As last asked for; the run itself follows within milliseconds.
    """

    def __init__(
        self,
        token: str,
        config: RunConfig,
        dataset: Dataset | None,
        *,
        limits: Limits,
        wake: Callable[[], None],
        is_computing: Callable[[], bool],
    ) -> None:
        self.token = token
        self.config = config
        self._dataset = dataset
        self._limits = limits
        self._wake = wake
        self._is_computing = is_computing
        self._lock = threading.Lock()
        self._inbox: deque[Callable[[], None]] = deque()
        self._viewer: Viewer | None = None
        self._was_watched = False
        self._seen_at = time.monotonic()
        self._arrivals: deque[float] = deque(maxlen=limits.connections_per_minute)
        self._shown = 0
        self._want = DEFAULT_WANT
        self._prober = Prober()
        self._run_id = 0
        self._playing = False
        self._pace = DEFAULT_PACE
        self._start(config)

    # For the page's scripts

    def configure(self, config: RunConfig) -> None:
        """Take a new configuration: at once where the run can go on, otherwise with a new run.

        A run that was playing goes on playing.
        """
        self.config = config
        self._tell(lambda: self._configure(config))

    def restart(self, weights: str = "same") -> None:
        """Start anew with the ``"same"`` initial weights, or ``"new"`` ones (another seed)."""
        if weights not in ("same", "new"):
            raise ValueError(f"weights must be same or new. Got {weights!r}.")
        self._tell(lambda: self._reset(Reset(weights)))

    def call(self, function: Callable[[Run], Result], timeout: float = 5.0) -> Result:
        """``function(run)``, computed between two turns of the computing thread.

        Raises
        ------
        TimeoutError
            If it has not been computed after ``timeout`` seconds.
        """
        if self._is_computing():
            return function(self._run)
        future: Future[Result] = Future()

        def answer() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(function(self._run))
                except Exception as error:  # the caller's to handle
                    future.set_exception(error)

        self._tell(answer)
        try:
            return future.result(timeout)
        except TimeoutError:
            future.cancel()
            raise

    # For the registry

    def touch(self) -> None:
        """Somebody still cares for this run."""
        with self._lock:
            self._seen_at = time.monotonic()

    def expires_at(self) -> float:
        """Monotonic time at which the run is dropped if nobody watches it until then."""
        with self._lock:
            if self._viewer is not None:
                return math.inf
            limits = self._limits
            allowed = limits.idle_seconds if self._was_watched else limits.unclaimed_seconds
            return self._seen_at + allowed

    # For the socket

    def may_connect(self) -> bool:
        """Whether the token has not been used too often in the last minute; counts as one use."""
        now = time.monotonic()
        with self._lock:
            if len(self._arrivals) == self._arrivals.maxlen and now - self._arrivals[0] < 60:
                return False
            self._arrivals.append(now)
            return True

    def attach(self, ring: Callable[[bool], None]) -> Viewer:
        """Begin to watch; whoever watched before is told that it was replaced."""
        viewer = Viewer(ring)
        with self._lock:
            if self._viewer is not None:
                words = "This run is now shown elsewhere."
                self._viewer.end(Ending(CLOSED_REPLACED, words))
            self._viewer = viewer
            self._was_watched = True
            self._shown = self._history.last_seq
            self._want = DEFAULT_WANT
            viewer.tell_run()
        self._wake()
        return viewer

    def detach(self, viewer: Viewer) -> None:
        """The connection is gone; a run without a viewer does not train."""
        with self._lock:
            if self._viewer is viewer:
                self._viewer = None
                self._seen_at = time.monotonic()
        self._wake()

    def take(self, viewer: Viewer) -> Delivery:
        """All that is new for a viewer."""
        with self._lock:
            delivery = Delivery(ending=viewer.ending)
            if viewer.ending is not None:
                return delivery
            history = self._history
            delivery.records = list(history.since(viewer.sent_seq))
            delivery.stride = history.stride
            delivery.probes = viewer.probes
            state = self._state | {"last_seq": history.last_seq}
            if viewer.wants_run:
                run = {"history_count": len(delivery.records), **self._description, **state}
                delivery.messages.append(run | {"type": "run"})
            else:
                if viewer.truncate_to is not None:
                    delivery.messages.append({"type": "truncate", "seq": viewer.truncate_to})
                if viewer.wants_state:
                    delivery.messages.append(state)
            viewer.sent_seq = history.last_seq
            viewer.taken()
            return delivery

    def command(self, command: Command) -> None:
        """Obey a command from the browser, soon; when far too many wait, it is left out."""
        if isinstance(command, Shown):
            self._acknowledge(command)
        elif len(self._inbox) < MAX_INBOX:
            self._tell(lambda: HANDLERS[type(command)](self, command))
        else:
            logger.warning("A command was left out: %d wait already", MAX_INBOX)

    def ask_for_state(self) -> None:
        """Answer a message that was not understood."""
        with self._lock:
            if self._viewer is not None:
                self._viewer.tell_state()

    def _acknowledge(self, shown: Shown) -> None:
        with self._lock:
            sent = -1 if self._viewer is None else self._viewer.sent_seq
            self._shown = max(min(shown.seq, sent), 0)
            self._want = shown.want
            playing = self._playing
        if playing:
            self._wake()

    def _tell(self, action: Callable[[], None]) -> None:
        with self._lock:
            self._inbox.append(action)
        self._wake()

    # For the computing thread: everything below runs there (or before the run is shared)

    def turn(self, seconds: float) -> bool:
        """Obey waiting commands, then compute one snapshot or about ``seconds`` of it."""
        try:
            run_id = self._run_id
            obeyed = False
            # A step is finished before the next command, and a restart ends the turn.
            while self._inbox and not self._stepping and self._run_id == run_id:
                obeyed = True
                self._inbox.popleft()()
            if not self._has_work() or self._run_id != run_id:
                return obeyed
            with np.errstate(all="ignore"):
                self._advance(seconds)
        except Exception:
            logger.exception("A run failed and was stopped")
            self._fail("Something went wrong inside this run. Reset starts it anew.")
        return True

    def probe_due(self) -> float:
        """Monotonic time from which a linear probe of what is shown is due."""
        if self._viewer is None or self._failure or len(self._run.layer_sizes) < 3:
            return math.inf
        return self._prober.due(self._current())

    def probe(self) -> None:
        """Compute a linear probe and tell the viewer."""
        try:
            seq = self._history.nearest(self._prober.choose(self._current()))
            snapshot = self._history.get(seq)
            message = self._prober.probe(self._run, seq, snapshot, time.monotonic())
        except Exception:
            logger.exception("A linear probe failed; this run gets no more of them")
            self._prober.give_up()
            return
        with self._lock:
            if self._viewer is not None:
                self._viewer.tell_probe(message)

    def _current(self) -> int:
        """The snapshot on display, as far as the server knows, among those that are kept."""
        history = self._history
        return history.nearest(self._shown) if self._playing else history.last_seq

    def _has_work(self) -> bool:
        if self._stepping:
            return True
        ahead = self._history.last_seq - self._shown
        return self._playing and self._viewer is not None and ahead < self._want

    def _start(self, config: RunConfig) -> None:
        """Begin a new run; who watches sees it from its first weights."""
        run = Run(config, self._dataset)
        history = History(max_bytes=self._limits.history_bytes)
        history.append(run.snapshot())
        self._prober.start()
        self._failure = ""
        self._urgent = False
        self._drop_partial()
        description = describe_run(run)
        with self._lock:
            self._run, self._history = run, history
            self._run_id += 1
            self._shown = 0
            self._description = description
            self._describe_state()
            if self._viewer is not None:
                self._viewer.tell_run()

    def _drop_partial(self) -> None:
        """Forget the snapshot that is being computed."""
        self._left = 0  # batches until it is complete
        self._spent = 0.0  # seconds computed for it
        self._stepping = False
        self._batch_seconds = FRESH_BATCH_SECONDS

    def _advance(self, seconds: float) -> None:
        """Train for about ``seconds``, at most to the next snapshot."""
        run = self._run
        if self._left == 0:
            self._left, self._spent = self._batches_per_snapshot(), 0.0
        batches = min(self._left, max(1, int(seconds / self._batch_seconds)))
        started = time.perf_counter()
        run.advance_batches(batches)
        took = time.perf_counter() - started
        self._batch_seconds = max(took / batches, 1e-7)
        self._left -= batches
        self._spent += took
        if run.status == "diverged":
            self._fall_back()
        elif (
            run.status != "running"
            or self._left == 0
            or (self._spent >= CUT_SECONDS and not self._stepping)
        ):
            self._append_snapshot()
        if run.status != "running":
            self._playing = False
            self._tell_state()

    def _batches_per_snapshot(self) -> int:
        return max(1, round(self._pace * self._run.batches_per_epoch))

    def _append_snapshot(self) -> None:
        snapshot = self._run.snapshot()
        stepped = self._stepping
        with self._lock:
            self._history.append(snapshot)
            if self._viewer is not None:
                self._viewer.tell_snapshot(self._urgent)
        self._left = 0
        self._urgent = self._stepping = False
        if stepped:
            self._tell_state()

    def _fall_back(self) -> None:
        """The run diverged and stands at its last good moment: so shall the history."""
        history, good = self._history, self._run.progress
        seq = history.last_seq
        while seq > 0 and history.get(seq).progress > good:
            seq = history.nearest(seq - 1)
        self._truncate(seq)
        if history.get(seq).progress < good:
            self._append_snapshot()
        self._left = 0
        self._stepping = False

    def _go_back(self, seq: int | None) -> None:
        """Bring run and history to the nearest kept snapshot (None: the newest)."""
        history = self._history
        target = history.last_seq if seq is None else history.nearest(seq)
        if target < history.last_seq or self._left:
            self._run.restore(history.get(target))
        self._truncate(target)
        self._left = 0

    def _truncate(self, seq: int) -> None:
        with self._lock:
            if seq < self._history.last_seq:
                self._prober.forget()
            self._history.truncate(seq)
            self._shown = min(self._shown, seq)
            if self._viewer is not None:
                self._viewer.tell_truncate(seq)

    def _take_up(self) -> bool:
        """Whether training can go on, a stopped or diverged run from its newest snapshot."""
        if self._run.status != "running":
            self._run.restore(self._history.get(self._history.last_seq))
        return self._run.status == "running"

    def _restart(self, config: RunConfig) -> None:
        try:
            self._start(config)
        except ValueError as error:  # own data that does not go with the configuration
            self._fail(str(error))

    def _fail(self, message: str) -> None:
        self._drop_partial()
        self._playing = False
        self._failure = message
        self._tell_state()

    def _describe_state(self) -> None:
        run = self._run
        batches = self._pace * run.batches_per_epoch
        self._state: dict[str, Any] = {
            "type": "state",
            "run_id": self._run_id,
            "playing": self._playing,
            "pace": self._pace,
            "hold": self._batches_per_snapshot() / batches,
            "batches_per_epoch": run.batches_per_epoch,
            "status": "stopped" if self._failure else run.status,
            "message": self._failure or run.message,
            "config": run.config.to_dict(),
        }

    def _tell_state(self) -> None:
        with self._lock:
            self._describe_state()
            if self._viewer is not None:
                self._viewer.tell_state()

    # Commands

    def _play(self, _: Play) -> None:
        if not self._playing and not self._failure:
            self._playing = self._take_up()
            self._shown = self._history.last_seq
            self._urgent = True
        self._tell_state()

    def _pause(self, pause: Pause) -> None:
        if not self._failure:
            self._go_back(pause.seq)
        self._playing = False
        self._tell_state()

    def _step(self, step: Step) -> None:
        if not self._failure:
            self._go_back(step.seq)
            if self._take_up():
                whole = step.unit == "epoch"
                self._left = self._run.batches_per_epoch - self._run.batch if whole else 1
                self._spent = 0.0
                self._stepping = self._urgent = True
        self._playing = False
        self._tell_state()

    def _set_pace(self, pace: Pace) -> None:
        self._pace = pace.epochs_per_frame
        self._left = min(self._left, self._batches_per_snapshot())
        self._tell_state()

    def _rewind(self, rewind: Rewind) -> None:
        self._pause(Pause(rewind.seq))

    def _reset(self, reset: Reset) -> None:
        config = self._run.config
        if reset.weights == "new":
            config = config.replace(weight_seed=secrets.randbelow(2**31))
            self.config = config
        self._restart(config)

    def _ask_probe(self, probe: Probe) -> None:
        self._prober.ask(probe.seq)

    def _configure(self, config: RunConfig) -> None:
        self.config = config
        if self._failure or config.restarts(self._run.config):
            self._restart(config)
            return
        self._run.configure(config)
        self._batch_seconds = FRESH_BATCH_SECONDS
        self._left = min(self._left, self._batches_per_snapshot())
        self._urgent = True
        if self._run.status != "running":
            self._playing = False
        self._tell_state()


HANDLERS: dict[type, Callable[[WatchedRun, Any], None]] = {
    Play: WatchedRun._play,
    Pause: WatchedRun._pause,
    Step: WatchedRun._step,
    Pace: WatchedRun._set_pace,
    Rewind: WatchedRun._rewind,
    Reset: WatchedRun._reset,
    Probe: WatchedRun._ask_probe,
}
