"""The capacity page: three views of what a number of units is worth, one at a time."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from playground.views import session
from playground.views.capacity_approximation import approximation
from playground.views.capacity_few_many import few_many
from playground.views.capacity_grid import grid

VIEWS = {
    "grid": ("Grid", ":material/grid_view:", grid),
    "few_many": ("Too few, too many", ":material/compare_arrows:", few_many),
    "approximation": ("Universal approximation", ":material/show_chart:", approximation),
}


def capacity() -> None:
    """The choice of a view, and that view; the others compute nothing."""
    st.html(Path(__file__).parent / "capacity.css")
    st.segmented_control(
        "View",
        list(VIEWS),
        key="view",
        required=True,
        format_func=lambda name: f"{VIEWS[name][1]} {VIEWS[name][0]}",
        label_visibility="collapsed",
    )
    _, _, show = VIEWS[session.setting("view")]
    show()
