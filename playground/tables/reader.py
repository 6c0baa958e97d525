"""The process that reads one file: its bytes on the standard input, the table as JSON back."""

from __future__ import annotations

import contextlib
import json
import os
import sys

from playground.tables.apart import CPU_SECONDS, MEMORY_BYTES, table_to_json
from playground.tables.read import read_table
from playground.tables.table import TableError

with contextlib.suppress(ImportError):
    import resource


def bound() -> None:
    """Give up most of memory, time and disk, where the operating system knows such bounds."""
    if "resource" in globals():
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.nice(5)


def main() -> None:
    """Read, and answer with the table or the sentence that says why there is none."""
    bound()
    try:
        answer = table_to_json(read_table(sys.stdin.buffer.read(), sys.argv[1]))
    except TableError as error:
        answer = {"error": str(error)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
