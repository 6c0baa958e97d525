"""The Sweep page's third part: what came out, as heat map, table or parallel coordinates."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.sweep.job import Job
from playground.sweep.results import write_csv, write_parquet
from playground.views import session
from playground.views.sweep_map import map_axes, sweep_map
from playground.views.sweep_measures import MEASURES, measures_for
from playground.views.sweep_parallel import sweep_parallel
from playground.views.sweep_settings import ROWS, VIEWS
from playground.views.sweep_table import sweep_table

EVERY = 3.0  # seconds between two looks while results come in


def sweep_results(job: Job) -> None:
    """The finished cells so far, and the ways to take them away."""
    active = job.progress().active
    if not job.summary():
        if active:
            st.fragment(_first, run_every=1.0, key="sweep_first")(job)
        return
    draw, arguments = _view(job)
    every = EVERY if active else None
    st.fragment(draw, run_every=every, key=f"sweep_{session.setting('view')}")(job, *arguments)
    _downloads(job)


def _first(job: Job) -> None:
    """Nothing yet; the whole page once there is something."""
    if job.summary():
        st.rerun()


def _view(job: Job) -> tuple[Callable[..., None], tuple[Any, ...]]:
    """The controls of the chosen view; what draws it, and with what."""
    with st.container(horizontal=True, vertical_alignment="top", key="sweep_views"):
        st.segmented_control(
            "Results as", list(VIEWS), key="view", required=True, format_func=VIEWS.__getitem__
        )
        view = session.setting("view")
        if view == "table":
            st.segmented_control(
                "One row", list(ROWS), key="rows", required=True, format_func=ROWS.__getitem__
            )
            return sweep_table, (session.setting("rows"),)
        measure = _measure(job)
        if view == "lines":
            return sweep_parallel, (measure,)
        return sweep_map, (*map_axes(job.spec), measure)


def _measure(job: Job) -> str:
    known = measures_for(job.summary())
    chosen = session.setting("measure")
    if chosen not in known:
        chosen = known[0]
        session.choose(measure=chosen)
    st.selectbox(
        "Measure", known, key="measure", format_func=lambda name: MEASURES[name].label, width=300
    )
    return chosen


def _downloads(job: Job) -> None:
    with st.container(horizontal=True, key="sweep_downloads"):
        for label, name, kind, write in (
            ("CSV", "sweep.csv", "text/csv", write_csv),
            ("Parquet", "sweep.parquet", "application/vnd.apache.parquet", write_parquet),
        ):
            st.download_button(
                label, functools.partial(_written, job, write), name, kind,
                key=f"download_{label}", icon=":material/download:", on_click="ignore",
                help="One row a run: its whole configuration, what was measured, and its address. "
                "What is finished at the press of the button.",
            )  # fmt: skip


def _written(job: Job, write: Callable[[Any, io.BytesIO], None]) -> bytes:
    file = io.BytesIO()
    table = job.table()
    assert table is not None  # the button is there once something is finished
    write(table, file)
    return file.getvalue()
