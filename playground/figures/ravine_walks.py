"""Walks on a ravine: the function as contour lines or a curve, the paths, and their film."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.analysis.ravines import Ravine, Walk
from playground.figures.ravine_colors import faint, ground_scale, ink, optimizer_color, paper

HEIGHT = 560
FINE, TARGETS = 161, 41
"""Points along a side: of the drawn ground, and of the places that can be clicked."""
MAX_FRAMES = 60
FRAME_MILLISECONDS = 60
FAR_OUT = 1e6
CLICK = "start here"
"""Name of the trace whose points are places to start from."""


def ravine_figure(
    ravine: Ravine,
    walks: Mapping[str, Walk],
    labels: Mapping[str, str],
    *,
    dark: bool = False,
) -> go.Figure:
    """The ground and all walks in full, with frames in which they walk step by step.

    Parameters
    ----------
    ravine : Ravine
    walks : mapping of optimiser to Walk
        All from the same start.
    labels : mapping of optimiser to str
    """
    ground = _curve(ravine, dark) if ravine.n_parameters == 1 else _contour(ravine, dark)
    still = [*ground, *_minima(ravine, dark)]
    longest = max((walk.steps for walk in walks.values()), default=0)
    moving: list[go.Scatter] = []
    for name, walk in walks.items():
        moving += _path(ravine, walk, labels[name], optimizer_color(name, dark=dark), dark)
    traces = list(range(len(still), len(still) + len(moving)))
    steps = frame_steps(longest) if longest else []
    frames = [_frame(ravine, walks, step, traces) for step in steps]
    figure = go.Figure([*still, *moving, *_marks(ravine, walks, dark)], frames=frames)
    figure.update_layout(_layout(ravine, dark))
    if longest:
        figure.update_layout(_player(frames, dark))
    return figure


def frame_steps(longest: int) -> list[int]:
    """Steps after which there is a frame: all of them, or evenly spread ones with both ends."""
    return np.unique(np.linspace(0, longest, min(longest + 1, MAX_FRAMES)).astype(int)).tolist()


def drawn(ravine: Ravine, walk: Walk, step: int) -> tuple[NDArray, NDArray]:
    """x and y of a walk's points up to a step, as drawn; what is very far outside less far."""
    points = np.clip(walk.points[: step + 1], -FAR_OUT, FAR_OUT)
    x = points[:, 0]
    one = ravine.n_parameters == 1
    y = np.minimum(walk.values[: step + 1], FAR_OUT) if one else points[:, 1]
    return x.astype(np.float32), y.astype(np.float32)


def _frame(
    ravine: Ravine, walks: Mapping[str, Walk], step: int, traces: list[int]
) -> dict[str, object]:
    data = []
    for walk in walks.values():
        x, y = drawn(ravine, walk, step)
        data += [{"type": "scatter", "x": x, "y": y}]
        data += [{"type": "scatter", "x": x[-1:], "y": y[-1:]}]
    return {"data": data, "traces": traces, "name": str(step)}


def _path(ravine: Ravine, walk: Walk, label: str, color: str, dark: bool) -> list[go.Scatter]:
    x, y = drawn(ravine, walk, walk.steps)
    return [
        go.Scatter(
            x=x, y=y, name=label, mode="lines+markers", legendgroup=label, hoverinfo="skip",
            line={"color": color, "width": 2}, marker={"color": color, "size": 4},
        ),
        go.Scatter(
            x=x[-1:], y=y[-1:], mode="markers", legendgroup=label, showlegend=False,
            hoverinfo="skip",
            marker={"color": color, "size": 12, "line": {"color": paper(dark=dark), "width": 2}},
        ),
    ]  # fmt: skip


def _contour(ravine: Ravine, dark: bool) -> list[go.Contour]:
    (x, y), values = _grid(ravine, FINE)
    above = values - values.min()
    # Equal steps of the logarithm: a valley's floor would otherwise be one colour.
    unit = max(float(np.quantile(above, 0.1)), 1e-3)
    return [
        go.Contour(
            x=x, y=y, z=np.log1p(above / unit).astype(np.float32), hoverinfo="skip",
            colorscale=ground_scale(dark=dark), showscale=False, ncontours=18,
            line={"width": 0.7, "color": faint(dark=dark)},
        )
    ]  # fmt: skip


def _curve(ravine: Ravine, dark: bool) -> list[go.Scatter]:
    x = np.linspace(*ravine.domain[0], FINE)
    line = {"color": faint(dark=dark), "width": 4}
    return [
        go.Scatter(
            x=x, y=ravine.value(x[:, None]), mode="lines", line=line, name=ravine.label,
            hoverinfo="skip", showlegend=False,
        )
    ]  # fmt: skip


