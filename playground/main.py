"""The page script: page settings and navigation, nothing else."""

import streamlit as st

from playground.figures.dataset_pictures import dataset_picture

st.set_page_config(
    page_title="Decision Boundary Playground",
    page_icon=dataset_picture("spiral"),
    layout="wide",
    initial_sidebar_state="auto",
)

st.navigation(
    [
        st.Page("pages/live.py", title="Live playground", default=True),
        st.Page("pages/warps.py", title="Space warps"),
        st.Page("pages/compare.py", title="Compare"),
        st.Page("pages/capacity.py", title="Capacity"),
        st.Page("pages/sweep.py", title="Sweep"),
        st.Page("pages/optimizers.py", title="Optimisers"),
        st.Page("pages/inside.py", title="Inside a step"),
        st.Page("pages/digits.py", title="Digits"),
        st.Page("pages/yours.py", title="Yours"),
    ],
    position="hidden",
).run()
