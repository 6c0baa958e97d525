"""The loss landscape as a surface that can be turned, with paths running over it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.landscape_contour import Trajectory, loss_title, shown_losses
from playground.figures.ravine_colors import ground_scale, ink, wire

HEIGHT = 520
EYE = {"x": -0.93, "y": -1.27, "z": 1.89}
"""From the side of a path's start, and so high that a pit's wall does not hide where it ends."""
LIFT = 0.012
"""Of the surface's height: how far paths lie above it, so that it does not swallow them."""


def surface_figure(
    axis: NDArray,
    values: NDArray,
    trajectories: Sequence[Trajectory] = (),
    *,
    names: tuple[str, str] = ("direction 1", "direction 2"),
    logarithmic: bool = True,
    dark: bool = False,
) -> go.Figure:
    """The landscape in three dimensions; a path is drawn on the surface beneath or above it.

    Parameters
    ----------
    axis, values, trajectories, names, logarithmic
        As of ``contour_figure``.
    """
    heights = shown_losses(values, logarithmic)
    low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
    scale = ground_scale(dark=dark)
    traces: list[go.Surface | go.Scatter3d] = [
        go.Surface(
            x=axis, y=axis, z=heights, customdata=values.astype(np.float32), colorscale=scale,
            showscale=False,
            lighting={"ambient": 0.85, "diffuse": 0.45, "specular": 0.05, "roughness": 0.9},
            contours={
                "z": {
                    "show": True, "color": wire(dark=dark), "width": 1,
                    "start": low, "end": high, "size": max((high - low) / 14, 1e-9),
                }
            },
            hovertemplate="(%{x:.2f}, %{y:.2f})<br>loss %{customdata:.4g}<extra></extra>",
        )
    ]  # fmt: skip
    for path in trajectories:
        inside = (np.abs(path.places) <= axis[-1]).all(axis=1)
        x, y = np.where(inside[:, None], path.places, np.nan).T
        z = on_surface(axis, heights, path.places) + LIFT * (high - low)
        traces.append(
            go.Scatter3d(
                x=x, y=y, z=z, customdata=path.losses, mode="lines+markers", name=path.label,
                line={"color": path.color, "width": 6}, marker={"color": path.color, "size": 2.5},
                hovertemplate=f"{path.label}: true loss %{{customdata:.4g}}<extra></extra>",
            )
        )  # fmt: skip
    middle = heights[len(axis) // 2, len(axis) // 2] + 2 * LIFT * (high - low)
    traces.append(
        go.Scatter3d(
            x=[0], y=[0], z=[middle], mode="markers", name="the middle", hoverinfo="skip",
            marker={"symbol": "diamond", "size": 6, "color": ink(dark=dark)},
        )
    )  # fmt: skip
    wall = {"showbackground": False, "gridcolor": wire(dark=dark), "nticks": 5}
    wall |= {"tickfont": {"size": 11}}
    small = {"size": 13}
    return go.Figure(
        traces,
        {
            "height": HEIGHT,
            "meta": {"square": True},  # a scene higher than wide is cut off at its sides
            "margin": {"l": 0, "r": 0, "t": 10, "b": 0},
            "showlegend": False,
            "scene": {
                "xaxis": wall | {"title": {"text": names[0], "font": small}},
                "yaxis": wall | {"title": {"text": names[1], "font": small}},
                "zaxis": wall | {"title": {"text": loss_title(logarithmic), "font": small}},
                "aspectmode": "manual",
                "aspectratio": {"x": 1, "y": 1, "z": 0.5},
                "camera": {"eye": EYE, "center": {"x": 0, "y": 0, "z": -0.15}},
                "dragmode": "turntable",
                "uirevision": "turned",
            },
        },
    )


def on_surface(axis: NDArray, heights: NDArray, places: NDArray) -> NDArray[np.float64]:
    """Heights (n,) of the drawn surface at places (n, 2), between its points linearly."""
    step = axis[1] - axis[0]
    at = np.clip((np.asarray(places) - axis[0]) / step, 0, len(axis) - 1 - 1e-9)
    (i, j), (u, v) = at.astype(int).T, (at % 1).T
    near = heights[j, i] * (1 - u) + heights[j, i + 1] * u
    far = heights[j + 1, i] * (1 - u) + heights[j + 1, i + 1] * u
    return near * (1 - v) + far * v
