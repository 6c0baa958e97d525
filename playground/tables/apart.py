"""Reading a visitor's file in a process of its own, with bounds on its memory and its time.

The readers of Excel and Parquet are large libraries, and a file made to harm them could take all
memory, hang or crash; then only that process ends, and the page says so in a sentence.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np

from playground.tables.table import Column, Table, TableError, clean

MODULE = "playground.tables.reader"
ROOT = Path(__file__).parents[2]  # where ``python -m playground…`` is found
MEMORY_BYTES = 700 * 2**20
CPU_SECONDS = 15
WAIT_SECONDS = 60.0
ONE_AT_A_TIME = threading.Lock()
"""However many visitors bring files, only one is read at a time."""
TOO_MUCH = (
    "This file cannot be read: it takes too much time or memory. Save the table as CSV, or with "
    "fewer rows."
)
NO_ROOM = "The server has no room to read a file at the moment. Please try again."


def read_apart(data: bytes, name: str) -> Table:
    """As ``read_table``, in a process of its own; see there.

    Raises
    ------
    TableError
        Also if there is no such process to be had, or it takes too much.
    """
    if not ONE_AT_A_TIME.acquire(timeout=WAIT_SECONDS):
        raise TableError("Too many files are being read at the moment. Please try again.")
    try:
        done = subprocess.run(
            [sys.executable, "-m", MODULE, clean(name)],
            input=data, capture_output=True, timeout=WAIT_SECONDS, cwd=ROOT, check=False,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise TableError(TOO_MUCH) from None
    except OSError:  # there is no process to be had, or no memory for one
        raise TableError(NO_ROOM) from None
    finally:
        ONE_AT_A_TIME.release()
    try:
        told = {} if done.returncode else json.loads(done.stdout)
    except ValueError:  # it ended in the middle of its answer
        told = {}
    if not told:
        raise TableError(TOO_MUCH)
    if "error" in told:
        raise TableError(told["error"])
    return table_from_json(told)


def table_to_json(table: Table) -> dict[str, Any]:
    """A table as JSON can say it; missing numbers are null."""
    return {
        "name": table.name,
        "n_in_file": table.n_in_file,
        "notes": table.notes,
        "columns": [
            {
                "name": column.name,
                "values": [None if math.isnan(v) else v for v in column.values.tolist()],
                "words": column.words,
                "n_different": column.n_different,
                "n_strange": column.n_strange,
                "first": column.first,
            }
            for column in table.columns
        ],
    }


def table_from_json(told: dict[str, Any]) -> Table:
    """The table of ``table_to_json``."""
    columns = [
        Column(
            column["name"],
            np.array(column["values"], dtype=float),  # null becomes NaN
            None if column["words"] is None else tuple(column["words"]),
            column["n_different"],
            column["n_strange"],
            tuple(column["first"]),
        )
        for column in told["columns"]
    ]
    return Table(told["name"], tuple(columns), told["n_in_file"], tuple(told["notes"]))
