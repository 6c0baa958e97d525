"""One neuron with four activations, as cards of HTML and SVG: its plane, its curve, its answer.

SVG text rather than Plotly, because these follow a slider: a card is a few kilobytes and is swapped
without a flash. An answer depends on the plane through z alone, so a gradient along the weights
paints it exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from playground.figures.neuron_svg import after_color, svg_image
from playground.figures.palette import class_colors

Array = NDArray[np.float64]

PLANE = 3.0
"""The plane shows inputs from −PLANE to PLANE."""
CURVE_REACH = 4.0
"""The curve shows sums from −CURVE_REACH to CURVE_REACH."""
WIDTH, HEIGHT = 200.0, 104.0
STOPS_EVERY = 20
"""Samples of the curve between two colours of the gradient."""


@dataclass(frozen=True, eq=False)
class NeuronCard:
    """One activation's card.

    Attributes
    ----------
    title, formula : str
    z, values : ndarray (n,)
        The activation's curve.
    colors : (low, high)
        Values painted in the full negative and positive colour.
    axis : (low, high)
        Values the curve's axis shows.
    weights, nudged : (w1, w2, b)
        Before and after the nudge.
    point : (x1, x2)
    sums, answers : (before, after)
        z and f(z) at the point.
    """

    title: str
    formula: str
    z: Array
    values: Array
    colors: tuple[float, float]
    axis: tuple[float, float]
    weights: Sequence[float]
    nudged: Sequence[float]
    point: tuple[float, float]
    sums: tuple[float, float]
    answers: tuple[float, float]


def neuron_cards(cards: Sequence[NeuronCard], *, dark: bool = False) -> str:
    """All cards side by side, as many to a row as fit."""
    body = "".join(_card(card, dark) for card in cards)
    color = f"--dbp-after:{after_color(dark)}"
    return f'<div class="dbp-neurons" data-testid="neurons" style="{color}">{body}</div>'


def crossing(weights: Sequence[float], reach: float = PLANE) -> Array | None:
    """Ends (2, 2) of the line w₁x₁ + w₂x₂ + b = 0 in the plane; None where there is none."""
    w, b = np.array(weights[:2], float), float(weights[2])
    size = float(w @ w)
    if size < 1e-12 or abs(b) > 1e3 * np.sqrt(size):
        return None
    foot, along = -b * w / size, np.array([-w[1], w[0]]) / np.sqrt(size)
    ends = foot + np.outer([-1, 1], along) * 3 * reach
    # Cut the line to the square, side by side (Liang & Barsky 1984).
    low, high, step = 0.0, 1.0, ends[1] - ends[0]
    for axis in (0, 1):
        if abs(step[axis]) < 1e-12:
            if abs(ends[0, axis]) > reach:
                return None
            continue
        cuts = np.sort((np.array([-reach, reach]) - ends[0, axis]) / step[axis])
        low, high = max(low, float(cuts[0])), min(high, float(cuts[1]))
    return ends[0] + np.outer([low, high], step) if low < high else None


def signed(value: float) -> str:
    """A number with its sign, to three places and with a true minus; 0 without one."""
    text = f"{value:+.3f}"
    return "0.000" if float(text) == 0 else text.replace("-", "−")


def _card(card: NeuronCard, dark: bool) -> str:
    before, after = card.answers
    change = after - before
    stays = abs(change) < 5e-4  # to the digits shown
    flips = not stays and bool(_jumps(card.values))
    verdict = "flips" if flips else "stays" if stays else f"moves {signed(change)}"
    return (
        f'<section class="dbp-neuron{" is-flip" if flips else ""}">'
        f"<h4>{escape(card.title)}</h4><p>{escape(card.formula)}</p>"
        f"{_plane(card, dark)}{_curve(card, dark)}"
        f'<p class="dbp-answer"><b>{signed(before)}</b> → <b class="is-after">{signed(after)}</b>'
        f"</p><p><mark>{verdict}</mark></p></section>"
    )


def _plane(card: NeuronCard, dark: bool) -> str:
    x, y = card.point
    edge = PLANE + 0.06
    lines = ""
    for weights, kind in ((card.weights, "line"), (card.nudged, "after dashed")):
        ends = crossing(weights)
        if ends is not None:
            (x1, y1), (x2, y2) = ends
            lines += (
                f'<line class="{kind}" x1="{x1:.3f}" y1="{-y1:.3f}" x2="{x2:.3f}" y2="{-y2:.3f}"/>'
            )
    body = (
        f"{_gradient(card, dark)}"
        f'<rect x="{-PLANE}" y="{-PLANE}" width="{2 * PLANE}" height="{2 * PLANE}" '
        f'fill="url(#field)"/><rect class="axis" x="{-PLANE}" y="{-PLANE}" width="{2 * PLANE}" '
        f'height="{2 * PLANE}"/><path class="axis" d="M{-PLANE},0H{PLANE}M0,{-PLANE}V{PLANE}"/>'
        f'<text x="{PLANE - 0.12}" y="-0.15" text-anchor="end" font-size=".42">x₁</text>'
        f'<text x="0.15" y="{-PLANE + 0.42}" font-size=".42">x₂</text>{lines}'
        f'<circle class="ink" cx="{x:.3f}" cy="{-y:.3f}" r="0.17"/>'
    )
    alt = f"Answers of the {card.title} neuron over the plane of its inputs"
    return svg_image((-edge, -edge, 2 * edge, 2 * edge), body, alt=alt, dark=dark)


def _gradient(card: NeuronCard, dark: bool) -> str:
    """Colours along the weights' direction, from the lowest to the highest z of the curve."""
    w, b = np.array(card.weights[:2], float), float(card.weights[2])
    size = float(w @ w)
    if size < 1e-9:  # the same answer everywhere
        value = float(np.interp(b, card.z, card.values))
        return f'<linearGradient id="field">{_stop(0, value, card, dark)}</linearGradient>'
    first, last = float(card.z[0]), float(card.z[-1])
    (x1, y1), (x2, y2) = w * (first - b) / size, w * (last - b) / size
    stops = []
    jumps = set(_jumps(card.values))
    for i in range(len(card.z)):
        offset = (card.z[i] - first) / (last - first)
        if i in jumps:
            stops.append(_stop(offset, card.values[i - 1], card, dark))
        if i in jumps or i % STOPS_EVERY == 0 or i == len(card.z) - 1:
            stops.append(_stop(offset, card.values[i], card, dark))
    return (
        f'<linearGradient id="field" gradientUnits="userSpaceOnUse" x1="{x1:.4f}" y1="{-y1:.4f}" '
        f'x2="{x2:.4f}" y2="{-y2:.4f}">{"".join(stops)}</linearGradient>'
    )


