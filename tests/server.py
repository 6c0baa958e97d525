"""Starting the real application on a free port, for browser tests and benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
START_SECONDS = 60


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Application:
    """A running application and what the system knows of its process."""

    url: str
    process: subprocess.Popen
    log: Path

    @property
    def memory(self) -> int:
        """Resident memory in bytes."""
        return 1024 * int(self._status("VmRSS"))

    @property
    def threads(self) -> int:
        """Threads."""
        return int(self._status("Threads"))

    @property
    def open_files(self) -> int:
        """Open files, sockets among them."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    @property
    def processor_seconds(self) -> float:
        """Time spent on a processor so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def log_text(self) -> str:
        """What it has written to its log."""
        return self.log.read_text(errors="replace")

    def _status(self, name: str) -> str:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(line.split()[1] for line in lines if line.startswith(f"{name}:"))


@contextmanager
def application() -> Iterator[str]:
    """Run ``streamlit run app.py``; yields its URL and stops it afterwards."""
    with running() as started:
        yield started.url


@contextmanager
def running(
    *, port: int = 0, prefix: Sequence[str] = (), **environment: str
) -> Iterator[Application]:
    """Run ``streamlit run app.py``; yields its process and stops it afterwards.

    Parameters
    ----------
    port : int
        0 takes a free one.
    prefix : sequence of str
        A command that runs commands, such as ``("taskset", "-c", "0")``.
    """
    port = port or free_port()
    command = [*prefix, sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--browser.serverAddress", "127.0.0.1"]
    with tempfile.NamedTemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=log, env=os.environ | environment
        )
        try:
            started = Application(f"http://127.0.0.1:{port}", process, Path(log.name))
            _wait(started)
            yield started
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(started: Application) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and started.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{started.url}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The application did not start:\n{started.log_text()[-3000:]}")
