"""Lines: where in a TOML text each key stands, which Python's reader does not tell."""

from __future__ import annotations

import tomllib

Path = tuple[str, ...]
MOST_READ = 300_000  # characters: a list over a thousand lines is read a thousand times


def key_lines(text: str) -> dict[Path, int]:
    """Line numbers (from 1) of all keys and tables of a valid TOML text.

    The reader itself finds the statements: a line that cannot be read alone goes on in the next.
    A key that was written as ``a.b = 1`` counts as a line for ``a`` and for ``a.b``. Nothing after
    the first line that is no TOML is found, or after ``MOST_READ`` characters.
    """
    found: dict[Path, int] = {}
    table: Path = ()
    statement, first = "", 1
    n_read = 0
    for number, line in enumerate(text.split("\n"), start=1):
        statement += line + "\n"
        n_read += len(statement)
        if n_read > MOST_READ:
            break
        try:
            read = tomllib.loads(statement)
        except (ValueError, RecursionError):
            continue
        if statement.lstrip().startswith("["):
            table = _only_path(read)
            read = {}
            _note(found, table, first)
        for path in _paths(read):
            _note(found, table + path, first)
        statement, first = "", number + 1
    return found


def _note(found: dict[Path, int], path: Path, line: int) -> None:
    for length in range(1, len(path) + 1):
        found.setdefault(path[:length], line)


def _only_path(header: dict) -> Path:
    """The keys of a table that was read from its header alone."""
    path: Path = ()
    inner: object = header
    while inner:
        if isinstance(inner, list):  # [[…]]
            inner = inner[0]
            continue
        assert isinstance(inner, dict)
        (key,) = inner
        path, inner = (*path, key), inner[key]
    return path


def _paths(table: dict) -> list[Path]:
    """Paths of all values, those inside nested tables too."""
    paths: list[Path] = []
    for key, value in table.items():
        paths.append((key,))
        if isinstance(value, dict):
            paths += [(key, *rest) for rest in _paths(value)]
    return paths
