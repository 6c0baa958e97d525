"""WatchedRun: a live run as other threads know it: its token, its commands' inbox, its expiry.

Commands from the socket and from Streamlit's scripts wait in the inbox until the computing thread
gives the run its turn and obeys them; so one thread alone touches the run.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from datasets import Dataset
from playground.config import RunConfig
from playground.live.commands import (
    Command,
    Freeze,
    Pace,
    Pause,
    Play,
    Points,
    Probe,
    Reset,
    Rewind,
    Shown,
    Step,
    Weight,
)
from playground.live.keeping import check_size, take_up, taken_out
from playground.live.limits import Limits
from playground.live.prober import Prober
from playground.live.transport import Transport
from playground.live.viewer import Delivery, Ending, Viewer
from playground.racing import RaceConfig
from playground.training.saved import SavedRun, save_run
from playground.training.snapshot import Snapshot

MAX_INBOX = 200
REPLACED = Ending(4409, "This run is now shown elsewhere.")

logger = logging.getLogger("playground.live")
Config = RunConfig | RaceConfig
Result = TypeVar("Result")


class WatchedRun:
    """A live run; made by ``Registry.open``. Methods may be called from any thread.

    Parameters
    ----------
    token : str
        The secret that opens it.
    config : RunConfig or RaceConfig
    dataset : Dataset or None
        Own data, kept through every restart; None generates what the configuration says.
    limits : Limits
    history_bytes : callable
        What the kept snapshots may take at this moment.
    wake : callable
        Tells the computing thread that there is something to do.
    is_computing : callable
        Whether the caller is the computing thread.

    Attributes
    ----------
    config : RunConfig or RaceConfig
        As last asked for; the run itself follows within milliseconds.
    dataset : Dataset or None
        Own data, as last asked for or taken over from the stage (see ``take_drawn``); None
        generates what the configuration says.
    """

    def __init__(
        self,
        token: str,
        config: Config,
        dataset: Dataset | None,
        *,
        limits: Limits,
        history_bytes: Callable[[], int],
        wake: Callable[[], None],
        is_computing: Callable[[], bool],
    ) -> None:
        self.token = token
        self.config: Config = config
        self.dataset = dataset
        self._drawn = 0
        self._newly_drawn: Dataset | None = None
        self._limits = limits
        self._wake = wake
        self._is_computing = is_computing
        self._transport = Transport(config, dataset, history_bytes)
        self._transport.editing.most = limits.max_points
        self._prober = Prober()
        self._inbox: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()  # guards dataset, the drawn ones, and the five below
        self._awaited = 0  # data that the run does not have yet
        self._changes = 0  # of points, in the inbox
        self._was_watched = False
        self._wanted_at = time.monotonic()
        self._arrivals: deque[float] = deque(maxlen=limits.connections_per_minute)

    # For the page's scripts

    def configure(self, config: Config, *, keep_learnt: bool = False) -> None:
        """Take a new configuration: at once where the run can go on, otherwise with a new run.

        A run that was playing goes on playing. With ``keep_learnt`` a network of other hidden
        layers starts from what this one has learnt.
        """
        self.config = config
        self._post(lambda: self._configure(config, keep_learnt))

    def take_drawn(self) -> int:
        """Take what was drawn on the stage over into ``dataset``; how often it was drawn on so far.

        Until the next time ``dataset`` stays the same: a script that begins with this does not
        take what is drawn meanwhile for other data.
        """
        with self._lock:
            if self._newly_drawn is not None:
                self.dataset, self._newly_drawn = self._newly_drawn, None
            return self._drawn

    def use_data(self, config: Config, dataset: Dataset | None) -> None:
        """Start anew with other data (None: generated) and a configuration that suits them."""
        self._await(config, dataset, lambda: self._transport.use_data(config, dataset))

    def _await(self, config: Config, dataset: Dataset | None, take: Callable[[], None]) -> None:
        """Have the computing thread take other data; what is drawn until then is of the old."""
        with self._lock:
            self.config = config
            self.dataset, self._newly_drawn = dataset, None
            self._awaited += 1
        self._post(lambda: self._take_data(take))

    def restart(self, weights: str = "same") -> None:
        """Start anew with the ``"same"`` initial weights, or ``"new"`` ones (another seed)."""
        if weights not in ("same", "new"):
            raise ValueError(f"weights must be same or new. Got {weights!r}.")
        self._post(lambda: self._reset(Reset(weights)))

    def call(self, function: Callable[[Any], Result], timeout: float = 5.0) -> Result:
        """``function(run)``, computed between two turns of the computing thread.

        ``run`` is a ``Run``, or a ``Race``.

        Raises
        ------
        TimeoutError
            If it has not been computed after ``timeout`` seconds.
        """
        if self._is_computing():
            return function(self._transport.run)
        future: Future[Result] = Future()

        def answer() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(function(self._transport.run))
                except Exception as error:  # the caller's to handle
                    future.set_exception(error)

        self._post(answer)
        try:
            return future.result(timeout)
        except TimeoutError:
            future.cancel()
            raise

    def saved(self, name: str = "") -> bytes:
        """The run with its past as a file; ``name`` is what own data are called.

        Raises
        ------
        ValueError
            For a race.
        TimeoutError
            If the computing thread has not come to it within seconds.
        """
        return save_run(self.call(lambda _: taken_out(self._transport, name)))

    def load(self, saved: SavedRun) -> None:
        """Take up a saved run, its data and its past, paused at its newest moment.

        Raises
        ------
        ValueError
            If this server allows no run as large; then nothing changes.
        """
        check_size(saved, self._limits)
        self._await(saved.config, saved.dataset, lambda: take_up(self._transport, saved))

    def past(self) -> tuple[Config, Dataset, list[Snapshot]]:
        """What it is a run of, its data, and its kept snapshots, oldest first, as they are now."""
        transport = self._transport
        with transport.lock:
            snapshots = [snapshot for _, snapshot in transport.history.since(-1)]
            return transport.run.config, transport.run.dataset, snapshots

    # For the registry

    def touch(self) -> None:
        """Somebody still wants this run."""
        with self._lock:
            self._wanted_at = time.monotonic()

    def expires_at(self) -> float:
        """Monotonic time at which the run is dropped if nobody wants it until then."""
        limits = self._limits
        with self._lock:
            allowed = limits.idle_seconds if self._was_watched else limits.unclaimed_seconds
        return self._unwanted_for(allowed)

    def yields_at(self) -> float:
        """Monotonic time from which the run makes room for a newcomer to a full house."""
        return min(self.expires_at(), self._unwanted_for(self._limits.yield_seconds))

    def _unwanted_for(self, seconds: float) -> float:
        """When nobody will have wanted the run for so long; infinity while it is watched."""
        if self._transport.viewer is not None:
            return math.inf
        with self._lock:
            return self._wanted_at + seconds

    def end(self, ending: Ending) -> None:
        """Tell whoever watches that it is over."""
        with self._transport.lock:
            if self._transport.viewer is not None:
                self._transport.viewer.end(ending)
                self._transport.viewer = None

    # For the socket

    def may_connect(self) -> bool:
        """Whether the token was not used too often in the last minute; counts as one use."""
        now = time.monotonic()
        with self._lock:
            if len(self._arrivals) == self._arrivals.maxlen and now - self._arrivals[0] < 60:
                return False
            self._arrivals.append(now)
            return True

    def attach(self, ring: Callable[[bool], None]) -> Viewer:
        """Begin to watch; whoever watched before is told that it was replaced."""
        viewer = Viewer(ring)
        self.end(REPLACED)
        self._transport.attach(viewer)
        with self._lock:
            self._was_watched = True
        self._wake()
        return viewer

    def detach(self, viewer: Viewer) -> None:
        """The connection is gone; a run without a viewer does not train."""
        self.touch()
        with self._transport.lock:
            if self._transport.viewer is viewer:
                self._transport.viewer = None
        self._wake()

    def take(self, viewer: Viewer) -> Delivery:
        """All that is new for a viewer."""
        return self._transport.take(viewer)

    def command(self, command: Command) -> None:
        """Obey a command from the browser, soon; when far too many wait, it is left out."""
        if isinstance(command, Shown):
            self._transport.acknowledge(command.seq, command.want)
            if self._transport.playing:
                self._wake()
        elif len(self._inbox) < MAX_INBOX:
            if isinstance(command, Points):
                with self._lock:
                    self._changes += 1
            self._post(lambda: HANDLERS[type(command)](self, command))
        else:
            logger.debug("A command was left out: %d wait already", MAX_INBOX)

    def ask_for_state(self) -> None:
        """Answer a message that was not understood."""
        with self._transport.lock:
            if self._transport.viewer is not None:
                self._transport.viewer.tell_state()

    def _post(self, action: Callable[[], None]) -> None:
        self._inbox.append(action)
        self._wake()

    # For the computing thread alone

    def turn(self, seconds: float) -> bool:
        """Obey waiting commands, then compute one snapshot or about ``seconds`` of it."""
        transport = self._transport
        try:
            run_id = transport.run_id
            obeyed = False
            transport.fit_history()
            # A step is finished before the next command, and a restart ends the turn.
            while self._inbox and not transport.stepping and transport.run_id == run_id:
                obeyed = True
                self._inbox.popleft()()
            if not transport.has_work() or transport.run_id != run_id:
                return obeyed
            transport.advance(seconds)
        except Exception:
            logger.exception("A run failed and was stopped")
            transport.fail("Something went wrong inside this run. Reset starts it anew.")
        return True

    def probe_due(self) -> float:
        """Monotonic time from which a linear probe of what is shown is due; infinity if never."""
        transport = self._transport
        if transport.viewer is None or transport.failure:
            return math.inf
        return self._prober.due(transport)

    def probe(self) -> None:
        """Compute a linear probe and tell the viewer."""
        transport = self._transport
        try:
            message = self._prober.probe(transport)
        except Exception:
            logger.exception("A linear probe failed; this run gets no more of them")
            self._prober.give_up()
            return
        with transport.lock:
            if transport.viewer is not None:
                transport.viewer.tell_probe(message)

    def _configure(self, config: Config, keep_learnt: bool) -> None:
        self._transport.configure(config, keep_learnt)

    def _take_data(self, take: Callable[[], None]) -> None:
        try:
            take()
        finally:
            with self._lock:
                self._awaited -= 1

    def _reset(self, reset: Reset) -> None:
        self.config = self._transport.reset(reset.weights)

    def _play(self, _: Play) -> None:
        self._transport.play()

    def _pause(self, pause: Pause) -> None:
        self._transport.pause(pause.seq)

    def _step(self, step: Step) -> None:
        self._transport.step(step.unit, step.seq)

    def _set_pace(self, pace: Pace) -> None:
        self._transport.set_pace(pace.epochs_per_frame)

    def _rewind(self, rewind: Rewind) -> None:
        self._transport.pause(rewind.seq)

    def _change_points(self, points: Points) -> None:
        with self._lock:
            self._changes -= 1
            more = self._changes > 0
            if self._awaited:  # they are of data that are about to go
                return
        transport, before = self._transport, self._transport.dataset
        transport.editing.change_points(points, more)
        with self._lock:
            if not self._awaited and transport.dataset is not before:
                self._newly_drawn = transport.dataset
                self._drawn += 1

    def _set_weight(self, weight: Weight) -> None:
        self._transport.editing.set_weight(weight)

    def _freeze(self, freeze: Freeze) -> None:
        self._transport.editing.freeze(freeze)

    def _ask_probe(self, probe: Probe) -> None:
        self._prober.ask(probe.seq)


HANDLERS: dict[type, Callable[[WatchedRun, Any], None]] = {
    Play: WatchedRun._play,
    Pause: WatchedRun._pause,
    Step: WatchedRun._step,
    Pace: WatchedRun._set_pace,
    Rewind: WatchedRun._rewind,
    Reset: WatchedRun._reset,
    Probe: WatchedRun._ask_probe,
    Points: WatchedRun._change_points,
    Weight: WatchedRun._set_weight,
    Freeze: WatchedRun._freeze,
}
