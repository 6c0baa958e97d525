"""The component of a figure that follows a slider: Plotly changes it in place.

``st.plotly_chart`` gives every changed figure a new element, which is empty for a moment; that is
right for figures that stand still.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.stage.entry import entry
from playground.stage.routes import assets_path

_component = st.components.v2.component(
    "decision_boundary_plot",
    html='<div class="dbp-plot"></div>',
    js=entry(".dbp-plot", "plot/main.js", "The figure"),
    isolate_styles=False,
)


def plot(
    figure: Any,
    *,
    key: str,
    alt: str,
    on_click: Callable[[float, float], None] | None = None,
    save_as: str = "",
) -> None:
    """Show a figure that changes while a control moves.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        With a height; colours of the page (font, grid, background) are the browser's to give. It
        may have frames.
    key : str
        Streamlit key.
    alt : str
        What the figure shows, for those who cannot see it.
    on_click : callable or None
        Called before the script reruns with the place on the axes that was clicked.
    save_as : str
        Name of the files that buttons below the figure save, as PNG and as SVG; "" for none.
    """

    def clicked() -> None:
        place = st.session_state[key].get("click")
        if on_click is not None and isinstance(place, dict):
            x, y = place.get("x"), place.get("y")
            if isinstance(x, int | float) and isinstance(y, int | float):
                on_click(float(x), float(y))

    figure.update_layout(template=None)
    # Its room is kept from the first moment on, so that the page does not jump when it appears.
    height, ratio = figure.layout.height, float((figure.layout.meta or {}).get("square", 0))
    room = f"min({height}px, {92 / ratio:.0f}vw)" if ratio else f"{height}px"  # for a phone
    st.html(f"<style>.st-key-{key} {{ min-height: {room}; }}</style>")
    _component(
        key=key,
        data={
            "assets": f"{assets_path()}/",
            "spec": figure.to_json(),
            "alt": alt,
            "save_as": save_as,
        },
        on_click_change=clicked,
    )
