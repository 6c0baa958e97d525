"""Text files with a row a line: encoding, delimiter, decimal mark and head are found out."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from playground.tables.cells import (
    decimal_mark,
    is_missing,
    number,
    table_from_rows,
)
from playground.tables.sample import Sample, sampled_note
from playground.tables.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    Table,
    TableError,
    many,
    rows_kept,
    too_many_columns,
)

DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas", "|": "bars", " ": "blanks"}
"""What may stand between cells, and its name; of equals the first is meant, as commas are in
numbers and blanks in names."""
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32"}
MARKS |= {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
"""The first bytes with which an encoding says its name, longer ones first."""
LONGEST_LINE = 2**20
N_TRIED = 100
"""Lines from which the delimiter and the head are found out."""
RAGGED_SHARE = 0.5
"""Of the rows may be longer than the head; more, and it is no table."""

_SPREADSHEET = re.compile(r'"?sep=.?"?\s*', re.IGNORECASE)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def read_text(data: bytes, name: str) -> Table:
    """The table of a text file.

    Parameters
    ----------
    data : bytes
    name : str
        What the table is to be called.

    Raises
    ------
    TableError
        For what is no text, or no table.
    """
    encoding = find_encoding(data)
    tried = []
    for line in _lines(data, encoding):
        if line.strip():
            tried.append(line)
        if len(tried) == N_TRIED:
            break
    if not tried:
        raise TableError("This file is empty.")
    delimiter = find_delimiter(tried)
    rows = _records(iter(tried), delimiter, whole=len(tried) < N_TRIED)
    first = [row for row in rows if row]
    if not first:
        raise TableError("This file has no rows.")
    decimal = decimal_mark(first, delimiter)
    titles = first[0] if has_head(first, decimal) else None
    n_columns = len(titles) if titles else max(map(len, first))
    found = _Body(n_columns)
    for row in _records(_lines(data, encoding), delimiter, whole=True):
        if not row:
            continue
        if titles and not found.begun:
            found.begun = True
        elif not found.take(row):
            break
    notes = [f"Read as {encoding_name(encoding)} with {DELIMITERS[delimiter]} between the cells."]
    if decimal == ",":
        notes.append("Numbers have decimal commas.")
    if not titles:
        notes.append("There is no head with names, so the columns are numbered.")
    body = found.rows()
    return table_from_rows(
        name, titles or [None] * n_columns, body, found.sample.n_offered, decimal=decimal,
        notes=notes + found.notes(),
    )  # fmt: skip


def find_encoding(data: bytes) -> str:
    """The name of the encoding a text is in; Windows' western one where nothing speaks for another.

    Raises
    ------
    TableError
        For bytes that are no text in any of them.
    """
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return encoding
    start = data[:4096]
    if start.count(0) > 0.2 * len(start):  # every other byte of UTF-16 in western writing
        encoding = "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"
        _check_text(data, encoding)
        return encoding
    try:
        for _ in io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"):
            pass
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = "cp1252"
    _check_text(data, encoding)
    return encoding


def encoding_name(encoding: str) -> str:
    """An encoding as people know it."""
    return {"utf-8-sig": "UTF-8", "cp1252": "Latin-1"}.get(encoding, encoding.upper())


def _check_text(data: bytes, encoding: str) -> None:
    start = data[:65536].decode(encoding, "replace")
    if len(_BINARY.findall(start)) > 0.01 * len(start):
        raise TableError("This file is no table: it holds no text that could be read.")


def _lines(data: bytes, encoding: str) -> Iterator[str]:
    """The lines of a text; bytes that are no character of a mixed file become �.

    A first line may be a spreadsheet's own ``sep=;``, or a head behind the sign of a comment.
    """
    stream = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="replace", newline=None)
    first = True
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            n = 1 + max(line.count(mark) for mark in DELIMITERS)
            if n > MAX_COLUMNS:
                raise TableError(too_many_columns(n).replace("has", "has more than"))
            raise TableError(f"A line is longer than {LONGEST_LINE:,} characters.")
        if first:
            first = False
            if _SPREADSHEET.fullmatch(line):
                continue
            line = line.removeprefix("#")
        yield line.replace("\0", "")


def find_delimiter(lines: Sequence[str]) -> str:
    """What stands between the cells: it parts most lines into equally many cells, two at least."""
    best, best_share = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            counts = [len(row) for row in _records(iter(lines), delimiter, whole=False) if row]
        except _TooWide:
            continue
        if not counts:
            continue
        ((width, n_lines),) = Counter(counts).most_common(1)
        if width > 1:
            share = round(n_lines / len(counts), 1)
            if share > best_share:
                best, best_share = delimiter, share
    return best


def has_head(rows: Sequence[Sequence[str]], decimal: str) -> bool:
    """Whether the first row names the columns: it holds no number, or counts from 0."""
    said = [cell for cell in rows[0] if not is_missing(cell)]
    named = all(number(cell, decimal) is None for cell in said)
    counted = [cell.strip() for cell in rows[0]] == [str(k) for k in range(len(rows[0]))]
    return bool(said) and (named or counted) and len(rows) > 1


class _TooWide(TableError):
    """A line with more cells than a table may have."""


def _records(lines: Iterator[str], delimiter: str, *, whole: bool) -> Iterator[list[str]]:
    """The rows of a text, blank ones as they come: empty.

    ``whole``: the text goes on to its end, so that a quotation mark left open is a mistake.
    """

    def narrow() -> Iterator[str]:
        for line in lines:
            n = line.count(delimiter) + 1
            if n > MAX_COLUMNS and ('"' not in line or n > 20 * MAX_COLUMNS) and delimiter != " ":
                raise _TooWide(too_many_columns(n))
            yield re.sub(r"[ \t]+", " ", line.strip()) if delimiter == " " else line

    reader = csv.reader(narrow(), delimiter=delimiter, skipinitialspace=delimiter != " ")
    try:
        for row in reader:
            if len(row) > MAX_COLUMNS:
                raise _TooWide(too_many_columns(len(row)))
            yield row if any(cell.strip() for cell in row) else []
    except csv.Error:
        if whole:
            raise TableError(
                f"Near line {reader.line_num:,} a quotation mark is opened and not closed, "
                "or a cell is far too long."
            ) from None


class _Body:
    """The rows below the head, of one width: shorter ones are filled up, longer ones left out."""

    def __init__(self, n_columns: int) -> None:
        self.begun = False
        self.sample: Sample[list[str]] = Sample(rows_kept(n_columns))
        self._n_columns = n_columns
        self._n_longer = self._n_shorter = 0
        self._cut = False

    def take(self, row: list[str]) -> bool:
        """Look at a row; False once there are as many as are looked at."""
        while len(row) > self._n_columns and not row[-1].strip():
            row.pop()
        if len(row) > self._n_columns:
            self._n_longer += 1
            return True
        if self.sample.n_offered == MAX_ROWS:
            self._cut = True
            return False
        self._n_shorter += len(row) < self._n_columns
        self.sample.offer(row + [""] * (self._n_columns - len(row)))
        return True

    def rows(self) -> list[list[str]]:
        """The rows kept; a TableError where too few of them fit the head."""
        n = self.sample.n_offered
        if self._n_longer > RAGGED_SHARE * (n + self._n_longer):
            raise TableError(
                f"{self._n_longer:,} of {n + self._n_longer:,} rows have more cells than the "
                f"{self._n_columns} of the first row, so this is no table."
            )
        return self.sample.rows

    def notes(self) -> list[str]:
        """What was left out or filled up."""
        said = []
        if self._cut:
            said.append(f"Only the first {MAX_ROWS:,} rows were looked at.")
        if self._n_longer:
            said.append(f"{many(self._n_longer, 'row')} with more cells than columns left out.")
        if self._n_shorter:
            said.append(
                f"{many(self._n_shorter, 'row')} with too few cells: the last ones are missing."
            )
        return said + sampled_note(len(self.sample.rows), self.sample.n_offered)
