"""Weights as files: what npz and JSON hold gives the run's own answers by plain NumPy."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest

from datasets import Axis, Dataset
from playground.config import RunConfig
from playground.takeaway.taken import taken_from
from playground.takeaway.weights import json_text, npz_bytes
from playground.training import Run
from tests.takeaway.running import trained, wide_data

SMALL = RunConfig(
    dataset="blobs", n_samples=60, hidden_layers=(4, 3), features=("x", "y2", "sin_x"),
    layer_activations=("tanh", "relu"), activation="tanh",
)  # fmt: skip
PLACES = np.random.default_rng(3).uniform(-6, 6, (40, 2))
F = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}


def answers(X, features, mean, scale, layers, activations) -> np.ndarray:
    """Probabilities by the three lines that the page shows."""
    x, y = X.T
    columns = [eval(text, {"x": x, "y": y, "np": np}) for text in features]
    a = (np.column_stack(columns) - mean) / scale
    for (W, b), name in zip(layers, [*activations, None], strict=True):
        a = a @ W + b if name is None else F[name](a @ W + b)
    shares = np.exp(a - a.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


@pytest.fixture(scope="module")
def run() -> Run:
    return trained(SMALL, 5)


def test_npz_gives_the_run_s_answers_and_holds_no_objects(run):
    with np.load(io.BytesIO(npz_bytes(taken_from(run))), allow_pickle=False) as file:
        found = {name: file[name] for name in file.files}
    network = json.loads(str(found["network"]))
    layers = [(found[f"W{i}"], found[f"b{i}"]) for i in (1, 2, 3)]
    for (W, b), (own_W, own_b) in zip(layers, run.layers, strict=True):
        np.testing.assert_array_equal(W, own_W)
        np.testing.assert_array_equal(b, own_b)
    got = answers(
        PLACES, network["features"], found["feature_mean"], found["feature_scale"],
        layers, network["activations"],
    )  # fmt: skip
    np.testing.assert_allclose(got, run.predict_proba(PLACES), atol=1e-5)
    assert RunConfig.from_json(str(found["config"])) == SMALL
    assert all(array.dtype != object for array in found.values())


def test_json_reads_back_as_the_same_numbers_and_gives_the_run_s_answers(run):
    found = json.loads(json_text(taken_from(run)))
    for layer, (W, b) in zip(found["layers"], run.layers, strict=True):
        np.testing.assert_array_equal(np.array(layer["W"], np.float32), W)
        np.testing.assert_array_equal(np.array(layer["b"], np.float32), b)
    np.testing.assert_array_equal(found["feature_mean"], run.feature_mean)
    np.testing.assert_array_equal(found["feature_scale"], run.feature_scale)
    layers = [(np.array(row["W"]), np.array(row["b"])) for row in found["layers"]]
    activations = [row["activation"] for row in found["layers"]][:-1]
    got = answers(
        PLACES, found["features"], found["feature_mean"], found["feature_scale"],
        layers, activations,
    )  # fmt: skip
    np.testing.assert_allclose(got, run.predict_proba(PLACES), atol=1e-5)
    assert RunConfig.from_json(json.dumps(found["config"])) == SMALL
    assert found["epoch"] == 5
    assert found["train_accuracy"] == run.metrics()[2]
    assert set(", ".join(found["keys"]).split(", ")) <= set(found)


def test_a_row_of_weights_is_a_line_for_people(run):
    lines = json_text(taken_from(run)).splitlines()
    assert max(map(len, lines)) < 1500
    assert len(lines) > sum(run.layer_sizes[:-1])


def test_regression_and_own_data_are_described():
    wide = wide_data(0)
    axes = tuple(Axis(f"column {i} “µ”", 10.0 * i, 2.0 + i) for i in range(5))
    own = Dataset(
        wide.X_train, wide.y_train, wide.X_test, wide.y_test, task="regression", n_coordinates=5,
        axes=axes,
    )  # fmt: skip
    run = trained(RunConfig(dataset="reg-plane", hidden_layers=(3,), precision="float64"), 2, own)
    found = json.loads(json_text(taken_from(run)))
    assert found["train_accuracy"] is None
    assert found["inputs"][2] == {"name": "column 2 “µ”", "offset": 20.0, "scale": 4.0}
    assert found["output"] == {"activation": "linear", "classes": [], "class_names": []}
    np.testing.assert_array_equal(found["layers"][0]["W"], run.layers[0][0])
