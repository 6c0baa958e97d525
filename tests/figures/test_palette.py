"""The class colours can be told apart, from the page and each other, with any colour vision."""

import itertools

import numpy as np
import pytest

from playground.figures.palette import CLASS_COLORS, CLASS_COLORS_DARK, class_colors

DARK_PAGE = "#0E1117"

# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def linear(color):
    value = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def oklab(rgb):
    """Björn Ottosson (2020): a space where distances are about as large as they look."""
    to_cones = [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
    to_lab = [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
    return np.array(to_lab) @ np.cbrt(np.array(to_cones) @ np.clip(rgb, 0, 1))


def distance(first, second, vision):
    a, b = (oklab(np.array(VISIONS[vision]) @ linear(color)) for color in (first, second))
    return np.linalg.norm(a - b)


def contrast(first, second):
    """WCAG 2.2's contrast ratio."""
    lighter, darker = sorted(
        (float(linear(color) @ [0.2126, 0.7152, 0.0722]) for color in (first, second)),
        reverse=True,
    )
    return (lighter + 0.05) / (darker + 0.05)


def test_the_first_eight_are_okabe_and_itos():
    assert CLASS_COLORS[:4] == ("#E69F00", "#0072B2", "#009E73", "#CC79A7")
    assert CLASS_COLORS[4:8] == ("#D55E00", "#56B4E9", "#F0E442", "#999999")


@pytest.mark.parametrize("colors", [CLASS_COLORS, CLASS_COLORS_DARK])
def test_there_are_ten_different_colours(colors):
    assert len(set(colors)) == 10


@pytest.mark.parametrize("color", CLASS_COLORS_DARK)
def test_dark_colours_stand_out_from_the_dark_page(color):
    assert contrast(color, DARK_PAGE) >= 4.5


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("colors", [CLASS_COLORS, CLASS_COLORS_DARK])
def test_colours_differ_with_any_colour_vision(colors, vision):
    assert distance(*colors[:2], vision) > 0.19  # two classes, and negative and positive
    # Okabe and Ito's own grey is the one that comes close to another (green, pink), so it is
    # left out here; the others differ by more than four just noticeable steps (about .015).
    others = [color for k, color in enumerate(colors) if k != 7]
    assert min(distance(a, b, vision) for a, b in itertools.combinations(others, 2)) > 0.07


def test_class_colours_of_a_theme():
    assert class_colors(2) == CLASS_COLORS[:2]
    assert class_colors(3, dark=True) == CLASS_COLORS_DARK[:3]
    assert class_colors(12)[10:] == CLASS_COLORS[:2]
