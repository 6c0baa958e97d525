"""Contour lines: where a function sampled on a square grid is zero, and where an answer changes."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Matrix = NDArray[np.float64]


def decision_lines(Z: ArrayLike, ticks: ArrayLike) -> list[Matrix]:
    """Where the answer of a network changes, as lines (n_points, 2) of the input plane.

    Parameters
    ----------
    Z : (len(ticks)², n_outputs)
        The output units' weighted sums on the grid of ``ticks`` × ``ticks``, x running fastest.
        One unit changes its answer at 0 whatever the output activation; several, where another
        becomes the largest.
    ticks : (n,)
        Coordinates along both sides.
    """
    Z, side = np.asarray(Z, dtype=np.float64), len(np.asarray(ticks))
    if Z.shape[1] == 1:
        return level_lines(Z.reshape(side, side), ticks)
    lines: list[Matrix] = []
    # The last class borders only on others, whose borders are drawn already.
    for k in range(Z.shape[1] - 1):
        margin = Z[:, k] - np.delete(Z, k, axis=1).max(axis=1)
        lines += level_lines(margin.reshape(side, side), ticks)
    return lines


def level_lines(values: ArrayLike, ticks: ArrayLike) -> list[Matrix]:
    """Where ``values`` change sign, by linear interpolation on triangles.

    Each square of the grid is cut into two triangles, so that no case is ambiguous ("marching
    triangles"; compare Lorensen & Cline 1987, "Marching cubes").

    Parameters
    ----------
    values : (n, n)
        ``values[i, j]`` at x = ``ticks[j]``, y = ``ticks[i]``.
    ticks : (n,)
        Ascending coordinates along both sides.

    Returns
    -------
    list of (n_points, 2)
        Lines of points (x, y); a closed one ends where it starts.
    """
    values, ticks = np.asarray(values, dtype=np.float64), np.asarray(ticks, dtype=np.float64)
    corners = np.arange(values.size).reshape(values.shape)
    corner, right = corners[:-1, :-1], corners[:-1, 1:]
    above, opposite = corners[1:, :-1], corners[1:, 1:]
    lower = np.stack([corner, right, opposite], axis=-1)
    upper = np.stack([corner, opposite, above], axis=-1)
    triangles = np.concatenate([lower, upper]).reshape(-1, 3)
    positive = values.ravel() > 0
    sides = np.sort(np.stack([triangles, np.roll(triangles, -1, axis=1)], axis=-1), axis=-1)
    crossed = positive[sides[..., 0]] != positive[sides[..., 1]]  # two sides of a triangle, or none
    edges, ends = np.unique(sides[crossed], axis=0, return_inverse=True)
    places = np.stack([*np.meshgrid(ticks, ticks)], axis=-1).reshape(-1, 2)
    low, high = values.ravel()[edges].T
    t = np.divide(low, low - high)[:, None]
    points = (1 - t) * places[edges[:, 0]] + t * places[edges[:, 1]]
    return [points[chain] for chain in _chains(ends.reshape(-1, 2).tolist())]


def _chains(segments: list[list[int]]) -> list[list[int]]:
    """Join segments (pairs of point numbers, each point in two at most) end to end."""
    neighbours: dict[int, list[int]] = {}
    for a, b in segments:
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    chains = []
    # Open lines from their ends first; what is left then is closed.
    for start in sorted(neighbours, key=lambda point: len(neighbours[point])):
        chain = [start]
        while neighbours[chain[-1]]:
            here = chain[-1]
            following = neighbours[here].pop()
            neighbours[following].remove(here)
            chain.append(following)
        if len(chain) > 1:
            chains.append(chain)
    return chains
