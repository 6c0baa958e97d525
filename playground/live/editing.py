"""Editing: what hands change in a live run: its points, weights, hidden layers, what is frozen.

The run goes on with what it is given; only another number of classes, or other hidden layers, make
it another run, which takes along what was learnt. A race is left as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasets.point_set import Point, PointSet
from playground.config import RunConfig
from playground.live.commands import Freeze, Points, Weight
from playground.live.wire import describe_points
from playground.training import Race, Run
from playground.training.grow import grown, with_new_output
from playground.training.places import ranges
from playground.training.snapshot import Snapshot

if TYPE_CHECKING:
    from playground.live.transport import Transport

MOST_CLASSES = 10
TOO_MANY = "There can be at most {:,} points; the others were left out."


class Editing:
    """The hands on one live run. Used by the computing thread alone, but for ``described``.

    Parameters
    ----------
    transport : Transport

    Attributes
    ----------
    note : str
        One sentence about the last change; empty where there is nothing to say.
    points : PointSet or None
        The points once they are drawn; None while they are those of the run's data.
    most : int
        Points there may be; new ones beyond them are left out.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.note = ""
        self.points: PointSet | None = None
        self.most = 2000
        self._next_run_id = 0  # of the run that began with data other than what was drawn upon
        self._left_out = False  # points, since the run was last given some
        self._measured: Snapshot | None = None

    @property
    def blocked(self) -> str:
        """Why nothing can be learnt at present, as a sentence; empty if it can."""
        return "" if self.points is None else self.points.blocked

    def state(self) -> dict[str, Any]:
        """What it adds to the run's ``state`` message."""
        run = self._transport.run
        frozen = ranges(run.frozen) if isinstance(run, Run) else []
        return {"note": self.note, "blocked": self.blocked, "frozen": frozen}

    def described(self) -> dict[str, Any]:
        """What it adds to the ``run`` message: drawn points, in place of the data's own."""
        points = self.points
        # Points of other classes wait for the run that has those.
        if points is None or not (points.blocked or self._suit(points)):
            return {"max_points": self.most}
        return describe_points(points) | {"max_points": self.most}

    def _suit(self, points: PointSet) -> bool:
        return points.labels == self._transport.run.dataset.classes

    # Points

    def change_points(self, change: Points, more: bool = False) -> None:
        """Draw, move and remove points; training goes on if something can be learnt from them.

        Parameters
        ----------
        change : Points
        more : bool
            Whether another change waits already, with which the run is given both.
        """
        transport, run = self._transport, self._transport.run
        if isinstance(run, Race) or transport.failure or self._are_of_another_run():
            transport.tell_state()
            return
        try:
            before = PointSet.of(run.dataset) if self.points is None else self.points
        except ValueError as error:
            self._refuse(error)
            return
        if transport.dataset is None:
            transport.dataset = before.dataset()  # the shape is the visitor's own from now on
        drawn = [_in_bounds(point, run.n_classes) for point in change.points]
        points = before.changed(drawn, change.drop, clear=change.clear, most=self.most)
        self._left_out |= bool({point.id for point in drawn} - set(points.ids.tolist()))
        with transport.lock:
            self.points = points
        if more:
            return
        if self._suit(points) and not points.blocked:
            self._go_on_with(points, run)
        elif not points.blocked:
            self._begin_with(points, run)
        self.note = TOO_MANY.format(self.most) if self._left_out else ""
        self._left_out = False
        transport.tell_state()

    def forget_points(self) -> None:
        """The next run has other data."""
        with self._transport.lock:
            self.points = None
        self._next_run_id = self._transport.run_id + 1

    def _are_of_another_run(self) -> bool:
        """Whether the browser does not know yet that the data are others now."""
        viewer = self._transport.viewer
        its_first = self._transport.run_id == self._next_run_id
        return its_first and viewer is not None and viewer.wants_run

    def _go_on_with(self, points: PointSet, run: Run) -> None:
        transport = self._transport
        dataset = points.dataset()
        transport.dataset = dataset
        run.change_data(dataset)
        transport.settings_changed()
        if not transport.playing:
            self._measure_again()

    def _begin_with(self, points: PointSet, run: Run) -> None:
        """There are other classes: a new run, whose hidden layers know what they have learnt."""
        transport = self._transport
        transport.dataset = dataset = points.dataset()
        try:
            transport.show(with_new_output(run, dataset))
        except ValueError as error:  # classes that do not go with the configuration
            transport.fail(str(error))

    def _measure_again(self) -> None:
        """While paused, the newest moment with its measurements on the points as they are now."""
        transport, history = self._transport, self._transport.history
        if history.last_seq > 0 and history.get(history.last_seq) is self._measured:
            transport.truncate(history.last_seq - 1)
        transport.append_snapshot()
        self._measured = history.get(history.last_seq)

    # The network

    def set_weight(self, change: Weight) -> None:
        """Set a weight of a kept snapshot, and pause there; or of the newest state."""
        transport, run = self._transport, self._transport.run
        if isinstance(run, Run) and not transport.failure:
            if change.seq is not None:
                transport.go_back(change.seq)
                transport.playing = False
            try:
                run.set_weight(change.layer, change.row, change.column, change.value)
            except ValueError as error:
                self._refuse(error)
                return
            self.note = ""
            transport.playing = transport.playing and run.status == "running"
            transport.append_snapshot()
        transport.tell_state()

    def freeze(self, change: Freeze) -> None:
        """Let weights learn no more, or again."""
        transport, run = self._transport, self._transport.run
        if isinstance(run, Run):
            try:
                run.freeze(change.layer, change.row, change.column, change.frozen)
                self.note = ""
            except ValueError as error:
                self._refuse(error)
                return
        transport.tell_state()

    def grow(self, config: RunConfig) -> bool:
        """Go on with other hidden layers and what was learnt; whether that is possible."""
        transport, run = self._transport, self._transport.run
        if isinstance(run, Race) or transport.failure:
            return False
        try:
            bigger, note = grown(run, config)
        except ValueError:
            return False
        transport.playing = transport.playing and bigger.status == "running"
        transport.show(bigger, note=note)
        return True

    def _refuse(self, error: ValueError) -> None:
        self.note = str(error)
        self._transport.tell_state()


def _in_bounds(point: Point, n_classes: int) -> Point:
    """The point with a class index for an answer, where there are classes."""
    if not n_classes:
        return point
    return point._replace(answer=min(max(round(point.answer), 0), MOST_CLASSES - 1))
