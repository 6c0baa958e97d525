"""Sweep: any grid over the configuration, trained in the background."""

import streamlit as st

from playground.views import controls, notes, session, style

style.page_style()
session.start("sweep")
with st.sidebar:
    controls.heading()
    controls.all_controls()
notes.show_notes()
