"""TensorFlow Playground's own engine, figure for figure, in float64."""

import json
from pathlib import Path

import numpy as np
import pytest

from datasets import Dataset
from playground import Run, RunConfig
from playground.presets import TENSORFLOW_PLAYGROUND

RUNS = json.loads((Path(__file__).parents[1] / "data" / "tf_playground_runs.json").read_text())[
    "runs"
]


@pytest.mark.parametrize("reference", RUNS, ids=lambda run: run["name"])
def test_reproduces_every_figure(reference):
    train, test = np.array(reference["train"]), np.array(reference["test"])
    settings = reference["config"]
    is_regression = settings["output_activation"] == "linear"
    config = TENSORFLOW_PLAYGROUND.replace(
        dataset="reg-plane" if is_regression else "circle",
        hidden_layers=tuple(settings["hidden_layers"]),
        output_activation=settings["output_activation"],
        precision="float64",
    )
    data = Dataset(
        train[:, :2],
        train[:, 2],
        test[:, :2],
        test[:, 2],
        task="regression" if is_regression else "classification",
    )
    run = Run(config, dataset=data)
    run.set_layers([(layer["W"], layer["b"]) for layer in reference["initial_layers"]])
    for epoch, figures in reference["after_epoch"].items():
        run.advance(epochs=int(epoch) - run.epoch)
        row = run.losses[-1]
        assert row.epoch == int(epoch)
        assert row.train_loss == pytest.approx(figures["train_loss"], rel=1e-9)
        assert row.test_loss == pytest.approx(figures["test_loss"], rel=1e-9)
        if not is_regression:
            assert row.train_accuracy == figures["train_accuracy"]
            assert row.test_accuracy == figures["test_accuracy"]


def engine_in_loops(config, X, t, layers, epochs):
    """TensorFlow Playground's ``oneStep`` point by point, weight by weight, for one tanh neuron."""
    w, b = layers[0][0][:, 0].copy(), float(layers[0][1][0])
    dead = np.zeros(len(w), bool)
    dw, db, n = np.zeros(len(w)), 0.0, 0
    for _ in range(epochs):
        for i, (x, target) in enumerate(zip(X, t, strict=True)):
            out = np.tanh(x @ w + b)
            error = (out - target) * (1 - out**2)
            dw += error * x
            db += error
            n += 1
            if (i + 1) % config.batch_size:
                continue
            for j in range(len(w)):
                if dead[j]:
                    continue
                penalty = config.l1 * np.sign(w[j]) + config.l2 * w[j]
                w[j] -= config.learning_rate / n * dw[j]
                new = w[j] - config.learning_rate * penalty
                if config.l1 and w[j] * new < 0:
                    w[j], dead[j] = 0.0, True
                else:
                    w[j] = new
            b -= config.learning_rate / n * db
            dw[:], db, n = 0, 0.0, 0
    return w, b


@pytest.mark.parametrize("penalty", [{"l2": 0.3}, {"l1": 0.2}, {}])
@pytest.mark.parametrize("batch_size", [1, 7, 10])
def test_regularisation_and_carried_batches_as_in_the_original(penalty, batch_size):
    config = TENSORFLOW_PLAYGROUND.replace(
        dataset="gauss",
        n_samples=46,  # 23 points: 2 and 3 are left over
        noise=0.5,
        hidden_layers=(),
        batch_size=batch_size,
        learning_rate=0.1,
        precision="float64",
        features=("x", "y", "sin_x"),
        **penalty,
    )
    run = Run(config)
    layers = run.layers
    run.advance(epochs=9)
    t = np.where(run.dataset.y_train == 1, 1, -1)
    w, b = engine_in_loops(config, run.inputs(run.dataset.X_train), t, layers, epochs=9)
    ((W, bias),) = run.layers
    np.testing.assert_allclose(W[:, 0], w, rtol=1e-10)
    np.testing.assert_allclose(bias, b, rtol=1e-10)
    if penalty.get("l1"):
        assert (w == 0).any()  # so that dead weights are tested at all


def test_default_preset_is_the_originals():
    assert RunConfig().dataset == "spiral"
    run = Run(TENSORFLOW_PLAYGROUND)
    assert (run.loss, run.output, run.layer_sizes) == ("squared", "tanh", (2, 4, 2, 1))
    assert run.batches_per_epoch == 25
    np.testing.assert_array_equal(run.feature_scale, 1)
    for W, b in run.layers:
        assert (np.abs(W) <= 0.5).all()
        np.testing.assert_allclose(b, 0.1)
