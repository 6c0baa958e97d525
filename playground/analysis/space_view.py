"""How a space of many units is looked at in 2 or 3 dimensions, and how a view turns into another.

Spaces that fit are shown as they are; wider ones through the principal components of a cloud, or
through chosen units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Matrix = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SpaceView:
    """How one space is looked at: coordinates seen are (A − center) @ axes.

    Attributes
    ----------
    width : int
        Units of the space.
    kind : {"all", "components", "units"}
        All units as they are, principal components of the cloud, or chosen units.
    units : tuple of int
        The chosen units, from 0; () for other kinds.
    center : (width,)
    axes : (width, n_dimensions)
        Orthonormal columns; of a space narrower than the view, some are zero.
    share : float
        Of the cloud's variance, in [0, 1]: how much of it the view shows.
    """

    width: int
    kind: str
    units: tuple[int, ...]
    center: Matrix
    axes: Matrix
    share: float

    def padded(self, width: int) -> tuple[Matrix, Matrix]:
        """Centre (width,) and axes (width, n_dimensions) among more dimensions, all orthonormal."""
        center = np.pad(self.center, (0, width - self.width))
        if self.kind == "all":
            return center, np.eye(width, self.axes.shape[1])
        return center, np.pad(self.axes, ((0, width - self.width), (0, 0)))


def space_view(
    A: ArrayLike,
    n_dimensions: int,
    *,
    units: Sequence[int] | None = None,
    before: SpaceView | None = None,
) -> SpaceView:
    """Choose how to look at the cloud A (n, width) of one space.

    Principal components point where their largest loading is positive, unless that is against
    ``before``, the view the picture comes from.
    """
    A = np.asarray(A, dtype=np.float64)
    width = A.shape[1]
    if width <= n_dimensions:
        axes = np.eye(width, n_dimensions)
        return SpaceView(width, "all", (), np.zeros(width), axes, 1.0)
    variances, vectors = np.linalg.eigh(np.atleast_2d(np.cov(A.T, bias=True)))
    if units is not None:
        shown = _checked_units(units, n_dimensions, width)
        share = _share(A.var(axis=0)[list(shown)].sum(), variances.sum())
        return SpaceView(width, "units", shown, np.zeros(width), np.eye(width)[:, shown], share)
    axes = vectors[:, ::-1][:, :n_dimensions].copy()
    share = _share(variances[::-1][:n_dimensions].sum(), variances.sum())
    earlier = None if before is None else before.padded(max(width, before.width, n_dimensions))[1]
    for j, axis in enumerate(axes.T):
        sign = np.sign(axis[np.argmax(np.abs(axis))])
        if earlier is not None and abs(agreement := axis @ earlier[:width, j]) > 1e-9:
            sign = np.sign(agreement)
        axes[:, j] *= sign
    return SpaceView(width, "components", (), A.mean(axis=0), axes, share)


def orthonormal(axes: Matrix) -> Matrix:
    """Gram–Schmidt on columns (width, n); a column that adds nothing is replaced by a unit axis."""
    made: list[Matrix] = []
    for column in axes.T:
        left = _less(column, made)
        if np.linalg.norm(left) < 1e-9:
            left = max((_less(unit, made) for unit in np.eye(len(axes))), key=np.linalg.norm)
        made.append(left / np.linalg.norm(left))
    return np.array(made).T


def _less(column: Matrix, made: list[Matrix]) -> Matrix:
    for other in made:
        column = column - (column @ other) * other
    return column


def _share(shown: float, total: float) -> float:
    return float(min(shown / total, 1.0)) if total > 0 else 1.0


def _checked_units(units: Sequence[int], n_dimensions: int, width: int) -> tuple[int, ...]:
    shown = tuple(sorted(int(unit) for unit in units))
    if len(set(shown)) != n_dimensions or shown[0] < 0 or shown[-1] >= width:
        raise ValueError(
            f"units must be {n_dimensions} different ones of 0 to {width - 1}. Got {tuple(units)}."
        )
    return shown
