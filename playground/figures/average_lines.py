"""Moving averages: the noisy values with their averages, and what each past value counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.palette import class_colors
from playground.figures.ravine_colors import faint, ink

LINES_HEIGHT, BARS_HEIGHT = 400, 300
MAX_BARS = 3000
MANY = 150  # bars, from which gaps between them would swallow them


def lines_figure(
    truth: NDArray,
    values: NDArray,
    averages: Mapping[str, NDArray],
    *,
    dark: bool = False,
) -> go.Figure:
    """Values as points, what they scatter around as a thick line, averages as lines.

    Parameters
    ----------
    truth, values : (n,)
    averages : mapping of label to (n,)
        The first is the one that is looked at; the others are thin.
    """
    t = np.arange(1, len(values) + 1)
    colors = class_colors(5, dark=dark)
    traces = [
        go.Scatter(
            x=t, y=values, name="values", mode="markers", hoverinfo="skip",
            marker={"color": faint(dark=dark), "size": 4},
        ),
        go.Scatter(
            x=t, y=truth, name="without noise", mode="lines", hoverinfo="skip", opacity=0.45,
            line={"color": ink(dark=dark), "width": 5},
        ),
    ]  # fmt: skip
    for place, (label, average) in enumerate(averages.items()):
        line = {"color": colors[1 if place == 0 else 4], "width": 3 if place == 0 else 1.5}
        if place:
            line["dash"] = "dash"
        traces.append(
            go.Scatter(
                x=t, y=average, name=label, mode="lines", line=line,
                hovertemplate=f"{label}: %{{y:.3f}}<extra></extra>",
            )
        )  # fmt: skip
    reach = 1.08 * float(np.abs([values.min(), values.max()]).max())
    return go.Figure(
        traces,
        {
            "height": LINES_HEIGHT,
            "margin": {"l": 44, "r": 10, "t": 40, "b": 40},
            "hovermode": "x unified",
            "legend": {"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom"},
            "xaxis": {"title": {"text": "step t", "standoff": 4}, "range": [0, len(values) + 1]},
            "yaxis": {"title": {"text": "value"}, "range": [-reach, reach]},
        },
    )


def weights_figure(weights: NDArray, window: float, *, dark: bool = False) -> go.Figure:
    """What the value k steps ago counts, with the window and the height of 1/e.

    Parameters
    ----------
    weights : (n,)
    window : float
        1 / (1 − β).
    """
    weights = weights[:MAX_BARS]
    height = float(weights[0])
    color = class_colors(2, dark=dark)[1]
    figure = go.Figure(
        [
            go.Bar(
                x=np.arange(len(weights)), y=weights, marker={"color": color, "line": {"width": 0}},
                hovertemplate="%{x} steps ago: %{y:.4f}<extra></extra>",
            )
        ]
    )  # fmt: skip
    strong = {"color": ink(dark=dark), "width": 1.5}
    notes: Sequence[dict] = (
        {"y": height / np.e, "x": 1, "xref": "paper", "xanchor": "right", "yanchor": "bottom",
         "text": "1/e of the newest", "showarrow": False},
        {"x": window, "y": 1, "yref": "paper", "xanchor": "left", "yanchor": "top",
         "text": f" 1/(1 − β) = {window:.4g} steps", "showarrow": False},
    )  # fmt: skip
    figure.update_layout(
        height=BARS_HEIGHT,
        margin={"l": 52, "r": 10, "t": 16, "b": 40},
        bargap=0.15 if len(weights) < MANY else 0,
        shapes=[
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": height / np.e,
             "y1": height / np.e, "line": strong | {"dash": "dot"}},
            {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": window, "x1": window,
             "line": strong | {"dash": "dash"}},
        ],
        annotations=notes,
        xaxis={
            "title": {"text": "steps ago", "standoff": 4},
            "range": [-0.7, max(len(weights), window + 1) - 0.3],
        },
        yaxis={"title": {"text": "weight"}, "range": [0, 1.12 * height]},
    )  # fmt: skip
    return figure
