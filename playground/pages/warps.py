"""Space warps: the same run, layer by layer and operation by operation."""

import streamlit as st

from playground.presets import TOPOLOGY
from playground.views import controls, notes, session, style
from playground.views.live_stage import live_stage
from playground.views.morph_download import morph_download
from playground.views.own_notes import too_wide

style.page_style()
session.start("warps")
with st.sidebar:
    controls.heading()
    morph_download()
    controls.all_controls()
notes.show_notes()
if not too_wide("A space warp"):
    live_stage("warps", experiments=TOPOLOGY)
