"""Small tables for the tests, as frames and as files."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd

from playground.tables.cells import column
from playground.tables.table import Table


def flowers(n: int = 40) -> pd.DataFrame:
    """Two columns of numbers, one of words with an accent, and missing values."""
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rng.normal([5.8, -3000.5], [0.8, 900.0], (n, 2)).round(3))
    frame.columns = ["Länge", "Höhe (mm)"]
    frame["Art"] = np.array(["Rose", "Kornblume", "Löwenzahn"])[rng.integers(0, 3, n)]
    frame.loc[4, "Länge"] = np.nan
    frame.loc[7, "Art"] = None
    return frame


def as_csv(frame: pd.DataFrame, encoding: str = "utf-8", **options: object) -> bytes:
    """The frame as pandas writes it."""
    return frame.to_csv(index=False, **options).encode(encoding)


def as_excel(frame: pd.DataFrame, **options: object) -> bytes:
    file = io.BytesIO()
    frame.to_excel(file, index=False, **options)
    return file.getvalue()


def as_parquet(frame: pd.DataFrame, **options: object) -> bytes:
    file = io.BytesIO()
    frame.to_parquet(file, index=False, **options)
    return file.getvalue()


def table(frame: pd.DataFrame, name: str = "sample") -> Table:
    """The table of a frame, without a file between."""
    columns = [
        column(str(title), [None if pd.isna(v) else v for v in frame[title].tolist()])
        for title in frame.columns
    ]
    return Table(name, tuple(columns), len(frame))


def assert_same(found: Table, frame: pd.DataFrame) -> None:
    """Names, numbers, words and what is missing are those of the frame."""
    assert [column.name for column in found.columns] == [str(name) for name in frame.columns]
    for read, title in zip(found.columns, frame.columns, strict=True):
        wanted = frame[title]
        np.testing.assert_array_equal(read.missing, wanted.isna().to_numpy())
        here = ~read.missing
        if read.is_number:
            np.testing.assert_array_equal(read.values[here], wanted.to_numpy(float)[here])
        else:
            assert read.words is not None
            said = [read.words[int(k)] for k in read.values[here]]
            assert said == wanted[here].tolist()
