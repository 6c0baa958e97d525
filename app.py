"""The web application, ``streamlit run app.py``: pages, the stage's assets, the live socket."""

from pathlib import Path

import streamlit as st

import playground  # noqa: F401  (limits BLAS to one thread before NumPy is imported)
from playground.live.socket import live_routes
from playground.service.health import health_routes
from playground.stage import asset_routes, base_path

app = st.App(
    Path(__file__).parent / "playground" / "main.py",
    routes=[*health_routes(), *asset_routes(), *live_routes(path=f"{base_path()}/live")],
)
