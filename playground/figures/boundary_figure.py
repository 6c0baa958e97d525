"""The decision boundary as one figure to take away: regions, boundary, points, axes with units.

Everything in it is drawn as shapes, none as pixels, so that an SVG of it stays sharp at any size:
the regions are filled contours. Light, on white paper, whatever theme the page has.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from datasets import Axis
from playground.figures.palette import class_colors
from playground.figures.ravine_colors import ink, paper
from playground.figures.tints import pale, ramp, tints

HEIGHT = 640
PHONE_RATIO = 0.8
"""Width to height where there is little room."""
LEVELS = 24
"""Steps of certainty from one class to another; the eye sees none of them."""
TEST = "#9A3FD5"
"""Test points of a curve (``stage/assets/theme.js``)."""
FAINT, GREY = "#D9DBE0", "#80848E"
FONT = "Source Sans, Source Sans Pro, system-ui, sans-serif"
Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cloud:
    """Points in the picture.

    Attributes
    ----------
    places : (n, 2)
    answers : (n,)
        Class indices, or targets.
    """

    places: Values
    answers: NDArray


def boundary_figure(
    ticks: Values,
    answers: Values,
    lines: Sequence[Values],
    train: Cloud,
    test: Cloud,
    *,
    axes: tuple[Axis, Axis],
    class_names: Sequence[str] = (),
    reach: float = 1.0,
    title: str = "",
    words: str = "",
) -> go.Figure:
    """What a network answers on a plane.

    Parameters
    ----------
    ticks : (n,)
        Coordinates along both sides.
    answers : (n, n, n_classes) or (n, n)
        Probabilities, or values; ``[i, j]`` at x = ``ticks[j]``, y = ``ticks[i]``.
    lines : sequence of (m, 2)
        Where the answer changes.
    train, test : Cloud
    axes : two Axis
        What the coordinates measure: ticks are in these units.
    class_names : sequence of str
        One a class; none for values.
    reach : float
        The value with the full colour.
    title, words : str
        Above the picture: what it shows, and at which moment.
    """
    figure = go.Figure()
    x, y = (_values(axis, ticks) for axis in axes)
    if class_names:
        _add_regions(figure, x, y, answers)
    else:
        table = ramp([tints(2)[0], pale(), tints(2)[1]], 2 * LEVELS + 1)
        _add_field(figure, x, y, answers.clip(-reach, reach), -reach, reach, table)
    outline = np.concatenate(
        [np.vstack([line, [[np.nan, np.nan]]]) for line in lines] or [np.empty((0, 2))]
    )
    figure.add_scatter(
        **_places(outline, axes), mode="lines", hoverinfo="skip",
        name="boundary" if class_names else "answer 0",
        line={"color": ink(), "width": 1.6 if class_names else 1},
        opacity=0.8 if class_names else 0.4,
    )  # fmt: skip
    _add_points(figure, train, test, axes, class_names, reach)
    _lay_out(figure, axes, title, words)
    if not class_names:  # beside the scale of the values
        figure.update_layout(legend={"orientation": "v"})
    low, high = float(ticks[0]), float(ticks[-1])
    figure.update_xaxes(range=[_value(axes[0], low), _value(axes[0], high)])
    figure.update_yaxes(range=[_value(axes[1], low), _value(axes[1], high)])
    figure.update_xaxes(constrain="domain")
    square = abs(axes[0].scale / axes[1].scale)
    figure.update_yaxes(constrain="domain", scaleanchor="x", scaleratio=square)
    figure.update_layout(meta={"square": PHONE_RATIO})
    return figure


def curve_figure(
    curve: Values,
    train: Cloud,
    test: Cloud,
    *,
    axes: tuple[Axis, Axis],
    y_range: tuple[float, float],
    title: str = "",
    words: str = "",
) -> go.Figure:
    """The graph (n, 2) of a network with one input, and the points it should run through.

    The other parameters are those of ``boundary_figure``.
    """
    figure = go.Figure()
    figure.add_scatter(
        **_places(curve, axes), mode="lines", name="prediction", hoverinfo="skip",
        line={"color": class_colors(2)[1], "width": 3},
    )  # fmt: skip
    filled = {"color": ink(), "size": 5, "line": {"color": paper(), "width": 0.6}}
    for cloud, name, marker in (
        (train, "training points", filled),
        (test, "test points", _ring(TEST, 5)),
    ):
        figure.add_scatter(**_places(cloud.places, axes), mode="markers", name=name, marker=marker)
    _lay_out(figure, axes, title, words)
    figure.update_xaxes(range=[_value(axes[0], curve[0, 0]), _value(axes[0], curve[-1, 0])])
    figure.update_yaxes(range=list(y_range))
    return figure


def figure_html(figure: go.Figure, title: str) -> str:
    """The figure as a stand-alone document with Plotly inside: it opens offline."""
    body = figure.to_html(
        include_plotlyjs=True,
        full_html=False,
        div_id="boundary",
        config={"responsive": True, "displaylogo": False},
    )
    heading = html.escape(title)
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{heading}</title><link rel="icon" href="data:,">'
        "<style>body{margin:0 auto;max-width:60rem;background:#fff}</style></head>\n"
        f"<body>{body}</body>\n</html>\n"
    )


def _add_regions(figure: go.Figure, x: Values, y: Values, shares: Values) -> None:
    """Each class's region: pale at its border, its tint where the network is certain."""
    n_classes = shares.shape[-1]
    if n_classes == 2:
        table = ramp([tints(2)[0], pale(), tints(2)[1]], 2 * LEVELS + 1)
        _add_field(figure, x, y, shares[..., 1], 0.0, 1.0, table)
        return
    for k, tint in enumerate(tints(n_classes)):
        # How far class k is ahead of the next one; behind it, nothing is drawn.
        ahead = shares[..., k] - np.delete(shares, k, axis=-1).max(axis=-1)
        if ahead.max() > 0:
            _add_field(figure, x, y, ahead, 0.0, 1.0, ramp([pale(), tint], LEVELS + 1), below=True)


