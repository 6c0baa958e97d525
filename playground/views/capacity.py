"""The capacity page: three views of what a number of units is worth, one at a time."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from playground.views.capacity_approximation import approximation
from playground.views.capacity_few_many import few_many
from playground.views.capacity_grid import grid
from playground.views.page_views import View, show_views

VIEWS = {
    "grid": View("Grid", "grid_view", grid),
    "few_many": View("Too few, too many", "compare_arrows", few_many),
    "approximation": View("Universal approximation", "show_chart", approximation),
}


def capacity() -> None:
    """The page: its sidebar, the choice of a view, and that view."""
    st.html(Path(__file__).parent / "capacity.css")
    show_views("view", VIEWS)
