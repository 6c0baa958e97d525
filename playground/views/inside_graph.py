"""The computational graph on the page: a formula as nodes and edges, stepped forward and back."""

from __future__ import annotations

import streamlit as st


def computational_graph() -> None:
    """The view: choose a formula, then step through it."""
    st.caption("Step forward to compute the value, then on to send gradients back.")
