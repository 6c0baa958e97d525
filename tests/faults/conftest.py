"""One real application for the faults, with short waits and a wall clock that can be set."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live.watcher import PATIENCE, Watcher
from tests.server import Application, running
from tests.tab import Tab

HERE = Path(__file__).parent
SESSION_SECONDS = 1  # Streamlit keeps a closed page's session so long, and three files for each
SHORT = {
    "PLAYGROUND_SEND_SECONDS": "1",
    "PLAYGROUND_IDLE_SECONDS": "30",
    "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(SESSION_SECONDS),
}
MORE_MEMORY = 1.1  # a process may be so much larger after a fault; what leaks grows further
MORE_THREADS = 8  # a pool's threads stay for the next piece of work


@pytest.fixture(scope="session")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that says by how many seconds the application's wall clock is wrong."""
    shift = tmp_path_factory.mktemp("clock") / "shift"
    shift.write_text("0")
    return shift


@pytest.fixture(scope="session")
def lasting(clock: Path) -> Iterator[tuple[Application, Usage]]:
    """The application after its first visitors, and what it took then."""
    path = f"{HERE / 'stepping'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    with running(**SHORT, PYTHONPATH=path, CLOCK_SHIFT_FILE=str(clock)) as application:
        for _ in range(3):
            token_of(application.url)
        yield application, usage(application)


@pytest.fixture
def application(lasting: tuple[Application, Usage]) -> Iterator[Application]:
    """The application, which must be as it was at first when the fault is over."""
    application, first = lasting
    yield application
    assert "Traceback" not in application.log_text()
    now = usage(application, at_most_files=first.files)
    assert now.files <= first.files
    assert now.threads <= first.threads + MORE_THREADS
    assert now.memory <= MORE_MEMORY * first.memory


@dataclass(frozen=True)
class Usage:
    """What a process takes of the machine while one closed page is remembered."""

    files: int
    threads: int
    memory: int


def usage(application: Application, at_most_files: int = 0) -> Usage:
    """Usage once closed connections are closed, or open files are as few as they may be."""
    time.sleep(SESSION_SECONDS + 0.1)
    token_of(application.url)  # a visit forgets the sessions whose time is up
    files, since = application.open_files, time.monotonic()
    give_up = since + PATIENCE
    while files > at_most_files and time.monotonic() < min(since + 0.5, give_up):
        time.sleep(0.05)
        if application.open_files != files:
            files, since = application.open_files, time.monotonic()
    return Usage(files, application.threads, application.memory)


def token_of(url: str, query: str = "") -> str:
    """Token of a run that a new visitor's page has opened."""

    async def visit() -> str:
        tab = Tab(url, query)
        try:
            await tab.open_page()
        finally:
            await tab.close()
        return tab.token

    return asyncio.run(visit())


def watch(url: str, token: str) -> Watcher:
    """The live socket of a run."""
    return Watcher(url.replace("http", "ws", 1) + "/live", token)
