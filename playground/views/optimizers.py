"""The optimisers page: what they do and the ground they walk on, one view at a time."""

from __future__ import annotations

import streamlit as st

from playground.views import session
from playground.views.optimizers_averages import averages
from playground.views.optimizers_genetic import genetic
from playground.views.optimizers_landscape import landscape
from playground.views.optimizers_race import race
from playground.views.optimizers_ravine import ravine
from playground.views.optimizers_rules import rules

VIEWS = {
    "race": ("Race", ":material/sports_score:", race),
    "landscape": ("Loss landscape", ":material/landscape:", landscape),
    "genetic": ("Genetic algorithm", ":material/genetics:", genetic),
    "ravine": ("Ravine", ":material/elevation:", ravine),
    "averages": ("Averages", ":material/show_chart:", averages),
    "rules": ("Rules", ":material/function:", rules),
}


def optimizers() -> None:
    """The choice of a view, and that view; the others compute nothing."""
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
