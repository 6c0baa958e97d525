"""The web application, ``streamlit run app.py``: pages, the stage's assets, the live socket."""

from pathlib import Path

import streamlit as st
from playground.live.socket import live_routes

import playground  # noqa: F401  (limits BLAS to one thread before NumPy is imported)
from playground.stage.routes import asset_routes

app = st.App(
    Path(__file__).parent / "playground" / "main.py",
    routes=[*asset_routes(), *live_routes()],
)
