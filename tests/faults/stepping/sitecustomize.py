"""Loaded by Python at its start: a wall clock that a test sets back and forth through a file."""

import os
import time
from pathlib import Path

_SHIFT = Path(os.environ["CLOCK_SHIFT_FILE"])
_real = time.time


def _shifted() -> float:
    """Seconds since 1970, and as many more as the file says."""
    return _real() + float(_SHIFT.read_text() or 0)


time.time = _shifted
time.time_ns = lambda: int(_shifted() * 1e9)
