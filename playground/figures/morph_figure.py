"""The morph of a network as one HTML file: it plays offline, with Plotly inside.

Points, grid lines and the decision boundary travel from the input plane to the output; a slider
names the operation under way. The arrays of every frame are packed as 32-bit numbers.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from playground.analysis.morph import MorphPath
from playground.figures.palette import NEGATIVE, POSITIVE, class_colors

OPERATION_MS = 500
"""How long an operation takes when it plays, in milliseconds."""
MAX_POINTS = 500
"""Points drawn; of more, evenly chosen ones."""
MARGIN = 1.15
AXES = "xyz"
GRID_COLORS = ("#A9B1BA", "#CBC3B4")
"""Lines along x and along y: near to grey, so that the points stand out."""
INK = "#262730"
STYLE = (
    "html,body{margin:0;height:100%;background:#fff}"
    f"body{{display:flex;flex-direction:column;font-family:system-ui,sans-serif;color:{INK}}}"
    "h1{font-size:1.2rem;margin:.8rem 1rem .2rem}"
    "p{margin:0 1rem;max-width:60rem;line-height:1.4;font-size:.9rem}"
    "body>div{flex:1;min-height:26rem}"
)
CAPTION = "Every layer turns, stretches, turns, shifts and bends the space before it. "
FOLLOW_BOUNDARY = (
    "Follow the dark line, the decision boundary: bent in the input plane, it becomes one straight "
    "cut through the last hidden space."
)
FOLLOW_POINTS = (
    "Follow the points: mixed in the input plane, they are lined up by their targets at the end."
)


def morph_html(
    path: MorphPath,
    y: ArrayLike,
    *,
    class_names: Sequence[str] | None = None,
    title: str = "Space warps",
) -> str:
    """The morph as a stand-alone HTML document.

    Parameters
    ----------
    path : MorphPath
    y : (n,)
        Class index of each point; or, without ``class_names``, regression targets.
    class_names : sequence of str or None
        One a class, for the legend. None colours the points by value.
    title : str

    Raises
    ------
    ValueError
        If ``y`` is not one number a point.
    """
    figure = morph_figure(path, y, class_names=class_names)
    body = figure.to_html(
        include_plotlyjs=True,
        full_html=False,
        auto_play=False,
        default_height="100%",
        div_id="morph",
        config={"responsive": True, "displaylogo": False},
    )
    follow = FOLLOW_POINTS if path.boundary is None else FOLLOW_BOUNDARY
    caption = html.escape(f"{CAPTION}{follow} {views_sentence(path)}".strip())
    heading = html.escape(title)
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{heading}</title><link rel="icon" href="data:,"><style>{STYLE}</style></head>\n'
        f"<body><h1>{heading}</h1><p>{caption}</p>{body}</body>\n</html>\n"
    )


def morph_figure(
    path: MorphPath, y: ArrayLike, *, class_names: Sequence[str] | None = None
) -> go.Figure:
    """The animated figure inside ``morph_html``; the same parameters."""
    y = np.asarray(y)
    n_points = path.points.shape[1]
    if y.shape != (n_points,):
        raise ValueError(f"y must have shape ({n_points},). Got {y.shape} instead.")
    drawn = np.unique(np.linspace(0, n_points - 1, min(n_points, MAX_POINTS)).astype(int))
    groups, traces = _traces(path, y, drawn, class_names)
    ranges = view_ranges(path)
    frames = [
        go.Frame(
            name=str(i),
            data=[_coordinates(places[i]) for places in groups],
            traces=list(range(len(groups))),
            layout=_axes_layout(ranges[i]),
        )
        for i in range(len(path.depths))
    ]
    data = [
        {**trace, **_coordinates(places[0])} for trace, places in zip(traces, groups, strict=True)
    ]
    layout = {
        "template": "none",
        "font": {"family": "system-ui, sans-serif", "color": INK},
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
        "hovermode": "closest",
        "legend": {"x": 0.01, "y": 0.99, "bgcolor": "rgba(255,255,255,0.7)"},
        "uirevision": "kept",
        **_axes_layout(ranges[0], whole=True),
        "updatemenus": [_buttons(OPERATION_MS * path.depths[-1] / (len(path.depths) - 1))],
        "sliders": [_slider(path.labels)],
    }
    return go.Figure({"data": data, "layout": layout, "frames": frames})


def views_sentence(path: MorphPath) -> str:
    """How the spaces wider than the view are looked at, for the caption; "" if none is."""
    wide = [(i, view) for i, view in enumerate(path.spaces) if view.kind != "all"]
    if not wide:
        return ""
    parts = []
    for i, view in wide:
        place = "the input" if i == 0 else f"layer {i}"
        place = "the output" if i == len(path.spaces) - 1 else place
        through = (
            f"{path.n_dimensions} principal components"
            if view.kind == "components"
            else "units " + ", ".join(str(unit + 1) for unit in view.units)
        )
        parts.append(f"{place}, {view.width} units through {through} ({view.share:.0%})")
    return f"In brackets, the share of the variance that is seen: {'; '.join(parts)}."


def view_ranges(path: MorphPath) -> NDArray[np.float64]:
    """Ranges of the axes (n_frames, n_dimensions, 2): equal sides, every point in sight.

    The scale follows the cloud with a little delay, so that a stretch is seen as one.
    """
    low, high = path.points.min(axis=1), path.points.max(axis=1)
    center = _levelled((low + high) / 2)
    reach = np.maximum(high - center, center - low).max(axis=1)
    reach = np.maximum(reach, 1e-3 * reach.max() + 1e-6)
    half = MARGIN * np.maximum(np.exp(_levelled(np.log(reach))), reach)[:, None]
    return np.stack([center - half, center + half], axis=-1)


def _levelled(values: NDArray) -> NDArray:
    """Each frame's values (n_frames, …) averaged with its neighbours'."""
    return (np.concatenate([values[:1], values[:-1]]) + values) / 4 + (
        values + np.concatenate([values[1:], values[-1:]])
    ) / 4


def _traces(
    path: MorphPath, y: NDArray, drawn: NDArray, class_names: Sequence[str] | None
) -> tuple[list[NDArray], list[dict[str, Any]]]:
    """Coordinates (n_frames, n, n_dimensions) of each trace, and how each is drawn."""
    kind = _kind(path.n_dimensions)
    still = {"type": kind, "hoverinfo": "skip", "mode": "lines", "showlegend": False}
    half = path.grid.shape[1] // 2
    groups, traces = [], []
    for lines, color in zip((path.grid[:, :half], path.grid[:, half:]), GRID_COLORS, strict=True):
        groups.append(_with_gaps(lines))
        traces.append({**still, "line": {"color": color, "width": 1}})
    if path.boundary is not None:
        groups.append(path.boundary)
        line = {"color": INK, "width": 2 if kind == "scatter" else 4}
        traces.append({**still, "line": line, "name": "decision boundary", "showlegend": True})
    size = 6 if kind == "scatter" else 3.5
    points = {"type": kind, "mode": "markers"}
    if class_names is None:
        reach = float(np.abs(y).max()) or 1.0
        scale = [[0, NEGATIVE], [0.5, "#EEEEEE"], [1, POSITIVE]]
        marker = {"color": y[drawn], "colorscale": scale, "cmin": -reach, "cmax": reach}
        groups.append(path.points[:, drawn])
        marker |= {"size": size, "colorbar": {"title": {"text": "target"}, "thickness": 12}}
        traces.append({**points, "name": "target", "showlegend": False, "marker": marker})
        return groups, traces
    for k, color in enumerate(class_colors(len(class_names))):
        groups.append(path.points[:, drawn[y[drawn] == k]])
        outline = {"color": "#FFFFFF", "width": 0.7 if kind == "scatter" else 0}
        marker = {"color": color, "size": size, "line": outline}
        traces.append({**points, "name": html.escape(str(class_names[k])), "marker": marker})
    return groups, traces


def _with_gaps(lines: NDArray) -> NDArray:
    """Lines (n_frames, n_lines, n, d) as one: (n_frames, n_lines · (n + 1), d), NaN after each."""
    gaps = np.full((*lines.shape[:2], 1, lines.shape[-1]), np.nan)
    return np.concatenate([lines, gaps], axis=2).reshape(len(lines), -1, lines.shape[-1])


def _kind(n_dimensions: int) -> str:
    return "scatter" if n_dimensions == 2 else "scatter3d"


def _coordinates(places: NDArray) -> dict[str, Any]:
    """Places (n, n_dimensions) as a trace's type and x, y (, z), packed for Plotly."""
    return {"type": _kind(places.shape[1])} | {
        axis: {"dtype": "f4", "bdata": base64.b64encode(column.astype("<f4").tobytes()).decode()}
        for axis, column in zip(AXES, places.T, strict=False)
    }


