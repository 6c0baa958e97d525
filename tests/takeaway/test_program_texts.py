"""What generated programs say of themselves, and that they have no line they do not use."""

from __future__ import annotations

import ast
import subprocess
import sys

import numpy as np
import pytest

from datasets import FEATURES, Axis, Dataset
from playground.config import RunConfig
from playground.nn import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, OUTPUTS, SCHEDULES
from playground.takeaway.programs import LIBRARIES, program
from playground.takeaway.programs.rows import (
    ACTIVATION_ROWS,
    INITIALIZER_ROWS,
    LOSS_ROWS,
    OPTIMIZER_ROWS,
    OUTPUT_TARGETS,
    SCHEDULE_ROWS,
)
from playground.takeaway.taken import OTHER, SAME, UNCHECKED, replayed, taken_from
from playground.training import Run
from playground.training.grow import grown
from tests.takeaway.running import run_programs, text_of, trained, weights_of, wide_data

SMALL = RunConfig(dataset="circle", n_samples=60, hidden_layers=(4, 3), precision="float64")


def test_every_row_of_the_engine_has_a_row_in_the_programs():
    assert set(ACTIVATION_ROWS) == set(ACTIVATIONS)
    assert set(OPTIMIZER_ROWS) == set(OPTIMIZERS)
    assert set(INITIALIZER_ROWS) == set(INITIALIZERS)
    assert set(SCHEDULE_ROWS) == set(SCHEDULES)
    assert set(LOSS_ROWS) == {*LOSSES, "cross_entropy of one unit"}
    assert {name: row.codes for name, row in OUTPUTS.items()} == OUTPUT_TARGETS


def every_kind() -> list[Run]:
    """Runs that together make programs write all their parts."""
    changes: list[dict] = [
        {},
        {"dropout": 0.2, "l1": 0.01, "l2": 0.01, "clip_norm": 1.0, "schedule": "cosine"},
        {"dataset": "blobs", "optimizer": "rmsprop", "schedule": "step", "dropout": 0.1},
        {"loss": "huber", "optimizer": "nesterov", "l2": 0.01, "shuffle": False},
        {"dataset": "reg-gauss", "loss": "huber", "optimizer": "adam_uncorrected"},
        {"optimizer": "adam_uncorrected", "schedule": "step", "l2": 0.01},
        {"dataset": "blobs", "loss": "squared", "l1": 0.1, "batch_size": 0},
        {"layer_activations": ("relu", "tanh"), "optimizer": "momentum_ema", "l2": 0.01},
        {"layer_activations": ("gelu", "leaky_relu"), "features": tuple(FEATURES)},
        {"hidden_layers": (), "features": ("x",), "standardize": False},
        {"hidden_layers": (), "activation": "step", "optimizer": "sgd"},
    ]
    runs = [trained(SMALL.replace(**change), 2) for change in changes]
    by_hand = trained(SMALL.replace(features=tuple(FEATURES)), 2)
    by_hand.set_layers(by_hand.layers)
    frozen = Run(SMALL.replace(l2=0.01, dropout=0.1))
    frozen.freeze(0, 1)
    frozen.advance(2)
    return [*runs, by_hand, frozen, trained(SMALL, 1, wide_data())]