def _minima(ravine: Ravine, dark: bool) -> list[go.Scatter]:
    if not ravine.minima:
        return []
    points = np.array(ravine.minima)
    y = ravine.value(points) if ravine.n_parameters == 1 else points[:, 1]
    marker = {"symbol": "star", "size": 14, "color": ink(dark=dark)}
    marker["line"] = {"color": paper(dark=dark), "width": 1}
    return [
        go.Scatter(
            x=points[:, 0], y=y, mode="markers", name="minimum", marker=marker, hoverinfo="skip"
        )
    ]  # fmt: skip


def _marks(ravine: Ravine, walks: Mapping[str, Walk], dark: bool) -> list[go.Scatter]:
    """The start, and on top of all the invisible places to click."""
    starts = []
    for walk in list(walks.values())[:1]:
        x, y = drawn(ravine, walk, 0)
        ring = {"symbol": "circle-open", "size": 16, "color": ink(dark=dark), "line": {"width": 3}}
        starts.append(
            go.Scatter(x=x, y=y, mode="markers", name="start", marker=ring, hoverinfo="skip")
        )
    if ravine.n_parameters == 1:
        x = np.linspace(*ravine.domain[0], TARGETS)
        y = values = ravine.value(x[:, None])
    else:
        (across, up), grid = _grid(ravine, TARGETS)
        x, y, values = np.tile(across, TARGETS), np.repeat(up, TARGETS), grid.ravel()
    place = "x %{x:.2f}" if ravine.n_parameters == 1 else "x %{x:.2f}, y %{y:.2f}"
    targets = go.Scatter(
        x=x, y=y, customdata=values, mode="markers", name=CLICK, showlegend=False,
        marker={"size": 14, "opacity": 0},
        selected={"marker": {"opacity": 0}}, unselected={"marker": {"opacity": 0}},
        hovertemplate=f"{place}<br>f = %{{customdata:.4g}}<br>click to {CLICK}<extra></extra>",
    )  # fmt: skip
    return [*starts, targets]


def _grid(ravine: Ravine, n: int) -> tuple[tuple[NDArray, NDArray], NDArray]:
    x, y = (np.linspace(low, high, n) for low, high in ravine.domain)
    points = np.column_stack([np.tile(x, n), np.repeat(y, n)])
    return (x, y), ravine.value(points).reshape(n, n)


def _layout(ravine: Ravine, dark: bool) -> dict:
    axis = {"showgrid": False, "zeroline": False}
    one = ravine.n_parameters == 1
    if one:
        values = ravine.value(np.array(ravine.domain).T)
        up = [-0.05 * values.max(), 1.05 * values.max()]
    else:
        up = list(ravine.domain[1])
    return {
        "height": HEIGHT,
        "margin": {"l": 48, "r": 10, "t": 40, "b": 110},
        "hovermode": "closest",
        "clickmode": "event+select",
        "dragmode": False,
        "legend": {"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom"},
        "xaxis": axis | {"range": list(ravine.domain[0]), "title": {"text": "x", "standoff": 2}},
        "yaxis": axis | {"range": up, "title": {"text": "f(x)" if one else "y"}},
    }


def _player(frames: list[dict[str, object]], dark: bool) -> dict:
    """A button that plays, one that stops, and a slider over the steps."""
    pace = {"duration": FRAME_MILLISECONDS, "redraw": False}
    still = {"duration": 0}
    go_on = {"frame": pace, "transition": still, "mode": "immediate", "fromcurrent": False}
    halt = {"frame": {"duration": 0, "redraw": False}, "mode": "immediate", "transition": still}
    return {
        "updatemenus": [
            {
                "type": "buttons",
                "direction": "left",
                "showactive": False,
                "x": 0, "y": -0.13, "xanchor": "left", "yanchor": "top",
                "pad": {"t": 12, "r": 8},
                "bgcolor": paper(dark=dark),
                "bordercolor": faint(dark=dark),
                "font": {"color": ink(dark=dark)},
                "buttons": [
                    {"label": "▶ Walk", "method": "animate", "args": [None, go_on]},
                    {"label": "❚❚", "method": "animate", "args": [[None], halt]},
                ],
            }
        ],
        "sliders": [
            {
                "x": 0.16, "len": 0.84, "y": -0.13, "xanchor": "left", "yanchor": "top",
                "pad": {"t": 4},
                "active": len(frames) - 1,
                "currentvalue": {"prefix": "step ", "xanchor": "right"},
                "bgcolor": faint(dark=dark),
                "bordercolor": faint(dark=dark),
                "ticklen": 0,
                "minorticklen": 0,
                "font": {"color": ink(dark=dark), "size": 12},
                "steps": [
                    {"label": frame["name"], "method": "animate", "args": [[frame["name"]], halt]}
                    for frame in frames
                ],
            }
        ],
    }  # fmt: skip
