"""Compare: the live network beside the classical models, on the same points."""

import streamlit as st

from playground.views import controls, notes, session, style

style.page_style()
session.start("compare")
with st.sidebar:
    controls.heading()
    controls.all_controls()
notes.show_notes()
