"""Results: tables of what a journal holds, one row a run or one summary a cell, and their files."""

from __future__ import annotations

import contextlib
import math
import os
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from playground.config import FIELDS, RunConfig
from playground.fields import Flag, Kind, Number
from playground.sweep.errors import SweepError
from playground.sweep.grid import AXIS_KINDS, STOP_FIELDS, Cell
from playground.sweep.journal import Journal
from playground.sweep.measured import CellResult, RunResult
from playground.sweep.spec import to_toml

METRICS: tuple[tuple[str, pa.DataType], ...] = (
    ("train_loss", pa.float64()),
    ("test_loss", pa.float64()),
    ("train_accuracy", pa.float64()),
    ("test_accuracy", pa.float64()),
    ("epochs_to_goal", pa.int64()),
    ("diverged", pa.bool_()),
    ("seconds", pa.float64()),
)


@dataclass(frozen=True, eq=False)
class CellSummary:
    """One cell over its seeds.

    Attributes
    ----------
    cell : int
    values : dict
        Value of each axis.
    n_runs : int
    test_accuracy, train_accuracy, test_loss, train_loss : float
        Medians; accuracies are NaN for regression.
    quartiles : tuple of float
        Lower and upper quartile of the test accuracy (for regression of the test loss).
    success_rate : float
        Share of runs whose training accuracy reached the goal; NaN for regression.
    epochs_to_goal : float or None
        Median epochs of all runs until then; None if fewer than half of them reached it.
    n_diverged : int
    address : str
        Of the median run, to open it live.
    result : CellResult
        The runs, the curve and the thumbnail.
    """

    cell: int
    values: dict[str, Any]
    n_runs: int
    test_accuracy: float
    train_accuracy: float
    test_loss: float
    train_loss: float
    quartiles: tuple[float, float]
    success_rate: float
    epochs_to_goal: float | None
    n_diverged: int
    address: str
    result: CellResult


def address(config: RunConfig) -> str:
    """Where the playground shows this very run, from its front page: ``"/?noise=0.1&seed=3"``."""
    return "/?" + urlencode(config.to_query(), safe=",")


def table(journal: Journal) -> pa.Table:
    """One row a finished run, by cell and seed.

    Columns: cell; each axis; seed; the other fields of the configuration (lists as text, what is
    left to the loss as null); train_loss, test_loss, train_accuracy, test_accuracy,
    epochs_to_goal, diverged, seconds (see ``RunResult``); address.
    """
    spec = journal.spec
    axes = [axis.field for axis in spec.axes]
    others = [name for name in FIELDS if name not in (*axes, "seed", *STOP_FIELDS)]
    schema = [("cell", pa.int64()), *((name, _type(AXIS_KINDS[name])) for name in axes)]
    schema += [("seed", pa.int64()), *((name, _type(FIELDS[name].kind)) for name in others)]
    schema += [*METRICS, ("address", pa.string())]
    columns: dict[str, list] = {name: [] for name, _ in schema}
    for cell, result in _finished(spec.cells(), journal.rows()):
        for config, run in zip(cell.configs, result.runs, strict=True):
            values = {name: getattr(config, name) for name in others} | cell.values
            values |= {name: getattr(run, name) for name, _ in METRICS}
            values |= {"cell": cell.index, "seed": run.seed, "address": address(config)}
            for name, column in columns.items():
                column.append(_entry(values[name]))
    return pa.table(columns, pa.schema(schema, metadata={"sweep": to_toml(spec)}))


def summary(journal: Journal) -> list[CellSummary]:
    """One summary a finished cell, by cell."""
    return [_summary(*of) for of in _finished(journal.spec.cells(), journal.rows())]


def write_parquet(rows: pa.Table, to: str | Path | IO[bytes]) -> None:
    """The table as a Parquet file; its metadata hold the sweep's TOML as ``sweep``."""
    parquet.write_table(rows, to)


def write_csv(rows: pa.Table, to: str | Path | IO[bytes]) -> None:
    """The table as comma-separated text with a line of names; null is empty."""
    csv.write_csv(rows, to)


WRITERS = {".parquet": write_parquet, ".csv": write_csv}
"""The writer for each ending of a file's name."""


def save(rows: pa.Table, path: Path) -> None:
    """Write a file by its ending; it appears when it is complete.

    Raises
    ------
    SweepError
        For another ending, or a path that cannot be written.
    """
    if path.suffix not in WRITERS:
        raise SweepError(f"The output must end in {' or '.join(WRITERS)}. Got {path.name!r}.")
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("wb") as file:
            WRITERS[path.suffix](rows, file)
        os.replace(partial, path)
    except OSError as error:
        raise SweepError(f"The output {path} cannot be written: {error.strerror}.") from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def _finished(cells: list[Cell], results: list[CellResult]) -> Iterable[tuple[Cell, CellResult]]:
    return ((cells[result.cell], result) for result in results)


def _type(kind: Kind) -> pa.DataType:
    if isinstance(kind, Number):
        return pa.int64() if kind.whole else pa.float64()
    return pa.bool_() if isinstance(kind, Flag) else pa.string()


def _entry(value: Any) -> Any:
    """A value as the table holds it: lists as in an address."""
    return (",".join(map(str, value)) or "none") if isinstance(value, tuple) else value


def _summary(cell: Cell, result: CellResult) -> CellSummary:
    runs = result.runs
    is_regression = math.isnan(runs[0].test_accuracy)
    spread = _column(runs, "test_loss" if is_regression else "test_accuracy")
    reached = [math.inf if run.epochs_to_goal is None else run.epochs_to_goal for run in runs]
    median_epochs = statistics.median(reached)
    low, high = np.quantile(spread, [0.25, 0.75]).tolist()
    return CellSummary(
        cell=cell.index,
        values=cell.values,
        n_runs=len(runs),
        test_accuracy=statistics.median(_column(runs, "test_accuracy")),
        train_accuracy=statistics.median(_column(runs, "train_accuracy")),
        test_loss=statistics.median(_column(runs, "test_loss")),
        train_loss=statistics.median(_column(runs, "train_loss")),
        quartiles=(low, high),
        success_rate=math.nan if is_regression else np.isfinite(reached).mean().item(),
        epochs_to_goal=median_epochs if math.isfinite(median_epochs) else None,
        n_diverged=sum(run.diverged for run in runs),
        address=address(cell.config.replace(seed=result.median_run.seed)),
        result=result,
    )


def _column(runs: tuple[RunResult, ...], name: str) -> list[float]:
    return [getattr(run, name) for run in runs]
