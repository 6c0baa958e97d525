"""Sweep: any grid over the configuration, trained in the background."""

import streamlit as st

from playground.views import controls, notes, session, style
from playground.views.sweep_choice import sweep_choice
from playground.views.sweep_progress import sweep_under_way
from playground.views.sweep_settings import SETTINGS

style.page_style()
session.start("sweep", SETTINGS)
with st.sidebar:
    controls.heading()
    controls.all_controls()
notes.show_notes()
sweep_choice()
sweep_under_way()
