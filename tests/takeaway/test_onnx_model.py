"""ONNX: the model answers as the run does, by onnxruntime, to 1e-5."""

from __future__ import annotations

import json

import numpy as np
import onnx
import onnxruntime
import pytest

from datasets import FEATURES, Axis, Dataset
from playground.config import RunConfig
from playground.nn import ACTIVATIONS, OUTPUTS
from playground.takeaway.onnx_model import ACTIVATION_NODES, FEATURE_NODES, onnx_bytes
from playground.takeaway.taken import taken_from
from playground.training import Run
from tests.takeaway.running import trained, wide_data

PLACES = np.random.default_rng(3).uniform(-6, 6, (200, 2)).astype(np.float32)
HIDDEN = [name for name in ACTIVATIONS if name != "step"]
BASE = RunConfig(n_samples=80, hidden_layers=(6, 5), dataset="circle")


def session_of(run: Run) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(
        onnx_bytes(taken_from(run)), providers=["CPUExecutionProvider"]
    )


def agrees(run: Run, X: np.ndarray, coordinates: np.ndarray | None = None) -> None:
    """The model's outputs for X are the run's for the same points."""
    session = session_of(run)
    names = [output.name for output in session.get_outputs()]
    got = dict(zip(names, session.run(None, {"points": X.astype(np.float32)}), strict=True))
    own = X if coordinates is None else coordinates
    if run.task == "regression":
        assert names == ["value"]
        np.testing.assert_allclose(got["value"], run.predict(own), atol=1e-5, rtol=1e-5)
        return
    assert names == ["probabilities", "label"]
    probabilities = run.predict_proba(own)
    np.testing.assert_allclose(got["probabilities"], probabilities, atol=1e-5)
    # Where two classes are as good as equal, either may be the label.
    ordered = np.sort(probabilities, axis=1)
    clear = ordered[:, -1] - ordered[:, -2] > 1e-4
    np.testing.assert_array_equal(got["label"][clear], run.predict(own)[clear])


def test_every_row_of_the_engine_has_its_nodes():
    assert set(ACTIVATION_NODES) == set(ACTIVATIONS)
    assert set(FEATURE_NODES) == set(FEATURES)


@pytest.mark.parametrize("activation", HIDDEN)
@pytest.mark.parametrize(
    ("dataset", "loss", "output"),
    [
        ("circle", "cross_entropy", "softmax"),
        ("blobs", "cross_entropy", "softmax"),
        ("reg-gauss", "squared", "linear"),
        *(
            (dataset, "squared", name)
            for name in OUTPUTS
            if name not in ("softmax", "step")
            for dataset in ("circle", "blobs")
        ),
    ],
)
def test_the_model_answers_as_the_run(activation, dataset, loss, output):
    config = BASE.replace(
        dataset=dataset, activation=activation, loss=loss, output_activation=output
    )
    agrees(trained(config, 8), PLACES)


def test_the_perceptron_with_its_step():
    agrees(trained(BASE.replace(hidden_layers=(), activation="step", optimizer="sgd"), 3), PLACES)


@pytest.mark.parametrize("name", FEATURES)
def test_each_feature_alone(name):
    agrees(trained(BASE.replace(features=(name,)), 3), PLACES)


def test_all_features_layers_of_their_own_and_double_precision():
    config = BASE.replace(
        features=tuple(FEATURES), layer_activations=("sine", "gelu"), precision="float64"
    )
    agrees(trained(config, 20), PLACES)
    agrees(trained(config.replace(standardize=False), 3), PLACES)


def test_a_sharp_network_far_out():
    run = trained(BASE.replace(activation="relu", dataset="blobs"), 100)
    run.set_layers([(W * 3, b) for W, b in run.layers])
    agrees(run, PLACES)


@pytest.mark.parametrize("n_classes", [0, 2, 3])
def test_rows_of_a_table_are_given_in_its_own_units(n_classes):
    wide = wide_data(n_classes)
    axes = tuple(Axis(f"column {i}", 2000.0 * i, 0.5 + i) for i in range(5))
    names = tuple(f"kind {k}" for k in range(n_classes))
    own = Dataset(
        wide.X_train, wide.y_train, wide.X_test, wide.y_test, task=wide.task, n_coordinates=5,
        axes=axes, class_names=names,
    )  # fmt: skip
    config = BASE.replace(dataset="circle" if n_classes else "reg-plane")
    run = trained(config, 5, own)
    offset, scale = (np.array([getattr(axis, name) for axis in axes]) for name in
                     ("offset", "scale"))  # fmt: skip
    rows = (offset + scale * own.X_test).astype(np.float32)
    agrees(run, rows, (rows.astype(float) - offset) / scale)
    model = onnx.load_model_from_string(onnx_bytes(taken_from(run)))
    onnx.checker.check_model(model, full_check=True)
    about = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(about["class_names"]) == list(names)
    assert json.loads(about["input_names"]) == [axis.name for axis in axes]
    assert RunConfig.from_json(about["config"]) == config


def test_own_points_of_two_columns_are_given_in_their_units_too():
    made = Run(BASE).dataset
    own = Dataset(
        made.X_train, made.y_train + 5, made.X_test, made.y_test + 5,
        axes=(Axis("length", 3.0, 0.4), Axis("width", -20.0, 7.0)), class_names=("a", "b"),
    )  # fmt: skip
    run = trained(BASE.replace(features=("x", "xy", "cos_y")), 5, own)
    values = (np.array([3.0, -20.0]) + np.array([0.4, 7.0]) * made.X_test).astype(np.float32)
    agrees(run, values, (values.astype(float) - [3.0, -20.0]) / [0.4, 7.0])
    labels = session_of(run).run(["label"], {"points": values})[0]
    assert set(labels.tolist()) <= {5, 6}


@pytest.mark.parametrize("n", [0, 1, 1000])
def test_any_number_of_rows_goes(n):
    session = session_of(trained(BASE.replace(dataset="blobs"), 2))
    probabilities, label = session.run(None, {"points": np.zeros((n, 2), np.float32)})
    assert probabilities.shape == (n, 3)
    assert label.shape == (n,)
