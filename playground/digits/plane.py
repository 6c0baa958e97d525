"""A plane through the 64-dimensional space of images, and what a network says everywhere on it.

Every point of it is an image: its pre-image, which can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.analysis.space_view import orthonormal, space_view
from playground.digits.data import BLACK, WHITE, as_rows
from playground.fields import Number
from playground.training import Run

MARGIN = 0.25
"""Beyond the outermost point, as a part of the plane's side."""
MAX_CELLS = 200
LEAST_SIDE = 1.0
"""Of a plane through points that are all the same, in units of a pixel's brightness."""

Values = NDArray[np.float64]
Extent = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Plane:
    """A flat square cut out of the space of images.

    Attributes
    ----------
    origin : ndarray (64,)
        The image at (0, 0).
    axes : ndarray (2, 64)
        Orthonormal: one step to the right, one step up, in units of a pixel's brightness.
    extent : (x0, x1, y0, y1)
    marked : ndarray (n, 2)
        Where the images that it was made of lie on it (their projections, where it does not run
        through them).
    """

    origin: Values
    axes: Values
    extent: Extent
    marked: Values

    def points(self, images: ArrayLike) -> Values:
        """Where images (n, 64) come to lie on the plane, (n, 2)."""
        return (as_rows(images) - self.origin) @ self.axes.T

    def distances(self, images: ArrayLike) -> Values:
        """How far images lie from the plane, (n,)."""
        away = as_rows(images) - self.origin
        return np.linalg.norm(away - (away @ self.axes.T) @ self.axes, axis=1)

    def images(self, points: ArrayLike) -> Values:
        """Pre-images (n, 64) of points (n, 2), cut to 0–16: no ink is whiter than paper."""
        at = np.asarray(points, dtype=np.float64)
        return (self.origin + at @ self.axes).clip(WHITE, BLACK)


@dataclass(frozen=True, eq=False)
class Decision:
    """What a network says on a plane; ``[i, j]`` is the i-th cell upwards, the j-th to the right.

    Attributes
    ----------
    plane : Plane
    xs, ys : ndarray (n,)
        Centres of the cells.
    images : ndarray (n, n, 64)
        Pre-images.
    probabilities : ndarray (n, n, 10)
    digits : ndarray (n, n)
        The most probable digit.
    """

    plane: Plane
    xs: Values
    ys: Values
    images: Values
    probabilities: Values
    digits: NDArray[np.int64]


def plane_through(images: ArrayLike) -> Plane:
    """The plane through three images (3, 64) or (3, 8, 8).

    The first lies at the lower left, the way to the second points right. Images that are the same,
    or on one line, leave a direction open; it is then that of some pixel.

    Raises
    ------
    ValueError
        For another number of images.
    """
    corners = as_rows(images)
    if len(corners) != 3:
        raise ValueError(f"A plane goes through 3 images. Got {len(corners)}.")
    axes = orthonormal((corners[1:] - corners[0]).T).T
    marked = (corners - corners[0]) @ axes.T
    return Plane(corners[0], axes, _square_around(marked), marked)


def plane_of_components(images: ArrayLike) -> Plane:
    """The plane along the two directions in which images (n, 64) spread most."""
    X = as_rows(images)
    view = space_view(X, 2)
    marked = (X - view.center) @ view.axes
    return Plane(view.center, view.axes.T, _square_around(marked), marked)


def decide(run: Run, plane: Plane, n: int = 80) -> Decision:
    """What a network says at the centres of n × n cells of a plane.

    Raises
    ------
    ValueError
        For n outside 1 to ``MAX_CELLS``.
    """
    side = int(Number(1, MAX_CELLS, whole=True).check("n", n) or 1)
    x0, x1, y0, y1 = plane.extent
    cells = (np.arange(side) + 0.5) / side
    xs, ys = x0 + cells * (x1 - x0), y0 + cells * (y1 - y0)
    across, up = np.meshgrid(xs, ys)
    images = plane.images(np.stack([across.ravel(), up.ravel()], axis=1))
    probabilities = run.predict_proba(images)
    return Decision(
        plane,
        xs,
        ys,
        images.reshape(side, side, -1),
        probabilities.reshape(side, side, -1),
        run.predict(images).reshape(side, side),
    )


def _square_around(points: Values) -> Extent:
    low, high = points.min(axis=0), points.max(axis=0)
    half = max(float((high - low).max()), LEAST_SIDE) * (0.5 + MARGIN)
    x, y = ((low + high) / 2).tolist()
    return (x - half, x + half, y - half, y + half)
