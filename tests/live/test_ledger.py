"""Nobody has more of the computing thread than a share while others wait for it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from playground.live import scheduler
from playground.live.ledger import Ledger
from playground.live.scheduler import ComputingThread

ROUNDS = 4000


@dataclass(eq=False)
class Stub:
    """A job that takes so many seconds a turn while it is hungry."""

    seconds: float
    spend: Callable[[float], None]
    hungry: bool = True
    spent: float = 0.0

    def turn(self, _: float) -> bool:
        if self.hungry:
            self.spend(self.seconds)
            self.spent += self.seconds
        return self.hungry

    def probe_due(self) -> float:
        return math.inf

    def probe(self) -> None:
        raise AssertionError


@pytest.fixture
def play(monkeypatch):
    """``play(share, *seconds)``: the jobs and a function that serves them for so many rounds."""
    now = 0.0

    def spend(seconds: float) -> None:
        nonlocal now
        now += seconds

    monkeypatch.setattr(scheduler.time, "perf_counter", lambda: now)

    def make(share: float, *seconds: float):
        jobs = [Stub(each, spend) for each in seconds]
        thread = ComputingThread(lambda: jobs, lambda: math.inf, share)

        def serve(rounds: int = ROUNDS) -> list[float]:
            before = [job.spent for job in jobs]
            for _ in range(rounds):
                thread._serve_all(jobs)
            gained = [job.spent - was for job, was in zip(jobs, before, strict=True)]
            return [each / sum(gained) for each in gained]

        return jobs, serve

    return make


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.8])
@pytest.mark.parametrize("light", [[0.001], [0.002, 0.001], [0.004] * 5])
def test_a_run_of_long_batches_keeps_to_its_share(play, share, light):
    _, serve = play(share, 0.05, *light)
    heavy, *others = serve()
    turn_by_turn = 0.05 / (0.05 + sum(light))
    assert heavy == pytest.approx(min(share, turn_by_turn), rel=0.15)  # whole turns
    assert sum(others) == pytest.approx(1 - heavy)


def test_without_a_limit_everybody_has_one_turn_a_round(play):
    _, serve = play(1.0, 0.05, 0.001)
    assert serve()[0] == pytest.approx(50 / 51)


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_equal_runs_have_equal_shares(play, share):
    _, serve = play(share, *[0.004] * 4)
    assert serve() == pytest.approx([0.25] * 4, abs=0.01)


def test_alone_a_run_is_never_held_back_and_owes_no_more_than_one_turn(play):
    (heavy, light), serve = play(0.5, 0.05, 0.001)
    light.hungry = False
    serve()
    assert heavy.spent == pytest.approx(0.05 * ROUNDS)  # a turn in every round
    light.hungry = True
    before = heavy.spent
    serve(60)  # fifty of them are the light run's
    assert heavy.spent > before


def test_a_debt_is_paid_by_the_others_alone():
    ledger = Ledger(0.25)
    ledger.note("a", 1.0)
    assert ledger.owed("a") == 3.0
    assert ledger.owed("b") == 0.0
    ledger.note("b", 2.0)
    assert (ledger.owed("a"), ledger.owed("b")) == (1.0, 6.0)
    ledger.note("c", 1.0)
    assert (ledger.owed("a"), ledger.owed("b")) == (0.0, 5.0)
