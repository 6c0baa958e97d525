"""Execute: equal numbers whoever computes them, and nothing lost with a worker."""

import os
import signal

import psutil
import pytest

from playground import RunConfig
from playground.sweep import execute as execution
from playground.sweep.errors import SweepError
from playground.sweep.execute import Progress, execute
from playground.sweep.journal import Journal
from playground.sweep.results import table
from playground.sweep.spec import Axis, SweepSpec
from playground.sweep.tasks import tasks

SPEC = SweepSpec(
    "equal numbers",
    RunConfig(n_samples=200, dropout=0.1),
    (
        Axis("width", (2, 5, 8)),
        Axis("activation", ("tanh", "relu")),
        Axis("learning_rate", (0.01, 3.0)),
    ),
    tuple(range(30)),
    20,
    goal=0.8,
    thumbnails=True,
)


def numbers(journal):
    """All that was measured, but for the seconds."""
    pictures = [result.thumbnail.tobytes() for result in journal.rows()]
    curves = [repr(result.curve) for result in journal.rows()]
    return table(journal).drop(["seconds"]), pictures, curves


def swept(path, **how):
    """A journal filled by ``execute``."""
    journal = Journal(path)
    journal.open(SPEC)
    try:
        assert execute(SPEC, journal, **how)
    finally:
        journal.close()
    return journal


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """The numbers that one process computes."""
    return numbers(swept(tmp_path_factory.mktemp("execute") / "j", jobs=1))


def test_the_order_of_the_tasks_makes_no_difference(expected, tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "tasks", lambda spec: tasks(spec)[::-1])
    assert numbers(swept(tmp_path / "j", jobs=1)) == expected


def test_worker_processes_compute_the_same_and_lose_nothing_when_one_is_killed(expected, tmp_path):
    killed = []

    def kill_one(progress):
        if progress.cells_done and not killed:
            children = psutil.Process().children(recursive=True)
            worker = next(c for c in children if "popen_loky" in " ".join(c.cmdline()))
            os.kill(worker.pid, signal.SIGKILL)
            killed.append(worker.pid)

    assert numbers(swept(tmp_path / "j", jobs=2, on_progress=kill_one)) == expected
    assert killed


def test_a_sweep_whose_workers_always_die_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "processes", lambda todo, n_jobs: iter_nothing())
    with pytest.raises(SweepError, match="killed 3 times in a row"):
        swept(tmp_path / "j", jobs=2)


def iter_nothing():
    """Results of workers of which none came back."""
    yield from ()


def test_it_can_be_stopped_and_taken_up_again(expected, tmp_path):
    journal = Journal(tmp_path / "j")
    journal.open(SPEC)
    assert not execute(SPEC, journal, jobs=1, should_stop=lambda: True)
    first = {result.cell: result.runs for result in journal.rows()}
    assert len(first) == len(tasks(SPEC)[0].cells)
    seen = []
    assert execute(SPEC, journal, jobs=1, on_progress=seen.append)
    # What was there was not computed again: even its seconds are the same.
    assert {r.cell: r.runs for r in journal.rows() if r.cell in first} == first
    assert numbers(journal) == expected
    assert execute(SPEC, journal, jobs=1)
    journal.close()
    done = [progress.cells_done for progress in seen]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (len(first), SPEC.n_cells)


def test_progress_counts_cells_and_runs_and_estimates_the_time_left(tmp_path):
    seen: list[Progress] = []
    swept(tmp_path / "j", jobs=1, on_progress=seen.append)
    assert len(seen) == len(tasks(SPEC)) + 1
    assert seen[0].seconds_left is None
    assert all(progress.seconds_left > 0 for progress in seen[1:-1])
    assert seen[-1].seconds_left == 0
    assert (seen[-1].cells_done, seen[-1].runs_done) == (SPEC.n_cells, SPEC.n_runs)
    assert (seen[0].n_cells, seen[0].n_runs) == (12, 360)


def test_a_task_that_is_half_finished_is_finished(expected, tmp_path):
    full = swept(tmp_path / "full", jobs=1)
    some = Journal(tmp_path / "some")
    some.open(SPEC)
    some.append([result for result in full.rows() if result.cell % 2])
    some.close()
    journal = swept(tmp_path / "some", jobs=1)
    assert journal.finished() == set(range(12))
