"""Ten digits written as strokes, and what must come of them, here and in the browser."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.digits.drawing import draw

Stroke = tuple[tuple[float, float], ...]


def _arc(
    x: float, y: float, across: float, down: float, start: float, stop: float, n: int = 17
) -> Stroke:
    """Points on an ellipse around (x, y); angles in degrees, clockwise from the right."""
    angles = np.radians(np.linspace(start, stop, n))
    xs, ys = x + across * np.cos(angles), y + down * np.sin(angles)
    return tuple(zip(xs.round(2).tolist(), ys.round(2).tolist(), strict=True))


SAMPLES: dict[int, tuple[Stroke, ...]] = {
    0: (_arc(50, 50, 24, 40, -90, 270),),
    1: (((32.0, 34.0), (52.0, 10.0), (52.0, 90.0)),),
    2: ((*_arc(48, 32, 24, 22, -160, 40), (26.0, 88.0), (78.0, 88.0)),),
    3: ((*_arc(46, 30, 22, 20, -150, 90), *_arc(46, 69, 25, 19, -90, 150)),),
    4: (((50.0, 10.0), (24.0, 60.0), (78.0, 60.0)), ((64.0, 38.0), (60.0, 90.0))),
    5: (((74.0, 12.0), (36.0, 12.0), (32.0, 46.0), *_arc(48, 64, 24, 24, -110, 140)),),
    6: (((62.0, 10.0), (40.0, 36.0), *_arc(50, 68, 22, 21, -180, 180)),),
    7: (((24.0, 12.0), (76.0, 12.0), (44.0, 90.0)), ((34.0, 50.0), (70.0, 50.0))),
    8: ((*_arc(50, 29, 18, 19, 90, -270), *_arc(50, 69, 22, 21, -90, 270)),),
    9: ((*_arc(50, 32, 21, 21, 0, -360), (68.0, 60.0), (58.0, 90.0)),),
}
"""Strokes on a pad of 100×100, x to the right and y down."""


def reference_cases() -> list[dict[str, Any]]:
    """Strokes with the image and the pen that must come of them, for the browser's copy.

    Each is ``{"strokes": [[[x, y], …], …], "pen": float, "image": [64 numbers]}``. The ten samples,
    and what is special: nothing, a dot, lines, a far and small drawing, and a large one.
    """
    special = [
        [],
        [[[5.0, 5.0]]],
        [[[10.0, 50.0], [90.0, 50.0]]],
        [[[50.0, 0.0], [50.0, 1.0]]],
        [[[x / 10 + 700, y / 10 - 300] for x, y in stroke] for stroke in SAMPLES[5]],
        [[[x * 9 - 40, y * 7] for x, y in stroke] for stroke in SAMPLES[8]],
    ]
    drawings = [[[list(p) for p in stroke] for stroke in SAMPLES[k]] for k in SAMPLES] + special
    cases = []
    for strokes in drawings:
        drawn = draw(strokes)
        pixels = drawn.image.ravel().astype(int).tolist()
        cases.append({"strokes": strokes, "pen": drawn.pen, "image": pixels})
    return cases
