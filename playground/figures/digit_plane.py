"""A plane through the space of images: what the network reads where, and the images themselves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from playground.figures.boundary_tiles import picture_png
from playground.figures.digit_pictures import ink_over
from playground.figures.palette import class_colors
from playground.figures.png import data_url
from playground.figures.ravine_colors import ink, paper

HEIGHT, BARS_HEIGHT = 540, 250
N_DIGITS = 10
LEAST_SHARE = 0.004
"""Of the plane that a region must have to bear its digit's name."""
Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ground:
    """What the figure shows of a plane.

    Attributes
    ----------
    xs, ys : (n,)
        Centres of the cells.
    probabilities : (n, n, 10)
        ``[i, j]``: i-th cell upwards, j-th to the right.
    extent : (x0, x1, y0, y1)
    origin : (64,)
        The image at (0, 0).
    axes : (2, 64)
    """

    xs: Values
    ys: Values
    probabilities: Values
    extent: tuple[float, float, float, float]
    origin: Values
    axes: Values


def plane_figure(
    ground: Ground,
    *,
    marked: ArrayLike,
    labels: ArrayLike,
    named: bool,
    chosen: tuple[float, float],
    pictures: ArrayLike | None = None,
    titles: Sequence[str] = ("", ""),
    dark: bool = False,
) -> go.Figure:
    """Regions of the ten digits on a plane, with images on it.

    Parameters
    ----------
    marked, labels : (n, 2), (n,)
        Images on the plane, or their shadows, and the digits they show.
    named : bool
        Whether they are few, and bear their names A, B, …
    chosen : (x, y)
        The place that is looked at.
    pictures : (rows, columns, 8, 8) or None
        Images of evenly spaced places, from the lowest row up, drawn over the regions.
    titles : two str
        Of the axes.
    """
    figure = go.Figure()
    second = np.argsort(ground.probabilities, axis=-1)[..., -2]
    first = ground.probabilities.argmax(axis=-1)
    shares = [
        np.take_along_axis(ground.probabilities, k[..., None], -1)[..., 0] for k in (first, second)
    ]
    figure.add_heatmap(
        x=ground.xs, y=ground.ys, z=first.astype(np.uint8), opacity=0, showscale=False,
        customdata=np.stack([shares[0], second, shares[1]], axis=-1).astype(np.float32),
        hovertemplate="read as <b>%{z}</b> (%{customdata[0]:.0%}), "
        "then %{customdata[1]} (%{customdata[2]:.0%})<extra></extra>",
    )  # fmt: skip
    x0, x1, y0, y1 = ground.extent
    box: dict[str, Any] = {"xref": "x", "yref": "y", "sizing": "stretch", "layer": "below"}
    box |= {"x": x0, "y": y1, "sizex": x1 - x0, "sizey": y1 - y0}
    field = picture_png(np.rint(ground.probabilities * 255).astype(np.uint8), dark=dark)
    images = [box | {"source": data_url(field)}]
    if pictures is not None:
        # Plotly tells images by their boxes, and would take two of one box for one image.
        box |= {"sizex": box["sizex"] * (1 + 1e-6)}
        images.append(box | {"source": data_url(ink_over(pictures, dark=dark, strength=0.55))})
    _add_marked(figure, np.asarray(marked), np.asarray(labels), named, dark)
    names, places = region_names(ground)
    writing, edge = ink(dark=dark), paper(dark=dark)
    halo = f"0 0 3px {edge}, 0 0 3px {edge}, 0 0 6px {edge}"
    figure.add_scatter(
        x=places[:, 0], y=places[:, 1], mode="text", text=names, hoverinfo="skip", name="regions",
        textfont={"size": 26, "weight": 800, "color": writing, "shadow": halo},
    )  # fmt: skip
    figure.add_scatter(
        x=[chosen[0]], y=[chosen[1]], mode="markers", hoverinfo="skip", name="chosen",
        marker={"symbol": "cross-thin", "size": 20, "line": {"width": 3, "color": writing}},
    )  # fmt: skip
    figure.update_layout(
        height=HEIGHT, margin={"l": 26, "r": 8, "t": 8, "b": 34}, showlegend=False, images=images,
        hovermode="closest",
        meta={
            "square": True,
            "plane": {"origin": ground.origin.tolist(), "axes": ground.axes.tolist()},
        },
    )  # fmt: skip
    quiet: dict[str, Any] = {"fixedrange": True, "showticklabels": False, "ticks": ""}
    quiet |= {"showgrid": False, "zeroline": False, "constrain": "domain"}
    axes = [{"text": text, "standoff": 4, "font": {"size": 12}} for text in titles]
    figure.update_xaxes(**quiet, range=[x0, x1], title=axes[0])
    figure.update_yaxes(
        **quiet,
        range=[y0, y1],
        title=axes[1],
        scaleanchor="x",
        constraintoward="top",
    )
    return figure


