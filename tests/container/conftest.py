"""The image, built once, and the application in a container, confined as compose.yaml says.

These tests build an image, so they are run by ``make container-test`` alone.
"""

from __future__ import annotations

import contextlib
import os
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.container.engine import Engine, find_engine, options_of
from tests.hosting import compose
from tests.server import free_port

if not os.environ.get("CONTAINER_TEST"):
    collect_ignore_glob = ["test_*.py"]

SERVICES = compose.services()
SWEEP = """
import subprocess, sys
text = 'name = "a"\\nepochs = 5\\nseeds = 2\\n[axes]\\nwidth = [2, 3]\\n'
open("/tmp/sweep.toml", "w").write(text)
command = [sys.executable, "-m", "playground.sweep", "/tmp/sweep.toml", "--out", "/tmp/out.parquet"]
subprocess.run([*command, *sys.argv[1:], "--quiet"], check=True)
import pyarrow.parquet
print(pyarrow.parquet.read_table("/tmp/out.parquet").num_rows)
"""
"""A program that runs a small sweep, with options of the command; prints how many runs it had."""


@dataclass(frozen=True)
class Container:
    """The application in a container, and nginx in another, which alone has a way out and in."""

    engine: Engine
    identity: str
    nginx: str
    url: str

    def python(self, program: str, *arguments: str) -> str:
        """Run a program inside; what it prints."""
        return self.engine.call("exec", self.identity, "python", "-c", program, *arguments)


@pytest.fixture(scope="session")
def engine() -> Engine:
    found = find_engine()
    assert found is not None, "There is neither a Docker engine nor podman and buildah for root."
    return found


@pytest.fixture(scope="session")
def image(engine: Engine) -> str:
    return engine.build()


@contextlib.contextmanager
def running_container(engine: Engine) -> Iterator[Container]:
    """The application on a network without a way out, and nginx in front, as compose.yaml says."""
    port = free_port()
    with contextlib.ExitStack() as undo:
        network = undo.enter_context(engine.inside_network())
        inside = engine.start(*options_of(SERVICES["app-1"]), f"--network={network}")
        undo.callback(engine.remove, inside)
        engine.wait_healthy(inside)
        processes = f"{engine.address(inside, network)}:8501"
        service = SERVICES["nginx"] | {"environment": {"PROCESSES": processes}}
        nginx = engine.start(
            *options_of(service),
            f"--publish=127.0.0.1:{port}:8080",
            image=engine.nginx(service["image"]),
            command=service["command"],
        )
        undo.callback(engine.remove, nginx)
        engine.call("network", "connect", network, nginx)
        url = f"http://127.0.0.1:{port}"
        _wait(url)
        yield Container(engine, inside, nginx, url)


def _wait(url: str) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=5):
            return
        time.sleep(0.1)
    raise RuntimeError(f"Nothing answers at {url}.")


@pytest.fixture(scope="session")
def container(engine: Engine, image: str) -> Iterator[Container]:
    with running_container(engine) as started:
        yield started
