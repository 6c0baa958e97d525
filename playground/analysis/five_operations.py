"""The five operations of a layer: a layer taken apart into motions that can be watched.

A layer a' = f(a W + b) (points are rows) is, with the singular value decomposition Wᵀ = U S Vᵀ:
rotate by Vᵀ, scale along the axes by S (and change dimension), rotate by U, translate by b, bend
by f. U and V are proper rotations here, so that they can be turned in gradually: a reflection is
in S, as one negative scale. Positions between two operations are defined too: a rotation travels
along its geodesic, everything else in a straight line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.analysis.rotations import Rotation, rotation_at, rotation_of
from playground.nn import ACTIVATIONS

__all__ = [
    "BENDS",
    "N_OPERATIONS",
    "OPERATIONS",
    "LayerSplit",
    "bend",
    "rotation_at",
    "split_layer",
]

Matrix = NDArray[np.float64]

EQUAL = 1e-12
"""Singular values that differ by this part of the largest are one value, or zero."""
LEAN = 1 + 2**-10
"""Where V and U pull a basis to opposite sides (W = −I), the first rotation decides."""


@dataclass(frozen=True)
class Operation:
    """One of the five: ``label`` for people, ``formula``, and what it does in one sentence."""

    name: str
    label: str
    formula: str
    explanation: str


OPERATIONS: dict[str, Operation] = {
    row.name: row
    for row in (
        Operation(
            "rotate",
            "rotate",
            "Vᵀ a",
            "Turn space until the directions that the layer stretches most and least lie along "
            "the axes; no distance changes.",
        ),
        Operation(
            "scale",
            "scale",
            "S Vᵀ a",
            "Stretch or squeeze along each axis by a singular value; a negative one mirrors, a "
            "zero flattens, and here dimensions are added or dropped.",
        ),
        Operation(
            "rotate_again",
            "rotate again",
            "U S Vᵀ a = Wᵀ a",
            "Turn the stretched space so that its axes become the units of the next layer.",
        ),
        Operation(
            "translate",
            "translate",
            "Wᵀ a + b",
            "Shift everything by the biases, which decides where the bend will hit.",
        ),
        Operation(
            "bend",
            "bend",
            "f(Wᵀ a + b)",
            "Apply the activation function to every coordinate: the only step that bends straight "
            "lines.",
        ),
    )
}
N_OPERATIONS = len(OPERATIONS)
BENDS = (*ACTIVATIONS, "softmax")
"""Names of what a layer can end in: every activation, and the softmax of several outputs."""


def bend(activation: str, Z: ArrayLike) -> Matrix:
    """f(z) for weighted sums Z (n, n_units), float64.

    ``softmax`` of one unit is its sigmoid, as the network reads two classes.
    """
    Z = np.array(Z, dtype=np.float64)
    if activation == "softmax" and Z.shape[1] > 1:
        shares = np.exp(Z - Z.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)
    name = "sigmoid" if activation == "softmax" else activation
    out = np.empty_like(Z)
    ACTIVATIONS[name].function(Z, out)
    return out


@dataclass(frozen=True, eq=False)
class LayerSplit:
    """A layer as five operations.

    Attributes
    ----------
    W, b : (n_in, n_out), (n_out,)
        The layer itself.
    activation : str
        A name in ``BENDS``.
    rotate : Rotation
        Vᵀ, of n_in dimensions.
    scales : (min(n_in, n_out),)
        Singular values, largest first. Of a square W the last is negative if W mirrors.
    rotate_again : Rotation
        U, of n_out dimensions.
    """

    W: Matrix
    b: Matrix
    activation: str
    rotate: Rotation
    scales: Matrix
    rotate_again: Rotation

    @property
    def n_in(self) -> int:
        """Units the layer reads."""
        return self.W.shape[0]

    @property
    def n_out(self) -> int:
        """Units the layer has."""
        return self.W.shape[1]

    @property
    def n_dimensions(self) -> int:
        """Dimensions all positions live in: the larger of ``n_in`` and ``n_out``."""
        return max(self.W.shape)

    def at(self, A: ArrayLike, position: float) -> Matrix:
        """Where points are, ``position`` operations into the layer.

        Parameters
        ----------
        A : (n, n_in)
            Points in the space the layer reads.
        position : float
            0: A itself; 1, 2, 3, 4, 5: after that many operations; between: on the way.

        Returns
        -------
        (n, max(n_in, n_out))
            Coordinates not in use are zero. The bend starts from A W + b itself rather than from
            its four parts, so that the end is the layer's output to the last digit.

        Raises
        ------
        ValueError
            For points of another width, or a position outside [0, 5].
        """
        A = np.asarray(A, dtype=np.float64)
        if A.ndim != 2 or A.shape[1] != self.n_in:
            raise ValueError(f"A must have shape (n, {self.n_in}). Got {A.shape} instead.")
        if not 0 <= position <= N_OPERATIONS:
            raise ValueError(
                f"position must be from 0 to {N_OPERATIONS}. Got {position!r} instead."
            )
        done = min(int(position), N_OPERATIONS - 1)
        t = position - done
        if done == 0:
            return self._padded(A @ self.rotate.at(t).T)
        if done < 4:
            turned = self._padded(A @ self.rotate.matrix.T)
            scaled = turned * ((1 - t) + t * self._scales() if done == 1 else self._scales())
            if done == 1:
                return scaled
            turn = self.rotate_again.at(t) if done == 2 else self.rotate_again.matrix
            moved = scaled[:, : self.n_out] @ turn.T
            return self._padded(moved + t * self.b if done == 3 else moved)
        Z = A @ self.W + self.b
        return self._padded((1 - t) * Z + t * bend(self.activation, Z) if t else Z)

    def output(self, A: ArrayLike) -> Matrix:
        """The layer's output (n, n_out) for points A (n, n_in)."""
        return self.at(A, N_OPERATIONS)[:, : self.n_out]

    def _scales(self) -> Matrix:
        """Factors of all dimensions: the scales, and 0 for those that are dropped or yet empty."""
        return np.pad(self.scales, (0, self.n_dimensions - len(self.scales)))

    def _padded(self, A: Matrix) -> Matrix:
        return np.pad(A, ((0, 0), (0, self.n_dimensions - A.shape[1])))


