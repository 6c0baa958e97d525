"""Excel workbooks (.xlsx): the values of one sheet; formulas are never computed.

A workbook is a zip of XML. Its parts are unpacked here, with a bound on what they really hold and
not on what they say they hold, and handed on as a zip that packs nothing; so no size can lie.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace

from playground.tables.cells import Cell, table_from_rows
from playground.tables.sample import Sample, sampled_note
from playground.tables.table import (
    MAX_COLUMNS,
    MAX_ROWS,
    Table,
    TableError,
    clean,
    quoted,
    rows_kept,
    too_many_columns,
)

MAX_PARTS = 2_000
MAX_UNPACKED = 48 * 2**20
PARTS = {
    r"\[Content_Types\]\.xml": 2**20,
    r"_rels/\.rels": 2**18,
    r"xl/workbook\.xml": 2**20,
    r"xl/_rels/workbook\.xml\.rels": 2**20,
    r"xl/sharedStrings\.xml": 8 * 2**20,
    r"xl/styles\.xml": 2**18,
    r"xl/worksheets/[^/]+\.xml": 40 * 2**20,
}
"""Parts that are read, and how large each may be unpacked; pictures and macros stay packed."""
SPARED = frozenset(("xl/styles.xml",))
"""Parts that are left out where they are too large: without them, dates are numbers."""
MAX_LOOKED = 1_000_000
"""Cells that are looked at."""
_CHUNK = 65536
_TOO_LARGE = (
    f"This Excel file unpacks to more than the {MAX_UNPACKED // 2**20} MB that are read; save the "
    "table as CSV, or with fewer rows."
)
_DAMAGED = "This Excel file is damaged and cannot be read."


def read_workbook(data: bytes, name: str) -> Table:
    """The table on the first sheet that holds one.

    Raises
    ------
    TableError
        For anything but a workbook, and for one that is too large unpacked.
    """
    import openpyxl  # here, since only reading a workbook needs it

    packed = plain_parts(data)
    try:
        book = openpyxl.load_workbook(packed, read_only=True, data_only=True, keep_links=False)
        titles = [sheet.title for sheet in book.worksheets]
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a sheet says of its own size need not be so
            found = _read_sheet(name, sheet.iter_rows(values_only=True))
            if found is not None:
                return _with_sheet(found, str(sheet.title), len(titles))
    except TableError:
        raise
    except Exception:  # a damaged file fails anywhere in the library
        raise TableError(_DAMAGED) from None
    raise TableError("This workbook holds no rows.")


def plain_parts(data: bytes) -> io.BytesIO:
    """The parts of a workbook that are read, in a zip that packs nothing.

    Raises
    ------
    TableError
        For what is no workbook, or unpacks to more than it may, whatever it says of its size.
    """
    plain = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(plain, "w") as out:
            if len(archive.infolist()) > MAX_PARTS:
                raise TableError(f"An Excel file may have {MAX_PARTS:,} parts. This one has more.")
            names = {info.filename: info for info in archive.infolist()}
            if "xl/workbook.xml" not in names:
                raise TableError("This zip file is no Excel workbook (.xlsx).")
            total = 0
            for path, info in names.items():
                most = next((m for p, m in PARTS.items() if re.fullmatch(p, path)), 0)
                if not most:
                    continue
                content = _unpacked(archive, info, min(most, MAX_UNPACKED - total))
                if content is None and path in SPARED:
                    continue
                if content is None:
                    raise TableError(_TOO_LARGE)
                total += len(content)
                _check_entities(content)
                out.writestr(path, content)
    except TableError:
        raise
    except Exception:  # zlib, struct, encryption, … : a damaged zip fails in many ways
        raise TableError(_DAMAGED) from None
    plain.seek(0)
    return plain


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes | None:
    """A part, chunk by chunk; None where it is larger than it may be."""
    pieces, size = [], 0
    with archive.open(info) as part:
        while piece := part.read(_CHUNK):
            size += len(piece)
            if size > most:
                return None
            pieces.append(piece)
    return b"".join(pieces)


def _check_entities(content: bytes) -> None:
    """Workbooks declare no document type; entities in one could grow without bound."""
    bare = content.replace(b"\0", b"")  # UTF-16 as well
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise TableError("This Excel file holds definitions that no workbook has; it is not read.")


def _read_sheet(name: str, cells: Iterable[tuple[Cell, ...]]) -> Table | None:
    """The table of a sheet's rows; None where there are none."""
    head: list[Cell] | None = None
    sample: Sample[list[Cell]] | None = None
    notes, looked = [], 0
    for place, given in enumerate(cells):
        looked += max(len(given), 1)
        if place > MAX_ROWS or looked > MAX_LOOKED:
            notes.append(f"Only the first {place:,} rows were looked at.")
            break
        row = list(given)
        while row and (row[-1] is None or row[-1] == ""):
            row.pop()
        if len(row) > MAX_COLUMNS:
            raise TableError(too_many_columns(len(row)))
        if not row:
            continue
        if head is None:
            head = row
            sample = Sample(rows_kept(len(row)))
            if _names_columns(row):
                continue
        assert sample is not None
        sample.offer(row)
    if head is None or sample is None:
        return None
    body = sample.rows
    n_columns = max([len(head), *map(len, body)])
    if not _names_columns(head):
        notes.append("There is no head with names, so the columns are numbered.")
        head = []
    notes += sampled_note(len(body), sample.n_offered)
    filled = [row + [None] * (n_columns - len(row)) for row in body]
    titles = head + [None] * (n_columns - len(head))
    return table_from_rows(name, titles, filled, sample.n_offered, notes=notes)


def _names_columns(row: list[Cell]) -> bool:
    """Whether a first row holds no number, or counts from 0."""
    return row == list(range(len(row))) or not any(isinstance(cell, int | float) for cell in row)


def _with_sheet(table: Table, title: str, n_sheets: int) -> Table:
    if n_sheets < 2:
        return table
    said = f"Read from the sheet {quoted(clean(title))}, one of {n_sheets}."
    return replace(table, notes=(said, *table.notes))
