"""Journal: the file that keeps what a sweep has finished, so that it can be taken up again.

A SQLite file. The results of a task are written in one transaction and are on the disk when
``append`` returns: a sweep killed at any moment loses only the tasks it was computing. Others may
read while one process writes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import numpy as np

from playground.sweep.errors import SweepError
from playground.sweep.measured import CellResult, GapCurve, RunResult
from playground.sweep.spec import SpecError, SweepSpec, read_toml, to_toml

FORMAT = "decision boundary sweep 1"
BUSY_SECONDS = 30.0  # how long to wait while another process reads or writes

_TABLES = (
    "CREATE TABLE about (format TEXT NOT NULL, spec TEXT NOT NULL)",
    "CREATE TABLE cells (cell INTEGER PRIMARY KEY, result TEXT NOT NULL, "
    "thumbnail BLOB, shape TEXT)",
)


class Journal:
    """A sweep's finished cells, in a file.

    To read one, only make it; before writing, ``open`` it for a sweep.

    Parameters
    ----------
    path : path

    Raises
    ------
    SweepError
        From every method, for a file that cannot be read or written or is no journal.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._lock: sqlite3.Connection | None = None

    def open(self, spec: SweepSpec) -> None:
        """Begin the journal of a sweep, or go on with it; nobody else may write to it meanwhile.

        Raises
        ------
        SweepError
            If the file is the journal of another sweep, or another process is writing to it.
        """
        self._take_lock()
        try:
            with self._connected() as connection:
                connection.execute("BEGIN IMMEDIATE")
                if connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
                    for statement in _TABLES:
                        connection.execute(statement)
                    connection.execute("INSERT INTO about VALUES (?, ?)", (FORMAT, to_toml(spec)))
                self._check_same(spec, self._spec(connection))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let others write."""
        if self._lock is not None:
            self._lock_path.unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def delete(self) -> None:
        """Forget everything; SweepError while another process is writing."""
        self._take_lock()
        # What a killed process had half written belongs to this file and to no other.
        try:
            for path in (self.path, self.path.with_name(f"{self.path.name}-journal")):
                path.unlink(missing_ok=True)
        except OSError as error:
            sentence = f"The journal {self.path} cannot be deleted: {error.strerror}."
            raise SweepError(sentence) from None
        finally:
            self.close()

    @property
    def spec(self) -> SweepSpec:
        """The sweep it belongs to."""
        with self._connected() as connection:
            return self._spec(connection)

    def finished(self) -> set[int]:
        """Indices of the cells whose results are kept."""
        with self._connected() as connection:
            return {cell for (cell,) in connection.execute("SELECT cell FROM cells")}

    def append(self, results: list[CellResult]) -> None:
        """Keep the results of a task, all or none.

        Raises
        ------
        SweepError
            If one of the cells is there already, or the journal is not open.
        """
        if self._lock is None:
            raise SweepError(f"{self.path} must be opened for a sweep before it is written to.")
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT INTO cells VALUES (?, ?, ?, ?)", map(_row, results))

    def rows(self) -> list[CellResult]:
        """The results so far, by cell."""
        with self._connected() as connection:
            found = connection.execute(
                "SELECT cell, result, thumbnail, shape FROM cells ORDER BY cell"
            )
            return [_result(*row) for row in found]

    @property
    def _lock_path(self) -> Path:
        return self.path.with_name(self.path.name + ".lock")

    def _take_lock(self) -> None:
        """Hold an exclusive lock, which the system takes back even from a process that is killed.

        It is on a file beside the journal, so that the journal itself can be read.
        """
        if self._lock is not None:
            return
        try:
            lock = sqlite3.connect(self._lock_path, timeout=0, isolation_level=None)
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
                raise SweepError(
                    f"Another process is running the sweep of {self.path}. Wait for it, or stop it."
                ) from None
            raise SweepError(f"The journal {self.path} cannot be written: {error}.") from None
        self._lock = lock

    def _check_same(self, spec: SweepSpec, kept: SweepSpec) -> None:
        different = [name for name, value in vars(spec).items() if value != getattr(kept, name)]
        if different:
            raise SweepError(
                f"{self.path} is the journal of another sweep: it differs in "
                f"{', '.join(different)}. Choose another output, or start anew with --fresh."
            )

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """A connection for one transaction."""
        # A reader too may have to undo what a killed process had half written.
        mode = "rw" if self._lock is None else "rwc"
        try:
            # Every part of a path that means something in an address is escaped by ``as_uri``.
            address = f"{self.path.absolute().as_uri()}?mode={mode}"
            connection = sqlite3.connect(
                address, timeout=BUSY_SECONDS, isolation_level=None, uri=True
            )
            try:
                connection.execute("PRAGMA synchronous = FULL")
                with connection:
                    yield connection
            finally:
                connection.close()
        except sqlite3.IntegrityError as error:
            raise SweepError(f"{self.path} holds one of these cells already ({error}).") from None
        except sqlite3.Error as error:
            raise SweepError(f"The journal {self.path} cannot be used: {error}.") from None

    def _spec(self, connection: sqlite3.Connection) -> SweepSpec:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
        found = None
        if ("about",) in tables:
            found = connection.execute("SELECT format, spec FROM about").fetchone()
        if found is None or found[0] != FORMAT:
            raise SweepError(f"{self.path} is no journal of a sweep that this version can read.")
        try:
            return read_toml(found[1])
        except SpecError as error:
            raise SweepError(f"{self.path} holds a sweep that has no meaning: {error}") from None


def _row(result: CellResult) -> tuple[int, str, bytes | None, str | None]:
    written = json.dumps(
        {"runs": [asdict(run) for run in result.runs], "curve": asdict(result.curve)}
    )
    picture = result.thumbnail
    if picture is None:
        return result.cell, written, None, None
    return result.cell, written, picture.tobytes(), json.dumps(picture.shape)


def _result(cell: int, written: str, thumbnail: bytes | None, shape: str | None) -> CellResult:
    read = json.loads(written)
    picture = None
    if thumbnail is not None and shape is not None:
        picture = np.frombuffer(thumbnail, np.uint8).reshape(json.loads(shape))
    curve = GapCurve(**{name: tuple(values) for name, values in read["curve"].items()})
    return CellResult(cell, tuple(RunResult(**run) for run in read["runs"]), curve, picture)
