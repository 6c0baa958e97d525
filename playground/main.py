"""The page script: page settings and navigation, nothing else."""

import streamlit as st

st.set_page_config(
    page_title="Decision Boundary Playground",
    page_icon=":material/network_node:",
    layout="wide",
    initial_sidebar_state="expanded",
)

st.navigation([st.Page("pages/live.py", title="Live playground", default=True)]).run()
