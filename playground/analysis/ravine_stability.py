"""Where gradient descent and momentum converge on a quadratic, and the rate from which not.

Along an eigenvector of the Hessian with eigenvalue λ the gradient is λw, so a step is a matrix
that acts on (w, v). The walk comes to rest if the matrix's spectral radius is below 1, for every
eigenvalue; the critical rate is where the largest eigenvalue's first is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Entries = tuple[Array, Array, Array, Array]


@dataclass(frozen=True)
class Stability:
    """The convergence of one rule on a quadratic.

    Attributes
    ----------
    optimizer : str
        A key of ``OPTIMIZERS``.
    formula : str
        The critical rate in Unicode.
    iteration : callable
        ``iteration(ηλ, β)``: the matrix's entries ``a, b, c, d`` for (w, ηv) ← [[a, b], [c, d]].
    critical : callable
        ``critical(β)``: the critical ηλ.
    """

    optimizer: str
    formula: str
    iteration: Callable[[Array, Array], Entries]
    critical: Callable[[float], float]

    def critical_rate(self, curvature: float, beta: float) -> float:
        """The smallest learning rate that does not converge along this curvature."""
        return self.critical(beta) / curvature

    def critical_curvature(self, learning_rate: float, beta: float) -> float:
        """The smallest curvature along which this learning rate does not converge."""
        return self.critical(beta) / learning_rate


def _descent(h: Array, beta: Array) -> Entries:
    """w ← w − ηλw"""
    zero = 0 * h * beta
    return 1 - h + zero, zero, zero, zero


def _momentum(h: Array, beta: Array) -> Entries:
    """u ← βu + hw;  w ← w − u, with u = ηv and h = ηλ"""
    return 1 - h + 0 * beta, -beta + 0 * h, h + 0 * beta, beta + 0 * h


def _average(h: Array, beta: Array) -> Entries:
    """Momentum with a rate smaller by the factor 1 − β"""
    return _momentum((1 - beta) * h, beta)


def _nesterov(h: Array, beta: Array) -> Entries:
    """u ← βu + hw;  w ← w − hw − βu"""
    return 1 - h - beta * h, -(beta**2) + 0 * h, h + 0 * beta, beta + 0 * h


STABILITY: dict[str, Stability] = {
    row.optimizer: row
    for row in (
        Stability("sgd", "2 / λ", _descent, lambda beta: 2.0),
        Stability("momentum", "2 (1 + β) / λ", _momentum, lambda beta: 2 * (1 + beta)),
        Stability(
            "momentum_ema",
            "2 (1 + β) / ((1 − β) λ)",
            _average,
            lambda beta: 2 * (1 + beta) / (1 - beta),
        ),
        Stability(
            "nesterov",
            "2 (1 + β) / ((1 + 2β) λ)",
            _nesterov,
            lambda beta: 2 * (1 + beta) / (1 + 2 * beta),
        ),
    )
}


def spectral_radius(
    optimizer: str,
    learning_rate: Array | float,
    beta: Array | float,
    curvatures: tuple[float, ...],
) -> Array:
    """By which factor the distance shrinks or grows in a step, in the worst direction.

    Parameters
    ----------
    optimizer : str
        A key of ``STABILITY``.
    learning_rate, beta : float, or arrays that go together
    curvatures : tuple of float
        Eigenvalues of the Hessian.

    Returns
    -------
    ndarray
        In the shape of the two arrays together.
    """
    rule = STABILITY[optimizer]
    rate, share = np.asarray(learning_rate, dtype=float), np.asarray(beta, dtype=float)
    radii = []
    for curvature in curvatures:
        a, b, c, d = rule.iteration(rate * curvature, share)
        half, product = (a + d) / 2, a * d - b * c
        root = np.sqrt((half**2 - product).astype(complex))
        radii.append(np.maximum(abs(half + root), abs(half - root)))
    return np.max(radii, axis=0)
