"""The browser's five operations of a layer against NumPy, and against its own forward pass."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from playground.analysis.five_operations import BENDS, bend, split_layer
from playground.analysis.layer_facts import unit_facts, weight_facts
from playground.analysis.rotations import rotation_at

pytestmark = pytest.mark.browser

SPLIT = """
const { splitLayer, stageMatrix } = await load("warps/five_operations");
const { n_in, n_out, positions } = argument;
const M = Float64Array.from(argument.M);
const before = argument.before && splitLayer(Float64Array.from(argument.before), n_in, n_out);
const split = splitLayer(M, n_in, n_out, before || null);
return {
  V: Array.from(split.V), U: Array.from(split.U), scales: Array.from(split.scales),
  beforeV: before && Array.from(before.V), beforeU: before && Array.from(before.U),
  stages: positions.map((position) => Array.from(stageMatrix(split, position))),
};
"""
POSITIONS = [0, 0.3, 1, 1.5, 2, 2.4, 3, 4]


def _matrices() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    made = {
        f"{a} to {b}": rng.normal(0, 1.3, (a, b))
        for a, b in [(2, 2), (2, 3), (3, 2), (3, 3), (2, 8), (8, 8), (8, 1), (1, 5), (9, 4)]
    }
    made["largest"] = rng.normal(0, 0.25, (32, 32))
    made["one to one"] = np.array([[-1.7]])
    made["a reflection"] = np.diag([1.0, -1.0])
    made["a point reflection"] = -np.eye(3)
    made["the identity"] = np.eye(4)
    made["nothing"] = np.zeros((3, 2))
    made["rank one"] = np.outer([1.0, -2, 0.5], [0.3, 1, 2, -1])
    made["rank two of five"] = rng.normal(size=(5, 2)) @ rng.normal(size=(2, 5))
    made["equal scales"] = 2 * np.linalg.qr(rng.normal(size=(4, 4)))[0]
    return made


MATRICES = _matrices()


def _split(run, W, before=None):
    n_in, n_out = W.shape
    argument = {"M": W.T.ravel().tolist(), "n_in": n_in, "n_out": n_out, "positions": POSITIONS}
    argument["before"] = None if before is None else before.T.ravel().tolist()
    got = run(SPLIT, argument)
    V = np.reshape(got["V"], (n_in, n_in))
    U = np.reshape(got["U"], (n_out, n_out))
    d = max(n_in, n_out)
    stages = {p: np.reshape(s, (d, n_in)) for p, s in zip(POSITIONS, got["stages"], strict=True)}
    return V, np.array(got["scales"]), U, stages, got


def _check(W, V, scales, U, stages):
    n_in, n_out = W.shape
    for rotation in (V, U):
        np.testing.assert_allclose(rotation @ rotation.T, np.eye(len(rotation)), atol=1e-10)
        assert np.linalg.det(rotation) == pytest.approx(1)
    S = np.zeros((n_out, n_in))
    np.fill_diagonal(S, scales)
    np.testing.assert_allclose(U @ S @ V.T, W.T, atol=1e-10)
    np.testing.assert_allclose(
        np.sort(np.abs(scales)), np.sort(np.linalg.svd(W, compute_uv=False)), atol=1e-10
    )
    d = max(n_in, n_out)
    np.testing.assert_allclose(stages[0], np.eye(d, n_in), atol=1e-12)
    np.testing.assert_allclose(stages[1][:n_in], V.T, atol=1e-9)
    half = stages[0.3][:n_in]
    np.testing.assert_allclose(half @ half.T, np.eye(n_in), atol=1e-9)
    if _one_way(V):
        np.testing.assert_allclose(half, rotation_at(V.T, 0.3), atol=1e-6)
    np.testing.assert_allclose(stages[2][:n_out], S @ V.T, atol=1e-9)
    np.testing.assert_allclose(stages[3][:n_out], W.T, atol=1e-9)
    np.testing.assert_allclose(stages[4], stages[3])


def _one_way(R):
    """Whether the geodesic is unique: no plane is turned by a half turn."""
    return np.linalg.eigvalsh((R + R.T) / 2)[0] > -1 + 1e-6


@pytest.mark.parametrize("name", MATRICES)
def test_against_numpy(run, name):
    W = MATRICES[name]
    V, scales, U, stages, _ = _split(run, W)
    _check(W, V, scales, U, stages)


@pytest.mark.parametrize("name", MATRICES)
def test_the_same_motions_as_the_servers(run, name):
    """Where the decomposition is unique, so is the choice among its signs."""
    W = MATRICES[name]
    values = np.linalg.svd(W, compute_uv=False)
    if len(values) > 1 and (np.diff(values) > -1e-6 * max(values[0], 1)).any():
        pytest.skip("equal scales or a null space: bases may differ in rounding")
    V, scales, U, *_ = _split(run, W)
    mine = split_layer(W, np.zeros(W.shape[1]), "tanh")
    np.testing.assert_allclose(scales, mine.scales, atol=1e-9)
    n = len(scales)
    np.testing.assert_allclose(V[:, :n], mine.rotate.matrix.T[:, :n], atol=1e-7)
    np.testing.assert_allclose(U[:, :n], mine.rotate_again.matrix[:, :n], atol=1e-7)


@pytest.mark.parametrize("name", MATRICES)
def test_a_little_later_the_axes_are_nearly_the_same(run, name):
    before = MATRICES[name]
    step = 1e-5 * np.random.default_rng(7).normal(size=before.shape)
    V, scales, U, stages, got = _split(run, before + step, before)
    _check(before + step, V, scales, U, stages)
    values = np.linalg.svd(before, compute_uv=False)
    if values[-1] < 1e-3 or (np.diff(values) > -1e-3).any():
        return  # equal scales have no axes of their own
    n = len(values)
    np.testing.assert_allclose(V[:, :n], np.reshape(got["beforeV"], V.shape)[:, :n], atol=2e-2)
    np.testing.assert_allclose(U[:, :n], np.reshape(got["beforeU"], U.shape)[:, :n], atol=2e-2)


def test_a_scale_passes_zero_and_another_one_without_a_jump(run):
    """From a layer that keeps orientation to one that mirrors; scales cross on the way."""
    body = """
      const { splitLayer } = await load("warps/five_operations");
      let split = null;
      return argument.map((M) => {
        split = splitLayer(Float64Array.from(M), 2, 2, split);
        return [...split.V, ...split.U, ...split.scales];
      });
    """
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    path = [turn @ np.diag([1.5 - 0.04 * i, 0.9 - 0.01 * i]) for i in range(60)]
    got = np.array(run(body, [W.T.ravel().tolist() for W in path]))
    assert np.abs(np.diff(got, axis=0)).max() < 0.08
    assert np.linalg.det(path[0]) > 0 > np.prod(got[48, 8:])


CARRY = """
const { createForward } = await load("forward");
const { createCarrier } = await load("warps/carrier");
const { createSplits, stageAt } = await load("warps/morph");
const { viewSpace, defaultChoice, SEEN } = await load("warps/space_view");
const { layerOf } = await load("warps/carrier");
const { run, n, depths } = argument;
const params = Float32Array.from(argument.params);
const inputs = Float32Array.from(argument.inputs);
const layers = createForward(run).run(params, inputs, n).map((layer) => Array.from(layer));
const carrier = createCarrier(run);
carrier.load(inputs, n);
carrier.use(params);
const spaces = run.layer_sizes.map((_, space) => Array.from(carrier.at(space)));
const views = run.layer_sizes.map((width, space) =>
  viewSpace(carrier.at(space), width, n, 0, n, defaultChoice(width), null, null));