def split_layer(W: ArrayLike, b: ArrayLike, activation: str) -> LayerSplit:
    """Take a layer apart into its five operations.

    W has many singular value decompositions: signs are free, and so is any basis of equal singular
    values or of a null space. This is the one whose rotations stay nearest to the axes: each such
    basis is turned by the polar factor that brings it closest. All but one sign follow from that,
    and that one from the determinants.

    Parameters
    ----------
    W : (n_in, n_out)
        Weights, any rank.
    b : (n_out,)
        Biases.
    activation : str
        A name in ``BENDS``.

    Raises
    ------
    ValueError
        For an unknown activation, shapes that do not fit, or numbers that are not finite.
    """
    W, b = _checked_layer(W, b, activation)
    U, scales, Vt = np.linalg.svd(W.T, full_matrices=True)
    V = Vt.T.copy()
    _turn_to_axes(V, U, scales)
    scales = _make_proper(V, U, scales)
    return LayerSplit(W, b, activation, rotation_of(V.T), scales, rotation_of(U))


def _turn_to_axes(V: Matrix, U: Matrix, scales: Matrix) -> None:
    """Choose the free bases of V (n_in, n_in) and U (n_out, n_out), in place."""
    least = EQUAL * scales[0]
    rank = int((scales > least).sum())
    ends = np.flatnonzero(-np.diff(scales[:rank]) > least) + 1
    for group in np.split(np.arange(rank), ends):
        if len(group):
            nearest = _polar(LEAN * V[np.ix_(group, group)] + U[np.ix_(group, group)])
            V[:, group] = V[:, group] @ nearest.T
            U[:, group] = U[:, group] @ nearest.T
    for basis in (V, U):
        if rank < len(basis):
            basis[:, rank:] = basis[:, rank:] @ _polar(basis[rank:, rank:]).T


def _polar(M: Matrix) -> Matrix:
    """The orthogonal matrix nearest to M (n, n) (Schönemann 1966, orthogonal Procrustes)."""
    left, _, right = np.linalg.svd(M)
    return left @ right


def _make_proper(V: Matrix, U: Matrix, scales: Matrix) -> Matrix:
    """Make both determinants +1, in place; the scales that go with them.

    The smaller of the two is mended by turning its last pair of directions round, which changes no
    scale; then the larger by its last direction: that is in the null space, or, of a square W, it
    has the least scale, which turns negative.
    """
    smaller, larger = (V, U) if len(V) <= len(U) else (U, V)
    last = len(smaller) - 1
    if np.linalg.det(smaller) < 0:
        smaller[:, last] *= -1
        larger[:, last] *= -1
    signed = scales.copy()
    if np.linalg.det(larger) < 0:
        larger[:, -1] *= -1
        if len(smaller) == len(larger) and signed[last]:
            signed[last] *= -1
    return signed


def _checked_layer(W: ArrayLike, b: ArrayLike, activation: str) -> tuple[Matrix, Matrix]:
    if activation not in BENDS:
        raise ValueError(
            f"activation must be one of {', '.join(BENDS)}. Got {activation!r} instead."
        )
    W, b = np.array(W, dtype=np.float64), np.array(b, dtype=np.float64)
    if W.ndim != 2 or 0 in W.shape or b.shape != W.shape[1:]:
        raise ValueError(
            f"W must have shape (n_in, n_out) and b (n_out,). Got {W.shape} and {b.shape} instead."
        )
    if not (np.isfinite(W).all() and np.isfinite(b).all()):
        raise ValueError("W and b must be finite. Got NaN or infinity.")
    return W, b
