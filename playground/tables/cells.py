"""Cells as a file writes them become columns: numbers with either decimal mark, or words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.tables.table import (
    LARGEST,
    MAX_COLUMNS,
    MAX_WORDS,
    N_FIRST,
    Column,
    Table,
    TableError,
    clean,
    column_names,
    too_many_columns,
)

NOTHING = frozenset(
    ("", "na", "n/a", "nan", "null", "none", "nil", "?", "-", "–", ".", "nat", "missing")
) | {"#n/a", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!"}
"""Words, in lower case, that say that a value is missing, and a spreadsheet's errors."""
NUMBERS_SHARE = 0.8
"""Of the cells that are not missing must be numbers for a column of numbers."""

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_SWAPPED = str.maketrans(",.", ".,")
_INFINITE = frozenset(("inf", "+inf", "-inf", "infinity", "-infinity", "+infinity"))
Cell = object


def number(text: str, decimal: str = ".") -> float | None:
    """The number a text says with this decimal mark; None for anything else.

    Thousands may be set apart by the other mark.
    """
    if len(text) > 60:
        return None
    said = text.strip().replace("\u2212", "-")
    if decimal == ",":
        said = said.translate(_SWAPPED)
    if _PLAIN.fullmatch(said):
        return float(said)
    return float(said.replace(",", "")) if _GROUPED.fullmatch(said) else None


def is_missing(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    if cell is None or isinstance(cell, float):
        return cell is None or not math.isfinite(cell)
    return isinstance(cell, str) and cell.strip().lower() in NOTHING


def decimal_mark(rows: Sequence[Sequence[str]], delimiter: str) -> str:
    """The mark with which more cells are numbers; where both do, the delimiter decides.

    A comma between cells leaves the point for numbers; a file with semicolons comes from where
    numbers have commas.
    """
    if delimiter == ",":
        return "."
    marked = [cell for row in rows for cell in row if "," in cell or "." in cell]
    counts = {mark: sum(number(cell, mark) is not None for cell in marked) for mark in ".,"}
    if counts["."] == counts[","]:
        commas = any("," in cell and number(cell, ",") is not None for cell in marked)
        points = any("." in cell and number(cell) is not None for cell in marked)
        return "," if commas and not points else "."
    return "," if counts[","] > counts["."] else "."


def table_from_rows(
    name: str,
    names: Sequence[object],
    rows: Sequence[Sequence[Cell]],
    n_in_file: int,
    *,
    decimal: str = ".",
    notes: Sequence[str] = (),
) -> Table:
    """The table of rows of cells, all as long as ``names``.

    Raises
    ------
    TableError
        For no rows, or too many columns.
    """
    if len(names) > MAX_COLUMNS:
        raise TableError(too_many_columns(len(names)))
    if not rows:
        raise TableError("This table has no rows below its head.")
    titles = column_names(names)
    columns = [
        column(title, [row[place] for row in rows], decimal) for place, title in enumerate(titles)
    ]
    return Table(name, tuple(columns), n_in_file, tuple(notes))


def column(name: str, cells: Sequence[Cell], decimal: str = ".") -> Column:
    """A column of numbers where nearly all cells are, otherwise of words."""
    values = np.full(len(cells), np.nan)
    n_said = n_numbers = 0
    for row, cell in enumerate(cells):
        if is_missing(cell):
            continue
        found = _value(cell, decimal)
        if found is None:
            n_said += 1
            continue
        n_said += 1
        n_numbers += 1
        values[row] = found if abs(found) <= LARGEST else np.nan
    first = tuple(_written(cell) for cell in cells[:N_FIRST])
    if n_said and n_numbers < NUMBERS_SHARE * n_said:
        return _words(name, cells, first)
    n_different = len(np.unique(values[~np.isnan(values)]))
    n_strange = n_said - int((~np.isnan(values)).sum())
    return Column(name, values, None, n_different, n_strange, first)


def _value(cell: Cell, decimal: str) -> float | None:
    """The number a cell says; infinity where it says so, so that it counts as out of bounds."""
    if isinstance(cell, str):
        if cell.strip().lower() in _INFINITE:
            return math.inf
        return number(cell, decimal)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    try:
        return float(cell)
    except OverflowError:  # a whole number with hundreds of digits
        return math.inf


def _words(name: str, cells: Sequence[Cell], first: tuple[str, ...]) -> Column:
    said = [None if is_missing(cell) else _written(cell) or None for cell in cells]
    different = sorted({word for word in said if word is not None}, key=_in_order)
    if len(different) > MAX_WORDS:  # names of the rows: which is which does not matter
        missing = [-1.0 if word is None else 0.0 for word in said]
        return Column(name, np.array(missing), (), len(different), 0, first)
    place = {word: float(k) for k, word in enumerate(different)}
    codes: NDArray = np.array([-1.0 if word is None else place[word] for word in said])
    return Column(name, codes, tuple(different), len(different), 0, first)


def _in_order(word: str) -> tuple[float, str]:
    """Words that are numbers in their order, then all others in theirs."""
    found = number(word)
    return (math.inf if found is None else found, word)


def _written(cell: Cell) -> str:
    """A cell as it is shown."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int) and cell.bit_length() > 200:
        return "a very large number"
    if isinstance(cell, float):
        return "" if math.isnan(cell) else f"{cell:.10g}"
    return clean(cell)
