"""The points of a data set as rows of a table, in their own units: to take away and to edit."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from datasets import Axis, Dataset
from playground.tables.cells import number
from playground.tables.choice import MAX_CLASSES
from playground.tables.make import FEWEST_POINTS, MAX_POINTS
from playground.tables.own_data import OwnData
from playground.tables.table import LARGEST, TableError, clean, column_names, many, quoted

SETS = ("train", "test")
_FORMULA = ("=", "+", "-", "@")


def point_columns(own: OwnData) -> list[str]:
    """Names of the columns: the inputs, the answer, and the set; no two are the same."""
    data = own.dataset
    inputs = [axis.name for axis in data.axes] or ["x", "y"][: data.n_coordinates]
    inputs += [f"x{k}" for k in range(len(inputs) + 1, data.n_coordinates + 1)]
    answer = own.answer.name or ("class" if data.n_classes else "value")
    return column_names([*inputs, answer, "set"])


def points_frame(own: OwnData) -> pd.DataFrame:
    """A row a point: values in their own units, the class by name, and the set.

    Training points come first, each set in its order.
    """
    data = own.dataset
    names = point_columns(own)
    X = np.concatenate([data.X_train, data.X_test])
    y = np.concatenate([data.y_train, data.y_test])
    frame = pd.DataFrame(_axis_values(X, data.axes), columns=names[:-2])
    frame[names[-2]] = _told(y, own)
    frame[names[-1]] = [SETS[0]] * len(data.X_train) + [SETS[1]] * len(data.X_test)
    return frame


def points_csv(own: OwnData) -> bytes:
    """The same as a CSV file, which reads back as these points.

    A word that a spreadsheet would take for a formula gets a blank before it.
    """
    frame = points_frame(own)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_harmless(name) for name in frame.columns])
    for row in frame.itertuples(index=False):
        writer.writerow([_harmless(c) if isinstance(c, str) else repr(c) for c in row])
    return out.getvalue().encode()


def own_from_points(frame: pd.DataFrame, like: OwnData, max_points: int = MAX_POINTS) -> OwnData:
    """The data of an edited frame, on the scale and the plane of the data it was made of.

    Parameters
    ----------
    frame : DataFrame
        With the columns of ``points_frame(like)``.
    like : OwnData
    max_points : int

    Raises
    ------
    TableError
        One sentence naming the row, counted from 1, and what is wrong with it.
    """
    names = point_columns(like)
    if list(frame.columns) != names:
        raise TableError(f"The columns must stay {', '.join(map(quoted, names))}.")
    if not FEWEST_POINTS <= len(frame) <= max_points:
        raise TableError(
            f"There must be {FEWEST_POINTS} to {max_points:,} points. "
            f"Now there {'is' if len(frame) == 1 else 'are'} {many(len(frame), 'point')}."
        )
    columns: dict[str, list[Any]] = {name: frame[name].tolist() for name in names}
    values = np.column_stack([_numbers(columns[name], name) for name in names[:-2]])
    train = _train(columns[names[-1]], names[-1])
    data = like.dataset
    y, class_names = (
        _labels(columns[names[-2]], names[-2], data)
        if data.n_classes
        else (_targets(columns[names[-2]], names[-2], like.answer), ())
    )
    X = _coordinates(values, data.axes)
    dataset = replace(
        data, X_train=X[train], y_train=y[train], X_test=X[~train], y_test=y[~train],
        class_names=class_names,
    )  # fmt: skip
    return OwnData(like.name, dataset)


def _axis_values(X: NDArray, axes: Sequence[Axis]) -> NDArray[np.float64]:
    """Coordinates in their own units."""
    if not axes:
        return np.asarray(X, float)
    return np.array([a.offset for a in axes]) + X * np.array([a.scale for a in axes])


def _coordinates(values: NDArray[np.float64], axes: Sequence[Axis]) -> NDArray[np.float64]:
    if not axes:
        return values
    return (values - np.array([a.offset for a in axes])) / np.array([a.scale for a in axes])


def _told(y: NDArray, own: OwnData) -> list[Any]:
    """The answers as people know them."""
    data = own.dataset
    if not data.n_classes:
        return (own.answer.offset + own.answer.scale * y).tolist()
    if not data.class_names:
        return [str(label) for label in y.tolist()]
    return [data.class_names[k] for k in np.searchsorted(data.classes, y).tolist()]


def _numbers(cells: Sequence[object], name: str) -> NDArray[np.float64]:
    """A column of numbers; the first cell that is none is named."""
    out = np.empty(len(cells))
    for row, cell in enumerate(cells, start=1):
        value = _number(cell)
        if value is None or not abs(value) <= LARGEST:
            raise TableError(f"Row {row:,} needs a number as {quoted(name)}.")
        out[row - 1] = value
    return out


def _number(cell: object) -> float | None:
    if isinstance(cell, str):
        return number(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    return float(cell) if math.isfinite(cell) else None


def _train(cells: Sequence[object], name: str) -> NDArray[np.bool_]:
    """Which points are for training; a new row that does not say so is."""
    said = [SETS[0] if _is_empty(cell) else cell for cell in cells]
    for row, cell in enumerate(said, start=1):
        if cell not in SETS:
            raise TableError(f"Row {row:,} must say train or test as {quoted(name)}.")
    train = np.array([cell == SETS[0] for cell in said])
    if train.all() or not train.any():
        missing = SETS[1] if train.all() else SETS[0]
        raise TableError(f"At least one point must have {missing} as {quoted(name)}.")
    return train


def _labels(
    cells: Sequence[object], name: str, data: Dataset
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Labels and class names; a class that has lost its points is gone, as is its name."""
    for row, cell in enumerate(cells, start=1):
        if _is_empty(cell):
            raise TableError(f"Row {row:,} needs a class as {quoted(name)}.")
    words = [clean(cell) for cell in cells]
    different = list(dict.fromkeys(words))
    if not 2 <= len(different) <= MAX_CLASSES:
        raise TableError(
            f"There must be 2 to {MAX_CLASSES} different classes as {quoted(name)}. "
            f"Now there {'is' if len(different) == 1 else 'are'} {len(different)}."
        )
    if not data.class_names:
        for row, word in enumerate(words, start=1):
            if not (word.isascii() and word.isdigit() and int(word[:9]) < MAX_CLASSES):
                raise TableError(
                    f"Row {row:,} needs a whole number from 0 to {MAX_CLASSES - 1} as "
                    f"{quoted(name)}."
                )
        return np.array([int(word) for word in words], dtype=np.int64), ()
    known = [word for word in data.class_names if word in different]
    names = known + [word for word in different if word not in known]
    place = {word: k for k, word in enumerate(names)}
    return np.array([place[word] for word in words], dtype=np.int64), tuple(names)


def _targets(cells: Sequence[object], name: str, axis: Axis) -> NDArray[np.float64]:
    return (_numbers(cells, name) - axis.offset) / axis.scale


def _is_empty(cell: object) -> bool:
    return cell is None or cell == "" or (isinstance(cell, float) and math.isnan(cell))


def _harmless(text: str) -> str:
    """A word as a spreadsheet shows it, and does not compute it."""
    return " " + text if text.startswith(_FORMULA) and number(text) is None else text
