"""Compare: the live network beside the classical models, on the same points."""

import streamlit as st

from playground.views import compare, controls, notes, session, style

style.page_style()
session.start("compare", compare.SETTINGS)
with st.sidebar:
    controls.heading()
    compare.model_controls()
    controls.all_controls()
notes.show_notes()
compare.comparison()
compare.reproduction()
compare.deliver_fits()
