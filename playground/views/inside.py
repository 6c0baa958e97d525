"""The page inside a step: its views, one at a time."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from playground.views import session
from playground.views.inside_activations import activations
from playground.views.inside_backprop import backpropagation
from playground.views.inside_differences import differences_view
from playground.views.inside_graph import computational_graph
from playground.views.inside_losses import losses
from playground.views.inside_neuron import one_neuron

VIEWS = {
    "neuron": ("One neuron", ":material/radio_button_checked:", one_neuron),
    "activations": ("Activations", ":material/show_chart:", activations),
    "graph": ("Computational graph", ":material/account_tree:", computational_graph),
    "backprop": ("Backpropagation", ":material/undo:", backpropagation),
    "differences": ("Why not differences?", ":material/difference:", differences_view),
    "losses": ("Losses", ":material/trending_down:", losses),
}


def inside() -> None:
    """The choice of a view, and that view; the others compute nothing."""
    st.html(Path(__file__).parent / "inside.css")
    st.segmented_control(
        "View",
        list(VIEWS),
        key="inside",
        required=True,
        format_func=lambda name: f"{VIEWS[name][1]} {VIEWS[name][0]}",
        label_visibility="collapsed",
    )
    _, _, show = VIEWS[session.setting("inside")]
    show()
