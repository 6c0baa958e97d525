"""From a drawing to an image like the originals: strokes in, 8×8 pixels from 0 to 16 out.

The originals are 32×32 bitmaps, counted in blocks of 4×4. Measured on bitmaps with just those
counts (see ``redraw``), they were made so:

- the ink reaches from the upper to the lower edge (in 98 of 100), the aspect being kept;
- sideways neither the middle of the ink's box nor its centre of mass is fixed, but the mean of the
  two is, best of all mixtures: 16.37 ± 1.0 of 32;
- every image has about the same ink, 313 ± 36 of 1,024 pixels, whichever digit it is: a 1 is
  written with a broad pen and an 8 with a fine one.

So a drawing is scaled to the box, placed by that mean, and drawn with the pen that makes that much
ink. Pen and box depend on each other; a few turns settle both. How broad the pen was on the pad,
how large the drawing and where, does not matter. ``stage/assets/digits/drawing.js`` does the same
in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.digits.data import SIDE

BITMAP = 32
"""Pixels along each side of the bitmap that is counted."""
BLOCK = BITMAP // SIDE
INK = 313
"""Black pixels of a bitmap: the mean of the originals."""
CENTER = 16.37
"""Where the mean of box and centre of mass lies, from the left, in pixels of the bitmap."""
FIRST_PEN, LEAST_PEN, MOST_PEN = 5.0, 2.0, 12.0
"""Widths of the pen, in pixels of the bitmap: the first guess, and the bounds."""
TURNS = 6
"""After which pen and place change by less than a tenth of a pixel."""
STEP = 0.5
"""Farthest that two neighbouring dots of a stroke may lie apart, in pixels of the bitmap."""
MAX_POINTS = 4000
"""Points of one drawing."""
MAX_COORDINATE = 1e6
LEAST_SIZE = 1e-9
"""Of a drawing, in the unit of its points; a smaller one is a dot."""
CHUNK = 1024  # dots whose distances are held at once

Points = NDArray[np.float64]
Strokes = Iterable[ArrayLike]
"""Each (n, 2): x to the right and y down, in any unit; one point is a dot."""

_CENTERS = np.arange(BITMAP) + 0.5
"""Of the bitmap's pixels, along each side."""
TIE = 1 + 1e-9
"""Pixels whose squared distances differ by less are equally far, however they were rounded."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A drawing as the network gets it.

    Attributes
    ----------
    image : ndarray (8, 8)
        Whole numbers from 0 to 16.
    bitmap : ndarray (32, 32) of bool
    pen : float
        Width of the pen, in pixels of the bitmap; 0 for an empty drawing.
    """

    image: Points
    bitmap: NDArray[np.bool_]
    pen: float


def draw(strokes: Strokes) -> Drawn:
    """A drawing, made into an image as the originals were.

    Parameters
    ----------
    strokes : iterable of (n, 2)
        x to the right, y down, in any unit. Strokes without points are left out.

    Raises
    ------
    ValueError
        For strokes of another shape, too many points, or coordinates that are not finite or beyond
        ±``MAX_COORDINATE``.
    """
    return _draw(_checked(strokes), _dotted)


def draw_dots(dots: ArrayLike) -> Drawn:
    """The same for dots (n, 2) so near to each other that nothing must be put between them."""
    return _draw(_checked([dots]), lambda line: line)


def _draw(lines: list[Points], dotted: Callable[[Points], Points]) -> Drawn:
    """Lines, each turned into dots where it lies in the bitmap, as an image."""
    if not lines:
        return Drawn(np.zeros((SIDE, SIDE)), np.zeros((BITMAP, BITMAP), dtype=bool), 0.0)
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    middle, size = (low + high) / 2, high - low
    longest = size.max()
    pen, shift = FIRST_PEN, 0.0
    for turn in range(TURNS):
        scale = (BITMAP - pen) / longest if longest > LEAST_SIZE else 0.0
        room = (BITMAP - pen - size[0] * scale) / 2
        x = min(max(CENTER + shift, BITMAP / 2 - room), BITMAP / 2 + room)
        place = np.array([x, BITMAP / 2])
        placed = [dotted((line - middle) * scale + place) for line in lines]
        squared = _squared_distances(np.concatenate(placed))
        if turn < TURNS - 1:
            broad = 2 * float(np.sqrt(np.partition(squared, INK - 1, axis=None)[INK - 1]))
            pen = min(max(broad, LEAST_PEN), MOST_PEN)
            columns = (squared <= pen**2 / 4 * TIE).sum(axis=0)
            mass = float(columns @ _CENTERS / columns.sum())
            shift = x - (x + mass) / 2
    bitmap = squared <= pen**2 / 4 * TIE
    return Drawn(counted(bitmap), bitmap, pen)


def counted(bitmaps: ArrayLike) -> Points:
    """Black pixels in each 4×4 block of bitmaps (…, 32, 32): (…, 8, 8) from 0 to 16."""
    black = np.asarray(bitmaps, dtype=bool)
    blocks = black.reshape(*black.shape[:-2], SIDE, BLOCK, SIDE, BLOCK)
    return blocks.sum(axis=(-3, -1)).astype(np.float64)


def _squared_distances(dots: Points) -> Points:
    """From the centre of each pixel of the bitmap to the nearest dot, (32, 32)."""
    nearest = np.full((BITMAP, BITMAP), np.inf)
    for first in range(0, len(dots), CHUNK):
        some = dots[first : first + CHUNK]
        across, down = ((_CENTERS[:, None] - along) ** 2 for along in some.T)
        np.minimum(nearest, (down[:, None] + across).min(axis=2), out=nearest)
    return nearest


def _dotted(line: Points) -> Points:
    """A line's points and as many between them as leave no gap beyond ``STEP``."""
    if len(line) == 1:
        return line
    starts, ways = line[:-1], np.diff(line, axis=0)
    pieces = np.maximum(np.ceil(np.hypot(ways[:, 0], ways[:, 1]) / STEP), 1).astype(int)
    which = np.repeat(np.arange(len(pieces)), pieces)
    within = np.arange(len(which)) - np.repeat(pieces.cumsum() - pieces, pieces)
    between = starts[which] + ways[which] * (within / pieces[which])[:, None]
    return np.concatenate([between, line[-1:]])


def _checked(strokes: Strokes) -> list[Points]:
    lines: list[Points] = []
    for stroke in strokes:
        try:
            line = np.asarray(stroke, dtype=np.float64)
        except (TypeError, ValueError):
            raise ValueError("A stroke must be a list of points (x, y).") from None
        if line.size == 0:
            continue
        if line.ndim != 2 or line.shape[1] != 2:
            raise ValueError(f"A stroke must have shape (n, 2). Got {line.shape} instead.")
        bad = line[~(np.abs(line) <= MAX_COORDINATE)]
        if bad.size:
            raise ValueError(
                f"Coordinates must lie within ±{MAX_COORDINATE:,.0f}. Got {bad[0]} instead."
            )
        lines.append(line)
    n_points = sum(map(len, lines))
    if n_points > MAX_POINTS:
        raise ValueError(f"A drawing may have at most {MAX_POINTS:,} points. Got {n_points:,}.")
    return lines
