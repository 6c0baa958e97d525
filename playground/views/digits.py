"""The digits page: what can be seen of a network that reads handwriting, one view at a time."""

from __future__ import annotations

import streamlit as st

from playground.views import session
from playground.views.digits_live import live
from playground.views.digits_settings import chosen_config

VIEWS = {
    "live": ("Live", ":material/play_circle:", live),
}


def digits() -> None:
    """The choice of a view, and that view; the others compute nothing."""
    st.segmented_control(
        "View",
        list(VIEWS),
        key="digits",
        required=True,
        format_func=lambda name: f"{VIEWS[name][1]} {VIEWS[name][0]}",
        label_visibility="collapsed",
    )
    _, notes = chosen_config()
    for note in notes:
        st.info(note, icon=":material/info:")
    _, _, show = VIEWS[session.setting("digits")]
    show()