@pytest.mark.parametrize("library", LIBRARIES)
def test_programs_are_tidy_and_safe(library, tmp_path):
    for i, run in enumerate(every_kind()):
        try:
            text = text_of(library, run)
        except ValueError:
            continue
        (tmp_path / f"program_{i}.py").write_text(text)
        names = {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}
        assert names.isdisjoint({"eval", "exec", "open", "compile", "__import__"})
        assert not any(
            word in text for word in ("pickle", "urllib", "requests", "socket", "allow_")
        )
    rules = "E,F,W,I,B,UP,SIM,C4,NPY,RET,PIE"
    for command in (["check", "--select", rules, "--ignore", "E501"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--isolated", "--line-length", "100", "."],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("library", LIBRARIES)
def test_programs_say_where_the_run_stood(library):
    run = trained(SMALL, 3)
    said = " ".join(ast.get_docstring(ast.parse(text_of(library, run))).split())
    _, _, train_accuracy, test_accuracy = run.metrics()
    assert (
        f"In the playground this run had train accuracy {100 * train_accuracy:.1f} %, test "
        f"{100 * test_accuracy:.1f} % after 3 epochs." in said
    )
    assert "This was checked" in said


def test_a_run_as_it_went_is_found_to_be_repeatable():
    run = trained(SMALL.replace(dropout=0.2, l1=0.01), 5)
    run.advance_batches(2)
    assert replayed(taken_from(run)) == SAME
    run = trained(RunConfig(stop_epoch=4), 4 - 1)
    run.advance(5)
    assert run.status == "stopped"
    assert replayed(taken_from(run)) == SAME


def test_what_was_changed_by_hand_is_found_out():
    weights = trained(SMALL, 2)
    weights.set_layers([(W + 0.1, b) for W, b in weights.layers])
    setting = trained(SMALL, 2)
    setting.configure(SMALL.replace(learning_rate=0.3))
    setting.advance(2)
    first = Run(SMALL)
    first.set_layers([(W * 2, b) for W, b in first.layers])
    for run in (weights, setting, first):
        assert replayed(taken_from(run)) == OTHER
        assert replayed(taken_from(run), seconds=0.0) in (OTHER, UNCHECKED)


def test_other_data_and_another_network_on_the_way_are_found_out(tmp_path):
    run = trained(SMALL, 3)
    before = run.dataset
    run.change_data(
        Dataset(before.X_train[:20] * 1.5, before.y_train[:20], before.X_test, before.y_test)
    )
    run.advance(2)
    assert replayed(taken_from(run)) == OTHER
    # The scale of its inputs is that of the data it began with, and the program's, too.
    ran = run_programs({"it": text_of("numpy", run)}, tmp_path)["it"]
    assert ran.number("train", "loss") == pytest.approx(run.metrics()[0], rel=1e-5)
    assert ran.number("test", "loss") == pytest.approx(run.metrics()[1], rel=1e-5)
    larger, _ = grown(trained(SMALL, 3), SMALL.replace(hidden_layers=(4, 3, 3)))
    assert replayed(taken_from(larger)) == OTHER


def test_columns_of_a_table_are_said_in_their_units():
    data = Run(SMALL).dataset
    own = Dataset(
        data.X_train, data.y_train, data.X_test, data.y_test,
        axes=(Axis("length", 3.0, 0.4), Axis("width", -20.0, 7.0)), class_names=("a b", "c"),
    )  # fmt: skip
    said = " ".join((ast.get_docstring(ast.parse(text_of("numpy", Run(SMALL, own)))) or "").split())
    assert "length = 3 + 0.4 · x; width = -20 + 7 · y" in said
    assert "Classes: 0 a b, 1 c." in said


def test_a_long_run_says_that_it_was_not_checked():
    taken = taken_from(trained(SMALL, 5))
    assert replayed(taken, seconds=0.0) == UNCHECKED
    text = program("numpy", taken, UNCHECKED)
    assert "if no setting was changed on the way" in " ".join(text.split())


def test_a_change_on_the_way_is_seen_in_the_losses_of_a_run_too_long_to_repeat():
    run = trained(SMALL, 1)
    run.configure(SMALL.replace(learning_rate=0.3))
    run.advance(300)
    assert replayed(taken_from(run), seconds=0.2) == OTHER


@pytest.mark.parametrize("library", ["numpy", "sklearn"])
def test_a_program_of_weights_made_by_hand_begins_with_them(library, tmp_path):
    run = trained(SMALL, 2)
    run.set_layers([(W + 0.125, b - 0.5) for W, b in run.layers])
    text = text_of(library, run)
    ran = run_programs({"it": text}, tmp_path)["it"]
    np.testing.assert_allclose(ran.weights, weights_of(run), rtol=1e-12)
    assert "changed by hand" in text
    close = 1e-9 if library == "numpy" else 1e-4  # Adam's ε comes in elsewhere
    # Raised, it goes on as the run itself does without memory.
    more = run_programs({"it": text.replace("EPOCHS = 0 ", "EPOCHS = 2 ")}, tmp_path)["it"]
    run.advance(2)
    np.testing.assert_allclose(more.weights, weights_of(run), rtol=close, atol=close)


def test_a_run_that_has_not_begun_trains_for_a_stated_time(tmp_path):
    fresh = Run(SMALL)
    text = text_of("numpy", fresh)
    assert "has not begun" in text
    assert "trains for 100 epochs" in " ".join(text.split())
    ran = run_programs({"it": text}, tmp_path)["it"]
    fresh.advance(100)
    np.testing.assert_allclose(ran.weights, weights_of(fresh), rtol=1e-6, atol=1e-7)
    assert "trains for 7 epochs" in " ".join(
        text_of("numpy", Run(SMALL.replace(stop_epoch=7))).split()
    )


@pytest.mark.parametrize("library", LIBRARIES)
def test_names_from_a_file_stay_within_their_comment(library, tmp_path):
    nasty = '"""\nimport os\nos.abort()\n# \\N{DASH} \\'
    data = wide_data()
    columns = [Axis(f"{nasty}{i}", 3.0, 2.0) for i in range(5)]
    named = Dataset(
        data.X_train, data.y_train, data.X_test, data.y_test, n_coordinates=5,
        task="classification", axes=tuple(columns), class_names=(nasty, "b\0c", "§ \u2028 d"),
    )  # fmt: skip
    text = text_of(library, trained(SMALL, 1, named))
    tree = ast.parse(text)
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert "os" not in imported
    assert text.isprintable() or {c for c in text if not c.isprintable()} == {"\n"}
