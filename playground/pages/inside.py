"""Inside a step: what one neuron, one formula and one training step compute, number by number."""

import streamlit as st

from playground.views import controls, notes, session, style
from playground.views.inside import inside
from playground.views.inside_settings import SETTINGS

style.page_style()
session.start("inside", SETTINGS)
with st.sidebar:
    controls.heading()
    controls.all_controls()
notes.show_notes()
inside()
