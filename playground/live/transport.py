"""Transport: a run under play, pause, step, pace, rewind and reset, and what its viewer is told.

The run may be a race. The computing thread alone touches it and calls the commands. Snapshots go
into the history, which is the only queue: the viewer takes what is new of it. The lock guards what
the sender's thread shares: the history's list, the viewer's flags, and the described state.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from datasets import Dataset
from playground.config import RunConfig
from playground.live.beginning import begin, first_history
from playground.live.counters import COUNTERS
from playground.live.editing import Editing
from playground.live.population import shown_moment
from playground.live.viewer import Delivery, Viewer
from playground.live.wire import describe_past, describe_run
from playground.racing import RaceConfig
from playground.training import History, Race, Run

DEFAULT_PACE = 0.25
DEFAULT_WANT = 16
CUT_SECONDS = (
    0.05  # a snapshot is cut short this long after it was begun: the picture never freezes
)
FRESH_BATCH_SECONDS = 1e-3  # a guess until the first batches are timed
SPARE = 4  # a run stays so far within the snapshots that are all kept: the shown one is among them


class Transport:
    """One live run and its controls.

    Parameters
    ----------
    config : RunConfig or RaceConfig
    dataset : Dataset or None
        Own data, kept through every restart.
    history_bytes : callable
        What the kept snapshots may take at this moment.

    Attributes
    ----------
    lock : threading.Lock
        Held to change, or from other threads to read, ``viewer``, ``shown``, ``want``.
    viewer : Viewer or None
        Who watches; nobody: the run does not train.
    shown, want : int
        The newest snapshot on display, and how many the run may be ahead of it.
    run : Run or Race
    history : History
    run_id : int
        Grows with every restart.
    playing : bool
    failure : str
        Why nothing works until a reset; empty otherwise.
    dataset : Dataset or None
        Own data, as they are now; None: those of the configuration.
    editing : Editing
        What hands change.
    """

    run: Run | Race
    history: History

    def __init__(
        self,
        config: RunConfig | RaceConfig,
        dataset: Dataset | None,
        history_bytes: Callable[[], int],
    ) -> None:
        self.dataset = dataset
        self.history_bytes = history_bytes
        self.editing = Editing(self)
        self.lock = threading.Lock()
        self.viewer: Viewer | None = None
        self.shown = 0
        self.want = DEFAULT_WANT
        self.run_id = 0
        self.playing = False
        self._pace = DEFAULT_PACE
        self._start(config)

    # From any thread

    def attach(self, viewer: Viewer) -> None:
        """Show the run to a viewer, from the start of its history."""
        with self.lock:
            self.viewer = viewer
            self.shown = self.history.last_seq
            self.want = DEFAULT_WANT
            viewer.tell_run()

    def acknowledge(self, seq: int, want: int) -> None:
        """The browser shows ``seq``, and can hold ``want`` more."""
        with self.lock:
            sent = -1 if self.viewer is None else self.viewer.sent_seq
            self.shown = max(min(seq, sent), 0)
            self.want = want

    def take(self, viewer: Viewer) -> Delivery:
        """All that is new for a viewer."""
        with self.lock:
            if viewer.ending is not None:
                return Delivery(ending=viewer.ending)
            history = self.history
            records = list(history.since(viewer.sent_seq))
            delivery = Delivery(records=records, stride=history.stride, probes=viewer.probes)
            state = self._state | {"last_seq": history.last_seq}
            if viewer.wants_run:
                # Made anew each time: as Python objects the points are the largest part of a run.
                described = describe_run(self.run) | self.editing.described() | state
                described |= {"history_count": len(records), "recent": history.recent}
                delivery.messages.append(described | {"type": "run", "past": self._past})
            else:
                if viewer.truncate_to is not None:
                    delivery.messages.append({"type": "truncate", "seq": viewer.truncate_to})
                if viewer.wants_state:
                    delivery.messages.append(state)
            viewer.sent_seq = history.last_seq
            viewer.taken()
            return delivery

    # Commands

    def play(self) -> None:
        """Go on, if the settings let it; a run that had ended, from its newest snapshot."""
        if not self.playing and not self.failure:
            self.playing = self._can_train()
            self.shown = self.history.last_seq
            self._urgent = True
        self.tell_state()

    def pause(self, seq: int | None = None) -> None:
        """Stop at a kept snapshot (None: the newest)."""
        if not self.failure:
            self.go_back(seq)
        self.playing = False
        self.tell_state()

    def step(self, unit: str, seq: int | None = None) -> None:
        """From a kept snapshot, train to the epoch's end (``"epoch"``) or one ``"batch"``."""
        if not self.failure:
            self.go_back(seq)
            if self._can_train() and not self.editing.blocked:
                whole = unit == "epoch"
                self._left = self.run.batches_per_epoch - self.run.batch if whole else 1
                self.stepping = self._urgent = True
        self.playing = False
        self.tell_state()

    def set_pace(self, epochs_per_frame: float) -> None:
        """How far the run goes from snapshot to snapshot."""
        self._pace = epochs_per_frame
        self._left = min(self._left, self._batches_per_snapshot())
        self.tell_state()

    def reset(self, weights: str) -> RunConfig | RaceConfig:
        """Start anew with the ``"same"`` or ``"new"`` weights; returns the run's configuration."""
        config: RunConfig | RaceConfig = self.run.config
        if weights == "new":
            config = config.replace(weight_seed=secrets.randbelow(2**31))
        self._restart(config)
        return config

    def configure(self, config: RunConfig | RaceConfig, keep_learnt: bool = False) -> None:
        """Live fields apply at once and keep the history; any other begins a new run.

        With ``keep_learnt`` one of other hidden layers takes along what this one has learnt.
        Of a race only its length is live.
        """
        run = self.run
        if isinstance(run, Race) and isinstance(config, RaceConfig):
            self._configure_race(run, config)
            return
        if isinstance(run, Race) or isinstance(config, RaceConfig):
            self._restart(config)
            return
        if self.failure or config.restarts(run.config):
            if not (keep_learnt and self.editing.grow(config)):
                self._restart(config)
            return
        run.configure(config)
        self.settings_changed()
        self.tell_state()

    def settings_changed(self) -> None:
        """The run goes on in another way from here."""
        self._batch_seconds = FRESH_BATCH_SECONDS
        self._left = min(self._left, self._batches_per_snapshot())
        self._urgent = True
        self.playing = self.playing and self.run.status == "running"

    def use_data(self, config: RunConfig | RaceConfig, dataset: Dataset | None) -> None:
        """Begin a new run with other data; None generates what the configuration says."""
        self.dataset = dataset
        self.editing.forget_points()
        self._restart(config)

    def _configure_race(self, race: Race, config: RaceConfig) -> None:
        if self.failure or config != race.config.replace(stop_epoch=config.base.stop_epoch):
            self._restart(config)
        elif config != race.config:
            race.config = config
            self._drop_partial()
            race.restore(self.history.get(self.history.last_seq))  # and look whether it is over
            self.playing = self.playing and race.status == "running"
            self.tell_state()

    def fail(self, message: str) -> None:
        """Stop for good, until a reset or another configuration."""
        self._drop_partial()
        self.playing = False
        self.failure = message
        self.tell_state()

    # Computing

    def fit_history(self) -> None:
        """Keep no more than this run may keep now; the share shrinks when other runs begin."""
        allowed = self.history_bytes()
        if allowed != self.history.max_bytes:
            with self.lock:
                self.history.fit(allowed)

    def has_work(self) -> bool:
        """Whether there is something to train now."""
        if self.stepping:
            return True
        ahead = self.history.last_seq - self.shown
        most = min(self.want, self.history.recent - SPARE)
        may = self.playing and not self.editing.blocked
        return may and self.viewer is not None and ahead < most

    def advance(self, seconds: float) -> None:
        """Train for about ``seconds``, at most to the next snapshot."""
        run, said = self.run, self.run.message
        started = time.perf_counter()
        if self._left == 0:
            self._left = self._batches_to_go()
            self._began = started
        batches = min(self._left, max(1, int(seconds / self._batch_seconds)))
        with np.errstate(all="ignore"):
            run.advance_batches(batches)
            COUNTERS.epochs += batches / run.batches_per_epoch
            now = time.perf_counter()
            self._batch_seconds = max((now - started) / batches, 1e-7)
            self._left -= batches
            cut = not self.stepping and now - self._began >= CUT_SECONDS
            if run.status == "diverged":
                self._fall_back()
            elif run.status == "stopped" or self._left == 0 or cut:
                self.append_snapshot()
        if run.status != "running":
            self.playing = False
            self.tell_state()
        elif run.message != said:  # a contestant of a race diverged
            self.tell_state()

    def _start(self, config: RunConfig | RaceConfig) -> None:
        """Begin a new run; who watches sees it from its first weights."""
        run, before = begin(config, self.dataset), getattr(self, "run", None)
        if isinstance(run, Run) and isinstance(before, Run):
            run.freeze_like(before)
        self.show(run)

    def show(self, run: Run | Race, history: History | None = None, note: str = "") -> None:
        """From now on this run: its present moment, or all of a history, is what there is."""
        if history is None:
            history = first_history(run, self.history_bytes())
        self.failure, self.editing.note = "", note
        self._urgent = False  # whether the next snapshot answers a command
        self._past = describe_past(run, history.get(history.nearest(0)).progress)
        self._drop_partial()
        with self.lock:
            self.run, self.history = run, history
            self.run_id += 1
            self.shown = history.last_seq
            self._describe_state()
            if self.viewer is not None:
                self.viewer.tell_run()

    def _restart(self, config: RunConfig | RaceConfig) -> None:
        try:
            self._start(config)
        except ValueError as error:  # own data that does not go with the configuration
            self.fail(str(error))

    def _drop_partial(self) -> None:
        """Forget the snapshot that is being computed."""
        self._left = 0  # batches until it is complete
        self._began = 0.0
        self.stepping = False
        self._batch_seconds = FRESH_BATCH_SECONDS

    def _batches_to_go(self) -> int:
        """Until the next snapshot; a race has one after every epoch it is not paced to skip.

        An arrival is counted in whole epochs, so those must be seen, also after a snapshot that
        was cut short.
        """
        step = self._batches_per_snapshot()
        if not isinstance(self.run, Race):
            return step
        batch, whole = self.run.batch, self.run.batches_per_epoch
        if step >= whole:
            return step - step % whole - batch
        return min(step - batch % step, whole - batch)

    def _batches_per_snapshot(self) -> int:
        return max(1, round(self._pace * self.run.batches_per_epoch))

    def append_snapshot(self) -> None:
        """The present moment is a snapshot."""
        snapshot = shown_moment(self.run)
        stepped = self.stepping
        with self.lock:
            self.history.append(snapshot)
            if self.viewer is not None:
                self.viewer.tell_snapshot(self._urgent)
        self._left = 0
        self._urgent = self.stepping = False
        if stepped:
            self.tell_state()

    def _fall_back(self) -> None:
        """The run diverged and stands at its last good moment: so shall the history."""
        history, good = self.history, self.run.progress
        seq = history.last_seq
        while seq > 0 and history.get(seq).progress > good:
            seq = history.nearest(seq - 1)
        self.truncate(seq)
        if history.get(seq).progress < good:
            self.append_snapshot()
        self._left = 0
        self.stepping = False

    def go_back(self, seq: int | None) -> None:
        """Bring run and history to the nearest kept snapshot."""
        history = self.history
        target = history.last_seq if seq is None else history.nearest(seq)
        if target < history.last_seq or self._left:
            self.run.restore(history.get(target))
        self.truncate(target)
        self._left = 0

    def truncate(self, seq: int) -> None:
        """Forget the snapshots after this one."""
        with self.lock:
            self.history.truncate(seq)
            self.shown = min(self.shown, seq)
            if self.viewer is not None:
                self.viewer.tell_truncate(seq)

    def _can_train(self) -> bool:
        """Whether training can go on; a run that had ended is taken up at its newest snapshot."""
        if self.run.status != "running":
            self.run.restore(self.history.get(self.history.last_seq))
        return self.run.status == "running"

    def _describe_state(self) -> None:
        run = self.run
        self._state: dict[str, Any] = {
            "type": "state",
            "run_id": self.run_id,
            "playing": self.playing,
            "pace": self._pace,
            "hold": self._batches_per_snapshot() / (self._pace * run.batches_per_epoch),
            "batches_per_epoch": run.batches_per_epoch,
            "status": "stopped" if self.failure else run.status,
            "message": self.failure or run.message,
            "config": run.config.to_dict(),
            **self.editing.state(),
        }

    def tell_state(self) -> None:
        """Something changed that the viewer should know of."""
        with self.lock:
            self._describe_state()
            if self.viewer is not None:
                self.viewer.tell_state()
