"""How deep each walker on a ravine is after each step."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from playground.analysis.ravines import Ravine, Walk
from playground.figures.ravine_colors import optimizer_color

HEIGHT = 300
FLOOR = 1e-10
"""What is nearer to the minimum is drawn as if it were here."""
FAR_UP = 1e30
"""And what is higher."""


def values_figure(
    ravine: Ravine, walks: Mapping[str, Walk], labels: Mapping[str, str], *, dark: bool = False
) -> go.Figure:
    """The function's value at each step, one line a walker.

    On a logarithmic axis where there is a smallest value, as the height above it.

    Parameters
    ----------
    ravine : Ravine
    walks : mapping of optimiser to Walk
    labels : mapping of optimiser to str
    """
    deepest = bool(ravine.minima)
    figure = go.Figure()
    for name, walk in walks.items():
        values = np.clip(walk.values, FLOOR if deepest else -FAR_UP, FAR_UP)
        figure.add_scatter(
            x=np.arange(len(values)), y=values.astype(np.float32), name=labels[name],
            mode="lines", line={"color": optimizer_color(name, dark=dark), "width": 2},
            hovertemplate="step %{x}: %{y:.3g}",
        )  # fmt: skip
    title = "f(x)" if ravine.n_parameters == 1 else "f(x, y)"
    up: dict = {"title": {"text": title}}
    if deepest:
        every = np.concatenate([walk.values for walk in walks.values()] or [np.ones(1)])
        low, first = max(float(every.min()), FLOOR), max(float(every[0]), 10 * FLOOR)
        up |= {"type": "log", "exponentformat": "power", "nticks": 6}
        up["range"] = [np.log10(min(low, first / 10)) - 0.3, np.log10(first) + 1]
    else:
        ends = np.concatenate([walk.values for walk in walks.values()] or [np.zeros(1)])
        low, high = float(ends.min()), float(ends.max())
        drawn = ravine.value(np.array([[edge[0] for edge in ravine.domain]]))[0]
        span = max(abs(float(drawn)), high, 4.0)
        up["range"] = [max(low, -3 * span) - 0.05 * span, high + 0.1 * span]
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 62, "r": 10, "t": 8, "b": 40},
        showlegend=False,
        hovermode="x unified",
        xaxis={"title": {"text": "step", "standoff": 4}, "rangemode": "tozero"},
        yaxis=up,
    )
    return figure
