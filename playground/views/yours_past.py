"""The visitor's run for its pictures: a portrait of it, and the moments it keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from playground.live.registry import AtCapacity
from playground.live.wire import describe_run
from playground.takeaway.portrait import Portrait, portrait_of
from playground.training import Run
from playground.training.snapshot import Snapshot
from playground.views import session
from playground.views.downloads import file_stem

MOST_MOMENTS = 200
"""On the slider; of more, evenly chosen ones."""
TIME = "pictures_time"


@dataclass(frozen=True, eq=False)
class Past:
    """What a run keeps, copied on the computing thread; the run itself is not touched.

    Attributes
    ----------
    portrait : Portrait
    described : dict
        The run as the browser is told of it.
    snapshots : list of Snapshot
        Oldest first; at least one.
    """

    portrait: Portrait
    described: dict[str, Any]
    snapshots: list[Snapshot]


def current_past() -> Past | None:
    """The run's past as it stands; None, and a word, where there is none to be had."""
    own = session.own()
    name = "" if own is None else own.name
    try:
        watched = session.watched()

        def look(run: Run) -> Past:
            _, _, kept = watched.past()
            n_parameters = run.snapshot().params.size
            snapshots = [shot for shot in kept if shot.params.size == n_parameters]
            return Past(portrait_of(run, name), describe_run(run), snapshots or [run.snapshot()])

        return watched.call(look)
    except AtCapacity as full:
        st.info(
            f"{full} Pictures are drawn of a run that has its place.", icon=":material/hourglass:"
        )
    except TimeoutError:
        st.info("The server is busy; move a control to try again.", icon=":material/hourglass:")
    except ValueError as error:
        st.info(str(error), icon=":material/info:")
    return None


def choose_moment(snapshots: Sequence[Snapshot]) -> Snapshot:
    """A slider over the kept moments, whose right end is whatever is newest; the chosen one."""
    places = np.linspace(0, len(snapshots) - 1, min(len(snapshots), MOST_MOMENTS))
    some = [snapshots[i] for i in np.unique(places.round().astype(int)).tolist()]
    times = [snapshot.progress for snapshot in some]
    wanted = session.setting("pictures_at")
    at = len(times) - 1
    if wanted is not None:
        at = int(np.argmin(np.abs(np.array(times) - wanted)))
    if len(times) == 1:
        st.caption(
            "Your run stands at its first weights. Press Play on the Live page, then come back: "
            "every moment it keeps can be a picture, and all of them are the film."
        )
        return some[0]
    session.show(**{TIME: at})
    st.select_slider(
        "Moment (epoch)", list(range(len(times))), key=TIME,
        format_func=lambda i: f"{times[i]:.4g}", on_change=_take_time, args=(times,),
        help="Any moment that your run has kept. On the right is where it stands now.",
    )  # fmt: skip
    return some[at]


def file_name(portrait: Portrait, snapshot: Snapshot | None = None) -> str:
    """A name for a file without its ending, as in ``spiral-8-8-8-tanh-epoch-150``."""
    words = portrait.title
    if snapshot is not None:
        words += f" epoch {snapshot.progress:.4g}"
    return file_stem(words, "boundary")


def _take_time(times: Sequence[float]) -> None:
    """Callback: the slider was moved."""
    at = session.said(TIME)
    newest = at is None or at >= len(times) - 1
    session.choose(pictures_at=None if newest else float(times[at]))
