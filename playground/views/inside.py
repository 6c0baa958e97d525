"""The page inside a step: its views, one at a time."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from playground.views.inside_activations import activations
from playground.views.inside_backprop import backpropagation
from playground.views.inside_differences import differences_view
from playground.views.inside_graph import computational_graph
from playground.views.inside_losses import losses
from playground.views.inside_neuron import one_neuron
from playground.views.page_views import View, show_views

VIEWS = {
    "neuron": View("One neuron", "radio_button_checked", one_neuron, of_run=False),
    "activations": View("Activations", "show_chart", activations),
    "graph": View("Computational graph", "account_tree", computational_graph),
    "backprop": View("Backpropagation", "undo", backpropagation),
    "differences": View("Why not differences?", "difference", differences_view),
    "losses": View("Losses", "trending_down", losses),
}


def inside() -> None:
    """The page: its sidebar, the choice of a view, and that view."""
    st.html(Path(__file__).parent / "inside.css")
    show_views("inside", VIEWS)
