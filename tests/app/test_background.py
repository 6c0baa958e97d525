"""Work beside the page: it ends, it can be left, it waits for its turn, its failures are words."""

from __future__ import annotations

import threading
import time

import pytest

from playground.views import background
from playground.views.background import Work
from playground.views.capacity_settings import ONE_AT_A_TIME


def counting(n, hold=None):
    for i in range(n):
        if hold is not None:
            hold.wait(10)
        yield i
    return "done"


def ended(work: Work) -> Work:
    work.wait(10)
    return work


def test_it_works_to_its_end():
    work = ended(Work("key", counting(3)))
    assert (work.key, work.state, work.step, work.result) == ("key", "finished", 2, "done")


def test_it_says_how_far_it_is_and_stops_when_told():
    hold = threading.Event()
    work = Work("key", counting(10**9, hold))
    assert (work.state, work.result) == ("running", None)
    hold.set()
    deadline = time.monotonic() + 10
    while work.step is None and time.monotonic() < deadline:
        time.sleep(0.005)
    assert isinstance(work.step, int)
    work.cancel()
    assert ended(work).state == "cancelled"
    assert work.result is None


def test_a_broken_rule_is_told_in_its_own_words():
    def steps():
        yield 1
        raise ValueError("extent must be positive. Got 0.")

    work = ended(Work("key", steps()))
    assert (work.state, work.sentence) == ("failed", "extent must be positive. Got 0.")


def test_a_fault_is_logged_and_told_without_its_innards(caplog):
    def steps():
        yield 1
        raise ZeroDivisionError("secret")

    work = ended(Work("key", steps()))
    assert work.state == "failed"
    assert "secret" not in work.sentence
    assert work.sentence
    assert "secret" in caplog.text


def test_what_nobody_looks_at_stops(monkeypatch):
    monkeypatch.setattr(background, "UNWANTED_SECONDS", 0.05)
    work = Work("key", counting(10**9))
    time.sleep(0.1)
    work._thread.join(10)
    assert work.state == "cancelled"


def test_what_somebody_looks_at_goes_on(monkeypatch):
    monkeypatch.setattr(background, "UNWANTED_SECONDS", 1.0)
    work = Work("key", counting(10**9))
    deadline = time.monotonic() + 1.3
    while time.monotonic() < deadline:
        time.sleep(0.02)
        work.look()
    assert work.state == "running"
    work.cancel()
    ended(work)


def test_a_piece_is_computed_while_no_other_visitors_is():
    with ONE_AT_A_TIME:
        work = Work("key", counting(2))
        time.sleep(0.05)
        assert work.step is None
    assert ended(work).state == "finished"


def test_two_works_share_the_time():
    both = one, two = Work("one", counting(10**9)), Work("two", counting(10**9))
    deadline = time.monotonic() + 20
    while min(work.step or 0 for work in both) < 20 and time.monotonic() < deadline:
        time.sleep(0.005)
    assert min(one.step or 0, two.step or 0) >= 20  # though neither comes to an end
    for work in both:
        work.cancel()
        ended(work)


@pytest.mark.parametrize("state", ["finished", "cancelled"])
def test_its_generator_is_closed(state):
    closed = []

    def steps():
        try:
            yield 1
            while state == "cancelled":
                yield 2
        finally:
            closed.append(True)

    work = Work("key", steps())
    if state == "cancelled":
        work.cancel()
    assert ended(work).state == state
    assert closed
