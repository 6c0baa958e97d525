"""PNG files of small pictures, written by hand: what goes into an HTML table or under a figure."""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_PALETTE, _RGBA = 3, 6
"""Colour types (W3C Recommendation PNG, 2003, 11.2.2)."""


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Pixels (height, width, 4), red, green, blue and opacity, as a file."""
    height, width, _ = pixels.shape
    return _file(width, height, _RGBA, pixels.reshape(height, -1))


def palette_png(indices: NDArray[np.uint8], colors: NDArray[np.uint8]) -> bytes:
    """Places (height, width) in a list of colours (n, 4), n ≤ 256, as a file."""
    height, width = indices.shape
    colors = np.asarray(colors, np.uint8)
    chunks = _chunk(b"PLTE", colors[:, :3].tobytes()) + _chunk(b"tRNS", colors[:, 3].tobytes())
    return _file(width, height, _PALETTE, indices, chunks)


def data_url(file: bytes) -> str:
    """A PNG file as an address."""
    return f"data:image/png;base64,{base64.b64encode(file).decode()}"


def _file(width: int, height: int, kind: int, rows: NDArray[np.uint8], more: bytes = b"") -> bytes:
    lines = np.zeros((height, 1 + rows.shape[1]), np.uint8)  # each begins with its filter: none
    lines[:, 1:] = rows
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, kind, 0, 0, 0))
        + more
        + _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
