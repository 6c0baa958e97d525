"""Parallel coordinates of a sweep on the page: a line for each cell, from values to measures."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground.figures.sweep_colors import limits_of
from playground.figures.sweep_parallel import Coordinate, parallel_coordinates
from playground.sweep.job import Job
from playground.sweep.results import CellSummary
from playground.views import session
from playground.views.sweep_axes import axis_label, value_word
from playground.views.sweep_map import STILL, is_dark
from playground.views.sweep_measures import MEASURES, measures_for

BESIDE = ("success", "gap", "test", "train_loss", "loss")
MOST = 3  # measures that are drawn
SCROLLS = (  # on a narrow screen, sideways, so that names do not lie on one another
    ".st-key-sweep_lines {overflow-x: auto} .st-key-sweep_lines > * {min-width: 560px}"
)


def sweep_parallel(job: Job, measure: str) -> None:
    """A line for each finished cell, coloured by the measure."""
    cells, row = job.summary(), MEASURES[measure]
    shown = [name for name in BESIDE if name in measures_for(cells) and name != measure]
    numbers = {
        name: [MEASURES[name].of(cell.result.runs) for cell in cells]
        for name in (*shown[: MOST - 1], measure)
    }
    picked: dict[str, set[int]] = session.kept("sweep lines", dict)  # cells, by job
    figure = parallel_coordinates(
        _axes(job, cells) + [_measure(name, values) for name, values in numbers.items()],
        numbers[measure],
        measure=row.label,
        limits=limits_of(numbers[measure], diverging=row.diverging, top=row.top),
        form=row.form,
        hovers=[
            "<br>".join([_words(cell), f"<b>{row.label}: {row.text(value)}</b>"])
            for cell, value in zip(cells, numbers[measure], strict=True)
        ],
        chosen=[i for i, cell in enumerate(cells) if cell.cell in picked.get(job.id, ())],
        diverging=row.diverging,
        low_is_good=row.low_is_good,
        dark=is_dark(),
    )
    st.html(f"<style>{SCROLLS}</style>")
    with st.container(key="sweep_lines"):
        event: Any = st.plotly_chart(
            figure, key=f"lines_{measure}", on_select="rerun", selection_mode=("points", "box"),
            config=STILL,
            alt=f"{row.label} and the values it belongs to, a line a combination",
        )  # fmt: skip
    points = event["selection"]["points"]
    now = {cells[point["customdata"]].cell for point in points}
    if now and now != picked.get(job.id):  # a picture drawn anew has no box any more
        picked[job.id] = now
        st.rerun()
    if job.id in picked:
        st.button(
            f"Show all lines ({len(picked[job.id])} of {len(cells)} are kept)",
            key="all_lines", icon=":material/select_all:", on_click=picked.clear,
        )  # fmt: skip
    st.caption(
        f"Every line is one combination, taken over {len(job.spec.seeds)} seeds; its colour is: "
        f"{row.label.lower()}. Look for where the strong lines pass, and where they do not. Draw "
        "a box around points to keep only their lines."
    )


def _axes(job: Job, cells: list[CellSummary]) -> list[Coordinate]:
    return [
        Coordinate(
            axis_label(axis.field),
            [axis.values.index(cell.values[axis.field]) for cell in cells],
            names=[value_word(axis.field, value) for value in axis.values],
        )
        for axis in job.spec.axes
    ]


def _measure(name: str, values: list[float]) -> Coordinate:
    row = MEASURES[name]
    limits = limits_of(values, diverging=False, top=row.top)
    return Coordinate(row.short, values, limits=limits, form=row.form)


def _words(cell: CellSummary) -> str:
    """A cell's values in words, a line each."""
    return "<br>".join(
        f"{axis_label(field)}: {value_word(field, value)}" for field, value in cell.values.items()
    )
