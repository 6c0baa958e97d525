"""The five operations add up to the layer, hang together, and turn by rotations only."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.linalg import expm, logm

from playground import Run, RunConfig
from playground.analysis.five_operations import (
    BENDS,
    N_OPERATIONS,
    OPERATIONS,
    bend,
    rotation_at,
    split_layer,
)
from playground.analysis.rotations import rotation_of
from playground.nn import ACTIVATIONS, OUTPUTS

KINDS = ("random", "reflection", "rank 1", "zero", "orthogonal", "repeated", "minus identity")
SHAPES = ((1, 1), (1, 5), (5, 1), (2, 2), (2, 3), (3, 2), (3, 3), (2, 8), (8, 8), (8, 3), (32, 32))


def orthogonal(n, rng, sign=1):
    """A random orthogonal matrix (n, n) with determinant ``sign``."""
    Q, _ = np.linalg.qr(rng.normal(size=(n, n)))
    if np.linalg.det(Q) * sign < 0:
        Q[:, 0] *= -1
    return Q


def weights(kind, shape, rng):
    n_in, n_out = shape
    k = min(shape)
    if kind == "random":
        return rng.normal(size=shape) * 10 ** rng.uniform(-2, 1)
    if kind == "zero":
        return np.zeros(shape)
    if kind == "rank 1":
        return np.outer(rng.normal(size=n_in), rng.normal(size=n_out))
    if kind == "minus identity":
        return -np.eye(n_in, n_out)
    if kind == "orthogonal":
        return np.eye(n_in, k) @ orthogonal(k, rng) @ np.eye(k, n_out)
    values = rng.uniform(0.1, 3, k)
    if kind == "repeated":
        values[: (k + 1) // 2] = 2.0
    return orthogonal(n_in, rng)[:, :k] * values @ orthogonal(n_out, rng, sign=-1)[:k]


def layer_output(W, b, activation, A):
    """The layer as its formula says, by the tables the network itself uses."""
    Z = A @ W + b
    if activation == "softmax":
        return OUTPUTS["softmax"].probabilities(Z.T)[:, -Z.shape[1] :]
    out = np.empty_like(Z)
    ACTIVATIONS[activation].function(Z.copy(), out)
    return out


layers = st.builds(
    lambda kind, shape, seed: (kind, shape, seed),
    st.sampled_from(KINDS),
    st.sampled_from(SHAPES),
    st.integers(0, 10**6),
)


def drawn(layer):
    kind, shape, seed = layer
    rng = np.random.default_rng(seed)
    W, b = weights(kind, shape, rng), rng.normal(size=shape[1])
    return W, b, rng.normal(size=(20, shape[0])) * 2, rng


@settings(deadline=None, max_examples=150)
@given(layers, st.sampled_from(BENDS))
@example(("reflection", (2, 2), 0), "tanh")
@example(("zero", (1, 1), 0), "softmax")
@example(("zero", (3, 3), 0), "step")
def test_five_operations_are_the_layer(layer, activation):
    W, b, A, _ = drawn(layer)
    split = split_layer(W, b, activation)
    end = split.at(A, N_OPERATIONS)
    assert end.shape == (20, max(W.shape))
    assert end[:, : W.shape[1]] == pytest.approx(layer_output(W, b, activation, A), abs=1e-12)
    assert np.all(end[:, W.shape[1] :] == 0)
    assert np.array_equal(split.output(A), end[:, : W.shape[1]])
    # The four drawn ones add up to the weighted sum by themselves.
    before = split.at(A, 4 - 1e-15)[:, : W.shape[1]]
    assert before == pytest.approx(A @ W + b, abs=1e-12 * (1 + np.abs(A @ W).max()))


@settings(deadline=None, max_examples=100)
@given(layers, st.sampled_from(BENDS))
def test_each_operation_starts_where_the_last_one_ends(layer, activation):
    W, b, A, _ = drawn(layer)
    split = split_layer(W, b, activation)
    start = split.at(A, 0)
    assert np.array_equal(start[:, : W.shape[0]], A)
    assert np.all(start[:, W.shape[0] :] == 0)
    size = 1 + np.abs(A).max() * np.abs(W).sum() + np.abs(b).max()
    for k in range(N_OPERATIONS + 1):
        here = split.at(A, k)
        for near in (k - 1e-12, k + 1e-12):
            if 0 <= near <= N_OPERATIONS:
                assert split.at(A, near) == pytest.approx(here, abs=1e-6 * size)


@settings(deadline=None, max_examples=100)
@given(layers)
def test_rotations_stay_rotations_and_keep_every_length(layer):
    W, b, A, rng = drawn(layer)
    split = split_layer(W, b, "linear")
    for rotation in (split.rotate, split.rotate_again):
        n = len(rotation.matrix)
        for t in (0.0, *rng.uniform(size=3), 1.0):
            R = rotation.at(t)
            assert np.allclose(R @ R.T, np.eye(n), rtol=0, atol=1e-12)
            assert np.linalg.det(R) == pytest.approx(1)
    lengths = np.linalg.norm(A, axis=1)
    t = rng.uniform()
    assert np.linalg.norm(split.at(A, t), axis=1) == pytest.approx(lengths)
    scaled = np.linalg.norm(split.at(A, 2), axis=1)
    assert np.linalg.norm(split.at(A, 2 + t), axis=1) == pytest.approx(scaled)


@settings(deadline=None, max_examples=100)
@given(layers)
def test_scales_are_the_singular_values_and_a_mirror_is_their_last_sign(layer):
    W, b, _, _ = drawn(layer)
    split = split_layer(W, b, "tanh")
    expected = np.linalg.svd(W, compute_uv=False)
    assert np.abs(split.scales) == pytest.approx(expected, abs=1e-12)
    assert np.all(split.scales[:-1] >= 0)
    if W.shape[0] != W.shape[1]:
        assert np.all(split.scales >= 0)
    elif np.linalg.matrix_rank(W) == len(W):
        assert np.sign(split.scales[-1]) == np.linalg.slogdet(W)[0]


@pytest.mark.parametrize("n", [1, 2, 3, 8])
def test_layers_along_the_axes_need_no_rotation(n):
    for W in (np.zeros((n, n)), np.eye(n), np.diag(np.arange(n, 0.0, -1)), np.eye(n, n + 3)):
        split = split_layer(W, np.zeros(W.shape[1]), "linear")
        assert np.allclose(split.rotate.matrix, np.eye(len(W)))
        assert np.allclose(split.rotate_again.matrix, np.eye(W.shape[1]))


def test_a_rotation_is_a_rotation_and_no_scaling():
    R = orthogonal(5, np.random.default_rng(3))
    split = split_layer(R.T, np.zeros(5), "linear")
    assert split.scales == pytest.approx(np.ones(5))
    assert split.rotate_again.matrix @ split.rotate.matrix == pytest.approx(R)


def test_the_split_follows_small_changes_of_the_weights():
    """Through a determinant of zero too: a training step must not make the picture jump."""
    rng = np.random.default_rng(0)
    A = rng.normal(size=(10, 2))
    for share in np.linspace(-0.5, 0.5, 21):
        W = np.array([[1.5, 0.3], [0.2, share]])
        here = split_layer(W, np.zeros(2), "tanh").at(A, 1.5)
        there = split_layer(W + 1e-6, np.zeros(2), "tanh").at(A, 1.5)
        assert there == pytest.approx(here, abs=1e-4)


def test_same_layer_same_split():
    rng = np.random.default_rng(5)
    W, b = rng.normal(size=(8, 8)), rng.normal(size=8)
    A = rng.normal(size=(9, 8))
    for position in (0.3, 1.5, 2.7, 3.2, 4.4):
        first = split_layer(W, b, "gelu").at(A, position)
        assert np.array_equal(first, split_layer(W, b, "gelu").at(A, position))


def test_mirroring_and_bending_pass_through_the_middle():
    split = split_layer([[1.0, 0.0], [0.0, -1.0]], [0.0, 3.0], "relu")
    assert split.at([[2.0, 5.0]], 1.5) == pytest.approx(np.array([[2.0, 0.0]]))
    assert split.at([[2.0, 5.0]], 3.5) == pytest.approx(np.array([[2.0, -3.5]]))
    assert split.at([[2.0, 5.0]], 4.5) == pytest.approx(np.array([[2.0, -1.0]]))


def test_a_dimension_is_added_empty_and_dropped_gradually():
    lifted = split_layer(np.eye(2, 3), np.ones(3), "tanh").at([[1.0, 2.0]], 2)
    assert lifted == pytest.approx(np.array([[1.0, 2.0, 0.0]]))
    dropped = split_layer(np.eye(3, 2), np.zeros(2), "linear")
    assert dropped.at([[1.0, 2.0, 4.0]], 1.25) == pytest.approx(np.array([[1.0, 2.0, 3.0]]))
    assert dropped.at([[1.0, 2.0, 4.0]], 2) == pytest.approx(np.array([[1.0, 2.0, 0.0]]))


def planes_matrix(angles, n, rng):
    """A rotation (n, n) that turns the first planes by ``angles``, seen from a random side."""
    B = np.eye(n)
    for i, a in enumerate(angles):
        B[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]
    Q = orthogonal(n, rng)
    return Q @ B @ Q.T


angle = st.one_of(
    st.sampled_from([0.0, np.pi, np.pi / 2, 1.0, 1e-7, np.pi - 1e-7, 1e-4, np.pi - 1e-5]),
    st.floats(-np.pi, np.pi),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(angle, min_size=1, max_size=4), st.integers(0, 3), st.integers(0, 10**6))
@example([np.pi, np.pi], 0, 0)
@example([1.0, 1.0, 1.0], 1, 0)
@example([np.pi, np.pi - 1e-7, 1e-7, 1.0], 0, 0)
def test_any_rotation_travels_by_rotations(angles, spare, seed):
    rng = np.random.default_rng(seed)
    n = 2 * len(angles) + spare
    R = planes_matrix(angles, n, rng)
    rotation = rotation_of(R)
    frame = np.vstack([rotation.first, rotation.second])
    assert frame @ frame.T == pytest.approx(np.eye(len(frame)), abs=1e-12)
    assert np.all((rotation.angles > 0) & (rotation.angles <= np.pi))
    t = rng.uniform()
    part = rotation.at(t)
    assert part @ part.T == pytest.approx(np.eye(n), abs=1e-12)
    assert np.linalg.det(part) == pytest.approx(1)
    assert np.array_equal(rotation.at(0), np.eye(n))
    assert np.array_equal(rotation.at(1), R)
    assert rotation.at(1 - 1e-12) == pytest.approx(R, abs=1e-6)
    assert part @ rotation.at(1 - t) == pytest.approx(R, abs=1e-6)


@pytest.mark.parametrize("n", [2, 3, 5, 8])
def test_the_way_is_the_matrix_logarithms(n):
    R = orthogonal(n, np.random.default_rng(n))
    for t in (0.2, 0.5, 0.9):
        assert rotation_at(R, t) == pytest.approx(expm(t * logm(R)).real, abs=1e-9)


def test_half_a_turn_goes_left_and_one_dimension_has_nothing_to_turn():
    assert rotation_at(-np.eye(2), 0.5) == pytest.approx(np.array([[0.0, -1.0], [1.0, 0.0]]))
    assert np.array_equal(rotation_at([[1.0]], 0.4), [[1.0]])


def test_what_is_no_rotation_or_no_layer_is_named():
    for bad, words in (
        (np.diag([1.0, -1.0]), "proper rotation. Got the determinant -1"),
        (np.eye(2) * 2, "orthogonal. Got R Rᵀ − I up to 3"),
        (np.ones((2, 3)), r"square, \(n, n\). Got shape \(2, 3\)"),
        (np.full((2, 2), np.nan), "orthogonal"),
    ):
        with pytest.raises(ValueError, match=words):
            rotation_of(bad)
    with pytest.raises(ValueError, match=r"activation must be one of tanh.* Got 'cube'"):
        split_layer(np.eye(2), np.zeros(2), "cube")
    with pytest.raises(ValueError, match=r"Got \(2, 2\) and \(3,\)"):
        split_layer(np.eye(2), np.zeros(3), "tanh")
    with pytest.raises(ValueError, match="must be finite"):
        split_layer(np.full((2, 2), np.inf), np.zeros(2), "tanh")
    split = split_layer(np.eye(2), np.zeros(2), "tanh")
    with pytest.raises(ValueError, match=r"shape \(n, 2\). Got \(1, 3\)"):
        split.at(np.zeros((1, 3)), 0)
    with pytest.raises(ValueError, match=r"from 0 to 5. Got 5.1"):
        split.at(np.zeros((1, 2)), 5.1)


def test_bends_are_the_networks_own():
    Z = np.random.default_rng(0).normal(size=(50, 3)) * 3
    assert bend("softmax", Z) == pytest.approx(OUTPUTS["softmax"].probabilities(Z.T))
    assert bend("softmax", Z[:, :1]) == pytest.approx(bend("sigmoid", Z[:, :1]))
    assert np.isfinite(bend("softmax", Z * 1e4)).all()
    kept = Z.copy()
    for name in BENDS:
        bend(name, Z)
    assert np.array_equal(Z, kept)


@pytest.mark.parametrize("activation", ["tanh", "relu", "sine"])
@pytest.mark.parametrize("own", [(), ("gelu", "same", "linear")])
def test_layer_by_layer_it_is_the_network(activation, own):
    run = Run(
        RunConfig(
            hidden_layers=(8, 3, 1, 5),
            activation=activation,
            layer_activations=own,
            precision="float64",
            seed=2,
        )
    )
    run.advance(epochs=3)
    X = run.dataset.X_train[:50]
    A = run.inputs(X)
    hidden_layers = zip(run.layers[:-1], run.config.activations, run.hidden(X), strict=True)
    for (W, b), name, hidden in hidden_layers:
        A = split_layer(W, b, name).output(A)
        assert np.allclose(A, hidden, rtol=0, atol=1e-6)
    W, b = run.layers[-1]
    assert split_layer(W, b, run.output).output(A)[:, 0] == pytest.approx(
        run.predict_proba(X)[:, 1], abs=1e-6
    )


def test_every_operation_is_explained_in_a_sentence():
    assert N_OPERATIONS == 5
    for name, row in OPERATIONS.items():
        assert row.name == name
        assert row.label
        assert row.formula
        assert row.explanation.endswith(".")