def _add_field(
    figure: go.Figure,
    x: Values,
    y: Values,
    z: Values,
    low: float,
    high: float,
    table: Sequence[str],
    *,
    below: bool = False,
) -> None:
    """Values as filled contours; with ``below``, nothing is drawn where they are under ``low``."""
    step = (high - low) / len(table)
    marks = np.linspace(0, 1, len(table))
    if below:  # one level more, of nothing
        start, scale = low, [[0.0, "rgba(0,0,0,0)"], [1e-6, table[0]]]
        scale += [[mark, color] for mark, color in zip(marks[1:].tolist(), table[1:], strict=True)]
    else:
        start = low + step
        scale = [[mark, color] for mark, color in zip(marks.tolist(), table, strict=True)]
    figure.add_contour(
        x=x, y=y, z=z.astype(np.float32), showscale=False, hoverinfo="skip", colorscale=scale,
        zmin=low, zmax=high, zauto=False, autocontour=False, line={"width": 0},
        contours={"start": start, "end": high - step, "size": step, "coloring": "fill"},
    )  # fmt: skip


def _add_points(
    figure: go.Figure,
    train: Cloud,
    test: Cloud,
    axes: tuple[Axis, Axis],
    class_names: Sequence[str],
    reach: float,
) -> None:
    """Training points filled, test points as rings."""
    if not class_names:
        first, second = class_colors(2)
        scale = [[0, first], [0.5, "#EEEEEE"], [1, second]]
        for cloud, name, edge in (
            (test, "test points", paper()),
            (train, "training points", ink()),
        ):
            marker: dict[str, Any] = {"color": cloud.answers, "colorscale": scale, "size": 7}
            marker |= {"cmin": -reach, "cmax": reach, "line": {"color": edge, "width": 0.8}}
            if cloud is train:
                marker["colorbar"] = {
                    "title": {"text": "target", "font": {"color": ink()}},
                    "tickfont": {"color": ink()}, "thickness": 10, "len": 0.45, "orientation": "h",
                    "x": 1, "xanchor": "right", "y": -0.1, "yanchor": "top", "nticks": 4,
                }  # fmt: skip
            figure.add_scatter(
                **_places(cloud.places, axes), mode="markers", name=name, marker=marker
            )
        return
    colors = class_colors(len(class_names))
    for k, name in enumerate(class_names):
        filled = {"color": colors[k], "size": 8, "line": {"color": paper(), "width": 1}}
        for cloud, part, marker in (
            (test, "test point", _ring(colors[k], 7)),
            (train, "training point", filled),
        ):
            figure.add_scatter(
                **_places(cloud.places[cloud.answers == k], axes), mode="markers",
                name=_plain(name), marker=marker, showlegend=cloud is train,
                hovertemplate=f"{_plain(name)}, {part}<br>%{{x:.4g}}, %{{y:.4g}}<extra></extra>",
            )  # fmt: skip
    figure.add_scatter(
        x=[None], y=[None], mode="markers", name="test points", marker=_ring(GREY, 7)
    )


def _ring(color: str, size: float) -> dict[str, Any]:
    return {"color": paper(), "size": size, "line": {"color": color, "width": 2}}


def _lay_out(figure: go.Figure, axes: tuple[Axis, Axis], title: str, moment: str) -> None:
    heading = f"<b>{_plain(title)}</b><br><span style='font-size:13px'>{_plain(moment)}</span>"
    figure.update_layout(
        template="none", height=HEIGHT, paper_bgcolor=paper(), plot_bgcolor=paper(),
        font={"family": FONT, "size": 13, "color": ink()}, hovermode="closest",
        title={
            "text": heading, "x": 0.02, "y": 1, "yanchor": "top", "pad": {"t": 24},
            "font": {"size": 17, "color": ink()},
        },
        margin={"l": 66, "r": 16, "t": 82, "b": 84}, dragmode=False,
        legend={"orientation": "h", "x": 0, "y": -0.1, "yanchor": "top", "font": {"color": ink()}},
    )  # fmt: skip
    line = {"showline": True, "linecolor": FAINT, "mirror": True, "showgrid": False}
    line |= {"zeroline": False, "ticks": "outside", "tickcolor": FAINT, "ticklen": 4}
    line |= {"tickfont": {"color": ink(), "size": 12}}  # whatever the page's theme says
    words = {"standoff": 6, "font": {"color": ink(), "size": 13}}
    figure.update_xaxes(**line, title={"text": _plain(axes[0].name), **words})
    figure.update_yaxes(**line, title={"text": _plain(axes[1].name), **words})


def _places(points: Values, axes: tuple[Axis, Axis]) -> dict[str, Values]:
    return {"x": _values(axes[0], points[:, 0]), "y": _values(axes[1], points[:, 1])}


def _values(axis: Axis, coordinates: Values) -> Values:
    return axis.offset + axis.scale * coordinates


def _value(axis: Axis, coordinate: float) -> float:
    return axis.offset + axis.scale * float(coordinate)


def _plain(text: str) -> str:
    """A text without meaning as Plotly's markup."""
    return html.escape(text, quote=False)
