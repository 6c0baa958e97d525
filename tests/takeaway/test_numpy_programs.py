"""The NumPy program: run by itself, it reaches the weights of the run it was made of."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from playground.config import RunConfig
from playground.nn import ACTIVATIONS, INITIALIZERS, OPTIMIZERS, SCHEDULES
from playground.training import Run
from tests.takeaway.running import Ran, run_programs, text_of, trained, weights_of, wide_data

BASE = {"dataset": "circle", "n_samples": 60, "hidden_layers": (5, 4), "batch_size": 8}
EPOCHS = 6
EXACT = {"precision": "float64"}

CONFIGS: dict[str, dict] = {
    **{f"optimizer {name}": {"optimizer": name} for name in OPTIMIZERS},
    **{f"activation {name}": {"activation": name} for name in ACTIVATIONS if name != "step"},
    **{f"start {name}": {"initializer": name} for name in INITIALIZERS},
    **{
        f"schedule {name}": {"schedule": name, "schedule_epochs": 3, "optimizer": "momentum"}
        for name in SCHEDULES
    },
    **{
        f"squared, {output}": {"loss": "squared", "output_activation": output}
        for output in ("tanh", "sigmoid", "linear")
    },
    "huber": {"loss": "huber", "huber_delta": 0.3},
    "perceptron": {"activation": "step", "hidden_layers": (), "optimizer": "sgd"},
    "no hidden layer": {"hidden_layers": ()},
    "3 classes": {"dataset": "blobs", "centers": 3},
    "3 classes, squared": {"dataset": "blobs", "loss": "squared", "output_activation": "linear"},
    "3 classes, sigmoid": {"dataset": "blobs", "loss": "squared", "output_activation": "sigmoid"},
    "regression": {"dataset": "reg-gauss"},
    "regression, huber": {"dataset": "reg-gauss", "loss": "huber", "huber_delta": 0.1},
    "layers of their own": {"layer_activations": ("sine", "gelu"), "hidden_layers": (4, 3, 3)},
    "features": {"features": ("y", "x2", "sin_x", "cos_y")},
    "one feature": {"features": ("y2",), "standardize": False},
    "L1": {"l1": 0.05, "optimizer": "sgd", "learning_rate": 0.3},
    "L2, scheduled": {"l2": 0.01, "schedule": "cosine"},
    "uncorrected, scheduled": {
        "optimizer": "adam_uncorrected",
        "schedule": "step",
        "schedule_epochs": 3,
        "l2": 0.01,
    },
    "L2, averaged momentum": {"l2": 0.01, "optimizer": "momentum_ema"},
    "L2, RMSprop": {"l2": 0.01, "optimizer": "rmsprop"},
    "both": {"l1": 0.01, "l2": 0.01},
    "clipped": {"clip_norm": 0.05, "optimizer": "sgd"},
    "dropout": {"dropout": 0.3},
    "dropout, own layers": {"dropout": 0.2, "layer_activations": ("relu", "swish")},
    "dropout, all at once": {"dropout": 0.2, "batch_size": 0},
    "dropout in order": {"dropout": 0.2, "shuffle": False},
    "all at once": {"batch_size": 0},
    "in order": {"shuffle": False},
    "in order, no rest": {"shuffle": False, "batch_size": 10},
    "own weights": {"weight_seed": 77},
    "no momentum": {"beta1": 0.0, "optimizer": "nesterov"},
}
FROZEN: dict[str, dict] = {
    "frozen": {},
    "frozen, with all": {"l1": 0.02, "l2": 0.01, "clip_norm": 0.1, "schedule": "step"},
    "frozen, momentum": {"optimizer": "momentum"},
}


def made(name: str, **more: object) -> Run:
    return trained(RunConfig(**{**BASE, **CONFIGS[name], **more}), EPOCHS)  # type: ignore[arg-type]


@cache
def all_runs() -> dict[str, Run]:
    runs = {name: made(name, **EXACT) for name in CONFIGS}
    base = RunConfig(**{**BASE, **EXACT})
    runs["wide"] = trained(base, EPOCHS, wide_data())
    runs["wide, two classes"] = trained(base, EPOCHS, wide_data(2))
    to_predict = base.replace(dataset="reg-plane")
    runs["wide, regression"] = trained(to_predict, EPOCHS, wide_data(0))
    for name, change in FROZEN.items():
        runs[name] = Run(base.replace(**change))
        runs[name].freeze(0, 1)
        runs[name].freeze(1, 2, 3)
        runs[name].freeze(2)
        runs[name].advance(EPOCHS)
    between = runs["between two epochs"] = trained(base, EPOCHS)
    between.advance_batches(3)
    return runs


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> dict[str, Ran]:
    texts = {name: text_of("numpy", run) for name, run in all_runs().items()}
    return run_programs(texts, tmp_path_factory.mktemp("numpy"))


@pytest.mark.parametrize("name", all_runs())
def test_the_program_reaches_the_same_weights_and_prints_what_the_run_says(ran, name):
    run, program = all_runs()[name], ran[name]
    np.testing.assert_allclose(program.weights, weights_of(run), rtol=1e-9, atol=1e-9)
    train_loss, test_loss, train_accuracy, test_accuracy = run.metrics()
    assert program.number("train", "loss") == pytest.approx(train_loss, rel=1e-5)
    assert program.number("test", "loss") == pytest.approx(test_loss, rel=1e-5)
    if run.task == "classification":
        assert program.number("train", "accuracy") == pytest.approx(100 * train_accuracy, abs=0.06)
        assert program.number("test", "accuracy") == pytest.approx(100 * test_accuracy, abs=0.06)


def test_in_single_precision_the_weights_differ_by_rounding_alone(tmp_path):
    runs = {name: made(name) for name in ("optimizer adam", "optimizer momentum", "dropout")}
    ran = run_programs({name: text_of("numpy", run) for name, run in runs.items()}, tmp_path)
    for name, run in runs.items():
        np.testing.assert_allclose(ran[name].weights, weights_of(run), rtol=1e-3, atol=1e-4)


def test_after_many_steps_the_accuracy_is_that_of_the_run(tmp_path):
    run = trained(RunConfig(dataset="spiral", n_samples=200, noise=0.05), 150)
    ran = run_programs({"it": text_of("numpy", run)}, tmp_path)["it"]
    _, _, train_accuracy, test_accuracy = run.metrics()
    assert ran.number("train", "accuracy") == pytest.approx(100 * train_accuracy, abs=2)
    assert ran.number("test", "accuracy") == pytest.approx(100 * test_accuracy, abs=4)
