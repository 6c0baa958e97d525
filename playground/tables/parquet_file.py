"""Parquet files: rows drawn from the whole file, batch by batch, by Arrow's reader."""

from __future__ import annotations

import datetime
import io
import math

import numpy as np

from playground.tables.cells import Cell, table_from_rows
from playground.tables.sample import SEED, sampled_note
from playground.tables.table import (
    MAX_COLUMNS,
    Table,
    TableError,
    many,
    rows_kept,
    too_many_columns,
)

MAX_UNPACKED = 200 * 2**20
MOST_ROWS = 5_000_000
BATCH = 8192
_TOO_LARGE = (
    f"This Parquet file unpacks to more than the {MAX_UNPACKED // 2**20} MB, or {MOST_ROWS:,} "
    "rows, that are read."
)
_DAMAGED = "This Parquet file is damaged and cannot be read."
_THRIFT = {"thrift_string_size_limit": 2**22, "thrift_container_size_limit": 100_000}


def read_parquet(data: bytes, name: str) -> Table:
    """The table of a Parquet file; columns of lists or structures are left out.

    Raises
    ------
    TableError
        For a file that is damaged, too wide, or too large unpacked.
    """
    import pyarrow.parquet as parquet
    from pyarrow import types

    try:
        file = parquet.ParquetFile(io.BytesIO(data), pre_buffer=False, **_THRIFT)
        meta = file.metadata
        if meta.num_columns > MAX_COLUMNS:
            raise TableError(too_many_columns(meta.num_columns))
        unpacked = sum(meta.row_group(k).total_byte_size for k in range(meta.num_row_groups))
        if not 0 <= unpacked <= MAX_UNPACKED or meta.num_rows > MOST_ROWS:
            raise TableError(_TOO_LARGE)
        flat = [f.name for f in file.schema_arrow if not types.is_nested(f.type)]
        if not flat:
            raise TableError("This Parquet file has no columns of single values.")
        wanted = min(meta.num_rows, rows_kept(len(flat)))
        drawn = np.random.default_rng(SEED).choice(meta.num_rows, wanted, replace=False)
        drawn.sort()
        rows: list[list[Cell]] = []
        begin = 0
        for batch in file.iter_batches(BATCH, columns=flat, use_threads=False):
            low, high = np.searchsorted(drawn, [begin, begin + batch.num_rows])
            begin += batch.num_rows
            taken = batch.take(drawn[low:high] - (begin - batch.num_rows))
            columns = [[_cell(v) for v in taken[n].to_pylist()] for n in range(len(flat))]
            rows += [list(row) for row in zip(*columns, strict=True)]
        names = list(taken.schema.names) if rows else flat
    except TableError:
        raise
    except MemoryError:  # values that are said once and meant a million times
        raise TableError(_TOO_LARGE) from None
    except Exception:  # a damaged file fails anywhere in the library
        raise TableError(_DAMAGED) from None
    n_left = len(file.schema_arrow) - len(flat)
    left = [f"{many(n_left, 'column')} of lists or structures left out."] if n_left else []
    notes = left + sampled_note(len(rows), meta.num_rows)
    return table_from_rows(name, names, rows, meta.num_rows, notes=notes)


def _cell(value: object) -> Cell:
    """A value as a cell: numbers, words and flags as they are, bytes as words if they are any."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, bytes):
        return value[:100].decode("utf-8", "replace")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    try:
        return float(value)  # type: ignore[arg-type]  # a decimal, say
    except (TypeError, ValueError, OverflowError):
        return str(value)[:100]
