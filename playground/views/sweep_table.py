"""The table of a sweep on the page: a row a cell or a row a run, each with a link to a live run."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground.stage import base_path
from playground.sweep.job import Job
from playground.sweep.results import METRICS
from playground.views.sweep_axes import axis_label, value_word
from playground.views.sweep_measures import MEASURES, measures_for

HEIGHT = 460
_PERCENT = {"format": "percent"}
_COLUMNS: dict[str, tuple[str, dict[str, Any]]] = {
    "train_accuracy": ("Training accuracy", _PERCENT),
    "test_accuracy": ("Test accuracy", _PERCENT),
    "train_loss": ("Training loss", {"format": "%.4f"}),
    "test_loss": ("Test loss", {"format": "%.4f"}),
    "epochs_to_goal": ("Epochs to the goal", {}),
    "seconds": ("Seconds", {"format": "%.3f"}),
}


def sweep_table(job: Job, rows: str) -> None:
    """The finished cells or runs; a click on a column's head sorts."""
    data, columns = _runs(job) if rows == "runs" else _cells(job)
    columns["open"] = st.column_config.LinkColumn(
        "Open live", display_text="open", help="This very run (of a cell: the median one), live."
    )
    st.dataframe(
        data,
        column_config=columns,
        hide_index=True,
        height=HEIGHT,
        key=f"rows_{rows}",
        placeholder="–",
    )
    st.caption(
        "One row a trained network: the same seed gives the same numbers again, also live."
        if rows == "runs"
        else "One row a combination. A median has as many seeds above it as below it."
    )


def _axes(job: Job, values: list[dict[str, Any]]) -> tuple[dict[str, list], dict[str, Any]]:
    """A column for each axis: numbers as numbers, so that they sort; all else in words."""
    data, columns = {}, {}
    for axis in job.spec.axes:
        field = axis.field
        numbers = all(isinstance(value, int | float) for value in axis.values)
        column = [row[field] for row in values]
        data[field] = column if numbers else [value_word(field, value) for value in column]
        columns[field] = st.column_config.Column(axis_label(field))
    return data, columns


def _cells(job: Job) -> tuple[dict[str, list], dict[str, Any]]:
    cells = job.summary()
    data, columns = _axes(job, [cell.values for cell in cells])
    for name in measures_for(cells):
        row = MEASURES[name]
        data[name] = [row.of(cell.result.runs) for cell in cells]
        form = "percent" if "%" in row.form else f"%{row.form}"
        label, _, _ = row.label.partition(" (")
        columns[name] = st.column_config.NumberColumn(label, format=form, help=row.explained)
    data["open"] = [f"{base_path()}{cell.address}" for cell in cells]
    return data, columns


def _runs(job: Job) -> tuple[dict[str, list], dict[str, Any]]:
    cells = job.summary()
    table = job.table()
    assert table is not None  # there are finished cells
    read = table.to_pydict()
    data, columns = _axes(job, [cell.values for cell in cells for _ in cell.result.runs])
    n = len(next(iter(data.values()), read["seed"]))  # a cell may have been finished in between
    data["seed"] = read["seed"][:n]
    columns["seed"] = st.column_config.NumberColumn("Seed", format="%d")
    classes = measures_for(cells)[0] == "test"
    for name, _ in METRICS:
        if classes or "accuracy" not in name:
            data[name] = read[name][:n]
    for name, (label, options) in _COLUMNS.items():
        columns[name] = st.column_config.NumberColumn(label, **options)
    columns["diverged"] = st.column_config.CheckboxColumn("Diverged")
    data["open"] = [f"{base_path()}{address}" for address in read["address"][:n]]
    return data, columns
