"""Race: up to eight optimisers from the same weights, watched live, and over many seeds."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from playground.config import DEFAULTS, RunConfig
from playground.fields import FieldError
from playground.live.registry import REGISTRY
from playground.live.watched_run import WatchedRun
from playground.racing import RaceConfig
from playground.views import session
from playground.views.capacity_settings import marks
from playground.views.live_stage import live_stage
from playground.views.optimizers_race_csv import curves_csv, standings_csv
from playground.views.optimizers_race_repeat import repeated_race
from playground.views.optimizers_race_settings import LENGTHS, choices_for_stage, take_choice

CSS = "optimizers_race.css"
PACE = 1.0
"""Epochs a frame: on the spiral the fast ones arrive within five seconds."""


def race() -> None:
    """The view: the race on its stage, its numbers to take away, the same race over seeds."""
    st.html(Path(__file__).parent / CSS)
    try:
        config, notes = race_config()
    except FieldError as error:
        st.warning(str(error), icon=":material/warning:")
        return
    for note in notes:
        st.info(note, icon=":material/info:")
    heard: dict[str, Any] = session.kept("race choices", dict)
    live_stage(
        "race",
        on_choice=lambda value: take_choice(value, heard),
        watched=lambda: watched_race(config, "race"),
        race=choices_for_stage(heard),
        pace=PACE,
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="race_foot"):
        st.select_slider(
            "Epochs of the race", marks_of_length(), key="race_epochs", width=260,
            format_func="{:,}".format,
            help="The race stops there. A stop in the sidebar comes first: at an epoch, or once "
            "everybody has arrived at its loss or accuracy. A race that is over goes on when it is "
            "made longer.",
        )  # fmt: skip
        race_files("race")
    repeated_race(config)


def race_config() -> tuple[RaceConfig, list[str]]:
    """The race that the page's settings describe, and who had to be left out, in words.

    Raises
    ------
    ValueError
        If the sidebar's network can take part in no race.
    """
    return RaceConfig.nearest(shared_config("race_epochs"), session.setting("contestants"))


def shared_config(length: str) -> RunConfig:
    """What all contestants share: the sidebar's configuration without its own optimiser.

    Parameters
    ----------
    length : str
        The setting that says in which epoch to stop, unless the sidebar does.
    """
    config = session.config()
    own = {name: DEFAULTS[name] for name in ("optimizer", "learning_rate", "beta1", "beta2")}
    return config.replace(stop_epoch=config.stop_epoch or session.setting(length), **own)


def watched_race(config: RaceConfig, name: str) -> WatchedRun:
    """This visitor's race of that name under a configuration, opened if there is none.

    Raises
    ------
    AtCapacity
        If all places for live runs are taken.
    """
    place: dict[str, str] = session.kept(name, dict)
    run = REGISTRY.get(place.get("token", ""))
    own = session.own()
    dataset = None if own is None else own.dataset
    if run is None:
        run = REGISTRY.open(config, dataset)
        place["token"] = run.token
    elif run.dataset is not dataset:
        run.use_data(config, dataset)
    elif run.config != config:
        run.configure(config)
    return run


def marks_of_length() -> list:
    """The lengths offered; one from a link that is none of them becomes one."""
    return marks("race_epochs", LENGTHS)


def race_files(name: str) -> None:
    """Buttons to take the numbers of this visitor's race of that name away."""
    place: dict[str, str] = session.kept(name, dict)
    run = REGISTRY.get(place.get("token", ""))
    if run is None:  # the page waits for a place
        return
    goal = session.setting("goal")
    with st.container(horizontal=True, key="race_files"):
        for label, key, make, what in (
            ("standings.csv", "standings_csv", standings_csv, "Who came to the goal, when, and "
             "at which cost; loss and accuracy now."),
            ("curves.csv", "curves_csv", curves_csv, "Loss, accuracy, gradients and seconds of "
             "everybody after every epoch."),
        ):  # fmt: skip
            st.download_button(
                label, partial(make, run, goal), file_name=label, mime="text/csv", key=key,
                icon=":material/download:", on_click="ignore", help=what,
            )  # fmt: skip
