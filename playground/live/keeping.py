"""Keeping: a live run taken out with its past, and taken up again within this server's limits."""

from __future__ import annotations

from datasets.point_set import DrawnDataset
from playground.live.beginning import recent_within
from playground.live.limits import Limits
from playground.live.transport import Transport
from playground.training import Race
from playground.training.saved import SavedRun


def taken_out(transport: Transport, name: str) -> SavedRun:
    """The run with its past, as it is now; ``name`` is what own data are called.

    Raises
    ------
    ValueError
        For a race.
    """
    run, history = transport.run, transport.history
    if isinstance(run, Race):
        raise ValueError("A race cannot be saved; only a run of one network can.")
    own = transport.dataset is not None
    return SavedRun.of(run, history.since(-1), stride=history.stride, own=own, name=name)


def take_up(transport: Transport, saved: SavedRun) -> None:
    """Show a saved run with its past, paused at its newest moment."""
    run, allowed = saved.restored(), transport.history_bytes()
    recent = recent_within(allowed, saved.snapshots[-1][1].nbytes)
    transport.dataset = saved.dataset
    transport.editing.forget_points()
    transport.playing = False
    transport.show(run, saved.history(allowed, recent))


def check_size(saved: SavedRun, limits: Limits) -> None:
    """ValueError, with a sentence, if a saved run is larger than this server's limits."""
    notes = limits.admit(saved.config)[1]
    if notes:
        raise ValueError(f"The run in this file is too large here. {notes[0]}")
    data = saved.dataset
    if data is None:
        return
    untested = isinstance(data, DrawnDataset) and data.is_untested
    if len(data.X_train) + (0 if untested else len(data.X_test)) > limits.max_points:
        raise ValueError(
            "The data in this file are too many here. "
            f"This server allows at most {limits.max_points:,} points."
        )
