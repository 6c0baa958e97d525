"""The PyTorch program, run by itself, reaches the weights of the run it was made of."""

from __future__ import annotations

import numpy as np
import pytest

from tests.takeaway.running import Ran, run_programs, text_of, weights_of
from tests.takeaway.test_numpy_programs import all_runs, made

pytest.importorskip("torch")
pytestmark = pytest.mark.torch


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> dict[str, Ran]:
    texts = {name: text_of("torch", run) for name, run in all_runs().items()}
    return run_programs(texts, tmp_path_factory.mktemp("torch"))


@pytest.mark.parametrize("name", all_runs())
def test_the_program_reaches_the_same_weights_and_prints_what_the_run_says(ran, name):
    run, program = all_runs()[name], ran[name]
    # Clipping, PyTorch adds a millionth to the length; Adam's ε may come in elsewhere.
    close = 1e-3 if run.config.optimizer == "adam_uncorrected" else 1e-5
    np.testing.assert_allclose(program.weights, weights_of(run), rtol=close, atol=close)
    train_loss, test_loss, _, test_accuracy = run.metrics()
    assert program.number("train", "loss") == pytest.approx(train_loss, rel=10 * close)
    assert program.number("test", "loss") == pytest.approx(test_loss, rel=10 * close)
    if run.task == "classification":
        assert program.number("test", "accuracy") == pytest.approx(100 * test_accuracy, abs=0.06)


def test_in_single_precision_the_weights_differ_by_rounding_alone(tmp_path):
    runs = {name: made(name) for name in ("optimizer adam", "optimizer momentum", "dropout")}
    ran = run_programs({name: text_of("torch", run) for name, run in runs.items()}, tmp_path)
    for name, run in runs.items():
        np.testing.assert_allclose(ran[name].weights, weights_of(run), rtol=1e-3, atol=1e-4)


def test_a_program_of_weights_made_by_hand_begins_with_them(tmp_path):
    run = made("optimizer momentum", precision="float64")
    run.set_layers([(W + 0.125, b - 0.5) for W, b in run.layers])
    text = text_of("torch", run)
    ran = run_programs({"it": text}, tmp_path)["it"]
    np.testing.assert_allclose(ran.weights, weights_of(run), rtol=1e-12)
    more = run_programs({"it": text.replace("EPOCHS = 0 ", "EPOCHS = 2 ")}, tmp_path)["it"]
    run.advance(2)
    np.testing.assert_allclose(more.weights, weights_of(run), rtol=1e-8, atol=1e-8)
