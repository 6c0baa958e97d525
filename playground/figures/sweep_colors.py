"""Colours of a sweep's pictures: from pale to blue, or orange over pale to blue, and their key."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.figures.palette import NEGATIVE, NEGATIVE_DARK, POSITIVE, POSITIVE_DARK

Scale = list[tuple[float, str]]

PALE, PALE_DARK = "#F1F4F8", "#232833"
GREY, GREY_DARK = "#C3CCD8", "#49515F"
INKS = ("#FFFFFF", "#000000")


def color_scale(
    *,
    diverging: bool = False,
    low_is_good: bool = False,
    dark: bool = False,
    lines: bool = False,
) -> Scale:
    """Pale to blue (or back), or orange over pale to blue: the colours of − and +.

    ``lines`` makes the pale one strong enough for thin lines on the background.
    """
    minus, plus = (NEGATIVE_DARK, POSITIVE_DARK) if dark else (NEGATIVE, POSITIVE)
    pale = (PALE_DARK if dark else PALE) if not lines else (GREY_DARK if dark else GREY)
    colors = [minus, pale, plus] if diverging else [pale, plus]
    if low_is_good:
        colors.reverse()
    return [(i / (len(colors) - 1), color) for i, color in enumerate(colors)]


def color_at(scale: Scale, share: float) -> str:
    """The colour at a share of the scale, mixed as Plotly mixes, as ``"#RRGGBB"``."""
    places = [place for place, _ in scale]
    parts = np.array([_parts(color) for _, color in scale])
    mixed = [np.interp(share, places, parts[:, i]) for i in range(3)]
    return "#" + "".join(f"{round(part):02X}" for part in mixed)


def readable_ink(color: str) -> str:
    """White or near black, whichever is easier to read on a colour.

    By the contrast ratio of WCAG 2.2 (relative luminance, 1.4.3).
    """
    return max(INKS, key=lambda ink: contrast(ink, color))


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    dim, bright = sorted((_luminance(a), _luminance(b)))
    return (bright + 0.05) / (dim + 0.05)


def limits_of(
    values: ArrayLike, *, diverging: bool, top: float | None = None
) -> tuple[float, float]:
    """Values for the first and the last colour, so that the differences there are can be seen.

    Parameters
    ----------
    values : array
        NaN does not count.
    diverging : bool
        Symmetric about zero.
    top : float or None
        The last colour's value where the measure has a best one (1 for shares).
    """
    known: NDArray = np.asarray(values, float).ravel()
    known = known[np.isfinite(known)]
    if known.size == 0:
        return (-1.0, 1.0) if diverging else (0.0, 1.0)
    if diverging:
        reach = float(np.abs(known).max()) or 0.01
        return -reach, reach
    low, high = float(known.min()), float(known.max()) if top is None else top
    if low >= high:  # all the same: the strong colour
        low = high - (abs(high) or 1.0)
    return low, high


def color_bar(measure: str, form: str) -> dict[str, Any]:
    """The colours' key, above the picture: on a narrow screen nothing is lost at the side."""
    return {
        "title": {"text": measure, "side": "top"},
        "orientation": "h",
        "thickness": 10,
        "len": 0.75,
        "x": 0.5,
        "y": 1.03,
        "yanchor": "bottom",
        "ypad": 4,
        "outlinewidth": 0,
        "tickformat": f"{form[:-1]}~{form[-1:]}",  # "60%", not "60.0%"
        "nticks": 6,
    }


def _parts(color: str) -> list[int]:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


def _luminance(color: str) -> float:
    shares = np.array(_parts(color)) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])
