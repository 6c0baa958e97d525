"""The visitor's live run at this moment, or what of its settings matters, for views that ask."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import streamlit as st

from playground.analysis.frozen_network import Moment, moment_of
from playground.config import RunConfig
from playground.training import Run
from playground.views import session

ONE_AT_A_TIME = threading.Lock()
"""Held while one of these views computes, for less than a second: however many visitors there are,
the live runs keep their share. The capacity page has a lock of its own, held for longer."""


def current_moment() -> Moment | None:
    """Settings, data and weights of the visitor's run; None, and a word, if the server is busy.

    Who has none yet, and so takes no place, is shown the first weights it would have.
    """
    run = session.opened()
    if run is None:
        return moment_of(Run(session.config(), session.dataset()))
    try:
        return run.call(moment_of)
    except TimeoutError:
        st.info("The server is busy; move a control to try again.", icon=":material/hourglass:")
    return None


def only(config: RunConfig, names: Iterable[str]) -> RunConfig:
    """These fields of a configuration, the others at their defaults: what a result depends on."""
    return RunConfig.nearest(**{name: getattr(config, name) for name in names})[0]
