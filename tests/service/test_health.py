"""/healthz and /readyz: alive, accepting, full, shutting down; a computing thread that hangs."""

from __future__ import annotations

import asyncio
import threading

import pytest
from starlette.applications import Starlette

from playground.config import RunConfig
from playground.live.limits import Limits
from playground.live.registry import Registry
from playground.live.scheduler import ComputingThread
from playground.service.doors import Doors
from playground.service.health import computes, health_routes
from tests.service.asgi import ask

SMALL = RunConfig(dataset="circle", n_samples=20, hidden_layers=(2,))


@pytest.fixture
def registry():
    made = Registry(Limits(max_runs=2))
    yield made
    made.close()


@pytest.fixture
def doors():
    return Doors(5)


@pytest.fixture
def app(registry, doors):
    return Starlette(routes=health_routes(registry, doors))


def test_a_process_at_rest_is_alive_and_ready(app):
    answer = ask(app, "/healthz")
    assert (answer.status, answer.json()) == (200, {"alive": True})
    answer = ask(app, "/readyz")
    assert (answer.status, answer.json()) == (200, {"ready": True, "places": 2})
    assert answer.headers["cache-control"] == "no-store"
    assert ask(app, "/healthz", method="HEAD").status == 200


def test_a_full_house_is_alive_but_not_ready(app, registry):
    registry.open(SMALL)
    leaving = registry.open(SMALL)
    answer = ask(app, "/readyz")
    assert (answer.status, answer.json()) == (503, {"ready": False, "places": 0})
    assert ask(app, "/healthz").status == 200
    registry.drop(leaving.token)
    assert ask(app, "/readyz").json()["places"] == 1


def test_a_house_full_of_pages_is_not_ready(app, doors):
    for _ in range(4):
        assert doors.enter("", returning=False)
    assert ask(app, "/readyz").json() == {"ready": True, "places": 1}
    assert doors.enter("", returning=False)
    assert ask(app, "/readyz").status == 503


def test_a_server_that_says_farewell_takes_nobody_in(app, registry):
    registry.farewell()
    assert ask(app, "/readyz").status == 503
    assert ask(app, "/healthz").status == 200


def test_a_computing_thread_that_hangs_is_noticed():
    hold, hangs = threading.Event(), threading.Event()

    class Stuck:
        def turn(self, seconds):
            hangs.set()
            hold.wait(20)
            return False

        def probe_due(self):
            return float("inf")

        def probe(self):
            raise AssertionError

    thread = ComputingThread(lambda: [Stuck()], lambda: float("inf"))
    thread.wake()
    assert hangs.wait(10)
    try:
        assert not asyncio.run(computes(thread, seconds=0.05))
    finally:
        hold.set()
    assert asyncio.run(computes(thread))
    thread.stop()
