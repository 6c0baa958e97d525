"""Pages with several views: the choice of one, its sidebar, and that view alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from playground.views import controls, notes, session


@dataclass(frozen=True)
class View:
    """One view of a page.

    Attributes
    ----------
    label, icon : str
        On its button; the icon is a Material symbol.
    show : callable
        Draws it.
    of_run : bool
        Whether it shows the network and the data that the sidebar sets; the sidebar's controls are
        left out otherwise, as moving them would change nothing that is seen.
    """

    label: str
    icon: str
    show: Callable[[], None]
    of_run: bool = True


def show_views(
    key: str, views: Mapping[str, View], all_controls: Callable[[], None] = controls.all_controls
) -> None:
    """Draw sidebar, notes, the choice of a view, and the chosen one; the others compute nothing.

    Parameters
    ----------
    key : str
        The setting that holds the name of the view.
    views : mapping of str to View
        In the order of their buttons.
    all_controls : callable
        What a view of the run has in the sidebar.
    """
    chosen = views[session.setting(key)]
    with st.sidebar:
        controls.heading()
        if chosen.of_run:
            all_controls()
        else:
            st.caption(
                f"“{chosen.label}” has all its controls beside the picture. The settings of your "
                "network are kept for the other views."
            )
    notes.show_notes()
    st.segmented_control(
        "View",
        list(views),
        key=key,
        required=True,
        format_func=lambda name: f":material/{views[name].icon}: {views[name].label}",
        label_visibility="collapsed",
    )
    chosen.show()
