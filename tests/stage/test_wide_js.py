"""Own data in the browser: what it evaluates at points and on their plane is what the run says."""

from __future__ import annotations

import json

import numpy as np
import pytest

from datasets import Dataset, feature_matrix
from playground import Run, RunConfig
from playground.live.wire import describe_run
from tests.columns import diabetes_pair, iris_pair, wide, wine

pytestmark = pytest.mark.browser

TOLERANCE = 1e-5
THREE = RunConfig(dataset="blobs", centers=3, hidden_layers=(7, 5), learning_rate=0.01)
VALUE = RunConfig(dataset="reg-plane", hidden_layers=(6, 4), learning_rate=0.01)


def wide_regression() -> Dataset:
    rng = np.random.default_rng(4)
    values = rng.normal(0, 1, (90, 16)) @ rng.normal(0, 1, (16, 16)) + 20
    target = np.tanh(values[:, 0] - 20) + 0.2 * values[:, 3]
    return wide(values, target - target.mean(), [f"column {i}" for i in range(16)])


KINDS = {
    "13 columns": (THREE, wine),
    "3 columns": (THREE, lambda: wine(3)),
    "two columns": (THREE.replace(features=("x", "y", "x2", "xy")), iris_pair),
    "16 columns, a number": (VALUE, wide_regression),
    "two columns, a number": (VALUE, diabetes_pair),
}

ANSWERS = """
const { createEvaluation } = await load("grid");
const { run, params, range } = argument;
const snapshot = { seq: 0, params: Float32Array.from(params) };
const evaluation = createEvaluation(run);
const plain = ({ result, n, layers, labels, n_lines, n_samples, n_train, n_test }) =>
  ({ result: Array.from(result), n, first: Array.from(layers[0]), labels,
     lines: n_lines * n_samples, n_train, n_test });
return {
  cloud: plain(evaluation.cloud(snapshot, 1)),
  plane: plain(evaluation.plane(snapshot, range, 5, 4)),
  point: plain(evaluation.point(snapshot, 1.25, -2.5)),
};
"""


@pytest.fixture(params=KINDS, ids=list(KINDS))
def trained(request) -> Run:
    config, data = KINDS[request.param]
    run = Run(config, data())
    run.advance(epochs=10)
    return run


def message(run: Run) -> dict:
    return json.loads(json.dumps(describe_run(run)))


def answers(run: Run, X: np.ndarray) -> np.ndarray:
    """(n_classes, n) or (1, n), by the run itself."""
    if run.task == "regression":
        return run.predict(X)[None]
    return run.predict_proba(X).T


def points_of(run: Run, places: np.ndarray) -> np.ndarray:
    """The points at places of what is shown: of the plane, or the places themselves."""
    plane = run.dataset.plane
    return places if plane is None else plane.origin + places @ plane.directions


def matrix(told: dict) -> np.ndarray:
    return np.reshape(told["result"], (-1, told["n"]))


def test_the_browser_says_what_the_run_says(run, trained):
    range_ = {"x": [-6, 3], "y": [-2, 6]}
    argument = {
        "run": message(trained),
        "params": trained.snapshot().params.tolist(),
        "range": range_,
    }
    told = run(ANSWERS, argument)

    cloud, data = told["cloud"], trained.dataset
    assert cloud["lines"] + cloud["n_train"] + cloud["n_test"] == cloud["n"]
    at_points = matrix(cloud)[:, cloud["lines"] :]
    X = np.concatenate([data.X_train, data.X_test])
    np.testing.assert_allclose(at_points, answers(trained, X), atol=TOLERANCE)
    first = np.reshape(cloud["first"], (-1, cloud["n"]))[:, cloud["lines"] :]
    np.testing.assert_allclose(first, trained.hidden(X)[0].T, atol=TOLERANCE)

    # The first line runs along the plane's first axis at its lower edge.
    n_samples = cloud["lines"] // 42
    bottom = np.column_stack([np.linspace(-6, 6, n_samples), np.full(n_samples, -6.0)])
    np.testing.assert_allclose(
        matrix(cloud)[:, :n_samples],
        answers(trained, points_of(trained, bottom)),
        atol=TOLERANCE,
    )

    xs = -6 + 9 * (np.arange(5) + 0.5) / 5
    ys = 6 - 8 * (np.arange(4) + 0.5) / 4
    cells = np.array([(x, y) for y in ys for x in xs])
    expected = answers(trained, points_of(trained, cells))
    np.testing.assert_allclose(matrix(told["plane"]), expected, atol=TOLERANCE)
    here = answers(trained, points_of(trained, np.array([[1.25, -2.5]])))
    np.testing.assert_allclose(matrix(told["point"]), here, atol=TOLERANCE)


def test_inputs_of_rows_follow_those_of_places(run, trained):
    told = run(
        "const { inputsFor, rowsOf } = await load('features');"
        "const { xs, ys } = argument;"
        "return [Array.from(inputsFor(argument.run, xs, ys)),"
        " Array.from(inputsFor(argument.run, xs, ys, rowsOf(argument.run, 'test')))];",
        {"run": message(trained), "xs": [0.5, 1, -4], "ys": [2, -3, 0.25]},
    )
    data = trained.dataset
    places = points_of(trained, np.array([[0.5, 2], [1, -3], [-4, 0.25]]))
    for got, X in zip(told, (places, np.concatenate([places, data.X_test])), strict=True):
        features = feature_matrix(X, trained.config.features, data.n_coordinates)
        expected = ((features - trained.feature_mean) / trained.feature_scale).T
        np.testing.assert_allclose(np.reshape(got, expected.shape), expected, atol=TOLERANCE)


CONFUSION = """
const { createConfusionPanel } = await load("confusion");
const { run, params } = argument;
const host = document.createElement("div");
document.body.append(host);
const { readTheme } = await load("theme");
const panel = createConfusionPanel(host, { theme: readTheme(document.body) });
panel.setRun(run);
panel.paint({ snapshot: { seq: 0, params: Float32Array.from(params) }, now: 0, changed: "run" });
const tables = [...host.querySelectorAll("table")];
const told = tables.map((table) => [...table.querySelectorAll("td")].map((cell) => cell.innerText));
panel.destroy();
return told;
"""


def test_the_table_counts_points_not_their_places(run, trained):
    argument = {"run": message(trained), "params": trained.snapshot().params.tolist()}
    told = run(CONFUSION, argument)
    data = trained.dataset
    for cells, X, y in zip(
        told, (data.X_train, data.X_test), (data.y_train, data.y_test), strict=True
    ):
        if trained.task == "regression":
            error = trained.predict(X) - y
            unexplained = np.sum(error**2) / np.sum((y - y.mean()) ** 2)
            expected = [np.sqrt(np.mean(error**2)), 1 - unexplained]
            unit = data.answer.scale  # what the target measures has been given a unit
            expected[0] *= unit
            got = [float(text.replace("−", "-")) for text in cells[:2]]
            np.testing.assert_allclose(got[0], expected[0], atol=6e-4 if unit == 1 else 0.51)
            np.testing.assert_allclose(got[1], expected[1], atol=6e-4)
            continue
        predicted = trained.predict_proba(X).argmax(axis=1)
        counts = np.zeros((3, 3), dtype=int)
        np.add.at(counts, (y, predicted), 1)
        assert list(map(int, cells)) == counts.ravel().tolist()
