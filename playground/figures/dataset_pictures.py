"""A small picture of each data set, as SVG text, to choose it by.

Every point comes from the data set's own generator, so a picture cannot drift from what it stands
for. The background is transparent and the colours are legible on light and dark pages.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from datasets import DATASETS, DOMAIN
from datasets.curves import curve_function
from datasets.tf_playground import cones_height, plane_height
from playground.figures.palette import NEGATIVE, POSITIVE, class_colors

UNIT = 10
"""SVG units for one unit of x or y; the view box is centred on the origin."""
HALF_SIDE = 62
DOT = 6.8
SPACING = 0.66
"""Points of a picture keep this distance (units of x and y), so that dots touch and never hide."""
N_DRAWN = 1200
"""Points drawn from a generator, of which the picture keeps those far enough apart."""
NOISE = {"gauss": 0.04, "blobs": 0.1}
"""Clouds are shown wider than they are without noise; every other shape is shown clean."""
SEED = 4

PLANE_CELLS, CONES_CELLS = 9, 15
"""Dots along each side of a regression picture."""
LEVELS = 6
"""Sizes of dot for the values between 0 and the largest."""


@cache
def dataset_picture(name: str) -> str:
    """The SVG element (text) that shows data set ``name`` in a square.

    Classes have their own colours; of regression targets, dots show the sign by colour and the
    size by area, and the curve is drawn as such.

    Parameters
    ----------
    name : str
        A key of ``DATASETS``.

    Raises
    ------
    ValueError
        For a name that is no key of ``DATASETS``.
    """
    row = DATASETS.get(name)
    if row is None:
        raise ValueError(f"name must be one of {', '.join(DATASETS)}. Got {name!r} instead.")
    if name == "curve":
        marks = _curve()
    elif name == "reg-plane":
        marks = _halftone(plane_height, PLANE_CELLS)
    elif name == "reg-gauss":
        marks = _halftone(cones_height, CONES_CELLS)
    else:
        rng = np.random.default_rng(SEED)
        X, y = row.generator(N_DRAWN, noise=NOISE.get(name, 0.0), rng=rng)
        kept = _spread(X, y)
        marks = _scatter(X[kept], y[kept])
    side = 2 * HALF_SIDE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{row.label}" '
        f'viewBox="{-HALF_SIDE} {-HALF_SIDE} {side} {side}" fill="none" stroke-linecap="round" '
        f'stroke-linejoin="round">{marks}</svg>'
    )


def _scatter(X: NDArray, y: NDArray) -> str:
    """Points X (n, 2) in the colour of their class index y (n,)."""
    colors = class_colors(int(y.max()) + 1)
    return "".join(_dots(X[y == k], color, DOT) for k, color in enumerate(colors))


def _spread(X: NDArray, y: NDArray) -> list[int]:
    """Indices of points X (n, 2) at least SPACING from each other, the classes taking turns."""
    turn = np.empty(len(y))
    for k in np.unique(y):
        turn[y == k] = np.arange((y == k).sum())
    kept: list[int] = []
    for i in np.argsort(turn, kind="stable"):
        if not kept or np.linalg.norm(X[kept] - X[i], axis=1).min() >= SPACING:
            kept.append(int(i))
    return kept


def _halftone(height: Callable[[NDArray], NDArray], n_cells: int) -> str:
    """Dots at the centres of n_cells² squares: colour for the sign of ``height``, area for size."""
    step = 2 * DOMAIN / n_cells
    ticks = (np.arange(n_cells) + 0.5) * step - DOMAIN
    X = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
    values = height(X)
    level = np.round(LEVELS * values / np.abs(values).max())
    marks = []
    for size in range(1, LEVELS + 1):
        width = 0.96 * UNIT * step * np.sqrt(size / LEVELS)
        marks.append(_dots(X[level == -size], NEGATIVE, width))
        marks.append(_dots(X[level == size], POSITIVE, width))
    return "".join(marks)


def _curve() -> str:
    """``curve_function`` as a line that changes colour with the sign of its value."""
    x = np.linspace(-DOMAIN, DOMAIN, 161)
    height = 0.75 * DOMAIN * curve_function(x) / np.abs(curve_function(x)).max()
    points = _places(np.column_stack([0.94 * x, height]))
    top, bottom = -0.75 * DOMAIN * UNIT, 0.75 * DOMAIN * UNIT
    return (
        f'<defs><linearGradient id="curve-value" gradientUnits="userSpaceOnUse" x1="0" x2="0" '
        f'y1="{top:g}" y2="{bottom:g}"><stop offset=".35" stop-color="{POSITIVE}"/>'
        f'<stop offset=".65" stop-color="{NEGATIVE}"/></linearGradient></defs>'
        f'<path d="M{" ".join(points)}" stroke="url(#curve-value)" stroke-width="9"/>'
    )


def _dots(X: NDArray, color: str, width: float) -> str:
    """Round dots at X (n, 2) as one path: lines without length, drawn with round ends."""
    if len(X) == 0:
        return ""
    path = "".join(f"M{place}h0" for place in _places(X))
    return f'<path d="{path}" stroke="{color}" stroke-width="{width:.3g}"/>'


def _places(X: NDArray) -> list[str]:
    """Points X (n, 2) in SVG coordinates, where y runs downwards."""
    return [f"{UNIT * x:.0f},{-UNIT * y:.0f}" for x, y in X]
