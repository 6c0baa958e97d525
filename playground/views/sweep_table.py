"""The table of a sweep on the page: a row a cell or a row a run, each with a link to a live run."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground.stage import base_path
from playground.sweep.job import Job
from playground.sweep.results import METRICS
from playground.views.sweep_axes import AXES, axis_label, value_word
from playground.views.sweep_measures import MEASURES, measures_for

HEIGHT, ROW = 460, 35  # pixels
_PERCENT = {"format": "%.1f%%"}
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
        "Live",
        display_text="open",
        width="small",
        pinned=True,
        help="This very run (of a combination: the median one), live.",
    )
    st.dataframe(
        data,
        column_config=columns,
        hide_index=True,
        height=min(HEIGHT, ROW * (1 + len(data["open"])) + 3),
        key=f"rows_{rows}",
        placeholder="–",
    )
    st.caption(
        "One row a trained network; “open” shows it live: the same seed gives the same numbers."
        if rows == "runs"
        else "One row a combination, medians over its seeds; “open” shows its median run live."
    )


def _axes(job: Job, values: list[dict[str, Any]]) -> tuple[dict[str, list], dict[str, Any]]:
    """A column for each axis: numbers as numbers, so that they sort; all else in words."""
    data, columns = {}, {}
    for axis in job.spec.axes:
        field = axis.field
        numbers = all(isinstance(value, int | float) for value in axis.values)
        column = [row[field] for row in values]
        data[field] = column if numbers else [value_word(field, value) for value in column]
        columns[field] = st.column_config.Column(
            axis_label(field), help="0: all points at once." if field == "batch_size" else None
        )
        if field in AXES and AXES[field].unit == "%":
            data[field] = _percent(column)
            columns[field] = st.column_config.NumberColumn(axis_label(field), format="%g%%")
    return data, columns


def _cells(job: Job) -> tuple[dict[str, list], dict[str, Any]]:
    cells = job.summary()
    data, columns = _axes(job, [cell.values for cell in cells])
    for name in measures_for(cells):
        row = MEASURES[name]
        data[name] = [row.of(cell.result.runs) for cell in cells]
        form = f"%{row.form}"
        if row.is_share:
            data[name] = _percent(data[name])
            form = f"%{row.form[:-1]}f%%"
        columns[name] = st.column_config.NumberColumn(row.short, format=form, help=row.explained)
    return _linked(data, [cell.address for cell in cells]), columns


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
            data[name] = _percent(read[name][:n]) if "accuracy" in name else read[name][:n]
    for name, (label, options) in _COLUMNS.items():
        columns[name] = st.column_config.NumberColumn(label, **options)
    columns["diverged"] = st.column_config.CheckboxColumn("Diverged")
    return _linked(data, read["address"][:n]), columns


def _linked(data: dict[str, list], addresses: list[str]) -> dict[str, list]:
    """The columns behind one of links."""
    return {"open": [f"{base_path()}{address}" for address in addresses], **data}


def _percent(shares: list[float]) -> list[float]:
    """As numbers, so that they sort, and with as many digits everywhere."""
    return [round(100 * share, 9) for share in shares]
