"""The component of a picture that is stepped through: a graph, or a network at one point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.stage.entry import entry
from playground.stage.routes import assets_path

_component = st.components.v2.component(
    "decision_boundary_steps",
    html='<div class="dbg" data-testid="steps"></div>',
    js=entry(".dbg", "graph/main.js", "The picture"),
    isolate_styles=False,
)


def stepped(
    data: dict[str, Any], *, key: str, on_choice: Callable[[Any], None] | None = None
) -> None:
    """Mount a picture with steps.

    Parameters
    ----------
    data : dict
        A ``Data`` of ``assets/graph/main.js``, ready for JSON.
    key : str
        Streamlit key.
    on_choice : callable or None
        Called before the script reruns with what was chosen on the picture.
    """

    def chosen() -> None:
        if on_choice is not None:
            on_choice(st.session_state[key].get("choice"))

    _component(
        key=key,
        data={"assets": f"{assets_path()}/", "stepped": data},
        on_choice_change=chosen,
    )
