"""An activation with its slope and where it is flat: one in full, all of them as small cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.neuron_svg import INK, INK_DARK, svg_image
from playground.figures.palette import class_colors

Array = NDArray[np.float64]
Flat = Sequence[tuple[float, float]]

HEIGHT = 330
REACH, LOW, HIGH = 6.0, -1.6, 3.2
"""Of every picture's axes, so that the functions can be compared."""


def slope_color(dark: bool) -> str:
    """The colour of a slope: the palette's green."""
    return class_colors(3, dark=dark)[2]


def flat_color(dark: bool) -> str:
    """The shade over stretches without a slope."""
    return "rgba(238,92,58,0.22)" if dark else "rgba(213,94,0,0.13)"


def activation_curve(
    z: Array, value: Array, slope: Array, flat: Flat, *, label: str, dark: bool = False
) -> go.Figure:
    """f(z) and f′(z), the flat stretches shaded.

    Parameters
    ----------
    z, value, slope : (n,)
    flat : sequence of (from, to)
    label : str
    """
    ink = INK_DARK if dark else INK
    lines = [
        go.Scatter(
            x=z, y=value, name=f"{label}, f(z)", mode="lines", line={"color": ink, "width": 3},
            hovertemplate="f = %{y:.3f}<extra></extra>",
        ),
        go.Scatter(
            x=z, y=slope, name="its slope f′(z)", mode="lines",
            line={"color": slope_color(dark), "width": 2.5, "dash": "dash"},
            hovertemplate="f′ = %{y:.3f}<extra></extra>",
        ),
    ]  # fmt: skip
    shade = go.Bar(
        x=[None], y=[None], name="flat: hardly any slope", marker={"color": flat_color(dark)},
        hoverinfo="skip",
    )  # fmt: skip
    figure = go.Figure([*lines, shade])
    for low, high in flat:
        figure.add_vrect(low, high, fillcolor=flat_color(dark), line_width=0, layer="below")
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 40, "r": 8, "t": 8, "b": 64},
        hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": -0.17, "yanchor": "top"},
        xaxis={"range": [-REACH, REACH], "title": {"text": "z", "standoff": 2}, "zeroline": True},
        yaxis={"range": [LOW, HIGH], "zeroline": True, "dtick": 1},
        uirevision="activation",
    )
    figure.update_xaxes(fixedrange=True, hoverformat=".2f")
    figure.update_yaxes(fixedrange=True)
    return figure


@dataclass(frozen=True, eq=False)
class CurveCard:
    """One activation's small picture; ``note`` is a line below it."""

    label: str
    note: str
    z: Array
    value: Array
    slope: Array
    flat: Flat
    is_chosen: bool


def activation_cards(cards: Sequence[CurveCard], *, dark: bool = False) -> str:
    """Every activation on the same axes, as HTML: as many to a row as fit."""
    body = "".join(
        f'<section class="dbp-curve{" is-chosen" if card.is_chosen else ""}">'
        f"<h4>{escape(card.label)}</h4>{_picture(card, dark)}<p>{escape(card.note)}</p></section>"
        for card in cards
    )
    return f'<div class="dbp-curves" data-testid="activation-cards">{body}</div>'


def _picture(card: CurveCard, dark: bool) -> str:
    width, height = 120.0, 80.0

    def across(z: Array | float) -> Array:
        return (np.asarray(z) + REACH) / (2 * REACH) * width

    def down(value: Array | float) -> Array:
        return (HIGH - np.asarray(value)) / (HIGH - LOW) * height

    def path(values: Array) -> str:
        shown = values <= HIGH
        places = zip(across(card.z[shown])[::4], down(values[shown])[::4], strict=True)
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in places)

    shades = "".join(
        f'<rect x="{across(low):.1f}" y="0" width="{across(high) - across(low):.1f}" '
        f'height="{height:g}" fill="{flat_color(dark)}"/>'
        for low, high in card.flat
    )
    body = (
        f'{shades}<path class="axis" d="M0,{down(0):.1f}H{width:g}M{width / 2:g},0V{height:g}"/>'
        f'<path class="line" d="{path(card.slope)}" style="stroke:{slope_color(dark)};'
        f'stroke-width:1.6;stroke-dasharray:4 3"/><path class="line" d="{path(card.value)}"/>'
    )
    alt = f"{card.label} and its slope over z"
    return svg_image((0, 0, width, height), body, alt=alt, dark=dark)
