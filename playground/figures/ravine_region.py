"""The convergence region of a quadratic over learning rate and β, and where one stands in it."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.analysis.ravine_stability import STABILITY, spectral_radius
from playground.figures.palette import class_colors
from playground.figures.ravine_colors import ink, paper

HEIGHT = 360
FINE = 101
MAX_BETA = 0.99


def region_figure(
    optimizer: str,
    curvatures: tuple[float, ...],
    learning_rate: float,
    beta: float,
    *,
    dark: bool = False,
) -> go.Figure:
    """The factor per step as colour, the critical rate as a line, the settings as a dot.

    Parameters
    ----------
    optimizer : str
        A key of ``STABILITY``.
    curvatures : tuple of float
        Eigenvalues of the Hessian.
    learning_rate, beta : float
        The present settings.
    """
    rule, steepest = STABILITY[optimizer], max(curvatures)
    reach = max(1.5 * rule.critical_rate(steepest, 0.5), 1.1 * learning_rate)
    rates, betas = np.linspace(0, reach, FINE), np.linspace(0, MAX_BETA, FINE)
    radii = spectral_radius(optimizer, rates[None, :], betas[:, None], curvatures)
    converging, diverging = class_colors(6, dark=dark)[5], class_colors(5, dark=dark)[4]
    nearly, hardly = ("#1D3443", "#43261F") if dark else ("#D3E9F7", "#F9DCCB")
    line: NDArray = np.array([rule.critical_rate(steepest, one) for one in betas])
    seen = line <= reach
    figure = go.Figure(
        [
            go.Heatmap(
                x=rates, y=betas, z=radii.astype(np.float32), zmin=0, zmid=1, zmax=2,
                colorscale=[
                    (0, converging), (0.499, nearly), (0.501, hardly), (1, diverging),
                ],
                colorbar={
                    "title": {"text": "factor<br>per step", "font": {"size": 13}},
                    "tickfont": {"size": 12}, "thickness": 10, "len": 0.9, "outlinewidth": 0,
                },
                hovertemplate="η %{x:.3g}, β %{y:.2f}<br>factor per step %{z:.3f}<extra></extra>",
            ),
            go.Scatter(
                x=line[seen], y=betas[seen], mode="lines", name=f"critical rate {rule.formula}",
                line={"color": ink(dark=dark), "width": 3}, hoverinfo="skip",
            ),
            go.Scatter(
                x=[learning_rate], y=[beta], mode="markers", name="present settings",
                marker={
                    "size": 14,
                    "color": ink(dark=dark),
                    "line": {"color": paper(dark=dark), "width": 2},
                },
                hovertemplate="η %{x:.3g}, β %{y:.2f}<extra>present settings</extra>",
            ),
        ]
    )  # fmt: skip
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 48, "r": 10, "t": 56, "b": 40},
        legend={"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom"},
        xaxis={"title": {"text": "learning rate η", "standoff": 4}, "range": [0, reach]},
        yaxis={"title": {"text": "β₁"}, "range": [0, 1]},
    )
    return figure
