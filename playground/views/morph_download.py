"""The whole morph of the visitor's run as one HTML file that plays offline."""

from __future__ import annotations

import threading

import streamlit as st

from playground.analysis.morph import run_morph
from playground.figures.morph_figure import morph_html
from playground.live.registry import AtCapacity
from playground.live.watched_run import WatchedRun
from playground.training import Run
from playground.views import session
from playground.views.downloads import rationed

_ONE_AT_A_TIME = threading.Lock()


def morph_download() -> None:
    """A button that makes the file when it is pressed, of the run as it stands then.

    None for data of more than two inputs: a morph starts from a plane.
    """
    own = session.own()
    if own is not None and own.dataset.n_coordinates > 2:
        return
    try:
        run = session.watched()
    except AtCapacity:
        return
    st.download_button(
        "The whole morph as HTML",
        rationed(lambda: _morph_of(run)),
        file_name="space-warps.html",
        mime="text/html",
        key="morph_html",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
        help="One file of about 6 MB that plays offline: every layer's five operations, of the "
        "network as it stands now.",
    )


def _morph_of(watched: WatchedRun) -> str:
    """The file's text; worked out on a copy, so that the computing thread is not kept."""
    with _ONE_AT_A_TIME:
        return _made(watched)


def _made(watched: WatchedRun) -> str:
    config, dataset, now = watched.call(lambda run: (run.config, run.dataset, run.snapshot()))
    copy = Run(config, dataset)
    copy.restore(now)
    named = dataset.class_titles
    data = config.dataset if watched.dataset is None else "own data"
    y = dataset.y_train.tolist()
    alike = len(set(config.activations)) < 2
    bends = config.activation if alike else " · ".join(config.activations)
    return morph_html(
        run_morph(copy),
        [dataset.classes.index(label) for label in y] if named else y,
        class_names=list(named) or None,
        title=f"Space warps: {data}, {list(config.hidden_layers)} {bends}",
    )
