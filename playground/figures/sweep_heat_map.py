"""The heat map of a sweep: two axes, one measure, its value written in every cell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from playground.figures.sweep_colors import (
    INKS,
    color_at,
    color_bar,
    color_scale,
    readable_ink,
)

ROW, MARGINS = 64, 150  # pixels
HEIGHTS = (270, 680)
AWAITED = "rgba(128,128,128,0.08)"  # of cells that are not finished


def heat_map(
    values: ArrayLike,
    texts: Sequence[Sequence[str]],
    *,
    x_names: Sequence[str],
    y_names: Sequence[str],
    x_label: str,
    y_label: str,
    measure: str,
    limits: tuple[float, float],
    form: str = "",
    diverging: bool = False,
    low_is_good: bool = False,
    hovers: Sequence[Sequence[str]] | None = None,
    dark: bool = False,
) -> go.Figure:
    """Cells coloured by value, from pale to blue; or orange, pale, blue if ``diverging``.

    Parameters
    ----------
    values : (n_y, n_x)
        NaN where there is no result yet.
    texts : (n_y, n_x) of str
        What is written in each cell.
    x_names, y_names : sequence of str
        Names of columns and rows; the first row is at the bottom, as on an axis.
    x_label, y_label, measure : str
    limits : (float, float)
        Values of the first and the last colour.
    form : str
        How the scale's numbers are written (d3).
    diverging : bool
        Colours for values on both sides of zero; ``limits`` should then be (−v, v).
    low_is_good : bool
        The strong colour means low values.
    hovers : (n_y, n_x) of str or None
        HTML shown over each cell; ``texts`` if None.
    dark : bool

    Returns
    -------
    figure : go.Figure
        Trace 0 is the picture, trace 1 the places to press: one invisible point a cell,
        x its column and y its row. Two more hold what is written, in light and in dark.
    """
    values = np.asarray(values, float)
    shape = (len(y_names), len(x_names))
    if values.shape != shape:
        raise ValueError(f"values must have shape {shape}. Got {values.shape} instead.")
    columns, rows = (grid.ravel() for grid in np.meshgrid(np.arange(shape[1]), np.arange(shape[0])))
    scale = color_scale(diverging=diverging, low_is_good=low_is_good, dark=dark)
    picture = go.Heatmap(
        z=values,
        colorscale=scale,
        zmin=limits[0],
        zmax=limits[1],
        xgap=3,
        ygap=3,
        hoverinfo="skip",
        colorbar=color_bar(measure, form),
    )
    shares = np.clip((values - limits[0]) / (limits[1] - limits[0]), 0, 1)
    inks = [
        [readable_ink(color_at(scale, share)) if np.isfinite(share) else "" for share in row]
        for row in shares.tolist()
    ]
    places = go.Scatter(
        x=columns,
        y=rows,
        mode="markers",
        marker={"symbol": "square", "size": 34, "opacity": 0},
        text=[text for row in (hovers or texts) for text in row],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
    figure = go.Figure([picture, places, *(_written(texts, inks, ink) for ink in INKS)])
    figure.update_layout(
        height=int(np.clip(MARGINS + ROW * shape[0], *HEIGHTS)),
        margin={"l": 10, "r": 10, "t": 70, "b": 10},
        hovermode="closest",
        hoverdistance=-1,  # a press anywhere in a cell means its point
        plot_bgcolor=AWAITED,
        dragmode=False,
        clickmode="event+select",
    )
    # The empty line keeps the title below the names even where it would fit between two of them.
    figure.update_xaxes(**_axis(x_names, f"<br>{x_label}"))
    figure.update_yaxes(**_axis(y_names, y_label))
    return figure


def _written(texts: Sequence[Sequence[str]], inks: Sequence[Sequence[str]], ink: str) -> go.Heatmap:
    """The texts of the cells that have this ink, on nothing."""
    return go.Heatmap(
        z=np.zeros((len(texts), len(texts[0]))),
        text=[
            [text if own == ink else "" for text, own in zip(row, own_inks, strict=True)]
            for row, own_inks in zip(texts, inks, strict=True)
        ],
        texttemplate="%{text}",
        textfont={"color": ink},  # as large as the cells allow
        colorscale=[(0, "rgba(0,0,0,0)"), (1, "rgba(0,0,0,0)")],
        showscale=False,
        hoverinfo="skip",
    )


def _axis(names: Sequence[str], label: str) -> dict:
    return {
        "title": {"text": label},
        "tickvals": list(range(len(names))),
        "ticktext": list(names),
        "range": [-0.5, len(names) - 0.5],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }
