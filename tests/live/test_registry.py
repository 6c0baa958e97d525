"""Runs by token: capacity, expiry, and what a page with an expired token is told."""

import math
import time

import pytest
from websockets.exceptions import ConnectionClosed

from playground.live.limits import Limits
from playground.live.registry import AtCapacity, Registry
from tests.live.conftest import SMALL, wait_until
from tests.live.watcher import Watcher


@pytest.fixture
def registry():
    made = []

    def make(**limits) -> Registry:
        made.append(Registry(Limits(**limits)))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_tokens_are_long_unlike_and_the_only_way_in(registry):
    runs = registry()
    tokens = {runs.open(SMALL).token for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43  # 256 bits
    for token in tokens:
        assert runs.get(token).token == token
    assert runs.get("") is None
    assert runs.get("\ud800 a lone surrogate") is None


def test_beyond_the_cap_a_visitor_is_told_to_try_later(registry):
    runs = registry(max_runs=3)
    opened = [runs.open(SMALL) for _ in range(3)]
    with pytest.raises(AtCapacity, match="All 3 places for live runs are taken"):
        runs.open(SMALL)
    runs.drop(opened[0].token)
    assert runs.open(SMALL).token != opened[0].token


def test_a_run_never_watched_expires_and_makes_room(registry):
    runs = registry(max_runs=1, unclaimed_seconds=0.05)
    first = runs.open(SMALL)
    wait_until(lambda: time.monotonic() > first.expires_at())
    second = runs.open(SMALL)
    assert runs.get(first.token) is None
    assert runs.has_expired(first.token)
    assert not runs.has_expired(second.token)
    assert not runs.has_expired("never a token")


def test_the_computing_thread_drops_expired_runs_by_itself(registry):
    runs = registry(unclaimed_seconds=0.05)
    runs.open(SMALL)
    wait_until(lambda: not runs.runs())


def test_asking_for_a_run_keeps_it(registry):
    runs = registry(unclaimed_seconds=1000, idle_seconds=1000)
    run = runs.open(SMALL)
    before = run.expires_at()
    assert runs.get(run.token) is run
    assert run.expires_at() >= before


def test_a_watched_run_never_expires_and_an_expired_one_says_so(serve):
    server = serve(unclaimed_seconds=60, idle_seconds=0.1)
    run = server.open()
    with server.watch(run).load():
        assert run.expires_at() == math.inf
    wait_until(lambda: server.registry.runs() == [])
    with Watcher(server.url, run.token) as late:
        assert late.until_type("bye")["code"] == 4404
        with pytest.raises(ConnectionClosed) as closed:
            late.receive()
        assert closed.value.rcvd.code == 4404


def test_a_dropped_run_tells_its_viewer(serve):
    server = serve()
    run = server.open()
    with server.watch(run).load() as watcher:
        server.registry.drop(run.token)
        assert watcher.until_type("bye")["code"] == 4404
    server.registry.drop("never a token")


def test_in_a_full_house_the_longest_unwatched_run_makes_room(registry):
    runs = registry(max_runs=2, yield_seconds=0.05)
    watched = runs.open(SMALL)
    viewer = watched.attach(lambda _: None)
    left = runs.open(SMALL)
    assert runs.places() == 0
    assert 0 < runs.next_place() <= 0.05
    with pytest.raises(AtCapacity):
        runs.open(SMALL)
    wait_until(lambda: time.monotonic() > left.yields_at())
    assert runs.get(left.token) is left  # nobody has come, and now it is wanted again
    with pytest.raises(AtCapacity):
        runs.open(SMALL)
    wait_until(lambda: runs.places() == 1)
    newcomer = runs.open(SMALL)
    assert runs.runs() == [watched, newcomer]
    assert runs.has_expired(left.token)
    watched.detach(viewer)
