"""Optimisers: race them, and see the ground they run on."""

import streamlit as st

from playground.views import controls, notes, session, style
from playground.views.optimizers import optimizers
from playground.views.optimizers_settings import SETTINGS

style.page_style()
session.start("optimizers", SETTINGS)
with st.sidebar:
    controls.heading()
    controls.all_controls()
notes.show_notes()
optimizers()
