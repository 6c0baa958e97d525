"""What is read off a sweep: measures over groups of cells, each with its unit and its colours."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.sweep.measured import RunResult, median_place
from playground.sweep.results import CellSummary, address
from playground.sweep.spec import SweepSpec

Array = np.ndarray


@dataclass(frozen=True)
class Measure:
    """One number that a group of runs has.

    Attributes
    ----------
    label : str
        With its unit.
    explained : str
        One sentence: what it is, and what to look for.
    of : callable
        The number of some runs; NaN where there is none.
    form : str
        How it is written (Python's and d3's format alike).
    top : float or None
        The best that there is, if there is a best.
    diverging, low_is_good : bool
        How it is coloured.
    classes_only : bool
        Whether it means nothing for regression.
    """

    label: str
    explained: str
    of: Callable[[Sequence[RunResult]], float]
    form: str
    top: float | None = None
    diverging: bool = False
    low_is_good: bool = False
    classes_only: bool = True

    @property
    def short(self) -> str:
        """The label without what is in brackets, or behind a comma."""
        return re.split(r" \(|,", self.label)[0]

    @property
    def is_share(self) -> bool:
        """Whether it is written as a percentage."""
        return self.form.endswith("%")

    @property
    def few_digits(self) -> int:
        """Digits behind the point where there is little room."""
        return max(0, int(self.form.partition(".")[2][0]) - 1)

    def text(self, value: float, *, digits: int | None = None) -> str:
        """A value as people write it; "–" where there is none.

        With fewer ``digits`` behind the point than usual where there is little room. A share is
        never called 100% unless it is.
        """
        if not math.isfinite(value):
            return "–"
        form = self.form if digits is None else re.sub(r"\.\d", f".{digits}", self.form)
        text = format(value, form).replace("-", "−")
        if self.is_share and value < 1 and text.strip("+") in ("100%", "100.0%"):
            return "99%" if text.strip("+") == "100%" else "99.9%"
        return text.lstrip("+−") if not text.strip("+−0.%") else text


def _median(name: str) -> Callable[[Sequence[RunResult]], float]:
    return lambda runs: statistics.median(getattr(run, name) for run in runs)


def _gap(runs: Sequence[RunResult]) -> float:
    return statistics.median(run.train_accuracy - run.test_accuracy for run in runs)


def _success(runs: Sequence[RunResult]) -> float:
    return sum(run.epochs_to_goal is not None for run in runs) / len(runs)


def _epochs(runs: Sequence[RunResult]) -> float:
    # A run that never got there counts as longer than any other.
    reached = [math.inf if run.epochs_to_goal is None else run.epochs_to_goal for run in runs]
    found = statistics.median(reached)
    return found if math.isfinite(found) else math.nan


def _diverged(runs: Sequence[RunResult]) -> float:
    return sum(run.diverged for run in runs) / len(runs)


MEASURES: dict[str, Measure] = {
    "test": Measure(
        "Test accuracy (median)",
        "How well unseen points are told apart: half of the seeds do better, half do worse.",
        _median("test_accuracy"), ".1%", top=1.0,
    ),
    "success": Measure(
        "Success rate (share of seeds)",
        "The share of seeds that reached the goal on the training points: 100% works whatever "
        "the luck of the start.",
        _success, ".0%", top=1.0,
    ),
    "train": Measure(
        "Training accuracy (median)",
        "How well the network fits the points it learns from: low means too little capacity, or "
        "too little training.",
        _median("train_accuracy"), ".1%", top=1.0,
    ),
    "gap": Measure(
        "Gap, training − test accuracy (median)",
        "Blue: better on the points it has learnt from than on new ones, which is overfitting. "
        "Near zero: it has learnt the shape.",
        _gap, "+.1%", diverging=True,
    ),
    "epochs": Measure(
        "Epochs to the goal (median)",
        "Strong colour: fast. “–” unless more than half of the seeds got there.",
        _epochs, ".0f", low_is_good=True,
    ),
    "loss": Measure(
        "Test loss (median)",
        "What training makes small, on unseen points. Strong colour: low.",
        _median("test_loss"), ".3f", low_is_good=True, classes_only=False,
    ),
    "train_loss": Measure(
        "Training loss (median)",
        "What training makes small, on the points it learns from. Strong colour: low.",
        _median("train_loss"), ".3f", low_is_good=True, classes_only=False,
    ),
    "diverged": Measure(
        "Diverged (share of seeds)",
        "The share of seeds whose numbers grew beyond all bounds: the learning rate is too high.",
        _diverged, ".0%", low_is_good=True, classes_only=False,
    ),
}  # fmt: skip
"""The measures, by the word that stands for them in the address."""


def measures_for(cells: Sequence[CellSummary]) -> list[str]:
    """Names of the measures that mean something for these cells."""
    classes = all(not math.isnan(cell.test_accuracy) for cell in cells)
    return [name for name, row in MEASURES.items() if classes or not row.classes_only]


@dataclass(frozen=True)
class Group:
    """The runs of all finished cells that share some values.

    Attributes
    ----------
    runs : tuple of RunResult
    median_run : RunResult
        In the middle by test accuracy (regression: by test loss).
    median_cell : CellSummary
        The cell it belongs to.
    address : str
        Where to see that very run live.
    n_cells : int
    """

    runs: tuple[RunResult, ...]
    median_run: RunResult
    median_cell: CellSummary
    address: str
    n_cells: int


def grouped(
    spec: SweepSpec, cells: Sequence[CellSummary], fields: Sequence[str]
) -> dict[tuple[Any, ...], Group]:
    """The finished cells put together by their values of some axes.

    Parameters
    ----------
    spec : SweepSpec
    cells : sequence of CellSummary
    fields : sequence of str
        Axes that stay apart; over all others, runs are thrown together.
    """
    together: dict[tuple[Any, ...], list[CellSummary]] = {}
    for cell in cells:
        together.setdefault(tuple(cell.values[field] for field in fields), []).append(cell)
    configs = {cell.index: cell.config for cell in spec.cells()} if together else {}
    groups = {}
    for values, members in together.items():
        owned = [(cell, run) for cell in members for run in cell.result.runs]
        runs = tuple(run for _, run in owned)
        cell, run = owned[median_place(runs)]
        where = address(configs[cell.cell].replace(seed=run.seed))
        groups[values] = Group(runs, run, cell, where, len(members))
    return groups


def grid(
    spec: SweepSpec, groups: dict[tuple[Any, ...], Group], x: str, y: str | None, measure: Measure
) -> Array:
    """A measure over two axes, (n_y, n_x); one row without ``y``; NaN where nothing is finished.

    Parameters
    ----------
    groups : dict
        By the values of ``x``, ``y`` (see ``grouped``).
    """
    xs = values_of(spec, x)
    ys = [()] if y is None else [(value,) for value in values_of(spec, y)]
    rows = [
        [
            measure.of(groups[(value, *row)].runs) if (value, *row) in groups else math.nan
            for value in xs
        ]
        for row in ys
    ]
    return np.array(rows, float)


def values_of(spec: SweepSpec, field: str) -> tuple:
    """The values of one axis, in the sweep's order."""
    return next(axis.values for axis in spec.axes if axis.field == field)
