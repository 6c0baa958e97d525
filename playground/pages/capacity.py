"""Capacity: how many units and layers it takes, and when there are too many."""

import streamlit as st

from playground.views import controls, notes, session, style
from playground.views.capacity import capacity
from playground.views.capacity_settings import SETTINGS

style.page_style()
session.start("capacity", SETTINGS)
with st.sidebar:
    controls.heading()
    controls.all_controls()
notes.show_notes()
capacity()
