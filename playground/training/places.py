"""Places of single weights in the parameter vector, by layer, row and column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.nn import layer_views, n_parameters

Array = np.ndarray


def chosen(
    sizes: Sequence[int], layer: int, row: int | None = None, column: int | None = None
) -> Array:
    """Which parameters are those of a layer, of one of its rows or columns, or one place: (P,).

    Parameters
    ----------
    sizes : sequence of int
        Units of every layer: inputs, hidden layers, outputs.
    layer : int
        From 0.
    row : int or None
        A unit of the layer below, from 0; the number after the last one is the bias. None: all.
    column : int or None
        A unit of the layer, from 0. None: all.

    Raises
    ------
    ValueError
        For a place that there is not.
    """
    _check("layer", layer, len(sizes) - 1)
    if row is not None:
        _check("row", row, sizes[layer] + 1)
    if column is not None:
        _check("column", column, sizes[layer + 1])
    mask = np.zeros(n_parameters(sizes), bool)
    rows = slice(None) if row is None else slice(row, row + 1)
    columns = slice(None) if column is None else slice(column, column + 1)
    layer_views(mask, sizes)[layer][rows, columns] = True
    return mask


def fitted(mask: Array, sizes: Sequence[int], wanted: Sequence[int]) -> Array:
    """A mask (P,) of one network for another's parameters, place by place in each layer.

    What has no place in the other network is left out; a bias stays a bias.
    """
    if tuple(sizes) == tuple(wanted):
        return mask.copy()
    result = np.zeros(n_parameters(wanted), bool)
    alike = len(sizes) == len(wanted) and sizes[-1] == wanted[-1]
    last = len(sizes) - 1 if alike else min(len(sizes), len(wanted)) - 2
    first = 0 if sizes[0] == wanted[0] else 1
    layers = zip(layer_views(mask, sizes), layer_views(result, wanted), strict=False)
    for old, new in list(layers)[first:last]:
        n_in = min(len(old), len(new)) - 1
        n_out = min(old.shape[1], new.shape[1])
        new[:n_in, :n_out] = old[:n_in, :n_out]
        new[-1, :n_out] = old[-1, :n_out]
    return result


def ranges(mask: Array) -> list[list[int]]:
    """[start, stop] of each stretch of neighbours that are chosen."""
    if not mask.any():
        return []
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return edges.reshape(-1, 2).tolist()


def _check(name: str, value: int, count: int) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise ValueError(f"{name} must be a whole number from 0 to {count - 1}. Got {value!r:.40}.")
    if not 0 <= value < count:
        raise ValueError(f"{name} must be from 0 to {count - 1}. Got {value}.")
