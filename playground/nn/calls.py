"""Calls: NumPy functions with their arguments, written down once and played many times.

With arrays of a few dozen numbers, looking up names and making views costs as much as computing.
A list of calls has all of that behind it; its arrays are the same each time, their content not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


def product(left: Array, right: Array, out: Array) -> Call:
    """``left @ right`` written into ``out``, of matrices or stacks of them.

    For two matrices, the bound ``left.dot`` takes half the time of ``np.matmul``.
    """
    if left.ndim == right.ndim == 2:
        return (left.dot, (right, out))
    # A column times a row is no sum, and NumPy's multiplication is faster at it.
    return (np.multiply if left.shape[-1] == 1 else np.matmul, (left, right, out))
