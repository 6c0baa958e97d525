"""Facts about a layer: how it stretches space, whether it mirrors it, and which units are at work.

The weights alone say how the layer maps space; its activations over the data say which units have
stopped telling points apart. Arrays in, numbers out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

SILENT = 1e-6
"""A unit that never says more than this over the data is dead."""
FLAT = 0.98
"""|tanh| from here on counts as flat: the slope is below 4 % of its largest."""
MOSTLY = 0.95
"""A unit is saturated if it is in its flat part for this share of the points."""

KEPT, COLLAPSED, MIRRORED = 1, 0, -1
"""Orientation: the sign of the determinant."""


@dataclass(frozen=True)
class Rest:
    """Where a unit of one activation stops learning.

    ``can_die``: it may give 0 for all points, with no slope. ``is_flat`` tells, for activations
    (any shape), which are where the function has levelled off; None where it never does.
    """

    can_die: bool = False
    is_flat: Callable[[NDArray], NDArray] | None = None


RESTS: dict[str, Rest] = {
    "tanh": Rest(is_flat=lambda a: np.abs(a) > FLAT),
    "relu": Rest(can_die=True),
    "leaky_relu": Rest(),
    "elu": Rest(is_flat=lambda a: a < -FLAT),
    "gelu": Rest(can_die=True),
    "swish": Rest(can_die=True),
    # sigmoid(z) = ½ (1 + tanh(z/2)): the same part of the same curve.
    "sigmoid": Rest(is_flat=lambda a: np.abs(2 * a - 1) > FLAT),
    "sine": Rest(),
    # The step has no slope anywhere; it learns by Rosenblatt's rule all the same.
    "step": Rest(),
    "linear": Rest(),
}
"""Every activation's way to stop, by name."""


@dataclass(frozen=True)
class WeightFacts:
    """How a layer's weights map space.

    Attributes
    ----------
    singular_values : tuple of float
        How much the layer stretches along its min(n_in, n_out) axes, largest first.
    condition : float
        Largest over least; ``inf`` if a direction is flattened (rank below full).
    rank : int
        Dimensions that survive.
    orientation : int or None
        Of a square layer: 1 kept, −1 mirrored, 0 collapsed. None where dimension changes.
    """

    singular_values: tuple[float, ...]
    condition: float
    rank: int
    orientation: int | None


@dataclass(frozen=True)
class UnitFacts:
    """Which units of a layer are at work on some data.

    Attributes
    ----------
    dead, saturated : (n_units,) bool, or None
        None where units of this activation cannot be.
    dead_share, saturated_share : float or None
        Of the layer's units, in [0, 1].
    """

    dead: NDArray[np.bool_] | None
    saturated: NDArray[np.bool_] | None

    @property
    def dead_share(self) -> float | None:
        return None if self.dead is None else float(self.dead.mean())

    @property
    def saturated_share(self) -> float | None:
        return None if self.saturated is None else float(self.saturated.mean())


def weight_facts(W: ArrayLike) -> WeightFacts:
    """Facts about weights W (n_in, n_out).

    A singular value counts as zero below the largest times max(n_in, n_out) times the precision of
    W's own dtype (Golub & Van Loan 2013, "Matrix Computations", section 5.4.1).

    Raises
    ------
    ValueError
        For another shape, or weights that are not finite.
    """
    given = np.asarray(W)
    if given.ndim != 2 or 0 in given.shape:
        raise ValueError(f"W must have shape (n_in, n_out). Got {given.shape} instead.")
    W = given.astype(np.float64)
    if not np.isfinite(W).all():
        raise ValueError("W must be finite. Got NaN or infinity.")
    dtype = given.dtype if given.dtype == np.float32 else np.dtype(np.float64)
    values = np.linalg.svd(W, compute_uv=False)
    least = values[0] * max(W.shape) * float(np.finfo(dtype).eps)
    rank = int((values > least).sum())
    full = rank == len(values)
    square = W.shape[0] == W.shape[1]
    sign = int(np.sign(np.linalg.slogdet(W)[0])) if square and full else COLLAPSED
    return WeightFacts(
        singular_values=tuple(values.tolist()),
        condition=float(values[0] / values[-1]) if full else math.inf,
        rank=rank,
        orientation=sign if square else None,
    )


def unit_facts(A: ArrayLike, activation: str) -> UnitFacts:
    """Which units are dead or saturated, from activations A (n, n_units) over the data.

    Dead: 0 for every point. Saturated: in the flat part of the function for nearly every point
    (``MOSTLY``). Either way the unit hardly tells points apart and hardly learns.

    Raises
    ------
    ValueError
        For an unknown activation, or A without points or units.
    """
    if activation not in RESTS:
        raise ValueError(
            f"activation must be one of {', '.join(RESTS)}. Got {activation!r} instead."
        )
    A = np.asarray(A, dtype=np.float64)
    if A.ndim != 2 or 0 in A.shape:
        raise ValueError(f"A must have shape (n, n_units). Got {A.shape} instead.")
    rest = RESTS[activation]
    return UnitFacts(
        dead=(np.abs(A) <= SILENT).all(axis=0) if rest.can_die else None,
        saturated=None if rest.is_flat is None else rest.is_flat(A).mean(axis=0) >= MOSTLY,
    )
