"""Reading a file of any kind that is known, recognised by what it holds and not by its name."""

from __future__ import annotations

from collections.abc import Callable

from playground.tables.parquet_file import read_parquet
from playground.tables.table import MAX_BYTES, Table, TableError, clean
from playground.tables.text_file import read_text
from playground.tables.workbook import read_workbook

Reader = Callable[[bytes, str], Table]
"""A file's bytes and its name in, a table out, or a ``TableError``."""
READERS: dict[bytes, Reader] = {b"PAR1": read_parquet, b"PK\x03\x04": read_workbook}
"""First bytes of the kinds that are no text."""
STRANGERS = {
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls); save it as .xlsx or CSV",
    b"PK\x05\x06": "an empty zip file",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a packed file; unpack it first",
    b"BZh": "a packed file; unpack it first",
    b"\x28\xb5\x2f\xfd": "a packed file; unpack it first",
    b"7z\xbc\xaf": "a packed file; unpack it first",
    b"\x93NUMPY": "a NumPy array; save it as CSV",
    b"\x80\x02": "a Python pickle, which could run a program, so it is not read",
    b"\x80\x03": "a Python pickle, which could run a program, so it is not read",
    b"\x80\x04": "a Python pickle, which could run a program, so it is not read",
    b"\x80\x05": "a Python pickle, which could run a program, so it is not read",
    b"\x89HDF": "an HDF5 file; save the table as CSV",
    b"SQLite format 3": "a database; save the table as CSV",
    b"ARROW1": "an Arrow file; save the table as CSV or Parquet",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}
"""First bytes of files that people mistake for tables, and what to say of them."""
TEXT_STRANGERS = {b"{": "JSON", b"[{": "JSON", b"<": "a web page or XML"}
"""First characters of texts that are no rows of cells."""


def read_table(data: bytes, name: str) -> Table:
    """The table a file holds.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name, which the table is called by; it does not decide how the file is read.

    Raises
    ------
    TableError
        One sentence, for everything that cannot be read.
    """
    if len(data) > MAX_BYTES:
        size = len(data) / 2**20
        raise TableError(f"A file may have at most {MAX_BYTES >> 20} MB. This one has {size:.0f}.")
    title = clean(name) or "table"
    for start, what in STRANGERS.items():
        if data.startswith(start):
            raise TableError(f"This is {what}. CSV, TSV, Parquet and Excel (.xlsx) can be read.")
    for start, reader in READERS.items():
        if data.startswith(start):
            return reader(data, title)
    for start, what in TEXT_STRANGERS.items():
        if data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(start):
            raise TableError(f"This is {what}. CSV, TSV, Parquet and Excel (.xlsx) can be read.")
    return read_text(data, title)
