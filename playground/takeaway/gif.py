"""A film as an animated GIF: boundary, points and loss curve, moment by moment.

All frames share one palette, so that colours do not flicker and the file stays small; what has not
changed from one frame to the next takes no room.
"""

from __future__ import annotations

import io
from collections.abc import Generator, Sequence

import numpy as np
from PIL import Image

from playground.takeaway.colors import Colors, Rgb, rgb
from playground.takeaway.drawing import SIZE, FilmDrawing
from playground.takeaway.film import Film

FRAME_MS, LAST_MS = 80, 2500
"""How long a frame stays; the last is held before the film begins again."""
MOST_COLORS = 255
"""One place is left for "as in the frame before"."""
MOST_BYTES = 5_000_000
"""Of a larger file every other frame is left out."""
SAMPLED = 9
"""Frames that the shared palette is found from."""


def film_gif(film: Film, colors: Colors) -> Generator[float, None, bytes]:
    """Draw a film; yields the share that is done, and returns the file.

    Parameters
    ----------
    film : Film
        Of at most a hundred moments or so; each is a frame.
    colors : Colors
    """
    drawing = FilmDrawing(film, colors)
    n = len(film.snapshots)
    sampled = np.unique(np.linspace(0, n - 1, min(n, SAMPLED)).round().astype(int)).tolist()
    samples = []
    for done, i in enumerate(sampled, start=1):
        samples.append(drawing.frame(i))
        yield 0.1 * done / len(sampled)
    exact = [rgb(color) for color in colors.exact]
    palette = shared_palette(samples, exact)
    frames = []
    for i in range(n):
        frames.append(_indexed(drawing.frame(i), palette, exact))
        yield 0.1 + 0.8 * (i + 1) / n
    duration = FRAME_MS
    while len(file := _file(frames, duration)) > MOST_BYTES and len(frames) > 2:
        frames, duration = [*frames[:-1:2], frames[-1]], 2 * duration
        yield 0.9
    return file


def _file(frames: Sequence[Image.Image], duration: int) -> bytes:
    """Frames as a file that begins again when it has ended."""
    file = io.BytesIO()
    frames[0].save(
        file,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=[duration] * (len(frames) - 1) + [LAST_MS],
        loop=0,
        optimize=False,
        disposal=1,
    )
    return file.getvalue()


def _indexed(frame: Image.Image, palette: Image.Image, exact: Sequence[Rgb]) -> Image.Image:
    """A frame in the shared palette, whose first colours are the exact ones."""
    near = frame.quantize(palette=palette, dither=Image.Dither.NONE)
    packed = np.asarray(frame).astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    wanted = np.array([(r << 16) + (g << 8) + b for r, g, b in exact], np.uint32)
    order = np.argsort(wanted)
    at = np.clip(np.searchsorted(wanted, packed, sorter=order), 0, len(exact) - 1)
    is_exact = wanted[order[at]] == packed
    indices = np.where(is_exact, order[at], np.asarray(near)).astype(np.uint8)
    image = Image.fromarray(indices)
    image.putpalette(near.getpalette() or [])
    return image


def shared_palette(samples: Sequence[Image.Image], exact: Sequence[Rgb]) -> Image.Image:
    """An image whose palette begins with the exact colours, all different; then the commonest."""
    width, height = SIZE
    sheet = Image.new("RGB", (width, height * len(samples)))
    for i, sample in enumerate(samples):
        sheet.paste(sample, (0, i * height))
    found = sheet.quantize(MOST_COLORS - len(exact), method=Image.Quantize.MEDIANCUT)
    common = np.array(found.getpalette(), dtype=np.uint8).reshape(-1, 3).tolist()
    chosen = list(dict.fromkeys([*map(tuple, exact), *map(tuple, common)]))[:MOST_COLORS]
    palette = Image.new("P", (1, 1))
    palette.putpalette([channel for color in chosen for channel in color])
    return palette
