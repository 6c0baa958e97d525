"""All images as points in the space of a layer, flat or as a cloud to turn, and probes by layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from playground.figures.palette import class_colors
from playground.figures.ravine_colors import faint, ink, paper, wire

N_DIGITS = 10
FLAT_HEIGHT, CLOUD_HEIGHT, PROBE_HEIGHT = 330, 560, 240
MARGIN = 0.06
FEW, FAINTEST = 60, 0.15
"""So many rings are drawn in full; more of them fade, but not beyond this opacity."""
TEST, TEST_DARK = "#9A3FD5", "#D68CFF"
"""Of what was measured on test images, as on the live page; no class has this colour."""


@dataclass(frozen=True, eq=False)
class Cloud:
    """Images in the space of one layer.

    Attributes
    ----------
    coordinates : (n, 2) or (n, 3)
    labels, predictions : (n,)
        The digit an image shows, and the digit it is read as.
    sureness : (n,)
        The probability of the digit it is read as.
    axes : sequence of str
        Names of the coordinates.
    """

    coordinates: NDArray[np.float64]
    labels: NDArray[np.int64]
    predictions: NDArray[np.int64]
    sureness: NDArray[np.float64]
    axes: Sequence[str]


def sheet_meta(source: str, columns: int, n: int) -> dict[str, Any]:
    """Where the component of figures finds the images of points (``stage/assets/plot``)."""
    return {"sheet": {"source": source, "columns": columns, "n": n}}


def flat_figure(cloud: Cloud, meta: dict[str, Any], *, dark: bool = False) -> go.Figure:
    """A cloud in two dimensions, one picture."""
    x, y = cloud.coordinates[:, :2].T.astype(np.float32)
    wrong = np.flatnonzero(cloud.labels != cloud.predictions)
    names, places = _middles(cloud)
    figure = go.Figure()
    figure.add_scatter(x=x, y=y, **_points(cloud, 5, dark))
    figure.add_scatter(
        x=x[wrong], y=y[wrong], mode="markers", hoverinfo="skip", name="read wrongly",
        marker={"size": 10, "symbol": "circle-open", "line": {"width": 1.6},
                "color": ink(dark=dark), "opacity": _strength(len(wrong))},
    )  # fmt: skip
    edge = paper(dark=dark)
    figure.add_scatter(
        x=places[:, 0], y=places[:, 1], mode="text", text=names, hoverinfo="skip", name="digits",
        textfont={"size": 20, "weight": 800, "color": ink(dark=dark),
                  "shadow": f"0 0 3px {edge}, 0 0 3px {edge}, 0 0 5px {edge}"},
    )  # fmt: skip
    figure.update_layout(
        height=FLAT_HEIGHT, margin={"l": 8, "r": 8, "t": 8, "b": 30}, showlegend=False,
        meta=meta, hovermode="closest", hoverdistance=12,
    )  # fmt: skip
    quiet = {"showticklabels": False, "zeroline": True, "fixedrange": True}
    title = f"{cloud.axes[0]} →  {cloud.axes[1]} ↑"
    figure.update_xaxes(
        **quiet, range=_range(x), title={"text": title, "standoff": 2, "font": {"size": 12}}
    )
    figure.update_yaxes(**quiet, range=_range(y))
    return figure


def turned_figure(cloud: Cloud, meta: dict[str, Any], *, dark: bool = False) -> go.Figure:
    """A cloud in three dimensions, to be turned."""
    x, y, z = cloud.coordinates.T.astype(np.float32)
    wrong = np.flatnonzero(cloud.labels != cloud.predictions)
    names, places = _middles(cloud)
    figure = go.Figure()
    figure.add_scatter3d(x=x, y=y, z=z, **_points(cloud, 3.4, dark))
    figure.add_scatter3d(
        x=x[wrong], y=y[wrong], z=z[wrong], mode="markers", hoverinfo="skip", name="read wrongly",
        marker={"size": 7, "symbol": "circle-open", "color": ink(dark=dark),
                "opacity": _strength(len(wrong))},
    )  # fmt: skip
    lifted = [  # before all points, wherever they are
        {"x": x, "y": y, "z": z, "text": f"<b>{name}</b>", "showarrow": False,
         "font": {"size": 17, "color": ink(dark=dark)}, "bgcolor": paper(dark=dark),
         "opacity": 0.8, "borderpad": 1}
        for name, (x, y, z) in zip(names, places.tolist(), strict=True)
    ]  # fmt: skip
    wall = {
        "showbackground": False, "gridcolor": wire(dark=dark), "showticklabels": False,
        "showspikes": False, "zeroline": False,
    }  # fmt: skip
    axes = {
        f"{axis}axis": wall | {"range": _range(v), "title": {"text": name, "font": {"size": 12}}}
        for axis, v, name in zip("xyz", (x, y, z), cloud.axes, strict=True)
    }
    return figure.update_layout(
        height=CLOUD_HEIGHT, margin={"l": 0, "r": 0, "t": 0, "b": 0}, showlegend=False, meta=meta,
        scene=axes | {
            "aspectmode": "cube", "dragmode": "turntable", "uirevision": "turned",
            "camera": {"eye": {"x": 1.15, "y": -1.15, "z": 0.7}, "center": {"z": -0.08}},
            "annotations": lifted,
        },
    )  # fmt: skip


def probe_figure(
    names: Sequence[str], train: ArrayLike, test: ArrayLike, *, dark: bool = False
) -> go.Figure:
    """How much a linear probe reads at each layer, as two lines from layer to layer."""
    figure = go.Figure()
    lines = (
        ("test images", test, TEST_DARK if dark else TEST, "solid"),
        ("training images", train, faint(dark=dark), "dot"),
    )
    for label, values, color, dash in lines:
        figure.add_scatter(
            x=list(names), y=np.asarray(values, float), name=label, mode="lines+markers",
            line={"color": color, "width": 3, "dash": dash}, marker={"size": 9, "color": color},
            hovertemplate=f"%{{y:.1%}} of the {label}<extra></extra>",
        )  # fmt: skip
    low = min(float(np.min(train)), float(np.min(test)))
    figure.update_layout(
        height=PROBE_HEIGHT, margin={"l": 48, "r": 12, "t": 30, "b": 30},
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"}, hovermode="x",
    )  # fmt: skip
    figure.update_xaxes(fixedrange=True, range=[-0.3, len(names) - 0.7])
    floor = max(0.0, np.floor((low - 0.01) * 20) / 20)
    figure.update_yaxes(tickformat=".0%", range=[floor, 1.01], fixedrange=True, nticks=5)
    return figure


def _points(cloud: Cloud, size: float, dark: bool) -> dict[str, Any]:
    """What points look like, and say, flat or not."""
    colors = class_colors(N_DIGITS, dark=dark)
    scale = [
        (edge / N_DIGITS, color) for k, color in enumerate(colors) for edge in (k, k + 1)
    ]  # ten steps
    said = np.column_stack(
        [np.arange(len(cloud.labels)), cloud.labels, cloud.predictions, cloud.sureness]
    )
    return {
        "mode": "markers",
        "name": "images",
        "customdata": said.astype(np.float32),
        "hovertemplate": "a %{customdata[1]}, read as %{customdata[2]} (%{customdata[3]:.0%})"
        "<extra></extra>",
        "marker": {
            "size": size, "opacity": 0.75, "color": cloud.labels.astype(np.uint8),
            "colorscale": scale, "cmin": -0.5, "cmax": N_DIGITS - 0.5, "line": {"width": 0},
        },
    }  # fmt: skip


def _strength(n: int) -> float:
    """Opacity of n rings: a few stand out, many must not hide the points."""
    return max(FAINTEST, min(1.0, FEW / max(n, 1)))


def _middles(cloud: Cloud) -> tuple[list[str], NDArray[np.float64]]:
    """The digits there are, and the median place of each."""
    there = np.unique(cloud.labels)
    middles = [np.median(cloud.coordinates[cloud.labels == k], axis=0) for k in there]
    return [str(k) for k in there], np.array(middles)


def _range(values: NDArray) -> list[float]:
    low, high = float(values.min()), float(values.max())
    room = MARGIN * max(high - low, 1e-6)
    return [low - room, high + room]
