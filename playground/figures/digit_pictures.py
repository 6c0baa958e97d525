"""Digits and signed weights as small pictures (PNG), and galleries of them (HTML).

The colours are those of the live stage: ink is the page's own writing, signs have the first two
classes' colours.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.figures.palette import NEGATIVE, NEGATIVE_DARK, POSITIVE, POSITIVE_DARK
from playground.figures.png import data_url, palette_png, png
from playground.figures.ravine_colors import ink, paper

BLACK = 16
SIDE = 8
PAPER_SHARE, ZERO_SHARE = (0.03, 0.07), (0.035, 0.1)
"""How much writing is mixed into the background for white paper, and for a weight of 0."""
SHEET_COLUMNS = 48
Rgb = NDArray[np.float64]


def digit_sheet(images: ArrayLike, *, columns: int = SHEET_COLUMNS, dark: bool = False) -> bytes:
    """All images (n, 8, 8) of 0–16 on one PNG, side by side in rows of ``columns``, no gaps."""
    tiles = np.rint(np.asarray(images)).clip(0, BLACK).astype(np.uint8)
    rows = -(-len(tiles) // columns)
    filled = np.zeros((rows * columns, SIDE, SIDE), np.uint8)
    filled[: len(tiles)] = tiles
    sheet = filled.reshape(rows, columns, SIDE, SIDE).swapaxes(1, 2)
    return palette_png(sheet.reshape(rows * SIDE, columns * SIDE), _inks(dark))


def strip(images: ArrayLike, *, columns: int = 4, dark: bool = False) -> bytes:
    """Images (n, 8, 8) of 0–16 on one PNG, a pixel of nothing between them."""
    tiles = np.asarray(images, dtype=np.float64)
    places = np.rint(tiles).clip(0, BLACK).astype(int)
    rows = max(1, -(-len(tiles) // columns))
    sheet = np.zeros((rows * (SIDE + 1) - 1, columns * (SIDE + 1) - 1, 4), np.uint8)
    for i, colors in enumerate(_inks(dark)[places]):
        top, left = (i // columns) * (SIDE + 1), (i % columns) * (SIDE + 1)
        sheet[top : top + SIDE, left : left + SIDE] = colors
    return png(sheet)


def weights_png(weights: ArrayLike, reach: float, *, dark: bool = False) -> bytes:
    """Signed weights (8, 8) as a PNG; ``reach`` and beyond has the full colour."""
    share = np.clip(np.asarray(weights, dtype=np.float64) / max(reach, 1e-12), -1, 1)[..., None]
    zero = _mixed(ZERO_SHARE[dark], dark)
    low, high = (NEGATIVE_DARK, POSITIVE_DARK) if dark else (NEGATIVE, POSITIVE)
    end = np.where(share < 0, _rgb(low), _rgb(high))
    return png(_opaque(zero + np.abs(share) * (end - zero)))


def ink_over(images: ArrayLike, *, dark: bool = False, strength: float = 0.85) -> bytes:
    """Images (rows, columns, 8, 8) of 0–16 on one PNG: ink alone, paper is transparent.

    The first row is the lowest, as y goes upwards. Around each image there is a pixel of nothing.
    """
    tiles = np.asarray(images, dtype=np.float64)[::-1].clip(0, BLACK) / BLACK
    rows, columns = tiles.shape[:2]
    cells = np.pad(tiles, ((0, 0), (0, 0), (1, 1), (1, 1)))
    sheet = cells.swapaxes(1, 2).reshape(rows * (SIDE + 2), columns * (SIDE + 2))
    pixels = np.empty((*sheet.shape, 4), np.uint8)
    pixels[..., :3] = _rgb(ink(dark=dark))
    pixels[..., 3] = np.rint(255 * strength * sheet)
    return png(pixels.repeat(3, axis=0).repeat(3, axis=1))  # browsers blur what they enlarge


@dataclass(frozen=True, eq=False)
class UnitCard:
    """One unit in a gallery: its picture, and the images that excite it.

    Attributes
    ----------
    name, words : str
        Under the pictures, bold and plain.
    picture, examples : bytes
        PNG files: 8×8, and 4 × 2 images of 8×8 with a gap.
    title : str
        What it says to a resting pointer, and to a screen reader.
    """

    name: str
    words: str
    picture: bytes
    examples: bytes
    title: str


def gallery(cards: Sequence[UnitCard], label: str) -> str:
    """Cards as an HTML element; its look is in ``views/digits_views.css``."""
    body = "".join(
        f'<figure title="{html.escape(card.title, quote=True)}">'
        f'<img src="{data_url(card.picture)}" alt="{html.escape(card.title, quote=True)}">'
        f'<img class="is-strip" src="{data_url(card.examples)}" alt="">'
        f"<figcaption><b>{html.escape(card.name)}</b> {html.escape(card.words)}</figcaption>"
        "</figure>"
        for card in cards
    )
    name = html.escape(label, quote=True)
    return f'<div class="dbp-units" role="group" aria-label="{name}">{body}</div>'


@dataclass(frozen=True, eq=False)
class Shown:
    """One image with a line under it; ``wrong`` frames it."""

    image: NDArray[np.float64]
    words: str
    wrong: bool = False


def image_row(shown: Sequence[Shown], label: str, *, dark: bool = False) -> str:
    """Images (8, 8) with their lines as an HTML element that wraps."""
    body = "".join(
        f'<figure class="{"is-wrong" if one.wrong else ""}">'
        f'<img src="{data_url(strip([one.image], columns=1, dark=dark))}" alt="">'
        f"<figcaption>{html.escape(one.words)}</figcaption></figure>"
        for one in shown
    )
    name = html.escape(label, quote=True)
    return f'<div class="dbp-digit-row" role="group" aria-label="{name}">{body}</div>'


def _inks(dark: bool) -> NDArray[np.uint8]:
    """Colours (17, 4) of pixels 0 to 16."""
    white = _mixed(PAPER_SHARE[dark], dark)
    shares = np.linspace(0, 1, BLACK + 1)[:, None]
    return _opaque(white + shares * (_rgb(ink(dark=dark)) - white))


def _mixed(share: float, dark: bool) -> Rgb:
    back = _rgb(paper(dark=dark))
    return back + share * (_rgb(ink(dark=dark)) - back)


def _opaque(rgb: Rgb) -> NDArray[np.uint8]:
    full = np.full((*rgb.shape[:-1], 1), 255.0)
    return np.rint(np.concatenate([rgb, full], axis=-1)).astype(np.uint8)


def _rgb(color: str) -> Rgb:
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float64)
