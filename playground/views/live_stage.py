"""The stage on the page: the visitor's run, or a friendly word when the house is full."""

import streamlit as st

from playground.live.registry import AtCapacity
from playground.stage import stage
from playground.views import session


def live_stage() -> None:
    """Show the visitor's live run."""
    try:
        run = session.watched()
    except AtCapacity as full:
        st.info(str(full), icon=":material/hourglass_empty:")
        return
    stage(
        run.token,
        key=session.STAGE_KEY,
        on_architecture=session.architecture_from_stage,
        on_weights=session.weights_from_stage,
        on_expired=lambda: None,  # the rerun itself opens a new run
    )
