"""Points of a visitor's own table as they will be learnt from, with axes in their own units."""

from __future__ import annotations

import html
from typing import Any

import plotly.graph_objects as go
from numpy.typing import NDArray

from datasets import DOMAIN, Axis, Dataset
from datasets.axis_ticks import axis_ticks
from playground.figures.palette import class_colors
from playground.figures.ravine_colors import ink, paper
from playground.figures.sweep_colors import color_scale

HEIGHT = 460
N_TICKS = 7


def points_figure(dataset: Dataset, answer: Axis, *, dark: bool = False) -> go.Figure:
    """Training points filled, test points hollow; classes and values in the page's colours.

    Parameters
    ----------
    dataset : Dataset
        Of two coordinates, or with a plane.
    answer : Axis
        What the answer is called, and what a target measures.
    """
    figure = go.Figure()
    parts = [
        (dataset.X_train, dataset.y_train, "train"),
        (dataset.X_test, dataset.y_test, "test"),
    ]
    for X, y, part in parts:
        places = dataset.places(X)
        if dataset.n_classes:
            _add_classes(figure, dataset, places, y, part, dark)
        else:
            _add_values(figure, answer, places, y, part, dark)
    axes = dataset.shown_axes
    figure.update_layout(
        height=HEIGHT, margin={"l": 54, "r": 8, "t": 8, "b": 44}, hovermode="closest",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        showlegend=bool(dataset.n_classes), meta={"square": True},
    )  # fmt: skip
    for update, axis in ((figure.update_xaxes, axes[0]), (figure.update_yaxes, axes[1])):
        update(**_axis(axis), range=[-DOMAIN, DOMAIN], zeroline=False, constrain="domain")
    figure.update_yaxes(scaleanchor="x", constraintoward="top")
    return figure


def _axis(axis: Axis) -> dict[str, Any]:
    ticks = axis_ticks(axis, -DOMAIN, DOMAIN, N_TICKS)
    title = {"text": html.escape(axis.name), "standoff": 6}
    return {
        "title": title,
        "tickvals": [place for place, _ in ticks],
        "ticktext": [word for _, word in ticks],
    }


def _add_classes(
    figure: go.Figure, dataset: Dataset, places: NDArray, y: NDArray, part: str, dark: bool
) -> None:
    colors = class_colors(dataset.n_classes, dark=dark)
    for k, (label, name) in enumerate(zip(dataset.classes, dataset.class_titles, strict=True)):
        here = places[y == label]
        said = html.escape(name)
        figure.add_scatter(
            x=here[:, 0], y=here[:, 1], mode="markers", name=said, legendgroup=str(label),
            showlegend=part == "train" or not (dataset.y_train == label).any(),
            marker=_marker(colors[k], part, dark),
            hovertemplate=f"{said}, {part}<extra></extra>",
        )  # fmt: skip


def _add_values(
    figure: go.Figure, answer: Axis, places: NDArray, y: NDArray, part: str, dark: bool
) -> None:
    values = answer.offset + answer.scale * y
    marker: dict[str, Any] = {
        "size": 8, "symbol": "circle" if part == "train" else "diamond",
        "color": values, "colorscale": color_scale(diverging=True, dark=dark),
        "cmin": answer.offset - answer.scale, "cmax": answer.offset + answer.scale,
        "line": {"width": 0.7, "color": ink(dark=dark)}, "showscale": part == "train",
        "colorbar": {"thickness": 10, "outlinewidth": 0,
                     "title": {"text": html.escape(answer.name) or "value", "side": "right"}},
    }  # fmt: skip
    figure.add_scatter(
        x=places[:, 0], y=places[:, 1], mode="markers", name=part, marker=marker,
        customdata=values, hovertemplate=f"%{{customdata:.4g}}, {part}<extra></extra>",
    )  # fmt: skip


def _marker(color: str, part: str, dark: bool) -> dict[str, Any]:
    """Filled with an edge of paper; or a ring."""
    if part == "train":
        return {"size": 8, "color": color, "line": {"width": 0.8, "color": paper(dark=dark)}}
    return {"size": 8, "color": color, "symbol": "circle-open", "line": {"width": 1.8}}
