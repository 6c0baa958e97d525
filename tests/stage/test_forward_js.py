"""The browser's forward pass against an independent one in NumPy, and its tables against ours."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from datasets import FEATURES, feature_matrix
from datasets.domain import DOMAIN
from playground import Run, RunConfig
from playground.fields import MAX_LAYERS, MAX_UNITS
from playground.figures.palette import CLASS_COLORS, CLASS_COLORS_DARK
from playground.live.wire import describe_run
from playground.nn import ACTIVATIONS, OUTPUTS

TOLERANCE = 1e-5

# Written from the textbook definitions, not from playground.nn.
ORACLE = {
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "gelu": lambda z: 0.5 * z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))),
    "swish": lambda z: z / (1 + np.exp(-z)),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "sine": np.sin,
    "step": lambda z: np.where(z >= 0, 1.0, -1.0),
    "linear": lambda z: z,
}

FORWARD = """
const { createForward } = await load("forward");
const forward = createForward(argument.run);
const params = Float32Array.from(argument.params);
const xs = argument.points.map((point) => point[0]);
const ys = argument.points.map((point) => point[1]);
const inputs = forward.inputsFor(xs, ys);
const layers = forward.run(params, inputs, xs.length).map((layer) => Array.from(layer));
const outputs = Float32Array.from(layers.at(-1));
const probabilities = Array.from(forward.classProbabilities(outputs, xs.length));
return { inputs: Array.from(inputs), layers, probabilities };
"""


def _softmax(z):
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


def _outputs(name, z):
    if name == "softmax":
        return ORACLE["sigmoid"](z) if len(z) == 1 else _softmax(z)
    return ORACLE[name](z)


def _network(sizes, activation, output, rng, features=("x", "y")):
    """A run message, and He-normal parameters with biases, rounded to float32.

    ``activation`` is one name, or one for each hidden layer.
    """
    n_out, n_hidden = sizes[-1], len(sizes) - 2
    own = [activation] * n_hidden if isinstance(activation, str) else list(activation)
    run = {
        "layer_sizes": list(sizes),
        "activations": own,
        "output": output,
        "task": "classification",
        "n_classes": 2 if n_out == 1 else n_out,
        "feature_names": list(features),
        "feature_mean": [0.3 * i for i in range(len(features))],
        "feature_scale": [1.5 + 0.25 * i for i in range(len(features))],
        "n_inputs": 2,
    }
    blocks = [
        np.vstack([rng.normal(0, math.sqrt(2 / a), (a, b)), rng.normal(0, 0.3, (1, b))])
        for a, b in itertools.pairwise(sizes)
    ]
    return run, np.concatenate([block.ravel() for block in blocks]).astype(np.float32)


def _expected(run, params, points):
    """Every layer's values, (units, n), in float64."""
    raw = feature_matrix(points, run["feature_names"])
    a = ((raw - run["feature_mean"]) / run["feature_scale"]).T
    sizes, layers, at = run["layer_sizes"], [], 0
    for layer, (n_in, n_out) in enumerate(itertools.pairwise(sizes)):
        block = params[at : at + (n_in + 1) * n_out].astype(float).reshape(n_in + 1, n_out)
        at += block.size
        z = block[:-1].T @ a + block[-1][:, None]
        last = layer == len(sizes) - 2
        a = _outputs(run["output"], z) if last else ORACLE[run["activations"][layer]](z)
        layers.append(a)
    return layers


def _check(run_js, run, params, points):
    answer = run_js(FORWARD, {"run": run, "params": params.tolist(), "points": points.tolist()})
    expected = _expected(run, params, points)
    for got, wanted in zip(answer["layers"], expected, strict=True):
        scale = max(1.0, np.abs(wanted).max())
        np.testing.assert_allclose(
            np.reshape(got, wanted.shape) / scale, wanted / scale, rtol=0, atol=TOLERANCE
        )
    return answer


@pytest.fixture
def points():
    return np.random.default_rng(1).uniform(-DOMAIN, DOMAIN, (300, 2))


