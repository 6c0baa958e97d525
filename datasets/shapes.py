"""Shapes of our own for classification: moons, rings, checkerboard, pinwheel, blobs.

Each fills the domain, has classes of equal size (give or take one point) and is separable without
noise; at the largest noise, 0.5, its classes visibly overlap. All points lie inside the domain.
"""

from __future__ import annotations

import numpy as np

from datasets.domain import DOMAIN, Generator, Labels, Points, fold, halves, jitter, shares

RING_RADII = (0.9, 2.7, 4.5)
RING_HALF_WIDTH = 0.35
RING_CLASSES = (1, 0, 1)

BOARD_CELLS = 4
"""Cells along each side of the checkerboard."""
BOARD_GAP = 0.15
"""Distance that checkerboard points keep from their cell's border."""

PINWHEEL_ARMS = 3
PINWHEEL_RADII = (0.6, 5.6)
PINWHEEL_TWIST = 0.5
"""How far an arm turns, in radians for each unit of radius."""

BLOB_RADIUS = 3.7
"""Distance of every blob's centre from the origin."""
BLOB_CUT = 2.5
"""Blobs end at this many standard deviations, so that they are separable without noise."""


def moons(n_samples: int, *, noise: float, rng: Generator) -> tuple[Points, Labels]:
    """Two half moons, each with a tip inside the other's curve.

    Noise moves each point by up to 4 · noise on each axis, mirrored at the domain's border.

    Returns
    -------
    X : (n_samples, 2)
    y : (n_samples,) class indices; 0 above, 1 below
    """
    counts = halves(n_samples)
    y = np.repeat([0, 1], counts)
    angle = rng.uniform(0, np.pi, n_samples)
    side = np.where(y == 0, 1.0, -1.0)  # the lower moon is the upper one turned by half a turn
    x1 = side * (3.2 * np.cos(angle) - 1.6)
    x2 = side * (5.0 * np.sin(angle) - 1.3)
    X = np.column_stack([x1, x2]) + rng.uniform(-0.3, 0.3, (n_samples, 2))
    return fold(X + jitter(n_samples, 4.0, noise, rng)), y


def rings(n_samples: int, *, noise: float, rng: Generator) -> tuple[Points, Labels]:
    """Three nested rings whose classes alternate: 1, 0, 1 from the inside out.

    Noise moves each point inwards or outwards by up to 2.3 · noise.

    Returns
    -------
    X : (n_samples, 2)
    y : (n_samples,) class indices
    """
    n_middle, n_others = halves(n_samples)
    n_inner = round(n_others * RING_RADII[0] / (RING_RADII[0] + RING_RADII[2]))
    counts = (n_inner, n_middle, n_others - n_inner)  # class 1 equally dense on both its rings
    radius = np.repeat(RING_RADII, counts)
    radius += rng.uniform(-RING_HALF_WIDTH, RING_HALF_WIDTH, n_samples)
    radius += 2.3 * noise * rng.uniform(-1, 1, n_samples)
    angle = rng.uniform(0, 2 * np.pi, n_samples)
    X = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return X, np.repeat(RING_CLASSES, counts)


def checkerboard(n_samples: int, *, noise: float, rng: Generator) -> tuple[Points, Labels]:
    """A board of 4 × 4 cells whose classes alternate.

    As in xor, noise moves the place where the label is read, by up to 2 · noise on each axis.

    Returns
    -------
    X : (n_samples, 2)
    y : (n_samples,) class indices; the lower left cell is class 0
    """
    colour = np.repeat([0, 1], halves(n_samples))
    row = rng.integers(BOARD_CELLS, size=n_samples)
    column = 2 * rng.integers(BOARD_CELLS // 2, size=n_samples) + (row + colour) % 2
    width = 2 * DOMAIN / BOARD_CELLS
    corner = np.column_stack([column, row]) * width - DOMAIN
    X = corner + rng.uniform(BOARD_GAP, width - BOARD_GAP, (n_samples, 2))
    judged = X + jitter(n_samples, 2.0, noise, rng)
    cell = np.floor((judged + DOMAIN) / width).astype(np.int64)
    return X, cell.sum(axis=1) % 2


def pinwheel(n_samples: int, *, noise: float, rng: Generator) -> tuple[Points, Labels]:
    """Three curved arms about the centre, one a class.

    An arm is .4 radians wide to either side; noise widens it by up to 1.8 · noise, until the arms
    run into each other.

    Returns
    -------
    X : (n_samples, 2)
    y : (n_samples,) class indices
    """
    y = np.repeat(np.arange(PINWHEEL_ARMS), shares(n_samples, PINWHEEL_ARMS))
    low, high = PINWHEEL_RADII
    radius = np.sqrt(rng.uniform(low**2, high**2, n_samples))  # uniform over the area
    angle = np.pi / 2 + 2 * np.pi * y / PINWHEEL_ARMS + PINWHEEL_TWIST * radius
    angle += (0.4 + 1.8 * noise) * rng.uniform(-1, 1, n_samples)
    return radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), y


def blobs(
    n_samples: int, *, noise: float, rng: Generator, centers: int = 3
) -> tuple[Points, Labels]:
    """Two to five round clouds at equal distances around the origin, one a class.

    The standard deviation on each axis is .75 + 2 · noise before each cloud is cut off at 2.5
    standard deviations and mirrored at the domain's border.

    Returns
    -------
    X : (n_samples, 2)
    y : (n_samples,) class indices, 0 to ``centers`` − 1
    """
    y = np.repeat(np.arange(centers), shares(n_samples, centers))
    place = np.pi / 2 + 2 * np.pi * y / centers
    # The distance from the centre of a round normal cloud is Rayleigh distributed: invert its
    # distribution function on the part below the cut.
    quantile = rng.uniform(0, -np.expm1(-(BLOB_CUT**2) / 2), n_samples)
    distance = (0.75 + 2 * noise) * np.sqrt(-2 * np.log1p(-quantile))
    angle = rng.uniform(0, 2 * np.pi, n_samples)
    X = BLOB_RADIUS * np.column_stack([np.cos(place), np.sin(place)])
    X += distance[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return fold(X), y
