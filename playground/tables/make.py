"""From a table and a choice of its columns to a data set a network can learn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasets import DOMAIN, Axis, Dataset, Plane
from playground.tables.choice import (
    MAX_CLASSES,
    MAX_INPUTS,
    Choice,
    can_be_classes,
    set_column,
)
from playground.tables.own_data import OwnData
from playground.tables.planes import component_plane, pair_plane
from playground.tables.split import for_training
from playground.tables.table import Column, Table, TableError, many, quoted

MAX_POINTS = 2000
FEWEST_POINTS = 4
SEED = 0
OTHER = "other"
SPREADS = 2.0
"""Of two inputs a standard deviation is so long on the plane; ±6 is three of them. A number to
predict is 1 where it is so many standard deviations above its mean."""
FAINTEST = 1e-9
"""A spread smaller than this part of the values is no more than rounding."""


@dataclass(frozen=True, eq=False)
class _Answers:
    """What is to be told: labels and the names of their classes, or targets and their unit."""

    values: NDArray
    axis: Axis
    class_names: tuple[str, ...] = ()
    is_classes: bool = True


def own_from(
    table: Table,
    choice: Choice,
    *,
    train_share: float = 0.5,
    seed: int = SEED,
    max_points: int = MAX_POINTS,
) -> OwnData:
    """The chosen columns as a data set, standardised and split.

    Two inputs become places on the plane, a standard deviation being ``SPREADS`` long, except
    columns x and y within ±``DOMAIN``, which are such places already. More inputs become standard
    scores, and are seen on a plane. Rows that lack a value are left out, and if there are too many
    rows, some are drawn at random.

    Parameters
    ----------
    table : Table
    choice : Choice
    train_share : float
        Ignored where the table says which points are for training.
    seed : int
        Of the draw and of the split.
    max_points : int

    Raises
    ------
    TableError
        One sentence, for columns from which nothing can be learnt.
    """
    inputs, answer = _checked(table, choice)
    rng = np.random.default_rng(seed)
    notes = list(table.notes)
    marked = set_column(table)
    wanted = [*inputs, answer] + ([table[marked]] if marked else [])
    rows = _complete(wanted, notes)
    rows, answers = _answers(answer, choice.as_classes, rows, notes)
    if len(rows) > max_points:
        notes.append(
            f"Of {len(rows):,} complete rows {max_points:,} were drawn at random (seed {seed})."
        )
        kept = np.sort(rng.permutation(len(rows))[:max_points])
        rows, answers = rows[kept], answers[kept]
    if len(rows) < FEWEST_POINTS:
        raise TableError(
            f"At least {FEWEST_POINTS} rows must have all the chosen values. "
            f"Here {many(len(rows), 'row')} {'has' if len(rows) == 1 else 'have'}."
        )
    values = np.column_stack([column.values[rows] for column in inputs])
    values, names = _differing(values, [column.name for column in inputs], notes)
    placed = names == ["x", "y"] and bool((np.abs(values) <= DOMAIN).all())
    told = (
        _classes(answer, answers, placed, notes)
        if _takes_classes(answer, choice.as_classes)
        else _targets(answer, answers, placed, notes)
    )
    X, axes = _coordinates(values, names, placed)
    plane = _plane(X, names, choice.seen, notes)
    _note_far(X if plane is None else plane.places(X), notes)
    if marked:
        words = np.array(table[marked].words)
        train = words[table[marked].values[rows].astype(int)] == "train"
        notes.append(f"The column {quoted(marked)} says which points are for training.")
    else:
        labels = told.values if told.is_classes else np.zeros(len(rows), dtype=np.int64)
        train = for_training(labels, train_share, rng)
    if train.all() or not train.any():
        raise TableError("There must be points for training and points for the test.")
    y = told.values
    dataset = Dataset(
        X[train], y[train], X[~train], y[~train],
        task="classification" if told.is_classes else "regression",
        n_coordinates=X.shape[1], axes=axes, class_names=told.class_names, plane=plane,
        answer=told.axis,
    )  # fmt: skip
    return OwnData(table.name, dataset, tuple(notes))


def _checked(table: Table, choice: Choice) -> tuple[list[Column], Column]:
    """The chosen columns."""
    n = len(set(choice.inputs))
    if len(table.numbers) < 2:
        raise TableError(
            "A table needs at least two columns of numbers that differ from row to row. "
            f"This one has {len(table.numbers)}."
        )
    if not 2 <= n <= MAX_INPUTS:
        raise TableError(f"Choose 2 to {MAX_INPUTS} inputs. Now there {_are(n)}.")
    if not choice.answer:
        raise TableError("Choose a column as the answer, whose values differ from row to row.")
    if choice.answer in choice.inputs:
        raise TableError(f"{quoted(choice.answer)} cannot be an input and the answer at once.")
    inputs = [table[name] for name in dict.fromkeys(choice.inputs)]
    for column in inputs:
        if not column.is_number:
            raise TableError(f"{quoted(column.name)} holds words, so it cannot be an input.")
    return inputs, table[choice.answer]


def _are(n: int) -> str:
    return "is 1" if n == 1 else f"are {n}"


def _complete(columns: list[Column], notes: list[str]) -> NDArray[np.int64]:
    """The rows in which no column lacks a value."""
    lacking = np.array([column.missing for column in columns])
    n_left = int(lacking.any(axis=0).sum())
    if n_left:
        by = [
            f"{n:,} lack {quoted(column.name)}" if n > 1 else f"1 lacks {quoted(column.name)}"
            for column, missing in zip(columns, lacking, strict=True)
            if (n := int(missing.sum()))
        ]
        notes.append(f"{many(n_left, 'row')} left out: {', '.join(by)}.")
    for column in columns:
        if column.n_strange:
            notes.append(
                f"{many(column.n_strange, 'cell')} of {quoted(column.name)} "
                f"{'is' if column.n_strange == 1 else 'are'} no number, and counted as missing."
            )
    return np.flatnonzero(~lacking.any(axis=0))


def _takes_classes(answer: Column, as_classes: bool | None) -> bool:
    if as_classes and not can_be_classes(answer):
        raise TableError(
            f"{quoted(answer.name)} has {answer.n_different:,} different values; only up to "
            f"{MAX_CLASSES} whole numbers, or words, can be classes."
        )
    if not answer.is_number:
        return True
    return can_be_classes(answer) if as_classes is None else as_classes


def _answers(
    answer: Column, as_classes: bool | None, rows: NDArray[np.int64], notes: list[str]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The rows, and their answers as the column has them; rare words become ``OTHER``: −1."""
    if answer.words == ():
        raise TableError(
            f"{quoted(answer.name)} has {answer.n_different:,} different words: it names the rows "
            "rather than sorting them into classes, so it cannot be the answer."
        )
    values = answer.values[rows]
    found, counts = np.unique(values, return_counts=True)
    if not answer.is_number and len(found) > MAX_CLASSES:
        common = found[np.argsort(-counts, kind="stable")[: MAX_CLASSES - 1]]
        kept = np.isin(values, common)
        if kept.mean() < 0.5:
            raise TableError(
                f"{quoted(answer.name)} has {len(found)} different words, none of them common; "
                f"at most {MAX_CLASSES} classes can be told apart."
            )
        notes.append(
            f"{quoted(answer.name)} has {len(found)} different words: the {MAX_CLASSES - 1} "
            f"commonest are classes, the others one class “{OTHER}”."
        )
        values = np.where(kept, values, -1.0)
    return rows, values


