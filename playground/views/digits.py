"""The digits page: what can be seen of a network that reads handwriting, one view at a time."""

from __future__ import annotations

import streamlit as st

from playground.views.digits_beside import beside
from playground.views.digits_controls import digits_controls
from playground.views.digits_live import live
from playground.views.digits_plane import plane
from playground.views.digits_settings import chosen_config
from playground.views.digits_spaces import hidden_spaces
from playground.views.digits_units import units
from playground.views.page_views import View, show_views

VIEWS = {
    "live": View("Live", "play_circle", live),
    "spaces": View("Hidden spaces", "scatter_plot", hidden_spaces),
    "units": View("Units", "grid_view", units),
    "plane": View("Boundary", "map", plane),
    "beside": View("Beside others", "compare_arrows", beside),
}


def digits() -> None:
    """The page: its sidebar, what had to be changed, the choice of a view, and that view."""
    _, changed = chosen_config()
    for note in changed:
        st.info(note, icon=":material/info:")
    show_views("digits", VIEWS, digits_controls)
