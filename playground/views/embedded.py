"""The live page inside another site's frame: chosen controls, the stage, and nothing else."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from playground.fields import Names, Setting
from playground.views import controls, notes, session
from playground.views.control_rows import ROWS, draw
from playground.views.live_stage import live_stage

SETTINGS: dict[str, Setting] = {"controls": Setting(Names(tuple(ROWS), least=0), ())}
"""Of the live page: the controls that an embedded page shows, ``controls=dataset,noise``."""
OF_SHAPES = frozenset(
    {"dataset", "centers", "noise", "n_samples", "train_share", "seed", "regenerate"}
)
"""Controls without a meaning while the visitor's own points are used."""


def is_embedded() -> bool:
    """Whether the page is to be shown without its frame: ``embed=true``, or controls are chosen."""
    return bool(st.context.is_embedded or session.setting("controls"))


def embedded() -> None:
    """The chosen controls in a row that wraps, and the stage in the rest of the frame."""
    st.html(Path(__file__).parent / "embedded.css")
    _bar(session.setting("controls"))
    notes.show_notes()
    live_stage("live")


def _bar(names: tuple[str, ...]) -> None:
    own = session.own()
    if own is not None:
        shown = [name for name in names if name not in OF_SHAPES]
        if own.dataset.n_coordinates > 2:
            shown = [name for name in shown if name != "features"]
    else:
        shown = list(names)
    shown = [name for name in shown if ROWS[name].applies(session.config())]
    back = own is not None and not OF_SHAPES.isdisjoint(names)
    if not shown and not back:
        return
    with st.container(horizontal=True, key="embedded", vertical_alignment="bottom"):
        if back:
            controls.back_to_shapes()
        for name in shown:
            draw(name, st.container(key=f"embedded_{name}", width=ROWS[name].width))
