"""The live playground: controls in the sidebar, the stage beside them; or a frame of a lesson."""

import streamlit as st

from playground.views import controls, embedded, notes, session, style
from playground.views.live_stage import live_stage

style.page_style()
session.start("live", embedded.SETTINGS)
if embedded.is_embedded():
    embedded.embedded()
else:
    with st.sidebar:
        controls.heading()
        controls.all_controls()
    notes.show_notes()
    live_stage("live")
