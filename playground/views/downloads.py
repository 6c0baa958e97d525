"""Downloads: files that are made when they are asked for, and what they are called."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import TypeVar

MOST_FILES = 10
LONGEST_NAME = 80
File = TypeVar("File", str, bytes)


def rationed(make: Callable[[], File]) -> Callable[[], File]:
    """``make``, for at most ``MOST_FILES`` files from one drawing of the page to the next.

    Each file stays in memory until the page is drawn anew, and making one takes time. One more
    raises a ``RuntimeError``, which the browser shows as a failed download.
    """
    numbers = itertools.count(1)

    def made() -> File:
        if next(numbers) > MOST_FILES:
            raise RuntimeError(f"Only {MOST_FILES} files are made until the page is drawn anew.")
        return make()

    return made


def file_stem(words: str, otherwise: str) -> str:
    """Words as a file's name without its ending: letters, digits, points and hyphens.

    ``otherwise``: the name where none of these is left.
    """
    return re.sub(r"[^\w.]+", "-", words)[:LONGEST_NAME].strip("-.") or otherwise
