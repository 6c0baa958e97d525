"""The square that every data set is made for, and the few random draws the generators share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DOMAIN = 6.0
"""Half the side of the displayed square: x and y run from −DOMAIN to DOMAIN."""

Generator = np.random.Generator
Points = NDArray[np.float64]
Targets = NDArray[np.float64]
Labels = NDArray[np.int64]


def halves(n_samples: int) -> tuple[int, int]:
    """Two counts that differ by one at most and add up to ``n_samples``, the larger first."""
    return n_samples - n_samples // 2, n_samples // 2


def shares(n_samples: int, n_parts: int) -> list[int]:
    """``n_parts`` counts that differ by one at most and add up to ``n_samples``, larger first."""
    return [n_samples // n_parts + (part < n_samples % n_parts) for part in range(n_parts)]


def jitter(n_samples: int, reach: float, noise: float, rng: Generator) -> Points:
    """Offsets (n_samples, 2), uniform within ``reach · noise`` either way on each axis."""
    return rng.uniform(-reach, reach, (n_samples, 2)) * noise


def fold(X: Points) -> Points:
    """Mirror what lies outside the domain at its border (no heap of points along the edge)."""
    return DOMAIN - np.abs(np.mod(X + DOMAIN, 4 * DOMAIN) - 2 * DOMAIN)
