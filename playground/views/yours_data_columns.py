"""The columns of a table: the choice among them, what each holds, and its scale."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from datasets import Axis
from playground.tables import OwnData
from playground.tables.choice import (
    MAX_CLASSES,
    MAX_INPUTS,
    Choice,
    answers,
    can_be_classes,
    set_column,
)
from playground.tables.table import Column, Table
from playground.views import session

COMPONENTS = "Principal components"
MOST_WORDS = 4
ROW = 35  # pixels
ONE = (
    "Standardised, 1 stands for this value: the mean and a standard deviation; of two inputs half "
    "a standard deviation, so that ±6, the picture's edges, are three of them; of a number to "
    "predict two."
)


def chosen_columns(table: Table, begin: Choice, number: int) -> Choice:
    """Controls for inputs, answer and plane, which begin with ``begin``; what they say.

    ``number`` tells the controls of one table from those of another.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", key="data_choices"):
        inputs_key, answer_key = f"data_inputs_{number}", f"data_answer_{number}"
        if session.said(inputs_key) is None:
            session.choose(**{inputs_key: list(begin.inputs)})
        inputs = st.multiselect(
            f"Inputs, 2 to {MAX_INPUTS}", table.numbers, key=inputs_key,
            max_selections=MAX_INPUTS, width=430,
            help="Columns of numbers that differ from row to row. The network is given these.",
        )  # fmt: skip
        possible = list(answers(table))
        place = possible.index(begin.answer) if begin.answer in possible else None
        answer = st.selectbox(
            "Answer", possible, place, key=answer_key, width=200, placeholder="a column",
            help="What the network is to tell from the inputs.",
            on_change=_no_input_any_more, args=(inputs_key, answer_key),
        )  # fmt: skip
        as_classes = _kind(table, answer, number)
        seen = _seen(inputs, number) if len(inputs) > 2 else ()
        if set_column(table) is None:
            st.slider(
                "To learn from", 0.1, 0.9, step=0.05, key="data_share", format="percent", width=150,
                help="Part of the points; the others are kept for the test. Every class has very "
                "nearly its share in both.",
            )  # fmt: skip
    return Choice(tuple(inputs), answer or "", as_classes, seen)


def _no_input_any_more(inputs_key: str, answer_key: str) -> None:
    """Callback: what was made the answer is an input no longer."""
    answer = session.said(answer_key)
    session.choose(**{inputs_key: [n for n in session.said(inputs_key) or [] if n != answer]})


def _kind(table: Table, answer: str | None, number: int) -> bool | None:
    """Classes or a number to predict, where both are possible."""
    if answer is None or not table[answer].is_number or not can_be_classes(table[answer]):
        return None
    kind = st.segmented_control(
        "Its values are", ["classes", "number"], default="classes", required=True,
        format_func={"classes": "classes", "number": "a number"}.__getitem__,
        key=f"data_kind_{number}_{answer}", width="content",
    )  # fmt: skip
    return kind == "classes"


def _seen(inputs: list[str], number: int) -> tuple[str, ...]:
    """The plane more than two inputs are seen on: two of them, or () for the components."""
    pairs = {f"{a} × {b}": (a, b) for k, a in enumerate(inputs) for b in inputs[k + 1 :]}
    chosen = st.selectbox(
        "Seen through", [COMPONENTS, *pairs], key=f"data_seen_{number}", width=220,
        help="The network is given all inputs; only the picture has two dimensions. Two of the "
        "inputs show the others at their means.",
    )  # fmt: skip
    return pairs.get(chosen, ())


def columns_table(table: Table, choice: Choice, own: OwnData | None) -> None:
    """What each column holds and is used as; below it, the first rows."""
    axes = {} if own is None else {axis.name: axis for axis in own.dataset.axes}
    if own is not None and not own.dataset.n_classes:
        axes[own.answer.name] = own.answer
    rows = [_about(column, choice, axes) for column in table.columns]
    rows.sort(key=lambda row: ("answer", "input", "").index(row["Used as"]))
    st.dataframe(
        {name: [row[name] for row in rows] for name in rows[0]},
        hide_index=True, height=ROW * (1 + min(len(rows), 8)) + 3, key="data_columns",
        column_config={
            "Missing": st.column_config.NumberColumn(width=62),
            "Used as": st.column_config.TextColumn(width=62),
            "0 is": st.column_config.TextColumn(
                width=48, help="Standardised, 0 stands for this value: the mean."
            ),
            "1 is": st.column_config.TextColumn(width=48, help=ONE),
        },
    )  # fmt: skip
    st.caption("What the columns hold, how each is used, and on which scale the network sees it.")
    with st.expander(f"The first rows of {table.n_in_file:,}"):
        st.dataframe(
            {column.name: list(column.first) for column in table.columns},
            hide_index=True, key="data_first",
        )  # fmt: skip


def _about(column: Column, choice: Choice, axes: dict[str, Axis]) -> dict[str, Any]:
    used = "input" if column.name in choice.inputs else ""
    used = "answer" if column.name == choice.answer else used
    axis = axes.get(column.name) if used else None
    return {
        "Column": column.name,
        "Used as": used,
        "Holds": holds(column),
        "Missing": int(column.missing.sum()),
        "0 is": "" if axis is None else f"{axis.offset:.4g}",
        "1 is": "" if axis is None else f"{axis.offset + axis.scale:.4g}",
    }


def holds(column: Column) -> str:
    """What is in a column, in few words."""
    if column.n_different == 0:
        return "nothing"
    if not column.is_number:
        words = column.words or ()
        if not 0 < len(words) <= MAX_CLASSES:
            return f"{column.n_different:,} different words"
        more = ", …" if len(words) > MOST_WORDS else ""
        return ", ".join(words[:MOST_WORDS]) + more
    if column.is_constant:
        return f"always {np.nanmax(column.values):.4g}"
    low, high = np.nanmin(column.values), np.nanmax(column.values)
    return f"{low:.4g} to {high:.4g}"
