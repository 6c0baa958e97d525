"""The hosted playground without containers: real nginx, configured by the files that compose.yaml
mounts and started by its command, in front of real application processes.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.hosting import compose
from tests.server import Application, free_port, running

START_SECONDS = 30
NOBODY = 65534  # nginx's user here, as unprivileged as the container's


@dataclass
class Front:
    """A running nginx."""

    url: str
    tls_url: str
    process: subprocess.Popen
    log: Path

    def log_text(self) -> str:
        """What it has written to its log."""
        return self.log.read_text(errors="replace")


@dataclass
class Hosted:
    """nginx and the application processes behind it: ``process-1`` is ``applications[0]``."""

    front: Front
    applications: list[Application]

    @property
    def url(self) -> str:
        """Where visitors go."""
        return self.front.url


def nginx() -> str | None:
    """Path of nginx, which is often outside the PATH of users."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


@contextlib.contextmanager
def front(
    addresses: Sequence[str],
    *,
    certificates: Path | None = None,
    changes: Mapping[str, str] | None = None,
) -> Iterator[Front]:
    """nginx in front of ``host:port`` addresses.

    Parameters
    ----------
    addresses : sequence of str
        What ``PROCESSES`` names.
    certificates : Path, optional
        Folder with fullchain.pem and privkey.pem.
    changes : mapping, optional
        Texts of the configuration to replace, such as a time that a test cannot wait for.
    """
    _, script = compose.command("nginx")
    source, name = compose.folder("nginx", script)
    with tempfile.TemporaryDirectory() as made:
        there = Path(made)
        shutil.copytree(source, there / "nginx")
        for old, new in (changes or {}).items():
            _replace(there / "nginx", old, new)
        if certificates:
            shutil.copytree(certificates, there / "certificates")
        log = there / "log"
        log.touch()
        _give_away(there)
        http, https = free_port(), free_port()
        environment = compose.services()["nginx"]["environment"] | {
            "PATH": f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin",
            "PROCESSES": " ".join(addresses),
            "HTTP_PORT": f"127.0.0.1:{http}",
            "HTTPS_PORT": f"127.0.0.1:{https}",
            "PUBLIC_HTTPS_PORT": str(https),
            "CERTIFICATES": str(there / "certificates"),
            "STATE": str(there / "state"),
        }
        with log.open("a") as output:
            process = subprocess.Popen(
                ["sh", there / "nginx" / name],
                stdout=output,
                stderr=output,
                env=environment,
                **_unprivileged(),
            )
        started = Front(f"http://127.0.0.1:{http}", f"https://localhost:{https}", process, log)
        try:
            _wait(started)
            yield started
        finally:
            process.terminate()
            process.wait(10)


@contextlib.contextmanager
def hosted(processes: int = 2, **environment: str) -> Iterator[Hosted]:
    """nginx and application processes with the environment that compose.yaml gives them."""
    service = compose.services()["app-1"]
    settings = compose.read_env(compose.ROOT / service["env_file"]) | environment
    with contextlib.ExitStack() as opened:
        started = [running(port=0, prefix=(), **settings) for _ in range(processes)]
        with ThreadPoolExecutor(processes) as at_once:
            applications = list(at_once.map(opened.enter_context, started))
        addresses = [each.url.removeprefix("http://") for each in applications]
        yield Hosted(opened.enter_context(front(addresses)), applications)


def _replace(folder: Path, old: str, new: str) -> None:
    files = [path for path in folder.glob("*.conf") if old in path.read_text()]
    assert files, f"No configuration file says {old!r}."
    for path in files:
        path.write_text(path.read_text().replace(old, new))


def _give_away(folder: Path) -> None:
    """Let the unprivileged user have a folder, if there is one to be."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


def _unprivileged() -> dict:
    if os.geteuid() != 0:
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def _wait(started: Front) -> None:
    address = urlsplit(started.url)
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and started.process.poll() is None:
        try:
            socket.create_connection((address.hostname, address.port)).close()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"nginx did not start:\n{started.log_text()[-3000:]}")
