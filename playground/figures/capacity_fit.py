"""A fit and the parts it is the sum of; and its error against the number of units."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.subplots import make_subplots

from playground.analysis.universal_approximation import Fits
from playground.figures.palette import class_colors

FIT_HEIGHT, ERROR_HEIGHT = 540, 320
QUIET = {"hoverinfo": "skip", "showlegend": False, "mode": "lines"}


def fit_figure(fits: Fits, seed: int, *, dark: bool = False) -> go.Figure:
    """Above, the function and the fit; below, each unit's share of it.

    Parameters
    ----------
    fits : Fits
    seed : int
        Place of the seed whose fit is drawn in full; the others' are faint.
    """
    ink, faint = _inks(dark)
    negative, positive = class_colors(2, dark=dark)
    figure = make_subplots(rows=2, shared_xaxes=True, vertical_spacing=0.07)
    for other in range(len(fits.values)):
        if other != seed:
            line = {"color": faint, "width": 1}
            figure.add_scatter(x=fits.x, y=fits.values[other], line=line, **QUIET, row=1, col=1)
    x, y = fits.points.T
    points = {"color": faint, "size": 4}
    figure.add_scatter(
        x=x, y=y, name="points", mode="markers", marker=points, hoverinfo="skip", row=1, col=1
    )
    figure.add_scatter(
        x=fits.x, y=fits.truth, name="the function", mode="lines", row=1, col=1,
        line={"color": _truth(dark), "width": 6}, opacity=0.55,
        hovertemplate="f(x) = %{y:.3f}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=fits.x, y=fits.values[seed], name="the fit", mode="lines", row=1, col=1,
        line={"color": ink, "width": 2}, hovertemplate="fit %{y:.3f}<extra></extra>",
    )  # fmt: skip
    for trace in _shares(fits, seed, negative, positive):
        figure.add_trace(trace, row=2, col=1)
    figure.add_scatter(
        x=fits.x, y=np.full(len(fits.x), fits.offsets[seed]), name="output bias c",
        mode="lines", line={"color": ink, "width": 1.5, "dash": "dot"}, row=2, col=1,
        hovertemplate="c = %{y:.3f}<extra></extra>",
    )  # fmt: skip
    low, high = _room(fits.truth, 0.35)
    figure.update_layout(
        height=FIT_HEIGHT,
        margin={"l": 48, "r": 10, "t": 34, "b": 36},
        hovermode="closest",
        legend={"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom"},
        yaxis={"title": {"text": "y"}, "range": [low, high]},
        yaxis2={"title": {"text": "shares of the units"}, "zeroline": True},
        xaxis={"range": [fits.x[0], fits.x[-1]]},
        xaxis2={"title": {"text": "x", "standoff": 4}, "range": [fits.x[0], fits.x[-1]]},
    )
    return figure


def error_figure(
    sizes: Sequence[int], errors: NDArray, chosen: int, *, dark: bool = False
) -> go.Figure:
    """Errors against the number of units, both on log axes: every seed, and the median.

    Parameters
    ----------
    sizes : sequence of int
    errors : (n_sizes, n_seeds)
    chosen : int
        The size that is marked.
    """
    ink, faint = _inks(dark)
    at = list(sizes).index(chosen)
    medians = np.median(errors, axis=1)
    every = go.Scatter(
        x=np.repeat(sizes, errors.shape[1]),
        y=errors.ravel(),
        name="one seed",
        mode="markers",
        marker={"color": faint, "size": 6},
        hovertemplate="%{x} units: %{y:.4f}<extra>one seed</extra>",
    )
    middle = go.Scatter(
        x=list(sizes),
        y=medians,
        name="median",
        mode="lines+markers",
        line={"color": ink, "width": 2},
        hovertemplate="%{x} units: %{y:.4f}<extra>median</extra>",
    )
    ring = go.Scatter(
        x=[chosen],
        y=[medians[at]],
        name=_units(chosen),
        mode="markers",
        marker={"size": 16, "symbol": "circle-open", "color": _truth(dark), "line": {"width": 3}},
        hoverinfo="skip",
    )
    low, high = np.log10(np.maximum(errors, 1e-6)).min(), np.log10(errors).max()
    return go.Figure(
        [every, middle, ring],
        {
            "height": ERROR_HEIGHT,
            "margin": {"l": 56, "r": 10, "t": 34, "b": 40},
            "legend": {"orientation": "h", "x": 0, "y": 1.01, "yanchor": "bottom"},
            "xaxis": {
                "type": "log",
                "title": {"text": "units", "standoff": 4},
                "tickvals": list(sizes),
            },
            "yaxis": {
                "type": "log",
                "title": {"text": "error (root mean square)"},
                "dtick": 1,
                "exponentformat": "none",
                "range": [low - 0.15, max(high, low + 0.7) + 0.15],
            },
        },
    )


def _shares(fits: Fits, seed: int, negative: str, positive: str) -> list[go.Scatter]:
    """Each unit's share as a line, in the colour of its outgoing weight's sign."""
    shares, centres = fits.contributions(seed), fits.centres(seed)
    named = {"negative": False, "positive": False}
    traces = []
    for unit, share in enumerate(shares):
        v = fits.outgoing[seed, unit]
        sign = "negative" if v < 0 else "positive"
        w, b = fits.weights[seed, unit], fits.biases[seed, unit]
        place = f", bends at x = {centres[unit]:.2f}" if np.isfinite(centres[unit]) else ""
        traces.append(
            go.Scatter(
                x=fits.x,
                y=share,
                name=f"a unit, v {sign}",
                legendgroup=sign,
                showlegend=not named[sign],
                mode="lines",
                line={
                    "color": negative if sign == "negative" else positive,
                    "width": 2 if fits.n_units <= 16 else 1.2,
                },
                opacity=0.9 if fits.n_units <= 8 else 0.6,
                hovertemplate=f"unit {unit + 1}: v = {v:.2f}, w = {w:.2f}, b = {b:.2f}{place}"
                "<br>%{y:.3f}<extra></extra>",
            )
        )
        named[sign] = True
    return traces


def _inks(dark: bool) -> tuple[str, str]:
    """Of what counts, and of what may be overlooked."""
    return ("#FAFAFA", "rgba(250,250,250,0.35)") if dark else ("#31333F", "rgba(49,51,63,0.3)")


def _truth(dark: bool) -> str:
    """The function itself: the colour of the test curve on the live page."""
    return "#D68CFF" if dark else "#9A3FD5"


def _room(values: NDArray, share: float) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    return low - share * (high - low), high + share * (high - low)


def _units(n: int) -> str:
    return "1 unit" if n == 1 else f"{n} units"
