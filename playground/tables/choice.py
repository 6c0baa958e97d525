"""Choice: which columns are the inputs and which the answer, and what to begin with."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from playground.tables.table import Column, Table

MAX_INPUTS = 16
MAX_CLASSES = 10
MANY_INPUTS = 4
"""Inputs that are suggested of a table with more columns of numbers."""
_LABEL_LIKE = re.compile(
    r"(class|label|target|species|category|type|kind|group|outcome|diagnosis|y|answer|survived|"
    r"result|status|quality|price|grade|rating|churn|winner|passed|mpg)s?",
    re.I,
)
_ID_LIKE = re.compile(r"(id|index|nr|no|row|column 1|unnamed: 0|#)\W*", re.I)
_SET = re.compile(r"set( \(\d+\))?")


@dataclass(frozen=True)
class Choice:
    """What is to be learnt from a table.

    Attributes
    ----------
    inputs : tuple of str
        Two to ``MAX_INPUTS`` columns of numbers.
    answer : str
        The column that is to be told from them.
    as_classes : bool or None
        Whether its values are classes; None: they are if they are words, or few whole numbers.
    seen : tuple of two str, or ()
        Of more than two inputs: those of the plane that is shown; (): the principal components.
    """

    inputs: tuple[str, ...]
    answer: str
    as_classes: bool | None = None
    seen: tuple[str, ...] = ()


def suggested(table: Table) -> Choice:
    """The most label-like column as the answer, and the first columns of numbers as inputs.

    A table that says which of its points are for training was written by us: all its columns are
    inputs.
    """
    answer = _likely_answer(table)
    column = None if answer is None else table[answer]
    free = [
        name
        for name in table.numbers
        if name != answer and not _counts_rows(table, name) and not _same(table[name], column)
    ]
    most = MAX_INPUTS if set_column(table) else MANY_INPUTS
    return Choice(tuple(free[:most]), answer or "")


def answers(table: Table) -> tuple[str, ...]:
    """Columns that can be the answer: with values that differ, and if words, not too many."""
    marked = set_column(table)
    return tuple(
        column.name
        for column in table.columns
        if column.n_different > 1 and column.words != () and column.name != marked
    )


def can_be_classes(column: Column) -> bool:
    """Whether its values can be taken for classes: words, or few whole numbers."""
    if not column.is_number:
        return column.words != ()
    values = column.values[~column.missing]
    return column.n_different <= MAX_CLASSES and bool((values == np.round(values)).all())


def set_column(table: Table) -> str | None:
    """The column that says which points are for training and which for the test."""
    for column in table.columns:
        if _SET.fullmatch(column.name) and column.words == ("test", "train"):
            return column.name
    return None


def _likely_answer(table: Table) -> str | None:
    """A column named like a label, of words before others; else one of few words; else the last."""
    possible = list(answers(table))
    if set_column(table) is not None:
        return possible[-1] if possible else None
    if "x" in possible and len(possible) > 2 and "y" in possible:
        possible.remove("y")  # a place, then
    words = [name for name in possible if 1 < len(table[name].words or ()) <= MAX_CLASSES]
    named = [name for name in possible if _LABEL_LIKE.fullmatch(name)]
    for found in ([name for name in words if name in named], named, words, possible):
        if found:
            return found[-1]
    return None


def _counts_rows(table: Table, name: str) -> bool:
    """Whether a column of numbers only numbers the rows."""
    values = table[name].values
    if _ID_LIKE.fullmatch(name) and table[name].n_different == len(values):
        return True
    return len(values) > 20 and bool((np.diff(values) == 1).all())


def _same(column: Column, answer: Column | None) -> bool:
    """Whether a column of numbers says the answer in other words."""
    if (
        answer is None
        or column.n_different != answer.n_different
        or answer.n_different > MAX_CLASSES
    ):
        return False
    both = ~(column.missing | answer.missing)
    pairs = np.unique(np.column_stack([column.values[both], answer.values[both]]), axis=0)
    return len(pairs) == answer.n_different