const splits = createSplits(run);
const seen = depths.map(([layer, position]) => {
  const { b } = layerOf(run, params, layer);
  const stage = stageAt(splits.of(params, layer), b, position, views[layer], views[layer + 1]);
  const into = new Float64Array(SEEN * n);
  carrier.seen(layer, stage, into);
  return Array.from(into);
});
return { layers, spaces, seen, shares: views.map(({ share }) => share) };
"""


def _network(sizes, activation, output, seed=2):
    rng = np.random.default_rng(seed)
    blocks = [
        np.vstack([rng.normal(0, (2 / a) ** 0.5, (a, b)), rng.normal(0, 0.3, (1, b))])
        for a, b in itertools.pairwise(sizes)
    ]
    params = np.concatenate([block.ravel() for block in blocks]).astype(np.float32)
    own = [activation] * (len(sizes) - 2) if isinstance(activation, str) else list(activation)
    shape = {
        "layer_sizes": list(sizes), "activations": own, "output": output,
        "task": "classification", "n_classes": max(2, sizes[-1]),
        "feature_names": ["x", "y"], "feature_mean": [0, 0], "feature_scale": [1, 1],
    }  # fmt: skip
    return shape, params, blocks


@pytest.mark.parametrize(
    ("activation", "sizes"),
    [(name, sizes) for name in BENDS if name != "softmax" for sizes in ((2, 3, 2, 1), (2, 5, 3))]
    + [(("relu", "sine"), (2, 3, 2, 1)), (("gelu", "tanh", "linear"), (2, 5, 3, 2, 3))],
)
def test_the_five_operations_end_in_the_forward_pass(run, activation, sizes):
    shape, params, blocks = _network(sizes, activation, "softmax")
    bends = [*shape["activations"], "softmax"]
    inputs = np.random.default_rng(4).normal(size=(2, 60)).astype(np.float32)
    got = run(CARRY, {"run": shape, "params": params.tolist(), "inputs": inputs.ravel().tolist(),
                      "n": 60, "depths": []})  # fmt: skip
    a = inputs.astype(float).T
    for layer, block in enumerate(blocks):
        block = block.astype(np.float32).astype(float)
        name = bends[layer]
        z = a @ block[:-1] + block[-1]
        if activation == "step" and layer < len(blocks) - 1 and (np.abs(z) < 1e-5).any():
            pytest.fail("A point of this test is too near to the step")
        a = bend(name, z)
        carried = np.reshape(got["spaces"][layer + 1], a.T.shape).T
        np.testing.assert_allclose(carried, a, atol=1e-12, rtol=1e-12)
        forward = np.reshape(got["layers"][layer], a.T.shape).T
        np.testing.assert_allclose(forward, carried, atol=1e-6 * max(1, np.abs(a).max()))


@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 3, 3, 1), (2, 8, 8, 8, 1), (2, 6, 3), (2, 1)])
def test_every_stage_begins_where_the_last_one_ended(run, sizes):
    shape, params, _ = _network(sizes, "tanh", "softmax")
    inputs = np.random.default_rng(4).normal(size=(2, 40)).astype(np.float32)
    near = 1e-7
    joints = [
        [[layer, p - near], [layer, p + near]]
        for layer in range(len(sizes) - 1)
        for p in (1, 2, 3, 4)
    ]
    joints += [[[layer, 5], [layer + 1, 0]] for layer in range(len(sizes) - 2)]
    got = run(CARRY, {"run": shape, "params": params.tolist(), "inputs": inputs.ravel().tolist(),
                      "n": 40, "depths": [place for pair in joints for place in pair]})  # fmt: skip
    seen = np.array(got["seen"])
    np.testing.assert_allclose(seen[::2], seen[1::2], atol=2e-5)
    assert all(0 < share <= 1 for share in got["shares"])


def test_facts_are_the_servers(run):
    rng = np.random.default_rng(1)
    for W in [rng.normal(size=(3, 3)), rng.normal(size=(2, 5)), np.diag([1.0, -2, 3])]:
        got = run(
            "const { splitLayer } = await load('warps/five_operations');"
            "const { weightFacts } = await load('warps/layer_facts');"
            "const { M, n_in, n_out } = argument;"
            "return weightFacts(splitLayer(Float64Array.from(M), n_in, n_out));",
            {"M": W.T.ravel().tolist(), "n_in": W.shape[0], "n_out": W.shape[1]},
        )
        expected = weight_facts(W)
        np.testing.assert_allclose(got["singular"], expected.singular_values)
        assert got["condition"] == pytest.approx(expected.condition)
        assert (got["rank"], got["orientation"]) == (expected.rank, expected.orientation)
    for name in [name for name in BENDS if name != "softmax"]:
        A = bend(name, rng.normal(0, 1, (50, 6)) + np.array([0, 9, -30, 3, -3, 0]))
        got = run(
            "const { unitFacts } = await load('warps/layer_facts');"
            "return unitFacts(Float64Array.from(argument.A), 6, 50, 0, 50, argument.name);",
            {"A": A.T.ravel().tolist(), "name": name},
        )
        units = unit_facts(A, name)
        assert (got["dead"], got["saturated"]) == (units.dead_share, units.saturated_share)
