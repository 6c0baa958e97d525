"""Replicas: each network as if it were alone."""

import numpy as np
import pytest

from playground import Run, RunConfig
from playground.training.replicas import Replicas

BASE = RunConfig(
    dataset="moons", n_samples=100, hidden_layers=(5, 4), batch_size=16, precision="float64"
)

VARIANTS = {
    "seeds": [BASE.replace(seed=s) for s in range(4)],
    "weight seeds": [BASE.replace(weight_seed=s) for s in range(3)],
    "optimizers": [
        BASE.replace(optimizer=o) for o in ("sgd", "momentum", "adam", "adam", "rmsprop")
    ],
    "rates": [BASE.replace(learning_rate=r) for r in (0.001, 0.01, 0.1)],
    "penalties": [
        BASE.replace(optimizer="sgd", l1=l1, l2=l2, clip_norm=clip)
        for l1, l2, clip in ((0, 0, 0), (0.1, 0, 0), (0, 0.1, 0.05))
    ],
    "dropout": [BASE.replace(seed=s, dropout=0.3, activation="swish") for s in range(3)],
    "own activations": [
        BASE.replace(seed=s, layer_activations=("gelu", "relu"), dropout=0.2) for s in range(3)
    ],
    "carried": [BASE.replace(seed=s, shuffle=False) for s in range(3)],
    "classes": [BASE.replace(seed=s, dataset="pinwheel") for s in range(3)],
    "regression": [BASE.replace(seed=s, dataset="curve") for s in range(3)],
    "no hidden layer": [BASE.replace(seed=s, hidden_layers=()) for s in range(3)],
    "one": [BASE],
    "many, in chunks": [BASE.replace(weight_seed=s, batch_size=0, n_samples=400) for s in range(9)],
}


@pytest.mark.parametrize("configs", VARIANTS.values(), ids=VARIANTS.keys())
def test_each_replica_is_its_run_alone(configs):
    together = Replicas(configs)
    record = together.advance(5)
    assert record.shape == (5, len(configs), 4)
    X = np.random.default_rng(0).uniform(-5, 5, (7, 2))
    answers = together.predict(X)
    for r, config in enumerate(configs):
        run = Run(config)
        run.advance(5)
        for (W, b), (W_alone, b_alone) in zip(together.layers(r), run.layers, strict=True):
            np.testing.assert_allclose(W, W_alone, rtol=1e-8, atol=1e-12)
            np.testing.assert_allclose(b, b_alone, rtol=1e-8, atol=1e-12)
        np.testing.assert_allclose(record[-1, r], run.metrics(), rtol=1e-8)
        np.testing.assert_allclose(answers[r], run.predict(X), rtol=1e-7)
        if run.task == "classification":
            np.testing.assert_allclose(
                together.predict_proba(X)[r], run.predict_proba(X), atol=1e-8
            )


def test_what_must_be_the_same_is_named():
    with pytest.raises(ValueError, match="hidden_layers must be the same in all replicas"):
        Replicas([BASE, BASE.replace(hidden_layers=(3,))])
    with pytest.raises(ValueError, match="layer_activations must be the same in all replicas"):
        Replicas([BASE, BASE.replace(layer_activations=("relu",))])
    with pytest.raises(ValueError, match="at least 1 configuration"):
        Replicas([])
