"""Walks on a ravine: the function as contour lines or a curve, the paths, and their film."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

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
APART = 0.003
"""Of the picture's side: points nearer than this lie on one another."""
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
    lines = {name: Line(ravine, walk) for name, walk in walks.items()}
    longest = max((line.steps for line in lines.values()), default=0)
    moving: list[go.Scatter] = []
    for name, line in lines.items():
        moving += _path(line, labels[name], optimizer_color(name, dark=dark), dark)
    traces = list(range(len(still), len(still) + len(moving)))
    steps = frame_steps(longest) if longest else []
    frames = [_frame(list(lines.values()), step, traces) for step in steps]
    figure = go.Figure([*still, *moving, *_marks(ravine, lines, dark)], frames=frames)
    figure.update_layout(_layout(ravine, dark))
    if longest:
        figure.update_layout(_player(frames, dark))
    return figure


def frame_steps(longest: int) -> list[int]:
    """Steps after which there is a frame: all of them, or evenly spread ones with both ends."""
    return np.unique(np.linspace(0, longest, min(longest + 1, MAX_FRAMES)).astype(int)).tolist()


class Line:
    """A walk as it is drawn: without the points that would lie on the one before.

    Late steps are many, and tiny. What is very far outside lies less far.
    """

    def __init__(self, ravine: Ravine, walk: Walk) -> None:
        points = np.clip(walk.points, -FAR_OUT, FAR_OUT).astype(np.float32)
        values = np.clip(walk.values, -FAR_OUT, FAR_OUT).astype(np.float32)
        self._x = points[:, 0]
        self._y = values if ravine.n_parameters == 1 else points[:, 1]
        self._seen = self._visible(ravine, walk)
        self.steps = walk.steps

    @staticmethod
    def _visible(ravine: Ravine, walk: Walk) -> list[int]:
        apart = [APART * (high - low) for low, high in ravine.domain]
        seen, last = [0], walk.points[0].tolist()
        for number, point in enumerate(walk.points.tolist()):
            if any(abs(a - b) > far for a, b, far in zip(point, last, apart, strict=True)):
                seen.append(number)
                last = point
        return seen

    def up_to(self, step: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """x and y of the visible points before a step, and of the walker after it."""
        step = min(step, self.steps)
        kept = [*self._seen[: bisect_left(self._seen, step)], step]
        return self._x[kept], self._y[kept]


def _frame(lines: Sequence[Line], step: int, traces: list[int]) -> dict[str, object]:
    data = []
    for line in lines:
        x, y = line.up_to(step)
        data += [{"type": "scatter", "x": x, "y": y}]
        data += [{"type": "scatter", "x": x[-1:], "y": y[-1:]}]
    return {"data": data, "traces": traces, "name": str(step)}


def _path(line: Line, label: str, color: str, dark: bool) -> list[go.Scatter]:
    x, y = line.up_to(line.steps)
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


def _marks(ravine: Ravine, lines: Mapping[str, Line], dark: bool) -> list[go.Scatter]:
    """The start, and on top of all the invisible places to click."""
    starts = []
    for line in list(lines.values())[:1]:
        here, there = line.up_to(0)
        ring = {"symbol": "circle-open", "size": 16, "color": ink(dark=dark), "line": {"width": 3}}
        starts.append(
            go.Scatter(x=here, y=there, mode="markers", name="start", marker=ring, hoverinfo="skip")
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
