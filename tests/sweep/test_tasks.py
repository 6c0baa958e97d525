"""Tasks: a partition of the grid, and numbers that every run has alone too."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets import DOMAIN
from playground import Run, RunConfig
from playground.sweep.measured import CellResult, GapCurve, RunResult
from playground.sweep.passes import THUMBNAIL, curve_epochs
from playground.sweep.spec import Axis, SweepSpec
from playground.sweep.tasks import REPLICAS, run_task, tasks
from playground.training.replicas import Replicas

BASE = RunConfig(dataset="moons", n_samples=60, hidden_layers=(3,), precision="float64")
WILD = BASE.replace(optimizer="sgd", loss="squared", output_activation="linear", activation="relu")


def sweep(base=BASE, seeds=(0, 1, 2), epochs=3, goal=0.85, thumbnails=False, **axes):
    """A small sweep in double precision."""
    made = [Axis(field, values) for field, values in axes.items()]
    return SweepSpec("small", base, made, seeds, epochs, goal, thumbnails)


def results(spec):
    """All cells' results, by cell."""
    found = [result for task in tasks(spec) for result in run_task(task)]
    return sorted(found, key=lambda result: result.cell)


GRIDS = st.fixed_dictionaries(
    {},
    optional={
        "learning_rate": st.just((0.01, 0.1, 0.001)),
        "width": st.just((2, 30)),
        "dataset": st.just(("circle", "pinwheel", "curve", "moons")),
        "noise": st.just((0.0, 0.1, 0.2)),
        "optimizer": st.just(("adam", "sgd")),
        "batch_size": st.just((0, 8)),
        "weight_seed": st.just((None, 4)),
    },
)


@settings(deadline=None, max_examples=25)
@given(grid=GRIDS, n_seeds=st.integers(1, 70))
def test_tasks_are_a_partition_of_cells_that_can_be_trained_together(grid, n_seeds):
    spec = sweep(seeds=range(n_seeds), **grid)
    cut = tasks(spec)
    assert sorted(cell.index for task in cut for cell in task.cells) == list(range(spec.n_cells))
    assert [task.index for task in cut] == list(range(len(cut)))
    assert all(before.cost >= after.cost for before, after in pairwise(cut))
    for task in cut:
        assert task.n_runs <= REPLICAS or len(task.cells) == 1
        Replicas([cell.config for cell in task.cells])  # raises if they do not fit together
    assert tasks(spec) == cut


def test_passes_are_full_and_equal_settings_are_neighbours():
    spec = sweep(seeds=range(20), noise=(0.0, 0.1, 0.2), learning_rate=(0.01, 0.1))
    cut = tasks(spec)
    assert [task.n_runs for task in cut] == [60, 60]
    assert [{cell.config.learning_rate for cell in task.cells} for task in cut] == [{0.01}, {0.1}]


CASES = {
    "rates, one of them diverging": sweep(WILD, learning_rate=(0.1, 10), epochs=8),
    "shapes": sweep(width=(2, 4), depth=(0, 2)),
    "data": sweep(dataset=("circle", "xor"), noise=(0.0, 0.3)),
    "three classes": sweep(BASE.replace(dataset="pinwheel"), l2=(0.0, 0.1)),
    "regression": sweep(BASE.replace(dataset="curve"), optimizer=("adam", "momentum")),
    "own activations": sweep(
        BASE.replace(hidden_layers=(3, 2)), layer_activations=((), ("gelu",), ("same", "relu"))
    ),
    "dropout and a schedule": sweep(BASE.replace(dropout=0.2), schedule=("constant", "cosine")),
}


@pytest.mark.parametrize("spec", CASES.values(), ids=CASES.keys())
def test_every_run_is_the_live_run_of_its_configuration(spec):
    found = results(spec)
    for cell, result in zip(spec.cells(), found, strict=True):
        assert result.cell == cell.index
        assert [run.seed for run in result.runs] == list(cell.seeds)
        for config, run in zip(cell.configs, result.runs, strict=True):
            alone = Run(config)
            alone.advance(spec.epochs)
            measured = (run.train_loss, run.test_loss, run.train_accuracy, run.test_accuracy)
            np.testing.assert_allclose(measured, alone.metrics(), rtol=1e-7)
            assert run.diverged == (alone.status == "diverged")
            until = Run(config.replace(stop_accuracy=spec.goal))
            until.advance(spec.epochs)
            assert run.epochs_to_goal == (until.epoch if until.status == "stopped" else None)
    kinds = {run.diverged for result in found for run in result.runs}
    assert kinds == ({True, False} if spec.base == WILD else {False})


