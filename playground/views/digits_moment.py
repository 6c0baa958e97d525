"""The visitor's digits run at a moment of its past, for views that ask about its network.

A run that has not begun is trained here, beside the page's script, so that every view has
something to show.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

import numpy as np
import streamlit as st

from playground.config import RunConfig
from playground.digits import EPOCHS, digits_dataset
from playground.live.registry import AtCapacity
from playground.training import Run
from playground.training.snapshot import Snapshot
from playground.views import session
from playground.views.background import Work
from playground.views.capacity_settings import ONE_AT_A_TIME, percent
from playground.views.digits_settings import chosen_config, digits_run

MOST_MOMENTS = 60
"""On the time slider; more are left out evenly."""
TIME = "digits_time"
PATIENCE = 3.0
"""Seconds to wait for something computed beside the script before a bar is shown."""
EVERY = 1.0
Made = TypeVar("Made")
Training = Work[float, tuple[Snapshot, ...]]


@dataclass(frozen=True, eq=False)
class Moment:
    """A network that reads digits, as it was at one moment.

    Attributes
    ----------
    run : Run
        A copy: nothing that is done to it is seen elsewhere.
    newest : Run
        The same run at its last moment.
    epoch : float
    key : hashable
        What tells this network from others.
    """

    run: Run
    newest: Run
    epoch: float
    key: Hashable


def current_moment() -> Moment | None:
    """The time slider, and the network at that time; None, and a word, while there is none yet."""
    config, snapshots = _live_past()
    live = len(snapshots) > 1
    if not live:
        config, _ = chosen_config()
        job = _training(config)
        if not finished(job, "Your run has not begun, so the same network is trained here"):
            return None
        snapshots = list(job.result or ())
    some = thinned(snapshots)
    at = _choose(some, live)
    data = digits_dataset()
    with ONE_AT_A_TIME:
        run, newest = Run(config, data), Run(config, data)
        run.restore(some[at])
        newest.restore(some[-1])
    return Moment(run, newest, some[at].progress, (config.to_json(), some[at].params.tobytes()))


def remembered(name: str, key: Hashable, make: Callable[[], Made]) -> Made:
    """What ``make`` gave for this key, kept for this visitor until another key is asked for."""
    place: dict[str, Any] = session.kept(f"digits {name}", dict)
    if place.get("key") != key:
        with ONE_AT_A_TIME:
            place["made"] = make()
        place["key"] = key
    return place["made"]


def finished(job: Work[float, Any], words: str, *, key: str = "training") -> bool:
    """Wait for work a moment; where it is not done, show a bar that looks after itself."""
    job.wait(PATIENCE)
    if job.state == "finished":
        return True
    if job.state == "running":
        looks = count()

        def show() -> None:
            job.look()
            # At the first look the page is not drawn yet; a rerun then could leave its controls
            # without the values that this very script run gives them.
            if next(looks) and job.state != "running":
                st.rerun()
            st.progress(float(job.step or 0.0), f"{words}…")

        st.fragment(show, run_every=EVERY, key=f"digits_progress_{key}")()
    else:
        st.warning(job.sentence or "This was stopped, as nobody looked.", icon=":material/error:")
        st.button("Compute it again", key=f"digits_again_{key}", icon=":material/refresh:",
                  on_click=_forget)  # fmt: skip
    return False


def work(
    name: str, key: Hashable, steps: Callable[[], Generator[float, None, Made]]
) -> Work[float, Made]:
    """The visitor's work of this name under way for a key; work for another key is cancelled."""
    place: dict[str, Work[float, Made]] = session.kept("digits work", dict)
    job = place.get(name)
    if job is None or job.key != key:
        if job is not None:
            job.cancel()
        job = place[name] = Work(key, steps())
    return job


def thinned(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """At most ``MOST_MOMENTS`` of them, the first and the last among them."""
    n = len(snapshots)
    if n <= MOST_MOMENTS:
        return list(snapshots)
    return [snapshots[i] for i in np.linspace(0, n - 1, MOST_MOMENTS).round().astype(int)]


def _live_past() -> tuple[RunConfig, list[Snapshot]]:
    """What the visitor's run keeps of its past; nothing where there is no room for it."""
    config, _ = chosen_config()
    try:
        watched = digits_run()
    except AtCapacity:  # these views need no place of their own
        return config, []
    with suppress(TimeoutError):  # a busy server shows what there is
        watched.call(lambda run: None)  # settings changed a moment ago are taken first
    past, _, snapshots = watched.past()
    return (past, snapshots) if isinstance(past, RunConfig) else (config, [])


def _training(config: RunConfig) -> Training:
    return work("training", config.to_json(), lambda: _train(config))


def _train(config: RunConfig) -> Generator[float, None, tuple[Snapshot, ...]]:
    """Train a network for ``EPOCHS``, an epoch at a time; ends early where the run does."""
    run = Run(config, digits_dataset())
    snapshots = [run.snapshot()]
    while run.epoch < EPOCHS and run.status == "running":
        run.advance(epochs=1)
        snapshots.append(run.snapshot())
        yield run.epoch / EPOCHS
    return tuple(snapshots)


def _choose(snapshots: Sequence[Snapshot], live: bool) -> int:
    """The time slider, the words about that moment, and the button; which snapshot is chosen."""
    times = [snapshot.progress for snapshot in snapshots]
    wanted = session.setting("digits_at")
    at = len(times) - 1
    if wanted is not None:
        at = int(np.argmin(np.abs(np.array(times) - wanted)))
    session.show(**{TIME: at})
    slider, words, button = st.columns([2, 1.6, 0.9], vertical_alignment="center", gap="medium")
    if len(times) > 1:
        slider.select_slider(
            "Time: epoch", list(range(len(times))), key=TIME,
            format_func=lambda i: f"{times[i]:.4g}", on_change=_take_time, args=(times,),
            help="Any moment that your run has kept. On the right is where it stands now.",
        )  # fmt: skip
    shot = snapshots[at]
    whose = "Your run" if live else "Your run has not begun; the same network, trained here,"
    words.markdown(
        f"{whose} at **epoch {shot.progress:.4g}** reads **{percent(shot.test_accuracy)}** of the "
        f"test images ({percent(shot.train_accuracy)} of those it learns from)."
    )
    button.button(
        "Look at the run again", key="look_again", icon=":material/refresh:", width="stretch",
        help="Train it on the Live view; what it has learnt by now is seen here.",
    )  # fmt: skip
    return at


def _take_time(times: Sequence[float]) -> None:
    """Callback: the time slider was moved; its right end is whatever is newest."""
    at = session.said(TIME)
    newest = at is None or at >= len(times) - 1
    session.choose(digits_at=None if newest else float(times[at]))


def _forget() -> None:
    """Callback: begin again what was stopped or failed."""
    session.kept("digits work", dict).clear()
