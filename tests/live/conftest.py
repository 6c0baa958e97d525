"""A real server on a free port of this machine, with a registry of its own for each test."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from starlette.applications import Starlette

from playground.config import RunConfig
from playground.live.limits import Limits
from playground.live.registry import Registry
from playground.live.socket import live_routes
from playground.live.watched_run import WatchedRun
from tests.live.watcher import PATIENCE, Watcher

SMALL = RunConfig(dataset="circle", n_samples=60, hidden_layers=(4, 3), batch_size=10)


@dataclass
class Server:
    """A running server and its registry."""

    registry: Registry
    url: str
    host: str

    def open(self, config: RunConfig = SMALL) -> WatchedRun:
        return self.registry.open(config)

    def watch(self, run: WatchedRun, **options) -> Watcher:
        return Watcher(self.url, run.token, **options)


@contextmanager
def serving(limits: Limits) -> Iterator[Server]:
    """Serve the live route as Streamlit's server would."""
    registry = Registry(limits)
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        Starlette(routes=live_routes(registry)),
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_config=None,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    try:
        yield Server(registry, f"ws://{host}/live", host)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        registry.close()
        listener.close()


def wait_until(condition: Callable[[], object]) -> None:
    """Poll a condition; fail when it does not come true."""
    give_up = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up, "the condition never came true"
        time.sleep(0.005)


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """``serve(**limits)`` starts a server for this test."""
    with ExitStack() as stack:
        yield lambda **limits: stack.enter_context(serving(Limits(**limits)))


@pytest.fixture(scope="session")
def lasting_server() -> Iterator[Server]:
    """One server for all tests that need no other caps."""
    friends = {"allowed_origins": ("https://friend.example",), "allowed_hosts": ("127.0.0.1",)}
    with serving(Limits(**friends)) as server:
        yield server


@pytest.fixture
def server(lasting_server: Server) -> Iterator[Server]:
    """The lasting server, without the runs of other tests."""
    yield lasting_server
    for run in lasting_server.registry.runs():
        lasting_server.registry.drop(run.token)
