"""Table: named columns of numbers or words, as a file says them, and what may be in a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_BYTES = 32 * 2**20
"""Of a file; the page allows less."""
MAX_COLUMNS = 200
MAX_ROWS = 200_000
"""Rows of a file that are looked at."""
MAX_CELLS = 250_000
"""Cells that are kept, of rows drawn at random where there are more."""
LEAST_ROWS = 2_500
"""Rows that are kept at least, however many columns there are."""
MAX_WORDS = 100
"""Different words of a column that are told apart."""
LARGEST = 1e100
"""A number beyond it counts as missing: its square must still be a number."""
NAME_LENGTH, WORD_LENGTH = 40, 60
N_FIRST = 8
"""Rows that a preview shows."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class TableError(ValueError):
    """A file, a table or a choice that cannot be used; ``str(error)`` is one sentence."""


@dataclass(frozen=True, eq=False)
class Column:
    """One column.

    Attributes
    ----------
    name : str
    values : (n_rows,) float64
        Numbers, missing ones NaN; or places in ``words``, missing ones −1.
    words : tuple of str or None
        The different words in ascending order; None for a column of numbers, and empty where there
        are more than ``MAX_WORDS``.
    n_different : int
        Different values that are not missing.
    n_strange : int
        Cells of a column of numbers that hold something else, and so count as missing.
    first : tuple of str
        The first cells, as they are written.
    """

    name: str
    values: NDArray[np.float64]
    words: tuple[str, ...] | None
    n_different: int
    n_strange: int
    first: tuple[str, ...]

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers."""
        return self.words is None

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Which rows lack a value: (n_rows,)."""
        return np.isnan(self.values) if self.is_number else self.values < 0

    @property
    def is_constant(self) -> bool:
        """Whether it says the same, or nothing, in every row."""
        return self.n_different < 2


@dataclass(frozen=True, eq=False)
class Table:
    """A table.

    Attributes
    ----------
    name : str
        What it is called: the file's name.
    columns : tuple of Column
        All of one length.
    n_in_file : int
        Rows that were looked at; the columns may hold a part of them.
    notes : tuple of str
        How it was read and what was left out, a sentence each.
    """

    name: str
    columns: tuple[Column, ...]
    n_in_file: int
    notes: tuple[str, ...] = ()

    @property
    def n_rows(self) -> int:
        """Rows that are kept."""
        return len(self.columns[0].values)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise TableError(f"There is no column {quoted(name)} in this table.")

    @property
    def numbers(self) -> tuple[str, ...]:
        """Names of the columns of numbers that differ from row to row: what can be an input."""
        return tuple(c.name for c in self.columns if c.is_number and not c.is_constant)


def quoted(name: str) -> str:
    """A name from a file, as it stands in a sentence."""
    return f"“{name}”"


def clean(text: object, length: int = WORD_LENGTH) -> str:
    """A text from a file on one line, without control characters, and cut."""
    one = " ".join(_CONTROL.sub(" ", str(text)[: 4 * length]).split())
    return one if len(one) <= length else one[: length - 1] + "…"


def column_names(given: Iterable[object]) -> list[str]:
    """A name for each column: its own where it has one that no other column has."""
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(given, start=1):
        wanted = name = clean("" if cell is None else cell, NAME_LENGTH) or f"column {place}"
        again = 2
        while name in taken:
            name = f"{wanted} ({again})"
            again += 1
        names.append(name)
        taken.add(name)
    return names


def rows_kept(n_columns: int) -> int:
    """How many rows of so many columns are kept."""
    return max(LEAST_ROWS, MAX_CELLS // max(n_columns, 1))


def too_many_columns(n: int) -> str:
    """The sentence about a table that is too wide."""
    return f"A table may have at most {MAX_COLUMNS} columns. This one has {n:,}."


def many(n: int, what: str) -> str:
    """ "1 row", "2,000 rows"."""
    return f"1 {what}" if n == 1 else f"{n:,} {what}s"
