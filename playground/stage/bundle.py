"""The stage's modules for a document that has no server to fetch them from."""

from __future__ import annotations

import posixpath
import re

from playground.stage.routes import ASSETS

BARE = "stage/"
"""What the modules' names begin with in the import map."""
_IMPORT = re.compile(r"""(\bfrom\s*|\bimport\s*)(["'])(\.{1,2}/[^"']+)\2""")


def bundled(entry: str) -> dict[str, str]:
    """A module and all that it imports: names for an import map, and texts that use these names.

    Parameters
    ----------
    entry : str
        Below ``stage/assets``, as in ``film/main.js``.
    """
    texts: dict[str, str] = {}
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if BARE + path in texts:
            continue
        folder = posixpath.dirname(path)
        found: list[str] = []

        def named(match: re.Match[str], folder: str = folder, found: list[str] = found) -> str:
            target = posixpath.normpath(posixpath.join(folder, match[3]))
            found.append(target)
            return f"{match[1]}{match[2]}{BARE}{target}{match[2]}"

        texts[BARE + path] = _IMPORT.sub(named, (ASSETS / path).read_text("utf-8"))
        waiting += found
    return texts


def style(path: str) -> str:
    """A style sheet below ``stage/assets``."""
    return (ASSETS / path).read_text("utf-8")
