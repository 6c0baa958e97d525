"""The gap between training and test accuracy over the epochs, as lines with bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.palette import class_colors

HEIGHT = 210
DASHES = ("solid", "dash", "dot")


def gap_colors(*, dark: bool = False) -> tuple[str, str, str]:
    """Colours of the rows without regularisation, with L2, with dropout; no class of two has one.

    The first is the ink of the page, the others follow the palette.
    """
    colors = class_colors(5, dark=dark)
    return ("#FAFAFA" if dark else "#31333F", colors[4], colors[2])


def gap_figure(
    epochs: NDArray,
    bands: Mapping[str, NDArray],
    *,
    title: str,
    reach: tuple[float, float],
    dark: bool = False,
) -> go.Figure:
    """Median and quartile band of the gap of a few treatments over the epochs.

    Parameters
    ----------
    epochs : (n_epochs,)
    bands : mapping of label to (3, n_epochs)
        Lower quartile, median, upper quartile of train minus test accuracy, 0 to 1.
    reach : (low, high)
        Range of the axis, so that neighbouring figures can be compared.
    """
    traces: list[go.Scatter] = []
    looks = zip(bands.items(), gap_colors(dark=dark), DASHES, strict=False)
    for (label, (low, middle, high)), color, dash in looks:
        outline = np.concatenate([high, low[::-1]])
        band = go.Scatter(
            x=np.concatenate([epochs, epochs[::-1]]),
            y=outline,
            fill="toself",
            fillcolor=_faded(color),
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
        )
        line = go.Scatter(
            x=epochs,
            y=middle,
            name=label,
            mode="lines",
            line={"color": color, "width": 2, "dash": dash},
            hovertemplate=f"{label}: %{{y:.1%}}<extra></extra>",
        )
        traces += [band, line]
    return go.Figure(
        traces,
        {
            "title": {"text": title, "font": {"size": 14}, "x": 0.02, "y": 0.97},
            "height": HEIGHT,
            "margin": {"l": 44, "r": 8, "t": 28, "b": 34},
            "showlegend": False,
            "hovermode": "x unified",
            "xaxis": {"title": {"text": "epoch", "standoff": 4}, "nticks": 5},
            "yaxis": {"range": list(reach), "tickformat": ".0%", "nticks": 5, "zeroline": True},
        },
    )


def gap_reach(bands: Sequence[Mapping[str, NDArray]]) -> tuple[float, float]:
    """A range that holds all bands, with a little room."""
    ends = [band for of in bands for band in of.values()]
    low = min(0.0, *(float(band.min()) for band in ends))
    high = max(0.05, *(float(band.max()) for band in ends))
    room = 0.05 * (high - low)
    return low - room, high + room


def _faded(color: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.16)"
