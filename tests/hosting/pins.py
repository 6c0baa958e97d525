"""Exact versions, ``name==version`` a line, with names as package indexes write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PIN = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9_.-]*)==(?P<version>[0-9][A-Za-z0-9_.+]*)")


def read_pins(lines: Iterable[str]) -> dict[str, str]:
    """Name to version; comments and references to other files are passed over.

    Raises
    ------
    ValueError
        For a line that leaves the version open.
    """
    pins = {}
    for line in map(str.strip, lines):
        if line and not line.startswith(("#", "-r")):
            found = _PIN.fullmatch(line)
            if found is None:
                raise ValueError(f"{line!r} is not an exact version.")
            pins[re.sub(r"[-_.]+", "-", found["name"]).lower()] = found["version"]
    return pins
