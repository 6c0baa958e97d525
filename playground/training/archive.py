"""Archive: one JSON document and named arrays in one file, written and read without trusting it.

The file is a zip of ``document.json`` and ``.npy`` parts, all stored as they are. Whoever has the
zip can open it anywhere; we read nothing but what we would write ourselves: parts that are not
compressed (so none can unpack to more than the file has) and arrays of plain numbers (so nothing in
it can be executed), and look at no more of it than its own length allows.

Formats: APPNOTE.TXT 6.3.10, section 4.3.7 (local file header); NumPy's npy format, version 1.0.
"""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

Array = np.ndarray

DOCUMENT = "document.json"
MAX_FILE_BYTES = 40 * 2**20
MAX_DOCUMENT_BYTES = 2**18
MAX_PARTS = 32
MAX_SENTENCE = 400
DTYPES = ("<f4", "<f8", "<i8", "|b1")
NOT_OURS = "This is no file of a saved run, or it is damaged: {}."
_HEADER = struct.Struct("<4s5H3I2H")  # signature, version, flags, method, time, date, crc, sizes, …
_PART, _DIRECTORY, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_MAGIC = b"\x93NUMPY\x01\x00"
_NPY = re.compile(
    rb"\{'descr': '([<|]\w\d)', 'fortran_order': False, "
    rb"'shape': \(((?:\d{1,9}, ?)*\d{0,9})\), \} *\n"
)
_WRITTEN_AT = (1980, 1, 1, 0, 0, 0)  # equal runs make equal files


def write_archive(document: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """The file; arrays must be of ``DTYPES``."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        archive.writestr(zipfile.ZipInfo(DOCUMENT, _WRITTEN_AT), text)
        for name, array in arrays.items():
            part = io.BytesIO()
            plain = np.ascontiguousarray(array)
            np.lib.format.write_array(part, plain, version=(1, 0), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", _WRITTEN_AT), part.getvalue())
    return file.getvalue()


def read_archive(data: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    """Document and arrays of a file.

    Raises
    ------
    ValueError
        For anything that ``write_archive`` would not have written.
    """
    if len(data) > MAX_FILE_BYTES:
        raise ValueError(
            f"A saved run has at most {MAX_FILE_BYTES // 2**20} MB. This file has "
            f"{len(data) / 2**20:.1f}."
        )
    parts = _parts(memoryview(data))
    if DOCUMENT not in parts:
        raise damaged("it has no description of a run")
    document = read_document(parts.pop(DOCUMENT))
    arrays = {}
    for name, part in parts.items():
        if not name.endswith(".npy"):
            raise damaged("it has a part that is neither a description nor an array")
        arrays[name.removesuffix(".npy")] = read_array(part)
    return document, arrays


def shortened(sentence: str) -> str:
    """A sentence that quotes a file, cut where it becomes long."""
    return sentence if len(sentence) <= MAX_SENTENCE else sentence[: MAX_SENTENCE - 2] + "…."


def damaged(why: str) -> ValueError:
    """The error for a file that is not ours."""
    return ValueError(shortened(NOT_OURS.format(why)))


def _parts(data: memoryview) -> dict[str, memoryview]:
    """The parts by name, one after another until the zip's directory begins."""
    parts: dict[str, memoryview] = {}
    start = 0
    while bytes(data[start : start + 4]) == _PART:
        if len(data) - start < _HEADER.size or len(parts) == MAX_PARTS:
            raise damaged("it has too many parts, or ends too early")
        _, _, flags, method, _, _, crc, packed, size, n_name, n_extra = _HEADER.unpack_from(
            data, start
        )
        if flags or method or packed != size:
            raise damaged("its parts are compressed or encrypted, which a saved run's are not")
        first = start + _HEADER.size + n_name + n_extra
        name = bytes(data[start + _HEADER.size : first - n_extra]).decode("ascii", "replace")
        start = first + size
        if start > len(data) or name in parts:
            raise damaged("it is cut off, or has two parts of one name")
        parts[name] = data[first:start]
        if zlib.crc32(parts[name]) != crc:
            raise damaged("a checksum is wrong")
    ends = bytes(data[-22:-18]) == _END
    if not parts or not ends or bytes(data[start : start + 4]) != _DIRECTORY:
        raise damaged("it is not a zip, or cut off")
    return parts


def read_document(part: memoryview | bytes) -> dict[str, Any]:
    """The JSON object of a part; ValueError for anything else."""
    if len(part) > MAX_DOCUMENT_BYTES:
        raise damaged("its description is too long")
    try:
        document = json.loads(bytes(part).decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise damaged("its description is not JSON") from None
    if not isinstance(document, dict):
        raise damaged("its description is not a JSON object")
    return document


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def read_array(part: memoryview | bytes) -> Array:
    """A copy of the array in a part; ValueError for objects, and for more or less data than said.

    NumPy's own reader makes room for what the header says before it looks at what there is.
    """
    head = bytes(part[:10])
    if len(head) < 10 or not head.startswith(_MAGIC):
        raise damaged("an array is not in NumPy's format")
    first = 10 + int.from_bytes(head[8:], "little")
    said = _NPY.fullmatch(bytes(part[10:first]))
    if said is None or said[1].decode() not in DTYPES:
        raise damaged("an array is not one of plain numbers")
    dtype = np.dtype(said[1].decode())
    shape = tuple(int(size) for size in said[2].replace(b" ", b"").split(b",") if size)
    n_bytes = dtype.itemsize
    for size in shape:
        n_bytes *= size
    if len(shape) > 2 or n_bytes != len(part) - first:
        raise damaged("an array has another size than it says")
    array = np.frombuffer(part[first:], dtype).reshape(shape).copy()
    if dtype.kind == "b" and (array.view(np.uint8) > 1).any():
        raise damaged("something that is true or false is neither")
    return array