def region_names(ground: Ground) -> tuple[list[str], Values]:
    """A digit for each region large enough, and the cell of it farthest from any other digit's."""
    read = ground.probabilities.argmax(axis=-1)
    names, places = [], []
    for digit in range(N_DIGITS):
        region = np.pad(read == digit, 1)
        if region.mean() < LEAST_SHARE:
            continue
        left = region
        while left.any():
            region = left
            left = (
                left
                & np.roll(left, 1, 0) & np.roll(left, -1, 0)
                & np.roll(left, 1, 1) & np.roll(left, -1, 1)
            )  # fmt: skip
        i, j = np.argwhere(region[1:-1, 1:-1])[0]
        names.append(str(digit))
        places.append((ground.xs[j], ground.ys[i]))
    return names, np.array(places).reshape(-1, 2)


def answer_bars(probabilities: ArrayLike, *, dark: bool = False) -> go.Figure:
    """The probabilities (10,) of the digits, as bars."""
    values = np.asarray(probabilities, float)
    digits = [str(k) for k in range(N_DIGITS)]
    figure = go.Figure(
        go.Bar(
            x=digits, y=values, marker={"color": list(class_colors(N_DIGITS, dark=dark))},
            text=[_said(share) for share in values.tolist()],
            textposition="outside", cliponaxis=False, hovertemplate="%{x}: %{y:.2%}<extra></extra>",
        )
    )  # fmt: skip
    figure.update_layout(height=BARS_HEIGHT, margin={"l": 8, "r": 8, "t": 18, "b": 26}, bargap=0.25)
    figure.update_xaxes(type="category", fixedrange=True)
    figure.update_yaxes(range=[0, 1.08], fixedrange=True, showticklabels=False, nticks=3)
    return figure


def _said(share: float) -> str:
    """A probability over its bar: 100% means all, and what is next to nothing is left out."""
    if 0.99 < share < 1:
        return f"{math.floor(1000 * share) / 10:.1f}%"
    return f"{share:.0%}" if share >= 0.01 else ""


def _add_marked(
    figure: go.Figure, marked: NDArray, labels: NDArray, named: bool, dark: bool
) -> None:
    """Images on the plane, or their shadows, as points in the colours of their digits."""
    colors = np.array(class_colors(N_DIGITS, dark=dark))[labels]
    edge = {"width": 2.5 if named else 0.6, "color": paper(dark=dark)}
    figure.add_scatter(
        x=marked[:, 0], y=marked[:, 1], name="images", hoverinfo="skip",
        mode="markers+text" if named else "markers",
        marker={"size": 15 if named else 5, "color": list(colors), "line": edge},
        text=[chr(ord("A") + i) for i in range(len(marked))] if named else None,
        textposition="bottom center",
        textfont={"size": 15, "weight": 700, "color": ink(dark=dark),
                  "shadow": f"0 0 3px {edge['color']}, 0 0 4px {edge['color']}"},
    )  # fmt: skip
