"""A Dask cluster of real processes on this machine: the same numbers, and a worker killed −9."""

import sys

import pytest

from playground.sweep import workers
from playground.sweep.errors import SweepError
from playground.sweep.execute import execute
from playground.sweep.journal import Journal
from tests.sweep.dask_cluster import cluster
from tests.sweep.test_execute import SPEC, numbers, swept


@pytest.fixture
def dask(tmp_path):
    """A scheduler without workers."""
    with cluster(tmp_path) as made:
        yield made


def test_two_workers_compute_the_same_and_nothing_is_lost_when_one_is_killed(dask, tmp_path):
    expected = numbers(swept(tmp_path / "here", jobs=1))
    dask.add_worker()
    dask.add_worker()
    assert numbers(swept(tmp_path / "there", scheduler=dask.address)) == expected
    kept = {}
    journal = Journal(tmp_path / "killed")

    def kill_one(progress):
        if progress.cells_done and not kept:
            kept.update({result.cell: result.runs for result in journal.rows()})
            dask.kill_worker()

    journal.open(SPEC)
    assert execute(SPEC, journal, scheduler=dask.address, on_progress=kill_one)
    journal.close()
    # A cell written twice would be an error; what was written stays, even its seconds.
    assert kept
    assert {r.cell: r.runs for r in journal.rows() if r.cell in kept} == kept
    assert numbers(journal) == expected


def test_a_scheduler_without_workers_and_one_that_goes_away(dask, tmp_path, monkeypatch):
    journal = Journal(tmp_path / "j")
    journal.open(SPEC)
    monkeypatch.setattr(workers, "CONNECT_SECONDS", 1.0)
    with pytest.raises(SweepError, match=r"has no workers. Start some with: dask worker tcp://"):
        execute(SPEC, journal, scheduler=dask.address)
    monkeypatch.undo()
    dask.add_worker()

    def stop_scheduler(progress):
        if progress.cells_done:
            dask.stop_scheduler()

    with pytest.raises(SweepError, match="is gone"):
        execute(SPEC, journal, scheduler=dask.address, on_progress=stop_scheduler)
    assert journal.finished()
    assert execute(SPEC, journal, jobs=1)
    journal.close()


def test_a_worker_that_does_not_know_the_project_is_said_so(dask, tmp_path):
    dask.add_worker(knows_the_project=False)
    journal = Journal(tmp_path / "j")
    journal.open(SPEC)
    with pytest.raises(SweepError, match="another version of the playground, or none"):
        execute(SPEC, journal, scheduler=dask.address)
    journal.close()


def test_where_no_scheduler_answers(tmp_path, monkeypatch):
    journal = Journal(tmp_path / "j")
    journal.open(SPEC)
    monkeypatch.setattr(workers, "CONNECT_SECONDS", 0.5)
    for address in ("tcp://127.0.0.1:9", "nonsense", "http://127.0.0.1:80"):
        with pytest.raises(SweepError, match=f"No Dask scheduler answers at {address}."):
            execute(SPEC, journal, scheduler=address)
    journal.close()


def test_without_dask_the_sentence_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    journal = Journal(tmp_path / "j")
    journal.open(SPEC)
    with pytest.raises(SweepError, match=r"pip install -r requirements-cluster.txt"):
        execute(SPEC, journal, scheduler="tcp://127.0.0.1:9")
    journal.close()
