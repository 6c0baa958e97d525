"""The colours of regions: each class where a network is certain, and pale where it is unsure.

They are those of the live stage (``stage/assets/colors.js``): on them points in the class's full
colour stand out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.figures.palette import class_colors
from playground.figures.ravine_colors import ink, paper

PALE = {False: 0.035, True: 0.1}
"""How much writing is mixed into the background where the network is unsure; dark: more."""
TINT = {False: 0.66, True: 0.62}
"""How much of a class's colour is in its region."""
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.793617785, -0.0040720468],
        [1.9779984951, -2.428592205, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.808675766],
    ]
)


def pale(*, dark: bool = False) -> str:
    """The colour of a plane where the network is unsure, or answers 0."""
    return mix(paper(dark=dark), ink(dark=dark), PALE[dark])


def tints(n_classes: int, *, dark: bool = False) -> tuple[str, ...]:
    """The colour of each class's region where the network is certain."""
    unsure = pale(dark=dark)
    return tuple(mix(unsure, color, TINT[dark]) for color in class_colors(n_classes, dark=dark))


def ramp(colors: Sequence[str], n: int) -> list[str]:
    """``n`` colours from the first over the others to the last, evenly to the eye."""
    places = np.linspace(0, len(colors) - 1, n)
    whole = np.minimum(places.astype(int), len(colors) - 2)
    return [
        mix(colors[i], colors[i + 1], place - i)
        for i, place in zip(whole.tolist(), places.tolist(), strict=True)
    ]


def mix(start: str, end: str, share: float) -> str:
    """Between two colours, evenly to the eye (OKLab: Ottosson 2020)."""
    lab = (1 - share) * _oklab(start) + share * _oklab(end)
    linear = np.linalg.solve(_TO_LMS, np.linalg.solve(_TO_LAB, lab) ** 3).clip(0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{value:02X}" for value in np.rint(255 * encoded).astype(int))


def _oklab(color: str) -> NDArray[np.float64]:
    encoded = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    return _TO_LAB @ np.cbrt(_TO_LMS @ linear)
