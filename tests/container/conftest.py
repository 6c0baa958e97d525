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
from pathlib import Path

import pytest

from tests.container.engine import Engine, confinement, find_engine
from tests.hosting import compose
from tests.server import free_port

if not os.environ.get("CONTAINER_TEST"):
    collect_ignore_glob = ["test_*.py"]

DOOR = Path(__file__).with_name("door.py")
SERVICE = compose.services()["app-1"]


@dataclass(frozen=True)
class Container:
    """A running container of the application; ``url`` is the way in that it has."""

    engine: Engine
    identity: str
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
    """The application on a network without a way out, and a door to it on this machine."""
    port = free_port()
    network = f"playground-test-{os.getpid()}-{port}"
    engine.call("network", "create", "--internal", network)
    with contextlib.ExitStack() as undo:
        undo.callback(engine.call, "network", "rm", network, check=False)
        environment = f"--env-file={compose.ROOT / SERVICE['env_file']}"
        inside = engine.start(*confinement(SERVICE), environment, f"--network={network}")
        undo.callback(engine.remove, inside)
        engine.wait_healthy(inside)
        address = engine.inspect(
            inside, f'{{{{(index .NetworkSettings.Networks "{network}").IPAddress}}}}'
        )
        door = engine.start(
            *[f"--publish=127.0.0.1:{port}:8501", f"--volume={DOOR}:/door.py:ro"],
            command=("python", "/door.py", address),
        )
        undo.callback(engine.remove, door)
        engine.call("network", "connect", network, door)
        url = f"http://127.0.0.1:{port}"
        _wait(url)
        yield Container(engine, inside, url)


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