def _classes(
    answer: Column, values: NDArray[np.float64], placed: bool, notes: list[str]
) -> _Answers:
    """Labels in the order of the words, or of the numbers; ``OTHER`` comes last."""
    found, labels, counts = np.unique(values, return_inverse=True, return_counts=True)
    if len(found) < 2:
        raise TableError(
            f"{quoted(answer.name)} has one value in all rows that can be used, so there is "
            "nothing to tell apart."
        )
    if answer.words is None and placed and found.min() >= 0 and found.max() < MAX_CLASSES:
        return _Answers(values.astype(np.int64), Axis(answer.name))
    if answer.words is None:
        names = [f"{value:.10g}" for value in found]
    else:
        names = [OTHER if code < 0 else answer.words[int(code)] for code in found]
    if answer.words is not None and found[0] < 0:
        labels = (labels - 1) % len(found)
        names = names[1:] + names[:1]
        counts = np.roll(counts, -1)
    alone = [quoted(name) for name, n in zip(names, counts, strict=True) if n == 1]
    if alone:
        notes.append(f"{', '.join(alone)}: a single point, which is for training.")
    return _Answers(labels.astype(np.int64), Axis(answer.name), tuple(names))


def _targets(
    answer: Column, values: NDArray[np.float64], placed: bool, notes: list[str]
) -> _Answers:
    """Targets in a unit in which most lie between −1 and 1, as learning rates are made for."""
    if placed and np.abs(values).max() <= 10:
        return _Answers(values, Axis(answer.name), is_classes=False)
    mean, spread = float(values.mean()), float(values.std())
    if _is_faint(spread, mean):
        raise TableError(f"{quoted(answer.name)} is the same in all rows that can be used.")
    axis = Axis(answer.name, mean, SPREADS * spread)
    notes.append(
        f"{quoted(answer.name)} is scaled: 0 stands for {mean:.4g}, 1 for {mean + axis.scale:.4g} "
        f"({SPREADS:g} standard deviations more)."
    )
    return _Answers((values - mean) / axis.scale, axis, is_classes=False)


