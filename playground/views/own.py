"""Own data in the visitor's session: brought, drawn on the stage, or held by the address."""

from __future__ import annotations

import streamlit as st

from datasets.point_text import point_text, read_point_text
from playground.config import DEFAULTS, RunConfig
from playground.live.watched_run import WatchedRun
from playground.tables import OwnData

DRAWN = "drawn points"
POINTS = "points"
"""Name of the drawn points in the address."""
_OWN, _COUNT, _TEXT = "_own", "_drawn_count", "_drawn_text"


def current() -> OwnData | None:
    """The visitor's own data; None while a shape is used."""
    return st.session_state.get(_OWN)


def put(data: OwnData | None) -> None:
    """Use these data from now on; None: a shape."""
    st.session_state[_OWN] = data


def watch(run: WatchedRun) -> None:
    """A run was opened with the present data: what is drawn on it counts from here."""
    st.session_state[_COUNT] = run.take_drawn()


def take_drawn(run: WatchedRun | None) -> None:
    """Points that were drawn on the stage since the last script run are the visitor's own."""
    count = 0 if run is None else run.take_drawn()
    if run is None or count == st.session_state.get(_COUNT, 0):
        return
    st.session_state[_COUNT] = count
    if run.dataset is not None:
        before = current()
        put(OwnData(DRAWN if before is None else before.name, run.dataset))


def read_address(text: str | None) -> list[str]:
    """Take drawn points from an address that was opened or changed; what is wrong, in words."""
    if (text or "") == st.session_state.get(_TEXT, ""):
        return []
    st.session_state[_TEXT] = text or ""
    try:
        put(OwnData(DRAWN, read_point_text(text)) if text else None)
    except ValueError as error:
        return [f"The points of this address were left out: {error}"]
    return []


def for_address() -> dict[str, str]:
    """What the address says of own data: drawn points, where they are few enough."""
    data = current()
    text = "" if data is None or data.name != DRAWN else point_text(data.dataset)
    st.session_state[_TEXT] = text
    return {POINTS: text} if text else {}


def with_task_of(data: OwnData, before: RunConfig) -> RunConfig:
    """The configuration with a shape in it that has the task and the classes of these data.

    The shape itself is not used, but what losses and outputs there are depends on it.
    """
    n_classes = data.dataset.n_classes
    shape = "reg-plane" if not n_classes else "gauss" if n_classes == 2 else "blobs"
    centers = min(max(n_classes, 2), 5)
    values = {name: getattr(before, name) for name in DEFAULTS}
    return RunConfig.nearest(**values | {"dataset": shape, "centers": centers})[0]
