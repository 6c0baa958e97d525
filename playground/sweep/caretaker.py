"""Caretaker: a small process that ends a server's sweeps and removes their files once it is gone.

However the server ends, by itself, by a signal or killed, the system closes its end of the pipe
that this process waits at. Run as a script: it loads nothing but the standard library.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

PID_FILE = "pid"
ATTEMPTS = 20  # a process that is ending may still be writing


def watch(directory: Path) -> None:
    """Wait until standard input is closed; then kill what ``*/pid`` names and remove it all."""
    sys.stdin.buffer.read()
    for note in directory.glob(f"*/{PID_FILE}"):
        with contextlib.suppress(OSError, ValueError):
            os.killpg(int(note.read_text()), signal.SIGKILL)
    for _ in range(ATTEMPTS):
        shutil.rmtree(directory, ignore_errors=True)
        if not directory.exists():
            return
        time.sleep(0.1)


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
