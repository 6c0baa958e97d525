"""Calls: NumPy functions with their arguments, written down once and played many times.

With arrays of a few dozen numbers, looking up names and making views costs as much as computing.
A list of calls has all of that behind it; its arrays are the same each time, their content not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np

Array = np.ndarray
Call = tuple[Callable[..., Any], tuple]


def play(calls: Iterable[Call]) -> None:
    """Make the calls, one after another."""
    for function, arguments in calls:
        function(*arguments)


def number(value: float, like: Array) -> Array:
    """A number as a 0-d array of an array's dtype.

    NumPy takes it twice as fast as a Python float, and a float64 scalar would turn float32
    results into float64.
    """
    return np.array(value, like.dtype)


def product(left: Array, *, stacked: bool = False) -> Callable[[Array, Array], object]:
    """``left @ right`` written into a given array, as a function of ``(right, out)``.

    For matrices, the bound ``left.dot`` takes half the time of ``np.matmul``; with ``stacked``
    the right may be a stack of matrices though the left is one.
    """
    if left.ndim == 2 and not stacked:
        return left.dot
    # A column times a row is no sum, and NumPy's multiplication is faster at it.
    return partial(np.multiply if left.shape[-1] == 1 else np.matmul, left)