def _is_faint(spread: float, mean: float) -> bool:
    return spread <= FAINTEST * abs(mean) or spread < 1e-90


def _differing(
    values: NDArray[np.float64], names: list[str], notes: list[str]
) -> tuple[NDArray[np.float64], list[str]]:
    """The inputs that are not the same in all rows that are used."""
    kept = [
        k
        for k in range(len(names))
        if not _is_faint(float(values[:, k].std()), values[:, k].mean())
    ]
    gone = [quoted(name) for k, name in enumerate(names) if k not in kept]
    if gone:
        notes.append(f"Left out, as it is the same in all rows: {', '.join(gone)}.")
    if len(kept) < 2:
        raise TableError(
            "At least two inputs must differ from row to row. The same in all rows that can be "
            f"used: {', '.join(gone)}."
        )
    return values[:, kept], [names[k] for k in kept]


def _coordinates(
    values: NDArray[np.float64], names: list[str], placed: bool
) -> tuple[NDArray[np.float64], tuple[Axis, ...]]:
    """Coordinates (n, d) and what they measure."""
    if placed:
        return values, ()
    per_spread = SPREADS if len(names) == 2 else 1.0
    mean, spread = values.mean(axis=0), values.std(axis=0)
    axes = tuple(
        Axis(name, float(m), float(s) / per_spread)
        for name, m, s in zip(names, mean, spread, strict=True)
    )
    return (values - mean) / spread * per_spread, axes


def _plane(
    X: NDArray[np.float64], names: list[str], seen: tuple[str, ...], notes: list[str]
) -> Plane | None:
    if len(names) == 2:
        return None
    pair = [name for name in seen if name in names]
    if len(set(pair)) == 2:
        return pair_plane(X, (names.index(pair[0]), names.index(pair[1])), (pair[0], pair[1]))
    return component_plane(X)


def _note_far(places: NDArray[np.float64], notes: list[str]) -> None:
    n = int((np.abs(places) > DOMAIN).any(axis=1).sum())
    if n:
        lie = "lies" if n == 1 else "lie"
        notes.append(f"{many(n, 'point')} {lie} beyond the picture's edge; zoom out to see.")
