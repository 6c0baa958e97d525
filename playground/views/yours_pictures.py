"""The boundary as a picture, and the training as a film, to take away."""

from __future__ import annotations

import threading
from typing import Any

import streamlit as st

from playground.figures.boundary_figure import Cloud, boundary_figure, curve_figure, figure_html
from playground.stage.plot import plot
from playground.takeaway.film import caption
from playground.takeaway.portrait import Portrait
from playground.training.snapshot import Snapshot
from playground.views.downloads import rationed
from playground.views.yours_film import film
from playground.views.yours_past import choose_moment, current_past, file_name

TICKS = 121
CURVE_TICKS = 400
_ONE_AT_A_TIME = threading.Lock()


def pictures() -> None:
    """The view."""
    past = current_past()
    if past is None:
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader("Picture", anchor=False)
        st.caption(
            "The boundary at one moment of your run. Look for where it is sharp and where it is "
            "pale: there the network is unsure.",
            help="Colour: what the network answers, paler the less sure it is. The dark line is "
            "where its answer changes. Filled points were learnt from, rings only test. PNG is for "
            "slides, SVG stays sharp at any size, HTML can be zoomed and opens without a "
            "connection. All are light, on white paper.",
        )
        snapshot = choose_moment(past.snapshots)
        _picture(past.portrait, snapshot)
    with right:
        film(past)


def _picture(portrait: Portrait, snapshot: Snapshot) -> None:
    name = file_name(portrait, snapshot)
    with _ONE_AT_A_TIME:
        figure = _figure(portrait, snapshot)
    words = caption(snapshot)
    plot(figure, key="pictures_plot", alt=f"{portrait.title}: {words}", save_as=name)
    st.download_button(
        "Save as HTML",
        rationed(lambda: _html(portrait, snapshot)),
        file_name=f"{name}.html",
        mime="text/html",
        key="pictures_html",
        icon=":material/download:",
        on_click="ignore",
        help="One file of about 5 MB with its own tools: hover, zoom, hide a class. Opens offline.",
    )


def _figure(portrait: Portrait, snapshot: Snapshot) -> Any:
    train, test = (Cloud(*portrait.points(part)) for part in ("train", "test"))
    words: dict[str, Any] = {"axes": portrait.axes, "title": portrait.title}
    words["words"] = caption(snapshot)
    if portrait.is_curve:
        curve = portrait.curve(snapshot.params, CURVE_TICKS)
        return curve_figure(curve, train, test, y_range=portrait.curve_range, **words)
    field = portrait.field(snapshot.params, TICKS)
    return boundary_figure(
        field.ticks, field.answers, field.lines, train, test,
        class_names=portrait.class_names, reach=portrait.reach, **words,
    )  # fmt: skip


def _html(portrait: Portrait, snapshot: Snapshot) -> str:
    with _ONE_AT_A_TIME:
        return figure_html(_figure(portrait, snapshot), portrait.title)
