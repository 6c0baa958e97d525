"""Tables: one row a run with the address that shows it, one summary a cell, and their files."""

import io
import math
import statistics
from urllib.parse import parse_qsl

import numpy as np
import pytest
from pyarrow import csv, parquet

from playground import RunConfig
from playground.sweep.errors import SweepError
from playground.sweep.execute import execute
from playground.sweep.journal import Journal
from playground.sweep.results import address, save, summary, table, write_csv, write_parquet
from playground.sweep.spec import Axis, SweepSpec, read_toml

SPEC = SweepSpec(
    "a sweep",
    RunConfig(dataset="moons", n_samples=60, features=("x", "y", "x2")),
    (Axis("width", (2, 3)), Axis("learning_rate", (0.003, 0.1)), Axis("loss", (None, "squared"))),
    (3, 0, 8),
    6,
    goal=0.8,
    thumbnails=True,
)


@pytest.fixture(scope="module")
def journal(tmp_path_factory):
    """The finished journal of ``SPEC``."""
    made = Journal(tmp_path_factory.mktemp("results") / "j")
    made.open(SPEC)
    assert execute(SPEC, made, jobs=1)
    made.close()
    return made


def test_one_row_a_run_with_axes_configuration_metrics_and_address(journal):
    rows = table(journal).to_pylist()
    assert [(row["cell"], row["seed"]) for row in rows] == [
        (cell, seed) for cell in range(8) for seed in SPEC.seeds
    ]
    results = {result.cell: result for result in journal.rows()}
    for row in rows:
        cell = SPEC.cells()[row["cell"]]
        assert {name: row[name] for name in cell.values} == cell.values
        run = results[row["cell"]].runs[SPEC.seeds.index(row["seed"])]
        for name, value in vars(run).items():
            assert row[name] == value
        assert row["hidden_layers"] == ",".join(map(str, cell.config.hidden_layers))
        assert row["features"] == "x,y,x2"
        query = dict(parse_qsl(row["address"].removeprefix("/?")))
        config = cell.config.replace(seed=row["seed"])
        assert RunConfig.from_query(query) == (config, [])
    names = list(rows[0])
    assert names[:5] == ["cell", "width", "learning_rate", "loss", "seed"]
    assert names[-1] == "address"
    assert not [name for name in names if name.startswith("stop")]


def test_the_address_of_the_defaults_is_the_front_page():
    assert address(RunConfig()) == "/?"
    assert address(RunConfig(hidden_layers=(4, 2), seed=3)) == "/?seed=3&hidden_layers=4,2"


def test_one_summary_a_cell(journal):
    rows = table(journal).to_pylist()
    summaries = summary(journal)
    assert [each.cell for each in summaries] == list(range(8))
    some_missed_the_goal = False
    for each in summaries:
        runs = [row for row in rows if row["cell"] == each.cell]
        accuracies = sorted(row["test_accuracy"] for row in runs)
        assert each.test_accuracy == accuracies[1]
        assert each.quartiles == tuple(np.quantile(accuracies, [0.25, 0.75]))
        assert each.train_loss == statistics.median(row["train_loss"] for row in runs)
        reached = [row["epochs_to_goal"] for row in runs if row["epochs_to_goal"] is not None]
        assert each.success_rate == len(reached) / 3
        missing = [math.inf] * (3 - len(reached))
        median = sorted(reached + missing)[1]
        assert each.epochs_to_goal == (None if median == math.inf else median)
        some_missed_the_goal |= bool(missing)
        assert each.address in [
            row["address"] for row in runs if row["test_accuracy"] == each.test_accuracy
        ]
        assert each.result.thumbnail.shape == (48, 48)
    assert some_missed_the_goal


def test_regression_is_summed_up_by_its_loss(tmp_path):
    base = RunConfig(dataset="curve", n_samples=40, hidden_layers=())
    spec = SweepSpec("curve", base, (), (0, 1, 2), 2)
    journal = Journal(tmp_path / "j")
    journal.open(spec)
    execute(spec, journal, jobs=1)
    (only,) = summary(journal)
    journal.close()
    assert math.isnan(only.test_accuracy)
    assert math.isnan(only.success_rate)
    assert only.epochs_to_goal is None
    assert only.quartiles[0] <= only.test_loss <= only.quartiles[1]


def test_files_hold_the_table(journal, tmp_path):
    rows = table(journal)
    save(rows, tmp_path / "out.parquet")
    read = parquet.read_table(tmp_path / "out.parquet")
    assert read.equals(rows)
    assert read_toml(read.schema.metadata[b"sweep"].decode()) == SPEC
    save(rows, tmp_path / "out.csv")
    text = csv.read_csv(tmp_path / "out.csv")
    assert text.column_names == rows.column_names
    for name in ("test_accuracy", "train_loss", "seconds", "epochs_to_goal", "address"):
        assert text[name].to_pylist() == rows[name].to_pylist()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "out.parquet"]


def test_files_may_be_in_memory(journal):
    for write, read in ((write_parquet, parquet.read_table), (write_csv, csv.read_csv)):
        memory = io.BytesIO()
        write(table(journal), memory)
        memory.seek(0)
        assert read(memory).num_rows == 24


def test_a_path_that_cannot_be_written_is_said_so(journal, tmp_path):
    with pytest.raises(SweepError, match=r"cannot be written: No such file"):
        save(table(journal), tmp_path / "nowhere" / "out.csv")
    with pytest.raises(SweepError, match=r"must end in .parquet or .csv. Got 'out.txt'"):
        save(table(journal), tmp_path / "out.txt")
