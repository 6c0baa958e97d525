"""Rosenblatt's rule as SVG: the points with the line before and after a step; the mistakes so far.

SVG text for the reason given in ``neuron_cards``: these follow a slider.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.figures.neuron_cards import crossing
from playground.figures.neuron_svg import svg_image
from playground.figures.palette import class_colors

Array = NDArray[np.float64]

REACH = 3.4
WIDTH, HEIGHT, LEFT, FOOT = 420.0, 170.0, 34.0, 30.0


def lesson_plane(
    X: Array,
    y: NDArray[np.int64],
    *,
    before: Sequence[float],
    after: Sequence[float],
    looked_at: int | None,
    wrong: bool,
    dark: bool = False,
) -> str:
    """Points in the colours of their classes, the half-planes of the answers, and both lines.

    Parameters
    ----------
    X, y : (n, 2), (n,) of {0, 1}
    before, after : (w1, w2, b)
        Around the step.
    looked_at : int or None
        The step's point.
    wrong : bool
        Whether its answer was wrong, so that the line moved.
    """
    colors = class_colors(2, dark=dark)
    side = 2 * REACH
    marks = [
        _half_plane(after, k, color)
        for k, color in enumerate(colors)
        if crossing(after, REACH) is not None
    ]
    marks.append(f'<path class="axis" d="M{-REACH},0H{REACH}M0,{-REACH}V{REACH}"/>')
    if wrong:
        marks.append(_line(before, "was"))
    marks.append(_line(after, "line"))
    marks.append(_arrow(after))
    for k, color in enumerate(colors):
        shape = _disc if k else _diamond
        marks += [shape(x, -v, color) for x, v in X[y == k]]
    if looked_at is not None:
        x, v = X[looked_at]
        kind = "wrong" if wrong else "ring"
        marks.append(f'<circle class="{kind}" cx="{x:.3f}" cy="{-v:.3f}" r="0.3"/>')
    marks.append(
        f'<text x="{REACH - 0.08}" y="-0.12" text-anchor="end" font-size="0.26">x₁</text>'
        f'<text x="0.1" y="{0.3 - REACH:g}" font-size="0.26">x₂</text>'
    )
    alt = "The points, and the line that the weights draw"
    picture = svg_image((-REACH, -REACH, side, side), "".join(marks), alt=alt, dark=dark)
    return f'<div class="dbp-lesson" data-testid="lesson">{picture}</div>'


def mistakes_stairs(
    wrong: NDArray[np.bool_], step: int, n_points: int, *, most: int, dark: bool = False
) -> str:
    """Mistakes so far against points looked at: flat once everything is right.

    Parameters
    ----------
    wrong : (n_steps,)
    step : int
        Where the slider stands.
    n_points : int
        Points in a round.
    most : int
        Steps the axis shows.
    """
    counts = np.concatenate([[0], np.cumsum(wrong)])
    top = max(8, int(counts[-1]))
    top = int(np.ceil(top / 4) * 4)

    def across(at: float) -> float:
        return LEFT + at / most * (WIDTH - LEFT - 10)

    def down(count: float) -> float:
        return 10 + (1 - count / top) * (HEIGHT - FOOT - 10)

    stairs = f"M{across(0):.1f},{down(0):.1f}" + "".join(
        f"H{across(i):.1f}V{down(int(counts[i])):.1f}" for i in (np.flatnonzero(wrong) + 1).tolist()
    )
    stairs += f"H{across(len(wrong)):.1f}"
    rounds = "".join(
        f"M{across(at):.1f},10V{HEIGHT - FOOT:g}" for at in range(n_points, most + 1, n_points)
    )
    ticks = "".join(
        f'<text x="{LEFT - 6:g}" y="{down(count) + 4:.1f}" text-anchor="end" font-size="11">'
        f"{count}</text>"
        for count in (0, top // 2, top)
    )
    color = class_colors(5, dark=dark)[4]
    body = (
        f'<path class="grid" d="{rounds}"/>'
        f'<path class="axis" d="M{LEFT:g},10V{HEIGHT - FOOT:g}H{WIDTH - 10:g}"/>{ticks}'
        f'<path fill="none" stroke-width="2.5" d="{stairs}" stroke="{color}"/>'
        f'<circle cx="{across(step):.1f}" cy="{down(int(counts[step])):.1f}" r="6" fill="{color}"/>'
        f'<text x="{(LEFT + WIDTH) / 2:g}" y="{HEIGHT - 6:g}" text-anchor="middle" font-size="11">'
        f"points looked at; a new round at every line</text>"
    )
    alt = f"Mistakes so far: {counts[step]} after {step} points"
    picture = svg_image((0, 0, WIDTH, HEIGHT), body, alt=alt, dark=dark)
    return f'<div class="dbp-stairs">{picture}</div>'


def _half_plane(weights: Sequence[float], k: int, color: str) -> str:
    """The side of the line where the answer is class k, as a pale polygon."""
    corners = REACH * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], float)
    w, b = np.array(weights[:2], float), float(weights[2])
    sign = 1 if k else -1
    kept: list[Array] = []
    for i in range(4):  # cut the square along the line (Sutherland & Hodgman 1974)
        here, there = corners[i], corners[(i + 1) % 4]
        z, z_next = sign * (here @ w + b), sign * (there @ w + b)
        if z >= 0:
            kept.append(here)
        if z * z_next < 0:
            kept.append(here + z / (z - z_next) * (there - here))
    path = " ".join(f"{x:.3f},{-v:.3f}" for x, v in kept)
    return f'<polygon points="{path}" fill="{color}" fill-opacity="0.13"/>'


def _line(weights: Sequence[float], kind: str) -> str:
    ends = crossing(weights, REACH)
    if ends is None:
        return ""
    (x1, y1), (x2, y2) = ends
    return f'<line class="{kind}" x1="{x1:.3f}" y1="{-y1:.3f}" x2="{x2:.3f}" y2="{-y2:.3f}"/>'


def _arrow(weights: Sequence[float]) -> str:
    """From the line towards the side of class 1, in the direction of the weights."""
    w, b = np.array(weights[:2], float), float(weights[2])
    size = float(np.linalg.norm(w))
    if crossing(weights, REACH) is None:
        return ""
    foot, unit = -b * w / size**2, w / size
    tip, across = foot + 0.8 * unit, np.array([-unit[1], unit[0]])
    ends = [tip, tip - 0.25 * unit + 0.13 * across, tip - 0.25 * unit - 0.13 * across]
    head = " ".join(f"{x:.3f},{-v:.3f}" for x, v in ends)
    (x1, y1), (x2, y2) = foot, tip - 0.2 * unit
    return (
        f'<line class="line" x1="{x1:.3f}" y1="{-y1:.3f}" x2="{x2:.3f}" y2="{-y2:.3f}"/>'
        f'<polygon class="ink" points="{head}"/>'
    )


def _disc(x: float, y: float, color: str) -> str:
    return f'<circle cx="{x:.3f}" cy="{y:.3f}" r="0.13" fill="{color}"/>'


def _diamond(x: float, y: float, color: str) -> str:
    """Another shape beside another colour."""
    d = 0.17
    return f'<path d="M{x:.3f},{y - d:.3f}l{d},{d}l{-d},{d}l{-d},{-d}z" fill="{color}"/>'