def test_a_run_that_diverges_leaves_its_companions_alone():
    together = sweep(WILD, learning_rate=(0.1, 10), epochs=8)
    alone = sweep(WILD, learning_rate=(0.1,), epochs=8)
    assert len(tasks(together)) == 1
    calm, wild = results(together)
    assert any(run.diverged for run in wild.runs)
    (expected,) = results(alone)
    for run, same in zip(calm.runs, expected.runs, strict=True):
        assert run.train_loss == pytest.approx(same.train_loss, rel=1e-10)
        assert run.test_accuracy == same.test_accuracy
        assert not run.diverged


def test_a_cell_with_more_seeds_than_fit_one_pass():
    spec = sweep(BASE.replace(hidden_layers=()), seeds=range(REPLICAS + 5), epochs=1)
    (task,) = tasks(spec)
    (result,) = run_task(task)
    assert [run.seed for run in result.runs] == list(spec.seeds)
    few = results(sweep(BASE.replace(hidden_layers=()), seeds=(0, REPLICAS + 4), epochs=1))[0]
    for run, same in zip((result.runs[0], result.runs[-1]), few.runs, strict=True):
        assert run.train_loss == pytest.approx(same.train_loss, rel=1e-12)


def test_the_curve_is_the_median_over_the_seeds():
    spec = sweep(epochs=60)
    (result,) = results(spec)
    curve = result.curve
    assert curve.epochs == tuple(curve_epochs(60))
    assert (curve.epochs[0], curve.epochs[-1]) == (0, 60)
    runs = [Run(config) for config in spec.cells()[0].configs]
    for run in runs:
        run.advance(60)
    for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
        logs = [run.losses[name][list(curve.epochs)] for run in runs]
        np.testing.assert_allclose(getattr(curve, name), np.median(logs, axis=0), rtol=1e-7)


@given(st.integers(1, 100_000))
def test_curve_epochs_are_few_and_reach_the_end(epochs):
    places = curve_epochs(epochs)
    assert list(places.values()) == list(range(len(places)))
    assert list(places) == sorted(set(places))
    assert (min(places), max(places)) == (0, epochs)
    assert len(places) <= 42


THUMBNAILS = {
    "two classes": ("moons", lambda run, X: run.predict_proba(X)[:, 1]),
    "three classes": ("pinwheel", lambda run, X: run.predict_proba(X)),
    "regression": ("curve", lambda run, X: np.clip((run.predict(X) + 1) / 2, 0, 1)),
}


@pytest.mark.parametrize(("dataset", "answer"), THUMBNAILS.values(), ids=THUMBNAILS.keys())
def test_the_thumbnail_is_what_the_median_run_answers(dataset, answer):
    spec = sweep(BASE.replace(dataset=dataset), thumbnails=True, seeds=range(4))
    (result,) = results(spec)
    run = Run(spec.base.replace(seed=result.median_run.seed))
    run.advance(spec.epochs)
    step = 2 * DOMAIN / THUMBNAIL
    for row, column in ((0, 0), (0, THUMBNAIL - 1), (30, 11)):
        X = [[-DOMAIN + (column + 0.5) * step, -DOMAIN + (row + 0.5) * step]]
        expected = np.rint(255 * answer(run, X)[0])
        assert np.abs(result.thumbnail[row, column] - expected).max() <= 1
    assert result.thumbnail.dtype == np.uint8


def test_no_thumbnail_unless_asked_for():
    assert results(sweep())[0].thumbnail is None


def test_the_median_run():
    def cell(*accuracies, losses=None):
        runs = [
            RunResult(seed, 0, loss, math.nan, accuracy, None, False, 0)
            for seed, (accuracy, loss) in enumerate(
                zip(accuracies, losses or [0] * len(accuracies), strict=True)
            )
        ]
        return CellResult(0, tuple(runs), GapCurve((), (), (), (), ()))

    assert cell(0.9, 0.5, 0.7).median_run.seed == 2
    assert cell(0.9, 0.5, 0.7, 0.8).median_run.seed == 2
    assert cell(0.5, 0.5, 0.5).median_run.seed == 1
    nan = math.nan
    assert cell(nan, nan, nan, losses=[3.0, 1.0, 2.0]).median_run.seed == 2
