"""The web application: Streamlit's pages, the stage's assets and the live socket; ``streamlit run app.py``."""

from pathlib import Path

import playground  # noqa: F401  (limits BLAS to one thread before NumPy is imported)
import streamlit as st
from playground.live.socket import live_routes
from playground.stage.routes import asset_routes

app = st.App(
    Path(__file__).parent / "playground" / "main.py",
    routes=[*asset_routes(), *live_routes()],
)