def _axes_layout(ranges: NDArray, *, whole: bool = False) -> dict[str, Any]:
    """Axes with ranges (n_dimensions, 2); ``whole`` for the first layout, else what changes."""
    axes: dict[str, dict[str, Any]] = {
        f"{axis}axis": {"range": np.round(pair, 4).tolist()}
        for axis, pair in zip(AXES, ranges, strict=False)
    }
    if whole:
        for axis in axes.values():
            axis |= {"title": {"text": ""}, "zeroline": True, "zerolinecolor": "#E6E6E6"}
            axis |= {"showgrid": False, "tickfont": {"size": 10, "color": "#808495"}}
    if len(axes) == 2:
        if whole:
            axes["yaxis"] |= {"scaleanchor": "x"}
            axes["xaxis"] |= {"constrain": "domain"}
            axes["yaxis"] |= {"constrain": "domain"}
        return axes
    if whole:
        for axis in axes.values():
            axis |= {"showbackground": False}
        return {"scene": {**axes, "aspectmode": "cube", "uirevision": "kept"}}
    return {"scene": axes}


def _buttons(frame_ms: float) -> dict[str, Any]:
    """Play from here, pause, and play from the start; a frame stays ``frame_ms`` milliseconds."""
    at_once = {"mode": "immediate", "transition": {"duration": 0}}
    play = {**at_once, "frame": {"duration": round(frame_ms), "redraw": True}, "fromcurrent": True}
    pause = {**at_once, "frame": {"duration": 0, "redraw": True}}
    return {
        "type": "buttons",
        "direction": "left",
        "showactive": False,
        "x": 0,
        "y": 0,
        "xanchor": "left",
        "yanchor": "top",
        "pad": {"t": 24, "l": 10},
        "buttons": [
            {"label": "▶ Play", "method": "animate", "args": [None, play]},
            {"label": "❚❚ Pause", "method": "animate", "args": [[None], pause]},
            {
                "label": "⟲ From the start",
                "method": "animate",
                "args": [None, {**play, "fromcurrent": False}],
            },
        ],
    }


def _slider(labels: Sequence[str]) -> dict[str, Any]:
    """One step a frame, named by its operation."""
    jump = {"frame": {"duration": 0, "redraw": True}, "mode": "immediate"}
    jump |= {"transition": {"duration": 0}}
    return {
        "active": 0,
        "x": 0,
        "len": 1,
        "y": 0,
        "pad": {"t": 32, "b": 4, "l": 10, "r": 10},
        "currentvalue": {"prefix": "", "font": {"size": 16, "color": INK}, "xanchor": "right"},
        "ticklen": 0,
        "minorticklen": 0,
        "font": {"color": "rgba(0,0,0,0)", "size": 1},
        "steps": [
            {"label": label, "method": "animate", "args": [[str(i)], jump]}
            for i, label in enumerate(labels)
        ],
    }
