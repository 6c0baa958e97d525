"""A fair sample of rows that come one by one: each has the same chance, however many come."""

from __future__ import annotations

import random
from typing import Generic, TypeVar

SEED = 0
"""Of every draw that is made while a file is read."""
Row = TypeVar("Row")


class Sample(Generic[Row]):
    """At most ``most`` of the rows offered (Vitter 1985, algorithm R), in the order they came.

    Parameters
    ----------
    most : int

    Attributes
    ----------
    n_offered : int
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: list[tuple[int, Row]] = []
        self._random = random.Random(SEED)
        self.n_offered = 0

    def offer(self, row: Row) -> None:
        """Look at one more row."""
        place = self.n_offered
        self.n_offered += 1
        if len(self._kept) < self._most:
            self._kept.append((place, row))
            return
        out = self._random.randrange(self.n_offered)
        if out < self._most:
            self._kept[out] = (place, row)

    @property
    def rows(self) -> list[Row]:
        """The rows kept, in the order they came."""
        return [row for _, row in sorted(self._kept, key=lambda pair: pair[0])]


def sampled_note(n_kept: int, n_rows: int) -> list[str]:
    """That not all rows are kept; nothing where they are."""
    if n_kept == n_rows:
        return []
    return [f"Of {n_rows:,} rows {n_kept:,} were drawn at random (seed {SEED})."]
