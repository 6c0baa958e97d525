"""Images shifted, turned and made noisy, to see when a network that reads digits stops reading."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.digits.data import BLACK, SIDE, WHITE, as_rows
from playground.fields import Number
from playground.training import Run

Pixels = NDArray[np.float64]


@dataclass(frozen=True)
class Corruption:
    """One way to spoil an image, as a slider: its bounds, its step, and its unit."""

    label: str
    kind: Number
    step: float
    unit: str
    help: str


CORRUPTIONS: dict[str, Corruption] = {
    "right": Corruption(
        "Shift right",
        Number(-4, 4),
        0.25,
        "pixels",
        "The network has no idea of place: each weight belongs to one pixel, so a digit that moved "
        "meets the wrong weights.",
    ),
    "down": Corruption(
        "Shift down",
        Number(-4, 4),
        0.25,
        "pixels",
        "All images it has learnt from touch the upper and the lower edge; one that does not is "
        "new to it.",
    ),
    "degrees": Corruption(
        "Turn clockwise",
        Number(-180, 180),
        5,
        "degrees",
        "People slant their digits by some ten degrees, so that much is learnt; a digit on its "
        "side is not.",
    ),
    "noise": Corruption(
        "Noise",
        Number(0, 1),
        0.05,
        "of black",
        "Normal noise on each pixel by itself; its standard deviation as a part of full black.",
    ),
}
"""What ``corrupt`` can do, by the name of its argument; 0 changes nothing."""


def corrupt(
    images: ArrayLike,
    *,
    right: float = 0.0,
    down: float = 0.0,
    degrees: float = 0.0,
    noise: float = 0.0,
    seed: int = 0,
) -> Pixels:
    """Images (n, 8, 8) or (n, 64), turned about their centre, then shifted, then with noise.

    Turned and shifted in one step with bilinear interpolation, white coming in from outside. The
    noise is the same pattern for every amount, so that a slider only makes it stronger.

    Returns
    -------
    (n, 64) from 0 to 16

    Raises
    ------
    ValueError
        For amounts outside the bounds of ``CORRUPTIONS``, or images of another shape.
    """
    amounts = {"right": right, "down": down, "degrees": degrees, "noise": noise}
    for name, value in amounts.items():
        CORRUPTIONS[name].kind.check(name, value)
    rows = as_rows(images)
    if right or down or degrees:
        rows = _moved(rows, right, down, np.radians(degrees))
    if noise:
        grain = np.random.default_rng(seed).standard_normal(rows.shape)
        rows = rows + noise * BLACK * grain
    return rows.clip(WHITE, BLACK)


def accuracy_under(run: Run, name: str, amounts: ArrayLike, *, seed: int = 0) -> Pixels:
    """Share of the test images that are right under each amount of one corruption, (n_amounts,)."""
    X, y = run.dataset.X_test, run.dataset.y_test
    shares = [
        np.mean(run.predict(corrupt(X, **{name: float(amount)}, seed=seed)) == y)
        for amount in np.asarray(amounts)
    ]
    return np.array(shares)


def _moved(rows: Pixels, right: float, down: float, angle: float) -> Pixels:
    """Each pixel takes what was where it comes from: shifted back, then turned back."""
    middle = (SIDE - 1) / 2
    row, column = np.indices((SIDE, SIDE)).reshape(2, -1) - middle
    x, y = column - right, row - down
    cos, sin = np.cos(angle), np.sin(angle)
    # y points down, so that this turns the picture clockwise.
    from_x, from_y = cos * x + sin * y + middle, -sin * x + cos * y + middle
    left, above = np.floor(from_x).astype(int), np.floor(from_y).astype(int)
    part_x, part_y = from_x - left, from_y - above
    images = rows.reshape(-1, SIDE, SIDE)
    total = np.zeros_like(rows)
    for step_x, share_x in ((0, 1 - part_x), (1, part_x)):
        for step_y, share_y in ((0, 1 - part_y), (1, part_y)):
            at_x, at_y = left + step_x, above + step_y
            inside = (at_x >= 0) & (at_x < SIDE) & (at_y >= 0) & (at_y < SIDE)
            found = images[:, at_y.clip(0, SIDE - 1), at_x.clip(0, SIDE - 1)]
            total += found * (inside * share_x * share_y)
    return total
