"""The page of your own: its views, one at a time."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from playground.views.page_views import View, show_views
from playground.views.yours_data import data
from playground.views.yours_link import link
from playground.views.yours_pictures import pictures
from playground.views.yours_runs import runs
from playground.views.yours_weights import weights

VIEWS = {
    "data": View("Data", "table", data),
    "runs": View("Runs", "save", runs),
    "weights": View("Weights and code", "code", weights),
    "pictures": View("Picture and film", "movie", pictures),
    "link": View("Link and lesson", "link", link),
}


def yours() -> None:
    """The page: its sidebar, the choice of a view, and that view."""
    st.html(Path(__file__).parent / "yours.css")
    show_views("yours", VIEWS)
