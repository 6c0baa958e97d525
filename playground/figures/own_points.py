"""Points of a visitor's own table as they will be learnt from, with axes in their own units."""

from __future__ import annotations

import html
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from datasets import DOMAIN, Axis, Dataset
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
        places = X if dataset.plane is None else dataset.plane.places(X)
        if dataset.n_classes:
            _add_classes(figure, dataset, places, y, part, dark)
        else:
            _add_values(figure, answer, places, y, part, dark)
    axes = plane_axes(dataset)
    figure.update_layout(
        height=HEIGHT, margin={"l": 54, "r": 8, "t": 8, "b": 44}, hovermode="closest",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        showlegend=bool(dataset.n_classes), meta={"square": True},
    )  # fmt: skip
    for update, axis in ((figure.update_xaxes, axes[0]), (figure.update_yaxes, axes[1])):
        update(**_axis(axis), range=[-DOMAIN, DOMAIN], zeroline=False, constrain="domain")
    figure.update_yaxes(scaleanchor="x", constraintoward="top")
    return figure


def axis_ticks(axis: Axis) -> tuple[NDArray[np.float64], list[str]]:
    """Round values of the axis' own unit within the picture: their coordinates and their words."""
    low, high = sorted(axis.offset + axis.scale * np.array([-DOMAIN, DOMAIN]))
    rough = (high - low) / N_TICKS
    power = 10.0 ** np.floor(np.log10(rough))
    step = power * min((1, 2, 5, 10), key=lambda m: abs(np.log(m * power / rough)))
    values = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    digits = max(0, int(-np.floor(np.log10(step) + 1e-9)))
    plain = step >= 1e-4 and max(abs(low), abs(high)) < 1e6
    words = [f"{v:.{digits}f}" if plain else f"{v:.4g}" for v in values + 0.0]
    return (values - axis.offset) / axis.scale, words


def plane_axes(dataset: Dataset) -> tuple[Axis, Axis]:
    """What the two directions of the picture measure, as on the stage (assets/measures.js).

    Along one column that column's unit; any other direction the standard units of the space.
    """
    plane, axes = dataset.plane, dataset.axes
    if plane is None:
        return (axes[0], axes[1]) if axes else (Axis("x"), Axis("y"))

    def measured(name: str, direction: NDArray[np.float64]) -> Axis:
        along = np.flatnonzero(direction)
        if len(along) == 1 and axes and axes[along[0]].name == name:
            i = int(along[0])
            offset = axes[i].offset + axes[i].scale * plane.origin[i]
            return Axis(name, float(offset), float(axes[i].scale * direction[i]))
        return Axis(name, 0.0, float(np.linalg.norm(direction)))

    return measured(plane.names[0], plane.directions[0]), measured(
        plane.names[1], plane.directions[1]
    )


def _axis(axis: Axis) -> dict[str, Any]:
    places, words = axis_ticks(axis)
    title = {"text": html.escape(axis.name), "standoff": 6}
    return {"title": title, "tickvals": places, "ticktext": words}


def _add_classes(
    figure: go.Figure, dataset: Dataset, places: NDArray, y: NDArray, part: str, dark: bool
) -> None:
    colors = class_colors(dataset.n_classes, dark=dark)
    names = dataset.class_names or [f"class {label}" for label in dataset.classes]
    for k, (label, name) in enumerate(zip(dataset.classes, names, strict=True)):
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
