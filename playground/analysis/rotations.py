"""Rotations on their way: the planes a rotation turns, and the rotation part-way along them.

A proper rotation R of n dimensions turns some planes, each by its own angle, and leaves the rest
as it is. Turning every plane by t times its angle is the geodesic from I to R, R^t = exp(t log R)
(Gallier & Xu 2002, "Computing exponentials of skew-symmetric matrices and logarithms of orthogonal
matrices", theorem 2.2), and a rotation at every t.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

SAME_COSINE = 1e-6
"""Eigenvalues of the symmetric part this close are treated as one eigenspace: rounding mixes their
eigenvectors, so that only together they are known well."""
NO_SINE = 1e-7
"""Below this sine, R v is v or −v to the eye: the angle counts as 0 or as π."""


@dataclass(frozen=True, eq=False)
class Rotation:
    """A proper rotation and the planes it turns.

    Attributes
    ----------
    matrix : (n, n)
        R; it acts on columns, so rows of points turn by ``A @ matrix.T``.
    first, second : (n_planes, n)
        Orthonormal pairs: plane i is spanned by ``first[i]`` and ``second[i]``, and turns from the
        first towards the second.
    angles : (n_planes,)
        In (0, π], radians.
    """

    matrix: Matrix
    first: Matrix
    second: Matrix
    angles: NDArray[np.float64]

    def at(self, t: float) -> Matrix:
        """R^t (n, n): every plane turned by t times its angle; I at 0, R itself at 1.

        On the plane of v and w that is cos(tθ)(vvᵀ + wwᵀ) + sin(tθ)(wvᵀ − vwᵀ).
        """
        if t == 1:
            return self.matrix.copy()
        v, w = self.first, self.second
        bend = (np.cos(t * self.angles) - 1)[:, None]
        turn = np.sin(t * self.angles)[:, None]
        moved = v.T @ (bend * v) + w.T @ (bend * w) + w.T @ (turn * v) - v.T @ (turn * w)
        return np.eye(len(self.matrix)) + moved


def rotation_at(R: Matrix, t: float) -> Matrix:
    """The rotation ``t`` of the way from the identity to ``R`` (n, n), along the geodesic."""
    return rotation_of(R).at(t)


def rotation_of(R: Matrix) -> Rotation:
    """Decompose a proper rotation into the planes it turns.

    The symmetric part (R + Rᵀ)/2 has the eigenvalue cos θ on each plane. A vector v of that
    eigenspace spans a plane with w = (R v − cos θ v) / sin θ. Where sin θ = 0 the vector stays
    (θ = 0), or any two orthonormal ones make a plane turned by θ = π.

    Parameters
    ----------
    R : (n, n)
        Orthogonal with determinant +1.

    Raises
    ------
    ValueError
        If R is no proper rotation.
    """
    R = _checked(R)
    cosines, vectors = np.linalg.eigh((R + R.T) / 2)
    ends = np.flatnonzero(np.diff(cosines) > SAME_COSINE) + 1
    planes: list[tuple[Matrix, Matrix, float]] = []
    for space in np.split(vectors.T, ends):
        planes += _planes(R, space)
    return Rotation(
        R,
        np.array([v for v, _, _ in planes]).reshape(-1, len(R)),
        np.array([w for _, w, _ in planes]).reshape(-1, len(R)),
        np.array([angle for _, _, angle in planes]),
    )


def _planes(R: Matrix, space: Matrix) -> list[tuple[Matrix, Matrix, float]]:
    """Planes (v, w, angle) of one eigenspace, whose orthonormal basis is the rows of ``space``."""
    planes: list[tuple[Matrix, Matrix, float]] = []
    used: list[Matrix] = []
    flipped: list[Matrix] = []
    while len(used) < len(space):
        left = [_without(row, used) for row in space]
        v = max(left, key=np.linalg.norm)  # the first of equals
        v = _signed(_unit(_without(v, used)))
        image = R @ v
        cosine = float(v @ image)
        across = image - cosine * v
        sine = float(np.linalg.norm(across))
        used.append(v)
        w = _without(space.T @ (space @ across), used)
        if sine > NO_SINE and np.linalg.norm(w) > sine / 2:
            w = _unit(_without(w, used))
            used.append(w)
            planes.append((v, w, float(np.arctan2(sine, cosine))))
        elif cosine < 0:
            flipped.append(v)
    planes += [(v, w, np.pi) for v, w in zip(flipped[::2], flipped[1::2], strict=True)]
    return planes


def _without(vector: Matrix, others: list[Matrix]) -> Matrix:
    """``vector`` less its parts along orthonormal ``others``."""
    for other in others:
        vector = vector - (vector @ other) * other
    return vector


def _unit(vector: Matrix) -> Matrix:
    return vector / np.linalg.norm(vector)


def _signed(vector: Matrix) -> Matrix:
    """``vector`` or its opposite: the one whose largest entry is positive."""
    return -vector if vector[np.argmax(np.abs(vector))] < 0 else vector


def _checked(R: Matrix) -> Matrix:
    R = np.array(R, dtype=np.float64)
    if R.ndim != 2 or R.shape[0] != R.shape[1] or len(R) == 0:
        raise ValueError(f"R must be square, (n, n). Got shape {R.shape} instead.")
    off = float(np.abs(R @ R.T - np.eye(len(R))).max())
    if not off < 1e-6:
        raise ValueError(f"R must be orthogonal. Got R Rᵀ − I up to {off:.3g}.")
    determinant = float(np.linalg.det(R))
    if determinant < 0:
        raise ValueError(f"R must be a proper rotation. Got the determinant {determinant:.3g}.")
    return R