@pytest.mark.browser
@pytest.mark.parametrize("output", ["softmax", "tanh", "sigmoid", "linear", "step"])
@pytest.mark.parametrize("activation", sorted(ORACLE))
def test_every_activation_and_output(run, activation, output, points):
    rng = np.random.default_rng(5)
    for sizes in [(2, 5, 7, 1), (2, 8, 3)]:
        network, params = _network(sizes, activation, output, rng)
        if "step" in (activation, output):
            # A jump has no tolerance: leave out points whose sums are too near to it.
            points = points[_clear_of_jumps(network, params, points)]
        _check(run, network, params, points)


def _clear_of_jumps(network, params, points):
    """Points at which no sum of a step is within rounding of zero."""
    clear = np.ones(len(points), dtype=bool)
    sizes, a, at = network["layer_sizes"], None, 0
    raw = feature_matrix(points, network["feature_names"])
    a = ((raw - network["feature_mean"]) / network["feature_scale"]).T
    for layer, (n_in, n_out) in enumerate(itertools.pairwise(sizes)):
        block = params[at : at + (n_in + 1) * n_out].astype(float).reshape(n_in + 1, n_out)
        at += block.size
        z = block[:-1].T @ a + block[-1][:, None]
        name = [*network["activations"], network["output"]][layer]
        if name == "step":
            clear &= (np.abs(z) > 1e-4).all(axis=0)
        a = _outputs(name, z)
    return clear


@pytest.mark.browser
@pytest.mark.parametrize(
    "activations",
    [
        ("relu", "tanh", "gelu", "sine"),
        ("sigmoid", "linear", "elu", "leaky_relu"),
        ("swish", "swish", "relu", "swish"),
    ],
    ids="-".join,
)
def test_every_layer_has_its_own_activation(run, activations, points):
    network, params = _network((2, 6, 3, 5, 4, 3), activations, "softmax", np.random.default_rng(7))
    _check(run, network, params, points)


@pytest.mark.browser
@pytest.mark.parametrize("hidden", [(8, 8, 8), (5, 3, 6, 2)])
def test_the_browser_is_the_server_with_mixed_activations(run, hidden):
    config = RunConfig(hidden_layers=hidden, layer_activations=("gelu", "same", "relu", "sine"))
    server = Run(config)
    server.advance(3)
    points = server.dataset.X_train[:100]
    argument = {
        "run": describe_run(server),
        "params": np.concatenate([np.vstack(layer).ravel() for layer in server.layers]).tolist(),
        "points": points.tolist(),
    }
    answer = run(FORWARD, argument)
    for got, wanted in zip(answer["layers"][:-1], server.hidden(points), strict=True):
        np.testing.assert_allclose(np.reshape(got, wanted.T.shape).T, wanted, atol=TOLERANCE)
    told = np.reshape(answer["probabilities"], (2, -1)).T
    np.testing.assert_allclose(told, server.predict_proba(points), atol=TOLERANCE)


@pytest.mark.browser
def test_a_units_colours_are_those_of_its_own_layers_activation(run):
    network, _ = _network((2, 2, 2, 1), ("relu", "tanh"), "softmax", np.random.default_rng(7))
    top = """
    const { unitResponse } = await load("grid");
    const [inputs, ...layers] = [[1, 2, 3, 5], [0.5, 4, 3, 1], [0.2, 0.4, 0.1, 0.3]].map(
      (values) => Float32Array.from(values));
    const answer = { n: 2, inputs, layers };
    return [0, 1, 2].map((layer) => [0, 1].map((unit) =>
      unitResponse(argument, answer, layer, unit).high));
    """
    # Inputs and ReLU run as far as they go, tanh always from −1 to 1.
    assert run(top, network) == [[2, 5], [4, 3], [1, 1]]


@pytest.mark.browser
@pytest.mark.parametrize("activation", ["tanh", "relu", "gelu", "sine", "swish"])
def test_the_largest_network(run, activation, points):
    sizes = (2, *[MAX_UNITS] * MAX_LAYERS, 1)
    network, params = _network(sizes, activation, "softmax", np.random.default_rng(2))
    _check(run, network, params, points)


