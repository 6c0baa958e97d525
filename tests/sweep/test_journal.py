"""The journal: what is written is there, once, whoever is killed; and nobody else's is touched."""

import math
import sqlite3

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import RunConfig
from playground.sweep.errors import SweepError
from playground.sweep.journal import Journal
from playground.sweep.measured import CellResult, GapCurve, RunResult
from playground.sweep.spec import Axis, SweepSpec

SPEC = SweepSpec("a sweep", RunConfig(), (Axis("width", (2, 3, 4)),), (0, 1), 5)
NUMBERS = st.one_of(st.floats(0, 1e300), st.just(math.nan))
RUNS = st.builds(
    RunResult,
    seed=st.integers(0, 2**31 - 1),
    train_loss=NUMBERS,
    test_loss=NUMBERS,
    train_accuracy=NUMBERS,
    test_accuracy=NUMBERS,
    epochs_to_goal=st.one_of(st.none(), st.integers(1, 1000)),
    diverged=st.booleans(),
    seconds=NUMBERS,
)


def result(cell, thumbnail=None, runs=()):
    """A result of a cell, with a curve."""
    curve = GapCurve((0, 1, 5), (0.1, 0.2, 1 / 3), (1e-9, 2, 3), (math.nan,) * 3, (0, 0.5, 1))
    return CellResult(cell, tuple(runs), curve, thumbnail)


@pytest.fixture
def journal(tmp_path):
    """A journal opened for ``SPEC``."""
    made = Journal(tmp_path / "out #1?.parquet.journal")
    made.open(SPEC)
    yield made
    made.close()


@settings(max_examples=20, deadline=None)
@given(runs=st.lists(RUNS, max_size=4), colours=st.sampled_from([None, (), (3,)]))
def test_what_is_appended_reads_back_bit_for_bit(tmp_path_factory, runs, colours):
    journal = Journal(tmp_path_factory.mktemp("journal") / "j")
    picture = None
    if colours is not None:
        picture = np.random.default_rng(0).integers(0, 256, (48, 48, *colours), dtype=np.uint8)
    journal.open(SPEC)
    journal.append([result(2, picture, runs), result(0)])
    journal.close()
    first, second = Journal(journal.path).rows()
    assert (first.cell, second.cell) == (0, 2)
    assert repr(second.runs) == repr(tuple(runs))  # NaN equals NaN in writing
    assert repr(second.curve) == repr(result(2).curve)
    assert first.thumbnail is None
    if picture is None:
        assert second.thumbnail is None
    else:
        np.testing.assert_array_equal(second.thumbnail, picture)


def test_a_task_is_written_whole_or_not_at_all(journal):
    journal.append([result(1)])
    with pytest.raises(SweepError, match="holds one of these cells already"):
        journal.append([result(0), result(1)])
    assert journal.finished() == {1}


def test_it_is_taken_up_where_it_was_left(journal):
    journal.append([result(1)])
    journal.close()
    again = Journal(journal.path)
    again.open(SPEC)
    again.append([result(0)])
    again.close()
    assert again.finished() == {0, 1}
    assert again.spec == SPEC


def test_the_journal_of_another_sweep_is_refused_and_left_as_it_was(journal):
    journal.append([result(1)])
    journal.close()
    other = SweepSpec("a sweep", RunConfig(), SPEC.axes, (0, 1, 2), 6)
    with pytest.raises(SweepError, match=r"another sweep: it differs in seeds, epochs. .* --fresh"):
        Journal(journal.path).open(other)
    assert journal.spec == SPEC
    assert journal.finished() == {1}


def test_only_one_process_writes_and_others_may_read(journal):
    journal.append([result(1)])
    second = Journal(journal.path)
    assert second.finished() == {1}
    with pytest.raises(SweepError, match="Another process is running the sweep"):
        second.open(SPEC)
    with pytest.raises(SweepError, match="Another process is running the sweep"):
        second.delete()
    with pytest.raises(SweepError, match="must be opened for a sweep"):
        second.append([result(0)])
    journal.close()
    second.open(SPEC)
    second.close()


def test_a_deleted_journal_may_begin_anew_for_another_sweep(journal):
    journal.append([result(1)])
    journal.close()
    half_written = journal.path.with_name(f"{journal.path.name}-journal")
    half_written.write_text("what SQLite leaves beside a file when it is killed")
    journal.delete()
    assert list(journal.path.parent.iterdir()) == []
    other = SweepSpec("another", RunConfig(), (), (0,), 6)
    journal.open(other)
    assert (journal.spec, journal.finished()) == (other, set())


def test_beside_the_journal_nothing_is_left(journal):
    journal.append([result(1)])
    journal.close()
    assert [path.name for path in journal.path.parent.iterdir()] == [journal.path.name]


def _text(path):
    path.write_text("dear diary, " * 200)


def _other_database(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (a)")
    connection.close()


def _directory(path):
    path.mkdir()


@pytest.mark.parametrize("make", [_text, _other_database, _directory])
def test_what_is_no_journal_is_said_so_and_left_alone(tmp_path, make):
    path = tmp_path / "j"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(SweepError):
        Journal(path).open(SPEC)
    with pytest.raises(SweepError):
        Journal(path).finished()
    assert (path.read_bytes() if path.is_file() else None) == before


def test_what_cannot_be_deleted_is_said_so(tmp_path):
    (tmp_path / "j").mkdir()
    with pytest.raises(SweepError, match="cannot be deleted"):
        Journal(tmp_path / "j").delete()
    assert [path.name for path in tmp_path.iterdir()] == ["j"]


def test_a_file_left_empty_by_a_kill_is_begun(tmp_path):
    path = tmp_path / "j"
    path.touch()
    journal = Journal(path)
    journal.open(SPEC)
    assert journal.finished() == set()
    journal.close()


def test_reading_makes_no_file(tmp_path):
    with pytest.raises(SweepError, match="cannot be used"):
        Journal(tmp_path / "j").finished()
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_written(tmp_path):
    with pytest.raises(SweepError, match="cannot be written"):
        Journal(tmp_path / "nowhere" / "j").open(SPEC)
