"""A Dask scheduler and workers as processes of their own, on this machine only."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Cluster:
    """A scheduler and the workers it was given, one thread each."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._file = directory / "scheduler.json"
        self._started: list[subprocess.Popen] = []
        self.workers: list[subprocess.Popen] = []
        ports = ("--port", "0", "--dashboard-address", "127.0.0.1:0")
        self._start("dask_scheduler", *ports, "--scheduler-file", str(self._file))
        deadline = time.monotonic() + 60
        while not self._file.exists():
            assert time.monotonic() < deadline, "the scheduler does not start"
            time.sleep(0.05)

    @property
    def address(self) -> str:
        """What ``--scheduler`` takes."""
        return json.loads(self._file.read_text())["address"]

    def add_worker(self, *, knows_the_project: bool = True) -> None:
        """One more worker process, without the nanny that would start it again."""
        self.workers.append(
            self._start(
                "dask_worker",
                self.address,
                *("--nthreads", "1", "--no-nanny"),
                *("--local-directory", str(self._directory)),
                path=ROOT if knows_the_project else self._directory,
            )
        )

    def kill_worker(self) -> None:
        """Kill −9 the first worker."""
        worker = self.workers.pop(0)
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    def stop_scheduler(self) -> None:
        """Kill the scheduler."""
        self._started[0].kill()

    def stop(self) -> None:
        """End all processes."""
        for process in reversed(self._started):
            process.kill()
            process.wait()

    def _start(self, module: str, *arguments: str, path: Path = ROOT) -> subprocess.Popen:
        with (self._directory / f"{module}.log").open("ab") as log:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", f"distributed.cli.{module}", *arguments),
                    *("--host", "127.0.0.1", "--no-dashboard"),
                ],
                cwd=path,
                env=os.environ | {"PYTHONPATH": str(path)},
                stdout=log,
                stderr=log,
            )
        self._started.append(process)
        return process


@contextmanager
def cluster(directory: Path) -> Iterator[Cluster]:
    """A cluster without workers, ended at the end."""
    made = Cluster(directory)
    try:
        yield made
    finally:
        made.stop()
