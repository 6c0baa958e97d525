"""The loss landscape from above: contour lines, and paths over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.ravine_colors import faint, ground_scale, ink, paper

HEIGHT = 520


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A path over the landscape.

    Attributes
    ----------
    label, color : str
    places : ndarray (n, 2)
        Coordinates on the plane.
    losses : ndarray (n,)
        The true loss of each moment, which need not be the plane's at that place.
    """

    label: str
    color: str
    places: NDArray[np.float64]
    losses: NDArray[np.float64]


def shown_losses(values: NDArray, logarithmic: bool) -> NDArray[np.float32]:
    """Losses as heights: their log₁₀ if wanted; what is not finite is left out."""
    with np.errstate(all="ignore"):
        heights = np.log10(np.maximum(values, 1e-12)) if logarithmic else np.asarray(values)
    return np.where(np.isfinite(heights), heights, np.nan).astype(np.float32)


def loss_title(logarithmic: bool) -> str:
    """The name of the heights."""
    return "log₁₀ loss" if logarithmic else "loss"


def contour_figure(
    axis: NDArray,
    values: NDArray,
    trajectories: Sequence[Trajectory] = (),
    *,
    names: tuple[str, str] = ("direction 1", "direction 2"),
    logarithmic: bool = True,
    dark: bool = False,
) -> go.Figure:
    """Contour lines of a landscape with paths.

    Parameters
    ----------
    axis : (n,)
    values : (n, n)
        Losses, rows from low to high y.
    trajectories : sequence of Trajectory
    names : tuple of str
        Of the two directions.
    logarithmic : bool
        Colour by log₁₀ of the loss.
    """
    traces: list[go.Contour | go.Scatter] = [
        go.Contour(
            x=axis, y=axis, z=shown_losses(values, logarithmic),
            customdata=values.astype(np.float32),
            colorscale=ground_scale(dark=dark), ncontours=24,
            line={"width": 0.7, "color": faint(dark=dark)},
            colorbar={
                "title": {
                    "text": loss_title(logarithmic), "side": "bottom", "font": {"size": 13},
                },
                "tickfont": {"size": 12}, "outlinewidth": 0,
                "orientation": "h", "thickness": 8, "len": 0.8, "y": 0, "yref": "container",
                "yanchor": "bottom", "nticks": 8,
            },
            hovertemplate="(%{x:.2f}, %{y:.2f})<br>loss %{customdata:.4g}<extra></extra>",
        )
    ]  # fmt: skip
    for path in trajectories:
        x, y = path.places.T
        traces += [
            go.Scatter(
                x=x, y=y, customdata=path.losses, mode="lines+markers", name=path.label,
                line={"color": path.color, "width": 2.5}, marker={"size": 4},
                hovertemplate=f"{path.label}: true loss %{{customdata:.4g}}<extra></extra>",
            ),
            go.Scatter(
                x=x[:1], y=y[:1], mode="markers", hoverinfo="skip", showlegend=False,
                marker={"symbol": "circle-open", "size": 12, "color": path.color,
                        "line": {"width": 3}},
            ),
        ]  # fmt: skip
    traces.append(
        go.Scatter(
            x=[0], y=[0], mode="markers", name="the middle", hoverinfo="skip",
            marker={"symbol": "star", "size": 15, "color": ink(dark=dark),
                    "line": {"color": paper(dark=dark), "width": 1}},
        )
    )  # fmt: skip
    ends = [float(axis[0]), float(axis[-1])]
    plain = {"range": ends, "showgrid": False, "zeroline": False, "constrain": "domain"}
    return go.Figure(
        traces,
        {
            "height": HEIGHT,
            "margin": {"l": 52, "r": 8, "t": 40, "b": 104},
            "hovermode": "closest",
            "legend": {"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom"},
            "xaxis": plain | {"title": {"text": names[0]}},
            "yaxis": plain
            | {"title": {"text": names[1]}, "scaleanchor": "x"}
            | {"constraintoward": "top"},
        },
    )
