"""The web application, ``streamlit run app.py``: pages, assets, the live socket, its hosting."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import config, runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

import playground  # noqa: F401  (limits BLAS to one thread before NumPy is imported)
from playground.live.registry import REGISTRY
from playground.live.socket import live_routes
from playground.service.hosting import Hosting
from playground.service.logs import configure_logs
from playground.service.settings import Settings
from playground.stage import asset_routes, base_path


def uploads() -> Mapping[str, Mapping[str, Any]]:
    """Streamlit's uploaded files, by session and name."""
    manager = runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return manager.file_storage


settings = Settings.from_environment()
configure_logs(settings.log_format)
config.set_option("server.maxUploadSize", REGISTRY.limits.upload_megabytes)
page = (files("streamlit") / "static" / "index.html").read_text("utf-8")
hosting = Hosting(page, settings, uploads)
app = st.App(
    Path(__file__).parent / "playground" / "main.py",
    routes=[*hosting.routes, *asset_routes(), *live_routes(path=f"{base_path()}/live")],
    middleware=hosting.middleware,
    lifespan=hosting.lifespan,
)
