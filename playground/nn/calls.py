"""Calls: NumPy functions with their arguments, written down once and played many times.

With arrays of a few dozen numbers, looking up names and making views costs as much as computing.
A list of calls has all of that behind it; its arrays are the same each time, their content not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Call = tuple[Callable[..., Any], tuple]


def play(calls: Iterable[Call]) -> None:
    """Make the calls, one after another."""
    for function, arguments in calls:
        function(*arguments)
