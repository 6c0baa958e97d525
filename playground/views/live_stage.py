"""A stage on the page: the visitor's run; when the house is full, when to come back, and a wait."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from playground.live.registry import REGISTRY, AtCapacity
from playground.live.watched_run import WatchedRun
from playground.presets import PRESETS
from playground.stage import stage
from playground.views import session

LOOK_SECONDS = (4.0, 8.0)
"""Between two looks for a free place; each visitor has an interval of its own."""


def live_stage(
    page: str,
    experiments: Sequence[str] = (),
    models: dict[str, Any] | None = None,
    on_choice: Callable[[Any], None] | None = None,
    *,
    watched: Callable[[], WatchedRun] = session.watched,
    race: dict[str, Any] | None = None,
    pace: float | None = None,
    on_weights: Callable[[Any], None] | None = None,
) -> None:
    """Show the visitor's run, or a race, on the stage of a page.

    Parameters
    ----------
    page : str
        Which panels: a key of ``playground.stage.component.PANELS``.
    experiments : sequence of str
        Names of presets offered on the stage itself.
    models, on_choice
        What the run is compared with, and who hears of another choice (see ``stage``).
    watched : callable
        Gives the run that is shown; may raise AtCapacity.
    race, pace
        Of a page that shows a race, which has a run and a stage of its own (see ``stage``).
    on_weights : callable or None
        Hears the seed of new initial weights, where they are not the configuration's.
    """
    try:
        run = watched()
    except AtCapacity as full:
        _wait_for_place(str(full))
        return
    part = "" if race is None else page

    def new_weights() -> None:
        if on_weights is None:
            session.weights_from_stage(part)
        else:
            on_weights(session.stage_value("weights", part))

    offered = [(name, PRESETS[name]) for name in experiments]
    stage(
        run.token,
        page=page,
        experiments=[
            {"name": name, "label": preset.label, "look_for": preset.look_for}
            for name, preset in offered
        ],
        key=session.stage_key(part),
        on_architecture=session.architecture_from_stage,
        on_weights=new_weights,
        on_preset=session.preset_from_stage,
        on_expired=lambda: None,  # the rerun itself opens a new run
        on_drawn=lambda: None,  # and takes over what was drawn
        models=models,
        race=race,
        pace=pace,
        on_choice=on_choice,
    )


def _wait_for_place(why: str) -> None:
    """Say when to come back, look again now and then, and go on as soon as there is a place."""
    seconds = session.kept("seconds between looks", lambda: random.uniform(*LOOK_SECONDS))

    def look() -> None:
        if REGISTRY.places():
            st.rerun()
        with st.container(key="full", border=True):
            st.subheader(why, anchor=False)
            st.markdown(
                f"{_when()} This page looks again every few seconds and begins by itself; "
                "nothing needs to be pressed. Your settings are in the address, so you can also "
                "come back later."
            )

    st.fragment(look, run_every=seconds)()


def _when() -> str:
    """When a place is expected to become free, in words."""
    seconds = REGISTRY.next_place()
    if seconds == math.inf:
        return "All of them are being watched; a place becomes free when somebody closes the page."
    minutes = math.ceil(seconds / 60)
    if minutes <= 1:
        return "The next place is expected to be free within a minute."
    return f"The next place is expected to be free in about {minutes} minutes."