def _stop(offset: float, value: float, card: NeuronCard, dark: bool) -> str:
    low, high = card.colors
    share = float(np.clip((2 * value - low - high) / (high - low), -1, 1))
    color = class_colors(2, dark=dark)[share > 0]
    return (
        f'<stop offset="{offset:.4f}" stop-color="{color}" stop-opacity="{abs(share) * 0.8:.3f}"/>'
    )


def _jumps(values: Array) -> list[int]:
    """Samples just behind a jump."""
    return [int(i) + 1 for i in np.flatnonzero(np.abs(np.diff(values)) > 1)]


def _curve(card: NeuronCard, dark: bool) -> str:
    low, high = card.axis

    def across(z: float) -> float:
        return 6 + (np.clip(z, -CURVE_REACH, CURVE_REACH) / CURVE_REACH + 1) / 2 * (WIDTH - 12)

    def down(value: float) -> float:
        return 6 + (high - np.clip(value, low, high)) / (high - low) * (HEIGHT - 12)

    shown = np.abs(card.z) <= CURVE_REACH
    z, values = card.z[shown], card.values[shown]
    jumps = set(_jumps(values))
    path = "".join(
        f"{'M' if i == 0 or i in jumps else 'L'}{across(z[i]):.1f},{down(values[i]):.1f}"
        for i in range(len(z))
        if i % 4 == 0 or i in jumps or i + 1 in jumps
    )
    (z1, z2), (a1, a2) = card.sums, card.answers
    here, there = (across(z1), down(a1)), (across(z2), down(a2))
    body = (
        f'<path class="axis" d="M6,{down(0):.1f}H{WIDTH - 6:g}M{across(0):.1f},6V{HEIGHT - 6:g}"/>'
        f'<text x="{WIDTH - 8:g}" y="{down(0) - 4:.1f}" text-anchor="end" font-size="12">z</text>'
        f'<path class="line" d="{path}"/>'
        f'<line class="after" x1="{here[0]:.1f}" y1="{here[1]:.1f}" '
        f'x2="{there[0]:.1f}" y2="{there[1]:.1f}"/>'
        f'<circle class="ink" cx="{here[0]:.1f}" cy="{here[1]:.1f}" r="4.5"/>'
        f'<circle class="after" cx="{there[0]:.1f}" cy="{there[1]:.1f}" r="5"/>'
    )
    alt = f"{card.formula} over z, with the sum before and after the nudge"
    return svg_image((0, 0, WIDTH, HEIGHT), body, alt=alt, dark=dark)
