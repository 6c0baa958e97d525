"""The page's own style: a compact sidebar, a main area that is all stage."""

from pathlib import Path

import streamlit as st


def page_style() -> None:
    """Put the page's CSS in place."""
    st.html(Path(__file__).parent / "page.css")
