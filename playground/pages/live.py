"""The live playground: controls in the sidebar, the stage beside them."""

import streamlit as st

from playground.views import controls, notes, session, style
from playground.views.live_stage import live_stage

style.page_style()
session.start("live")
with st.sidebar:
    controls.heading()
    controls.all_controls()
notes.show_notes()
live_stage("live")
