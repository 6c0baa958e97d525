"""The machine under the server misbehaves: the disk is full, the clock jumps."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from tests.faults.conftest import token_of, watch
from tests.faults.neighbour import undisturbed
from tests.live.conftest import wait_until
from tests.server import Application

DAY = 86_400


def test_the_wall_clock_may_jump(application: Application, clock: Path):
    """Expiry, pacing, budgets and timeouts are measured on a clock that cannot be set."""
    token = token_of(application.url)
    try:
        with undisturbed(application.url), watch(application.url, token).load() as watcher:
            for seconds in (400 * DAY, -400 * DAY, -30):
                clock.write_text(str(seconds))
                watcher.play(20)
                watcher.pause()
                with watch(application.url, token_of(application.url)).load() as newcomer:
                    newcomer.play(10)
        with watch(application.url, token).load() as again:  # it has not expired
            again.play(10)
            assert again.run["run_id"] == watcher.run["run_id"]
    finally:
        clock.write_text("0")


def test_a_full_disk_is_nobodys_trouble(application: Application):
    """No file can grow any more: not the log, not a temporary file."""
    log = application.log_text()
    limit_files(application, "1")
    try:
        with undisturbed(application.url):
            for _ in range(3):
                assert refused(application)
            with watch(application.url, token_of(application.url)).load() as newcomer:
                newcomer.socket.send("nonsense")
                newcomer.play(20)
        assert application.log_text() == log  # so the disk was full indeed
    finally:
        limit_files(application, "unlimited")
    wait_until(lambda: refused(application) and application.log_text() != log)  # written again


def refused(application: Application) -> bool:
    """Knock with a wrong token, which is logged at most once a second."""
    with pytest.raises(InvalidStatus):
        watch(application.url, "a-wrong-token")
    return True


def limit_files(application: Application, most: str) -> None:
    """The size that a file of this process may grow to; the hard limit stays as it is."""
    pid = str(application.process.pid)
    subprocess.run(["prlimit", "--pid", pid, f"--fsize={most}:unlimited"], check=True)
