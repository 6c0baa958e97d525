"""The command, as a person types it: to its end, stopped, killed, and with many mistakes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyarrow import csv, parquet

from playground.sweep.__main__ import main
from playground.sweep.errors import SweepError
from playground.sweep.journal import Journal
from playground.sweep.results import table

ROOT = Path(__file__).parents[2]
SMALL = """\
epochs = 2
seeds = 2
[base]
n_samples = 40
[axes]
width = [2, 3]
learning_rate = [0.01, 0.1]
"""
LONG = """\
epochs = 60
seeds = 20
[axes]
width = [4, 5, 6, 7, 8, 9]
activation = ["tanh", "relu", "swish"]
learning_rate = [0.003, 0.01]
"""


@pytest.fixture
def sweep(tmp_path, monkeypatch):
    """A directory to work in, with a small and a long sweep file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sweep.toml").write_text(SMALL)
    (tmp_path / "long.toml").write_text(LONG)
    return tmp_path


def started(*arguments, cwd):
    """The command as a process in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "playground.sweep", *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for_cells(journal, n, process):
    """Wait until a journal holds some cells."""
    deadline = time.monotonic() + 60
    while True:
        assert time.monotonic() < deadline
        assert process.poll() is None, process.communicate()
        try:
            if len(journal.finished()) >= n:
                return
        except SweepError:
            pass  # not begun yet
        time.sleep(0.02)


def test_a_sweep_to_its_end_in_both_formats(sweep, capsys):
    assert main(["sweep.toml", "--out", "out.parquet", "--jobs", "1"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("out.parquet: 8 runs in 4 cells.\nBest by the median")
    assert "0 of 4 cells, 0 of 8 runs\n" in said.err
    assert "4 of 4 cells, 8 of 8 runs\n" in said.err
    assert parquet.read_table("out.parquet").num_rows == 8
    assert main(["sweep.toml", "--out", "out.csv", "--jobs", "1", "--quiet"]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")
    assert csv.read_csv("out.csv").num_rows == 8


def test_a_finished_sweep_is_written_again_without_computing(sweep):
    assert main(["sweep.toml", "--out", "out.parquet", "--jobs", "1"]) == 0
    before = Path("out.parquet").read_bytes()
    Path("out.parquet").unlink()
    assert main(["sweep.toml", "--out", "out.parquet", "--jobs", "1"]) == 0
    assert Path("out.parquet").read_bytes() == before  # seconds too


def test_a_killed_sweep_repeats_and_loses_nothing(sweep):
    process = started("long.toml", "--out", "killed.parquet", "--jobs", "2", cwd=sweep)
    journal = Journal(sweep / "killed.parquet.journal")
    wait_for_cells(journal, 4, process)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    kept = {result.cell: result.runs for result in journal.rows()}
    assert 4 <= len(kept) < 36
    assert not Path("killed.parquet").exists()

    again = started("long.toml", "--out", "killed.parquet", "--jobs", "2", cwd=sweep)
    _, errors = again.communicate(timeout=60)
    assert again.returncode == 0, errors
    assert errors.startswith(f"{len(kept)} of 36 cells")
    assert {r.cell: r.runs for r in journal.rows() if r.cell in kept} == kept  # seconds too

    assert main(["long.toml", "--out", "whole.parquet", "--jobs", "1", "--quiet"]) == 0
    killed, whole = (parquet.read_table(f"{name}.parquet") for name in ("killed", "whole"))
    assert killed.drop(["seconds"]).equals(whole.drop(["seconds"]))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_sweep_says_how_to_go_on(sweep, number, code):
    process = started("long.toml", "--out", "out.parquet", "--jobs", "2", cwd=sweep)
    journal = Journal(sweep / "out.parquet.journal")
    wait_for_cells(journal, 1, process)
    os.killpg(process.pid, number)  # as a terminal does: the workers too
    _, errors = process.communicate(timeout=30)
    assert process.returncode == code
    kept = len(journal.finished())
    cells = "cell is" if kept == 1 else "cells are"
    assert errors.splitlines()[-1] == (
        f"Stopped. {kept} finished {cells} kept in out.parquet.journal; "
        "the same command goes on from there."
    )
    assert "Traceback" not in errors
    assert table(journal).num_rows == 20 * kept
    assert not (sweep / "out.parquet").exists()


def test_fresh_forgets_what_there_was(sweep, capsys):
    assert main(["sweep.toml", "--out", "out.parquet", "--jobs", "1"]) == 0
    Path("sweep.toml").write_text(SMALL.replace("epochs = 2", "epochs = 3"))
    assert main(["sweep.toml", "--out", "out.parquet", "--jobs", "1"]) == 1
    assert "another sweep: it differs in epochs" in capsys.readouterr().err
    assert main(["sweep.toml", "--out", "out.parquet", "--jobs", "1", "--fresh"]) == 0


def test_caps_are_lifted_on_the_command_line_alone(sweep, capsys):
    text = SMALL.replace("seeds = 2", "seeds = 6000")
    Path("sweep.toml").write_text(text)
    assert main(["sweep.toml", "--out", "out.csv"]) == 2
    said = capsys.readouterr().err
    assert (
        said == "sweep.toml: line 5, axes: the sweep must have at most 20,000 runs. Got 24,000.\n"
    )
    Path("sweep.toml").write_text(SMALL)
    assert main(["sweep.toml", "--out", "out.csv", "--max-cells", "3"]) == 2
    assert "at most 3 cells. Got 4." in capsys.readouterr().err
    limits = ["--max-cells", "4", "--max-runs", "8"]
    assert main(["sweep.toml", "--out", "out.csv", "--jobs", "1", *limits]) == 0


MISTAKES = {
    "no file": (["nowhere.toml", "--out", "a.csv"], 2, "nowhere.toml: The file cannot be read: No"),
    "a directory": ([".", "--out", "a.csv"], 2, "The file cannot be read: Is a directory"),
    "no text": (["bytes.toml", "--out", "a.csv"], 2, "The file is no text in UTF-8 (byte 0)."),
    "no TOML": (["bad.toml", "--out", "a.csv"], 2, "bad.toml: line 1: The file is no TOML here"),
    "a bad value": (["wide.toml", "--out", "a.csv"], 2, "wide.toml: line 4, axes.width: must be"),
    "no meaning": (["step.toml", "--out", "a.csv"], 2, "step.toml: line 4, axes.activation: the"),
    "an ending": (["sweep.toml", "--out", "a.txt"], 2, "must end in .parquet or .csv. Got 'a.txt'"),
    "no directory": (["sweep.toml", "--out", "no/a.csv"], 2, "a directory that exists"),
    "out a directory": (["sweep.toml", "--out", "d.csv"], 2, "'d.csv' is a directory"),
    "jobs": (["sweep.toml", "--out", "a.csv", "--jobs", "0"], 2, "must be a whole number from 1"),
    "a journal that is none": (["sweep.toml", "--out", "b.csv"], 1, "b.csv.journal"),
    "no output": (["sweep.toml"], 2, "--out"),
    "no scheduler": (
        ["sweep.toml", "--out", "a.csv", "--scheduler", "nowhere"],
        1,
        "No Dask scheduler answers at nowhere.",
    ),
}


@pytest.mark.parametrize(("arguments", "code", "sentence"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_gives_a_sentence(sweep, capsys, arguments, code, sentence):
    (sweep / "bytes.toml").write_bytes(b"\xff\xfe")
    (sweep / "bad.toml").write_text("epochs 2")
    (sweep / "wide.toml").write_text("epochs = 1\nseeds = 1\n[axes]\nwidth = [0]")
    (sweep / "step.toml").write_text("epochs = 1\nseeds = 1\n[axes]\nactivation = ['step']")
    (sweep / "d.csv").mkdir()
    (sweep / "b.csv.journal").write_text("not a journal, " * 99)
    try:
        ended = main(arguments)
    except SystemExit as exit_:
        ended = exit_.code
    said = capsys.readouterr()
    assert ended == code
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_an_output_that_cannot_be_written_keeps_the_journal(sweep, capsys, monkeypatch):
    def full(rows, to):
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(main.__globals__["WRITERS"], ".csv", full)
    assert main(["sweep.toml", "--out", "out.csv", "--jobs", "1"]) == 1
    assert "out.csv cannot be written: No space left on device." in capsys.readouterr().err
    assert len(Journal("out.csv.journal").finished()) == 4
    assert sorted(path.name for path in sweep.glob("out*")) == ["out.csv.journal"]


def test_two_at_once_are_refused(sweep, capsys):
    process = started("long.toml", "--out", "out.parquet", "--jobs", "1", cwd=sweep)
    wait_for_cells(Journal("out.parquet.journal"), 1, process)
    assert main(["long.toml", "--out", "out.parquet", "--fresh"]) == 1
    assert "Another process is running the sweep" in capsys.readouterr().err
    process.kill()
    process.communicate()
