"""Two losses beside each other: over one point's sum z, on a run's points, and over the epochs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.neuron_svg import INK, INK_DARK
from playground.figures.palette import class_colors

Array = NDArray[np.float64]

HEIGHT, RUN_HEIGHT = 310, 320
REACH = 10.0
DASHES = ("solid", "dash")


def loss_colors(*, dark: bool = False) -> tuple[str, str]:
    """Of cross-entropy and of squared error: green and vermilion, no class of two has them."""
    colors = class_colors(5, dark=dark)
    return colors[2], colors[4]


@dataclass(frozen=True)
class Axis:
    """What a curve's axis shows."""

    title: str
    reach: tuple[float, float]
    form: str


LOSS = Axis("loss", (-0.4, 10.5), ".3f")
SLOPE = Axis("slope ∂L/∂z", (-1.1, 1.1), ".4f")


def over_sum(
    z: Array, curves: Mapping[str, Array], at: int, axis: Axis, *, dark: bool = False
) -> go.Figure:
    """Losses, or their slopes, of one point over its weighted sum z.

    Parameters
    ----------
    z : (n,)
    curves : mapping of label to (n,)
    at : int
        The place in z that is marked.
    axis : Axis
    """
    figure = go.Figure()
    for (label, values), color, dash in zip(
        curves.items(), loss_colors(dark=dark), DASHES, strict=True
    ):
        hover = f"{label}: %{{y:{axis.form}}}<extra></extra>"
        figure.add_scatter(
            x=z, y=values, name=label, mode="lines", hovertemplate=hover,
            line={"color": color, "width": 3, "dash": dash},
        )  # fmt: skip
        figure.add_scatter(
            x=[z[at]], y=[np.clip(values[at], *axis.reach)], mode="markers", showlegend=False,
            hoverinfo="skip", marker={"size": 13, "color": color},
        )  # fmt: skip
    ink = INK_DARK if dark else INK
    figure.add_vline(z[at], line={"color": ink, "width": 1, "dash": "dot"})
    return _laid_out(
        figure, HEIGHT, axis.title, axis.reach, "z, the output unit's sum", (-REACH, REACH)
    )


def pushes_on_run(right: Array, pushes: Mapping[str, Array], *, dark: bool = False) -> go.Figure:
    """How hard each loss pushes each point, against the probability of the right class.

    Parameters
    ----------
    right : (n,)
    pushes : mapping of label to (n,)
    """
    figure = go.Figure()
    for (label, values), color, symbol in zip(
        pushes.items(), loss_colors(dark=dark), ("circle", "diamond"), strict=True
    ):
        figure.add_scatter(
            x=right, y=values, name=label, mode="markers",
            marker={"size": 8, "color": color, "opacity": 0.55, "symbol": symbol},
            hovertemplate=f"{label}: %{{y:.4f}}<extra></extra>",
        )  # fmt: skip
    top = max(1.0, *(float(values.max(initial=0.0)) for values in pushes.values()))
    figure.add_vrect(
        0, 0.5, line_width=0, layer="below", fillcolor="rgba(128,128,128,0.1)",
        annotation={"text": "below ½", "opacity": 0.7, "font": {"size": 13}},
        annotation_position="top left",
    )  # fmt: skip
    figure = _laid_out(
        figure, RUN_HEIGHT, "size of ∂L/∂z", (-0.05, 1.08 * top),
        "probability given to the right class", (-0.02, 1.02),
    )  # fmt: skip
    return figure.update_layout(hovermode="closest").update_xaxes(tickformat=".0%")


def escape_curves(
    epochs: NDArray[np.int64],
    accuracy: Mapping[str, Array],
    right: Mapping[str, Array],
    *,
    dark: bool = False,
) -> go.Figure:
    """Right answers over the epochs from a saturated start, one line a loss.

    Parameters
    ----------
    epochs : (n,)
    accuracy : mapping of label to (n,)
    right : mapping of label to (n,)
        Mean probability given to the right class, drawn thin.
    """
    figure = go.Figure()
    for label, color in zip(accuracy, loss_colors(dark=dark), strict=True):
        figure.add_scatter(
            x=epochs, y=accuracy[label], name=f"{label}: right answers", mode="lines",
            line={"color": color, "width": 3}, hovertemplate="%{y:.0%}<extra>right answers</extra>",
        )  # fmt: skip
        figure.add_scatter(
            x=epochs, y=right[label], name="mean probability of the right class", mode="lines",
            line={"color": color, "width": 1.6, "dash": "dot"},
            hovertemplate="%{y:.1%}<extra>mean probability</extra>",
        )  # fmt: skip
    figure = _laid_out(figure, RUN_HEIGHT, "share", (-0.03, 1.05), "epoch", (0, float(epochs[-1])))
    return figure.update_yaxes(tickformat=".0%")


def _laid_out(
    figure: go.Figure,
    height: int,
    title: str,
    reach: tuple[float, float],
    title_x: str,
    reach_x: tuple[float, float],
) -> go.Figure:
    """Fixed axes, so that nothing moves but what was asked about."""
    figure.update_layout(
        height=height, margin={"l": 56, "r": 8, "t": 34, "b": 44}, hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"}, uirevision=title,
    )  # fmt: skip
    figure.update_xaxes(
        title={"text": title_x, "standoff": 4}, range=list(reach_x), fixedrange=True,
        hoverformat=".2f",
    )  # fmt: skip
    figure.update_yaxes(title={"text": title}, range=list(reach), fixedrange=True, zeroline=True)
    return figure
