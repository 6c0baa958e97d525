"""The profile ``sweep``: scheduler and workers, started by the commands in compose.yaml, work."""

from __future__ import annotations

import contextlib
import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client

from tests.hosting import compose
from tests.server import free_port

SWEEP = """
name = "two widths"
epochs = 20
seeds = 4
[base]
dataset = "xor"
[axes]
width = [2, 3]
learning_rate = [0.01, 0.03]
"""


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a scheduler that has both workers."""
    folder = tmp_path_factory.mktemp("dask")
    port = str(free_port())
    address = f"tcp://127.0.0.1:{port}"
    here = {"0.0.0.0": "127.0.0.1", "8786": port, "tcp://scheduler:8786": address}
    here["--local-directory=/tmp"] = f"--local-directory={folder}"
    names = [name for name in compose.started("sweep") if name not in compose.started()]
    with contextlib.ExitStack() as processes, (folder / "log").open("w") as log:
        for name in names:
            processes.enter_context(_process(compose.command(name, **here), log))
        with Client(address, timeout=60) as client:
            client.wait_for_workers(len(names) - 1, timeout=60)
        yield address


@contextlib.contextmanager
def _process(command: list[str], log) -> Iterator[None]:
    """The command as in the image, where the application's folder is on the path of modules."""
    program = Path(sys.executable).with_name(command[0])
    process = subprocess.Popen(
        [program, *command[1:]],
        stdout=log,
        stderr=log,
        env=os.environ | {"PYTHONPATH": str(compose.ROOT)},
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _sweep(folder: Path, *options: str) -> list[dict[str, str]]:
    """Run the command; the rows of its output without the times taken, in order."""
    folder.mkdir()
    (folder / "sweep.toml").write_text(SWEEP)
    subprocess.run(
        [sys.executable, "-m", "playground.sweep", folder / "sweep.toml", "--quiet"]
        + ["--out", folder / "out.csv", *options],
        cwd=compose.ROOT,
        check=True,
        timeout=120,
    )
    with (folder / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        assert float(row.pop("seconds")) > 0
    return sorted(rows, key=str)


def test_the_workers_of_the_profile_give_the_same_results_as_one_process(scheduler, tmp_path):
    many = _sweep(tmp_path / "many", "--scheduler", scheduler)
    one = _sweep(tmp_path / "one", "--jobs", "1")
    assert len(one) == 16
    assert many == one


def test_each_worker_has_one_thread(scheduler):
    with Client(scheduler, timeout=60) as client:
        workers = client.scheduler_info(n_workers=-1)["workers"].values()
    assert [worker["nthreads"] for worker in workers] == [1, 1]
