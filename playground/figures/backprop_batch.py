"""Gradients of a mini-batch's points: how long each is, and how far it agrees with their mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.palette import class_colors

HEIGHT = 300


def agreement_figure(
    cosines: NDArray,
    norms: NDArray,
    classes: Sequence[int],
    *,
    mean_norm: float,
    dark: bool = False,
) -> go.Figure:
    """One dot a point: across, the cosine to the mean gradient; up, the gradient's length.

    Parameters
    ----------
    cosines, norms : ndarray (n,)
        The first is the chosen point.
    classes : sequence of int
        Class index of each point; −1 for regression.
    mean_norm : float
        Length of the mean gradient, a dashed line.
    """
    ink = "#FAFAFA" if dark else "#31333F"
    faint = "rgba(250,250,250,0.25)" if dark else "rgba(49,51,63,0.22)"
    palette = class_colors(10, dark=dark)
    colors = [palette[label % 10] if label >= 0 else palette[1] for label in classes]
    # A logarithmic axis has no 0: a point that is right for sure stands at the bottom.
    floor = max(float(np.max(norms, initial=0)), mean_norm, 1e-12) * 1e-6
    heights = np.maximum(norms, floor)
    figure = go.Figure()
    figure.add_scatter(
        x=cosines[1:], y=heights[1:], mode="markers", name="points of the mini-batch",
        marker={"color": colors[1:], "size": 9, "opacity": 0.8},
        hovertemplate="cosine %{x:.2f}<br>length %{y:.3g}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=cosines[:1], y=heights[:1], mode="markers", name="the chosen point",
        marker={"color": colors[:1], "size": 15, "line": {"color": ink, "width": 3}},
        hovertemplate="the chosen point<br>cosine %{x:.2f}<br>length %{y:.3g}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=[-1.06, 1.06], y=[max(mean_norm, floor)] * 2, mode="lines", name="length of the mean",
        line={"color": ink, "dash": "dash", "width": 1.5}, hoverinfo="skip",
    )  # fmt: skip
    figure.add_vline(x=0, line={"color": faint, "width": 1})
    figure.update_xaxes(
        title="cosine to the mean gradient: −1 against it, 1 along it", range=[-1.06, 1.06],
        gridcolor=faint, zeroline=False,
    )  # fmt: skip
    figure.update_yaxes(
        title="length", type="log", gridcolor=faint, exponentformat="power", nticks=6
    )
    figure.update_layout(
        height=HEIGHT, margin={"l": 10, "r": 10, "t": 10, "b": 10}, font={"color": ink},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
    )  # fmt: skip
    return figure
