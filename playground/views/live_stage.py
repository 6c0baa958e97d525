"""A stage on the page: the visitor's run, or a friendly word when the house is full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from playground.live.registry import AtCapacity
from playground.presets import PRESETS
from playground.stage import stage
from playground.views import session


def live_stage(
    page: str,
    experiments: Sequence[str] = (),
    models: dict[str, Any] | None = None,
    on_choice: Callable[[Any], None] | None = None,
) -> None:
    """Show the visitor's run on the stage of a page.

    Parameters
    ----------
    page : str
        Which panels: ``"live"``, ``"warps"`` or ``"compare"``.
    experiments : sequence of str
        Names of presets offered on the stage itself.
    models, on_choice
        What the run is compared with, and who hears of another choice (see ``stage``).
    """
    try:
        run = session.watched()
    except AtCapacity as full:
        st.info(str(full), icon=":material/hourglass_empty:")
        return
    offered = [(name, PRESETS[name]) for name in experiments]
    stage(
        run.token,
        page=page,
        experiments=[
            {"name": name, "label": preset.label, "look_for": preset.look_for}
            for name, preset in offered
        ],
        key=session.stage_key(),
        on_architecture=session.architecture_from_stage,
        on_weights=session.weights_from_stage,
        on_preset=session.preset_from_stage,
        on_expired=lambda: None,  # the rerun itself opens a new run
        models=models,
        on_choice=on_choice,
    )