@pytest.mark.browser
def test_extreme_sums_stay_finite(run):
    for activation in ("tanh", "sigmoid", "swish", "gelu", "elu"):
        network, params = _network((2, 4, 3), activation, "softmax", np.random.default_rng(3))
        points = np.array([[6.0, -6.0], [-6.0, 6.0]])
        argument = {"run": network, "params": (params * 1e4).tolist(), "points": points.tolist()}
        answer = run(FORWARD, argument)
        assert np.isfinite(answer["probabilities"]).all()


@pytest.mark.browser
def test_features_are_the_servers(run, points):
    names = tuple(FEATURES)
    network, params = _network(
        (len(names), 2, 1), "tanh", "softmax", np.random.default_rng(4), names
    )
    answer = _check(run, network, params, points)
    raw = feature_matrix(points, names)
    expected = ((raw - network["feature_mean"]) / network["feature_scale"]).T
    np.testing.assert_allclose(np.reshape(answer["inputs"], expected.shape), expected, atol=1e-5)
    labels = run(
        "const { FEATURES } = await load('features');"
        "return Object.entries(FEATURES).map(([name, { label }]) => [name, label]);"
    )
    assert labels == [[feature.name, feature.label] for feature in FEATURES.values()]


def _probabilities(output, o):
    """Class probabilities (n_classes, n) of outputs o, by the rules of playground.nn."""
    p = o if output in ("softmax", "sigmoid") else np.clip((1 + o) / 2, 0, 1)
    if len(o) == 1:
        return np.vstack([1 - p, p])
    if output == "softmax":
        return p
    total = p.sum(axis=0)
    return np.where(total > 0, p / np.where(total > 0, total, 1), 1 / len(o))


@pytest.mark.browser
@pytest.mark.parametrize("n_out", [1, 3])
@pytest.mark.parametrize("output", ["softmax", "tanh", "sigmoid", "linear", "step"])
def test_class_probabilities(run, output, n_out):
    rng = np.random.default_rng(6)
    o = rng.uniform(-1.5, 1.5, (n_out, 40))
    if output in ("softmax", "sigmoid"):
        o = rng.uniform(0, 1, (n_out, 40))
    o[:, 0] = 0 if output == "sigmoid" else -1  # nothing answers: equal shares
    network = {"task": "classification", "output": output, "n_classes": max(2, n_out)}
    got = run(
        "const { classProbabilities } = await load('forward');"
        "const { run, o, n } = argument;"
        "return Array.from(classProbabilities(run, Float32Array.from(o), n));",
        {"run": network, "o": o.ravel().tolist(), "n": 40},
    )
    expected = _probabilities(output, o)
    np.testing.assert_allclose(np.reshape(got, expected.shape), expected, atol=1e-6)


@pytest.mark.browser
def test_grid_runs_from_the_top_left_through_cell_centres(run):
    got = run(
        "const { cellCentres } = await load('features');"
        "const { xs, ys } = cellCentres(-6, 6, -3, 3, 3, 2);"
        "return [Array.from(xs), Array.from(ys)];"
    )
    assert got == [[-4, 0, 4, -4, 0, 4], [1.5, 1.5, 1.5, -1.5, -1.5, -1.5]]


@pytest.mark.browser
def test_tables_name_what_the_server_names(run):
    tables = run("""
      const { ACTIVATIONS } = await load("activations");
      const { DOMAIN } = await load("grid");
      const { readTheme } = await load("theme");
      const themes = ["#ffffff", "#0e1117"].map((background) => {
        document.body.style.setProperty("--st-background-color", background);
        return readTheme(document.body);
      });
      return [Object.keys(ACTIVATIONS), DOMAIN, themes.map(({ dark, css }) => ({ dark, css }))];
    """)
    names, domain, (light, dark) = tables
    assert names == list(ACTIVATIONS)
    assert set(OUTPUTS) <= {*names, "softmax"}
    assert domain == DOMAIN
    assert light == {"dark": False, "css": list(CLASS_COLORS)}
    assert dark == {"dark": True, "css": list(CLASS_COLORS_DARK)}
