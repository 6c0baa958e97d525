"""Digits: the same engine reads handwriting, as 64 numbers an image."""

import streamlit as st

from playground.views import controls, notes, session, style
from playground.views.digits import digits
from playground.views.digits_controls import digits_controls
from playground.views.digits_settings import SETTINGS

style.page_style()
session.start("digits", SETTINGS)
with st.sidebar:
    controls.heading()
    digits_controls()
notes.show_notes()
digits()
