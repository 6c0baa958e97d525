"""A table of the points in use, to change by hand."""

from __future__ import annotations

from typing import Any

import streamlit as st

from datasets import DATASETS
from playground.live.registry import REGISTRY
from playground.tables import OwnData
from playground.tables.points import SETS, own_from_points, point_columns, points_frame
from playground.tables.table import TableError
from playground.training.run import make_dataset_for
from playground.views import session
from playground.views.notes import plain

HEIGHT = 420


class _Edited:
    """The frame that is edited, of which data it was made, and a number that tells it from others.

    The editor keeps what was typed under its key, so other data need another key.
    """

    def __init__(self) -> None:
        self._of = ""
        self.number = 0
        self.own: OwnData | None = None
        self.frame: Any = None

    def take(self, own: OwnData) -> None:
        """Begin with other data."""
        if own.dataset.fingerprint != self._of:
            self._of = own.dataset.fingerprint
            self.own, self.frame = own, points_frame(own)
            self.number += 1


def shape_points() -> OwnData:
    """The points of the shape in use."""
    config = session.config()
    name = f"points of “{DATASETS[config.dataset].label}”"
    return OwnData(name, make_dataset_for(config))


def points_editor(own: OwnData) -> None:
    """The points in use as a table: change, add or delete rows, then apply."""
    edited = session.kept("data edited", _Edited)
    edited.take(own)
    before = edited.own
    assert before is not None
    columns = point_columns(before)
    result = st.data_editor(
        edited.frame, num_rows="dynamic", key=f"data_table_{edited.number}", height=HEIGHT,
        column_config=_config(before, columns), hide_index=True,
    )  # fmt: skip
    st.caption(
        "Click a cell to change it; the last row adds a point, a row marked at its left is "
        "deleted with the key Del. Nothing changes on the other pages until you apply."
    )
    if result.equals(edited.frame):
        return
    try:
        made = own_from_points(result, before, REGISTRY.limits.max_points)
    except TableError as error:
        st.warning(plain(str(error)), icon=":material/edit:")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Apply the changes", key="data_apply", type="primary", icon=":material/check:",
            on_click=session.use_own, args=(made,),
        )  # fmt: skip
        st.markdown(f"Then there are {made.in_words}.")


def _config(own: OwnData, columns: list[str]) -> dict[str, Any]:
    """Which values each column of the table takes."""
    kinds: dict[str, Any] = {
        name: st.column_config.NumberColumn(name, format="%.4g") for name in columns[:-2]
    }
    answer = columns[-2]
    names = list(own.dataset.class_names) or [str(k) for k in range(10)]
    kinds[answer] = (
        st.column_config.SelectboxColumn(answer, options=names, required=True)
        if own.dataset.n_classes
        else st.column_config.NumberColumn(answer, format="%.4g")
    )
    kinds[columns[-1]] = st.column_config.SelectboxColumn(
        columns[-1], options=list(SETS), default=SETS[0], required=True
    )
    return kinds
