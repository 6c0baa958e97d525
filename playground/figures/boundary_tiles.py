"""Decision boundaries as small pictures in a table (HTML): what many networks learnt, at a glance.

A picture is transparent where the network is unsure, so that it suits a light and a dark page.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasets import DOMAIN
from playground.figures.palette import class_colors
from playground.figures.png import data_url, png

TINT = 0.66
"""How strongly a class is tinted where the network is certain: points still stand out on it."""
SHADES = 32
"""Steps of certainty; fewer make a smaller file."""
DOT = 0.9
"""Radius of a point, in the picture's pixels."""


@dataclass(frozen=True, eq=False)
class Tile:
    """One network in the table.

    Attributes
    ----------
    picture : ndarray (side, side) or (side, side, n_classes) of uint8, or None
        Probability of class 1 (of each class) from 0 to 255, rows from low to high y. None: not
        there yet.
    number, below : str
        The number under the picture, and a smaller line under that.
    frame : str
        ``"most"``, ``"half"``, ``"few"`` or ``""``: how often it succeeds.
    href : str
        Where the very run is shown live; "" for no link.
    title : str
        What the tile says to a pointer resting on it, and to a screen reader.
    """

    picture: NDArray[np.uint8] | None
    number: str
    below: str = ""
    frame: str = ""
    href: str = ""
    title: str = ""


def frame_of(success_rate: float) -> str:
    """The frame for a share of seeds that reached the goal."""
    for least, frame in ((0.9, "most"), (0.5, "half"), (1e-9, "few")):
        if success_rate >= least:
            return frame
    return ""


def tile_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[str],
    tiles: Mapping[tuple[int, int], Tile],
    *,
    dark: bool = False,
    points: tuple[NDArray, NDArray] | None = None,
) -> str:
    """A table of tiles as an HTML element; its look is in ``views/capacity.css``.

    Parameters
    ----------
    title : str
        Above the table; "" for none.
    columns, rows : sequence of str
        Headings.
    tiles : mapping of (row, column) to Tile
        Places without one stay empty.
    points : (X (n, 2), class index (n,)) or None
        Points drawn on every picture.
    """
    dots = "" if points is None else _dots(*points, dark=dark)
    head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in columns)
    body = "".join(
        f'<tr><th scope="row">{html.escape(text)}</th>'
        + "".join(
            f"<td>{_tile(tiles[r, c], dots, dark) if (r, c) in tiles else ''}</td>"
            for c in range(len(columns))
        )
        + "</tr>"
        for r, text in enumerate(rows)
    )
    label = html.escape(title or "Decision boundaries", quote=True)
    caption = f"<caption>{html.escape(title)}</caption>" if title else ""
    return (
        f'<div class="dbp-tiles" tabindex="0" role="region" aria-label="{label}"><table>'
        f"{caption}<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def picture_png(picture: NDArray[np.uint8], *, dark: bool = False) -> bytes:
    """A network's answers as a PNG file, y upwards.

    Parameters
    ----------
    picture : ndarray (side, side) or (side, side, n_classes) of uint8
        As in ``Tile``.

    Raises
    ------
    ValueError
        For another shape.
    """
    if picture.ndim not in (2, 3):
        raise ValueError(f"picture must have 2 or 3 axes. Got shape {picture.shape}.")
    shares = picture / 255.0
    if picture.ndim == 2:
        shares = np.stack([1 - shares, shares], axis=-1)
    n_classes = shares.shape[-1]
    floor = 1 / n_classes
    sure = np.clip((shares.max(axis=-1) - floor) / (1 - floor), 0, 1)
    colors = np.array([_rgb(color) for color in class_colors(n_classes, dark=dark)])
    # Two classes fade into nothing and out again: a mixture of both would be a third colour.
    weights = shares if n_classes > 2 else np.eye(2)[shares.argmax(axis=-1)]
    total = np.maximum(weights.sum(axis=-1, keepdims=True), 1e-9)
    rgb = (weights / total) @ colors
    alpha = np.round(sure * SHADES) / SHADES * TINT * 255
    return png(np.rint(np.concatenate([rgb, alpha[..., None]], axis=-1)).astype(np.uint8)[::-1])


def picture_source(
    picture: NDArray[np.uint8], points: tuple[NDArray, NDArray] | None = None, *, dark: bool = False
) -> str:
    """A picture, as in ``Tile``, with its points (as in ``tile_table``), as an image's address."""
    return _source(picture, "" if points is None else _dots(*points, dark=dark), dark)


def _tile(tile: Tile, dots: str, dark: bool) -> str:
    title = html.escape(tile.title, quote=True)
    lines = f"<b>{html.escape(tile.number)}</b><span>{html.escape(tile.below)}</span>"
    if tile.picture is None:
        return f'<div class="dbp-tile is-pending" title="{title}"><i></i>{lines}</div>'
    image = f'<img alt="" src="{_source(tile.picture, dots, dark)}">'
    name = f"dbp-tile{' is-' + tile.frame if tile.frame else ''}"
    if not tile.href:
        return f'<div class="{name}" title="{title}">{image}{lines}</div>'
    href = html.escape(tile.href, quote=True)
    return (
        f'<a class="{name}" href="{href}" target="_blank" title="{title}" aria-label="{title}">'
        f"{image}{lines}</a>"
    )


def _source(picture: NDArray[np.uint8], dots: str, dark: bool) -> str:
    """The picture as a data URL; with dots it is an SVG that holds the PNG."""
    source = data_url(picture_png(picture, dark=dark))
    if not dots:
        return source
    side = len(picture)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="4in" '
        f'height="4in"><image href="{source}" width="{side}" height="{side}"/>'
        f'<g transform="scale({side / 48:g})">{dots}</g></svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def _dots(X: NDArray, labels: NDArray, *, dark: bool) -> str:
    """Points as SVG circles on a field of 48 × 48, y downwards."""
    colors = class_colors(int(labels.max()) + 1, dark=dark)
    places = (np.column_stack([X[:, 0], -X[:, 1]]) / DOMAIN + 1) * 24
    edge = "#0E1117" if dark else "#FFFFFF"
    circles = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{DOT}" fill="{colors[int(label)]}"/>'
        for (x, y), label in zip(places, labels, strict=True)
    )
    return f'<g stroke="{edge}" stroke-width=".25">{circles}</g>'


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
