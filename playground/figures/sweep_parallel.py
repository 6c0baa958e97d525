"""Parallel coordinates of a sweep: a line for each cell, through its values to its measures.

Drawn with ordinary lines: Plotly's own trace of this name needs WebGL, which not every browser has.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from playground.figures.sweep_colors import color_at, color_bar, color_scale

HEIGHT = 470
SHADES = 24
"""Colours that lines are drawn in; lines of one colour are one trace."""
MOST_TICKS = 6
LABEL_LETTERS = 10  # of a line
LEFT_OUT, LEFT_OUT_OPACITY = "rgba(128,128,128,0.18)", 0.15


@dataclass(frozen=True)
class Coordinate:
    """One upright line of the picture.

    Attributes
    ----------
    label : str
    values : (n,)
        A number a cell: a measure, or the place of the cell's value among ``names``.
    names : sequence of str or None
        What stands at 0, 1, 2 …; None for a scale of numbers.
    limits : (float, float)
        Ends of a scale of numbers.
    form : str
        How a scale's numbers are written (Python's format).
    """

    label: str
    values: ArrayLike
    names: Sequence[str] | None = None
    limits: tuple[float, float] = (0.0, 1.0)
    form: str = ""

    def heights(self) -> NDArray[np.float64]:
        """Where each cell's value stands, (n,): from 0, at the bottom, to 1."""
        values = np.asarray(self.values, float)
        if self.names is not None:
            return (values + 0.5) / len(self.names)
        low, high = self.limits
        return (values - low) / (high - low)

    def ticks(self) -> list[tuple[float, str]]:
        """Heights from 0 to 1 and what is written there."""
        if self.names is not None:
            return [((i + 0.5) / len(self.names), name) for i, name in enumerate(self.names)]
        low, high = self.limits
        numbers = round_numbers(low, high)
        texts = [format(number, self.form) for number in numbers]
        if all(".0%" in text for text in texts):
            texts = [text.replace(".0%", "%") for text in texts]
        texts = [text.replace("-", "−").replace("+0%", "0%") for text in texts]
        return [((n - low) / (high - low), text) for n, text in zip(numbers, texts, strict=True)]


def round_numbers(low: float, high: float) -> list[float]:
    """The multiples of 1, 2 or 5 times a power of ten from low to high, at most six of them."""
    decade = 10.0 ** np.floor(np.log10((high - low) / MOST_TICKS))
    for step in (decade, 2 * decade, 5 * decade, 10 * decade):
        first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
        if last - first < MOST_TICKS:
            break
    return [float(place * step) + 0.0 for place in np.arange(first, last + 1)]


def parallel_coordinates(
    coordinates: Sequence[Coordinate],
    colors: ArrayLike,
    *,
    measure: str,
    limits: tuple[float, float],
    form: str = "",
    hovers: Sequence[str] = (),
    chosen: Sequence[int] = (),
    diverging: bool = False,
    low_is_good: bool = False,
    dark: bool = False,
) -> go.Figure:
    """A line for each of n cells, coloured by a measure.

    Parameters
    ----------
    coordinates : sequence of Coordinate
    colors : (n,)
        The measure that colours; cells where it is NaN are not drawn.
    measure, limits, form, diverging, low_is_good, dark
        The measure's name, the values of its first and last colour, how it is written (d3).
    hovers : sequence of str
        HTML for each cell; none if empty.
    chosen : sequence of int
        Cells that stand out; all if empty.

    Returns
    -------
    figure : go.Figure
        The last trace has a point for each cell on each coordinate; ``customdata`` is the cell.
    """
    colors = np.asarray(colors, float)
    heights = np.stack([row.heights() for row in coordinates], axis=1)
    drawn = np.flatnonzero(np.isfinite(colors))
    strong = np.isin(drawn, chosen) if len(chosen) else np.ones(len(drawn), bool)
    scale = color_scale(diverging=diverging, low_is_good=low_is_good, dark=dark, lines=True)
    share = np.clip((colors[drawn] - limits[0]) / (limits[1] - limits[0]), 0, 1)
    shade = np.minimum((share * SHADES).astype(int), SHADES - 1)
    traces = [_lines(heights[drawn[~strong]], LEFT_OUT, 1)]
    for k in np.unique(shade[strong]):
        color = color_at(scale, (k + 0.5) / SHADES)
        traces.append(_lines(heights[drawn[strong & (shade == k)]], color, 2))
    n = len(coordinates)
    points = go.Scatter(
        x=np.tile(np.arange(n), len(drawn)),
        y=heights[drawn].ravel(),
        mode="markers",
        marker={
            "size": 8,
            "color": np.repeat(colors[drawn], n),
            "opacity": np.repeat(np.where(strong, 1, LEFT_OUT_OPACITY), n),
            "colorscale": scale,
            "cmin": limits[0],
            "cmax": limits[1],
            "colorbar": color_bar(measure, form) | {"y": -0.02, "yanchor": "top"},
        },
        customdata=np.repeat(drawn, n),
        text=[hovers[cell] for cell in drawn.tolist() for _ in range(n)] if hovers else None,
        hovertemplate="%{text}<extra></extra>" if hovers else None,
        hoverinfo=None if hovers else "skip",
        unselected={"marker": {"opacity": LEFT_OUT_OPACITY}},
        showlegend=False,
    )
    figure = go.Figure([*traces, points])
    ink = "#C9CCD4" if dark else "#5A5E6B"
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 70, "r": 24, "t": 60, "b": 70},
        dragmode="select",
        hovermode="closest",
        shapes=[_upright(place, ink) for place in range(n)],
        annotations=[
            mark for place, row in enumerate(coordinates) for mark in _marks(place, row, dark)
        ],
    )
    figure.update_xaxes(
        side="top",
        tickvals=list(range(n)),
        ticktext=["<br>".join(textwrap.wrap(row.label, LABEL_LETTERS)) for row in coordinates],
        tickfont={"size": 13},
        tickangle=0,
        range=[-0.15, n - 1 + 0.15],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    figure.update_yaxes(visible=False, range=[-0.04, 1.04], fixedrange=True)
    return figure


def _lines(heights: NDArray, color: str, width: float) -> go.Scatter:
    """Cells' heights (m, n) as m lines over n coordinates, in one trace."""
    with_gaps = np.column_stack([heights, np.full(len(heights), np.nan)])
    places = np.tile(np.append(np.arange(heights.shape[1]), np.nan), len(heights))
    return go.Scatter(
        x=places,
        y=with_gaps.ravel(),
        mode="lines",
        line={"color": color, "width": width},
        hoverinfo="skip",
        showlegend=False,
    )


def _upright(place: int, ink: str) -> dict:
    line = {"color": ink, "width": 1}
    return {"type": "line", "x0": place, "x1": place, "y0": 0, "y1": 1, "line": line}


def _marks(place: int, row: Coordinate, dark: bool) -> list[dict]:
    """What is written along a coordinate."""
    return [
        {"x": place, "y": height, "text": text, "showarrow": False}
        | {"xanchor": "right", "xshift": -7, "font": {"size": 12}, "borderpad": 1}
        | {"bgcolor": "rgba(20,20,20,0.7)" if dark else "rgba(255,255,255,0.75)"}
        for height, text in row.ticks()
    ]
