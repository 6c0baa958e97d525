"""The morph passes through the network's own spaces, without a jump on the way."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from playground import Run, RunConfig
from playground.analysis.five_operations import N_OPERATIONS
from playground.analysis.morph import (
    MAX_FRAMES,
    joined,
    morph_of,
    morph_path,
    plane_grid,
    run_morph,
)
from playground.analysis.space_view import orthonormal, space_view

RNG = np.random.default_rng(0)


def network(sizes, seed=0):
    rng = np.random.default_rng(seed)
    return [
        (rng.normal(size=(n_in, n_out)), rng.normal(size=n_out)) for n_in, n_out in pairwise(sizes)
    ]


def test_at_a_layers_end_its_units_are_seen_as_they_are():
    X = RNG.normal(size=(30, 2))
    layers = network((2, 3, 2, 1))
    morph = morph_of(layers, "tanh", "sigmoid", X)
    A = X
    assert (morph.n_dimensions, morph.depth) == (3, 15)
    assert morph.at(X, 0) == pytest.approx(np.pad(X, ((0, 0), (0, 1))))
    for i, (W, b) in enumerate(layers):
        Z = A @ W + b
        A = np.tanh(Z) if i < 2 else 1 / (1 + np.exp(-Z))
        seen = morph.at(X, N_OPERATIONS * (i + 1))
        assert seen == pytest.approx(np.pad(A, ((0, 0), (0, 3 - A.shape[1]))), abs=1e-12)
        assert morph.at(X, 5 * i + 4)[:, : Z.shape[1]] == pytest.approx(Z)
    assert [view.share for view in morph.spaces] == [1, 1, 1, 1]


def test_every_layer_is_bent_by_its_own_activation():
    X = RNG.normal(size=(20, 2))
    layers = network((2, 3, 2, 1))
    morph = morph_of(layers, ("relu", "sine"), "sigmoid", X)
    A = np.maximum(X @ layers[0][0] + layers[0][1], 0)
    assert morph.at(X, 5) == pytest.approx(A)
    A = np.sin(A @ layers[1][0] + layers[1][1])
    assert morph.at(X, 10)[:, :2] == pytest.approx(A)


def test_a_runs_path_is_that_of_its_own_activations():
    run = Run(RunConfig(hidden_layers=(2, 2), activation="tanh", layer_activations=("relu",)))
    run.advance(2)
    path = run_morph(run)
    first, second = run.hidden(run.dataset.X_train)
    assert path.points[path.depths.tolist().index(5)] == pytest.approx(first, abs=1e-6)
    assert path.points[path.depths.tolist().index(10)] == pytest.approx(second, abs=1e-6)


def test_wide_layers_are_seen_through_scikit_learns_principal_components():
    X = RNG.normal(size=(60, 2))
    layers = network((2, 8, 6, 1))
    for n_dimensions in (2, 3):
        morph = morph_of(layers, "tanh", "softmax", X, n_dimensions=n_dimensions)
        first = np.tanh(X @ layers[0][0] + layers[0][1])
        second = np.tanh(first @ layers[1][0] + layers[1][1])
        for i, A in enumerate((first, second), start=1):
            pca = PCA(n_dimensions).fit(A)
            expected = pca.transform(A)
            seen = morph.at(X, 5 * i)
            signs = np.sign((seen * expected).sum(axis=0))
            assert seen == pytest.approx(expected * signs, abs=1e-8)
            share = pca.explained_variance_ratio_.sum()
            assert morph.spaces[i].share == pytest.approx(share)


def test_chosen_units_are_seen_and_their_share_told():
    X = RNG.normal(size=(40, 2))
    layers = network((2, 5, 1))
    A = np.tanh(X @ layers[0][0] + layers[0][1])
    morph = morph_of(layers, "tanh", "softmax", X, n_dimensions=2, units={1: (4, 1)})
    view = morph.spaces[1]
    assert (view.kind, view.units) == ("units", (1, 4))
    assert morph.at(X, 5) == pytest.approx(A[:, [1, 4]])
    assert view.share == pytest.approx(A.var(axis=0)[[1, 4]].sum() / A.var(axis=0).sum())
    triple = morph_of(layers, "tanh", "softmax", X, units={1: (0, 2, 3)})
    assert triple.at(X, 5) == pytest.approx(A[:, [0, 2, 3]])


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from([1, 2, 3, 5, 8, 32]), min_size=0, max_size=4),
    st.sampled_from([1, 2, 4]),
    st.sampled_from(["tanh", "relu", "gelu", "sine", "linear"]),
    st.sampled_from([2, 3]),
    st.integers(0, 10**6),
)
def test_nothing_jumps(hidden, n_outputs, activation, n_dimensions, seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(25, 2))
    layers = network((2, *hidden, n_outputs), seed)
    morph = morph_of(layers, activation, "softmax", X, n_dimensions=n_dimensions)
    for depth in (*range(1, morph.depth), *(rng.uniform(0, morph.depth, 3))):
        before, after = morph.at(X, depth - 1e-9), morph.at(X, min(depth + 1e-9, morph.depth))
        assert after == pytest.approx(before, abs=1e-5 * (1 + np.abs(before).max()))


def test_a_path_is_the_morph_frame_by_frame():
    X, grid = RNG.normal(size=(20, 2)), plane_grid(5, 7)
    boundary = joined([RNG.normal(size=(4, 2)), RNG.normal(size=(3, 2))])
    morph = morph_of(network((2, 8, 2, 3)), "relu", "softmax", X)
    path = morph_path(morph, X, grid, boundary)
    n = len(path.depths)
    assert path.points.shape == (n, 20, 3)
    assert path.grid.shape == (n, 10, 7, 3)
    assert path.boundary is not None
    assert path.boundary.shape == (n, 8, 3)
    assert np.isnan(path.boundary[:, 4]).all()
    assert np.isfinite(np.delete(path.boundary, 4, axis=1)).all()
    assert n <= MAX_FRAMES
    assert set(range(16)) <= set(np.round(path.depths, 9))
    for i in (0, 1, n // 2, n - 1):
        depth = path.depths[i]
        assert path.points[i] == pytest.approx(morph.at(X, depth), abs=1e-12)
        assert path.grid[i, 3] == pytest.approx(morph.at(grid[3], depth), abs=1e-12)
        assert path.boundary[i, 5:] == pytest.approx(morph.at(boundary[5:], depth), abs=1e-12)
        assert path.labels[i] == morph.label(depth)


def test_labels_name_layer_and_operation():
    morph = morph_of(network((2, 2, 4)), "tanh", "softmax", RNG.normal(size=(9, 2)))
    assert [morph.label(depth) for depth in (0, 0.1, 1, 1.5, 3, 4, 5)] == [
        "input",
        "layer 1 · rotate",
        "layer 1 · rotate",
        "layer 1 · scale",
        "layer 1 · rotate again",
        "layer 1 · translate",
        "layer 1 · bend",
    ]
    assert morph.label(5.5) == "output · rotate"
    assert morph.label(7) == "output · scale 2 → 4"
    assert morph.label(10) == "output · bend"


@pytest.mark.parametrize("hidden", [(), (3,), (8, 8, 8), (32,) * 8])
@pytest.mark.parametrize("dataset", ["spiral", "pinwheel", "reg-gauss", "curve"])
def test_any_run_has_a_path(hidden, dataset):
    run = Run(RunConfig(dataset=dataset, hidden_layers=hidden, n_samples=60))
    run.advance(epochs=2)
    path = run_morph(run)
    assert len(path.points[0]) == len(run.dataset.X_train)
    assert np.isfinite(path.points).all()
    assert np.isfinite(path.grid).all()
    assert len(path.depths) == len(path.labels)
    assert path.depths[-1] == 5 * (len(hidden) + 1)
    if run.task == "regression":
        assert path.boundary is None


def test_the_boundary_travels_to_where_the_answer_changes():
    run = Run(RunConfig(dataset="circle", hidden_layers=(4, 2), precision="float64", seed=1))
    run.advance(epochs=100)
    path = run_morph(run, n_dimensions=2)
    assert path.boundary is not None
    ends = path.boundary[-1][~np.isnan(path.boundary[-1]).any(axis=1)]
    assert ends[:, 0] == pytest.approx(0.5, abs=0.1)
    # In the last hidden space it is the output unit's straight cut.
    W, b = run.layers[-1]
    there = path.boundary[path.depths.tolist().index(10.0)]
    points = path.points[path.depths.tolist().index(10.0)]
    assert np.nanmax(np.abs(there @ W + b)) < 0.1 * np.ptp(points @ W)


def test_another_moments_layers_can_be_followed():
    run = Run(RunConfig(dataset="circle", hidden_layers=(2,), seed=1))
    first = run.layers
    before = run_morph(run)
    run.advance(epochs=20)
    again = run_morph(run, layers=first)
    assert np.array_equal(again.points, before.points)
    assert not np.allclose(run_morph(run).points, before.points)


def test_features_are_seen_through_components_too():
    run = Run(RunConfig(dataset="circle", features=("x", "y", "x2", "y2"), hidden_layers=()))
    path = run_morph(run, n_dimensions=2)
    assert path.spaces[0].kind == "components"
    assert path.points.shape[-1] == 2


def test_clouds_without_spread_have_a_view():
    view = space_view(np.ones((10, 5)), 2)
    assert view.share == 1
    assert np.allclose(view.axes.T @ view.axes, np.eye(2))
    layers = [(np.zeros((2, 4)), np.zeros(4)), (np.zeros((4, 1)), np.zeros(1))]
    morph = morph_of(layers, "relu", "softmax", RNG.normal(size=(10, 2)), n_dimensions=2)
    assert np.isfinite(morph.at(RNG.normal(size=(10, 2)), 7.5)).all()


def test_orthonormal_keeps_directions_and_replaces_what_adds_nothing():
    axes = orthonormal(np.array([[2.0, 1.0], [0.0, 3.0], [0.0, 0.0]]))
    assert axes == pytest.approx(np.eye(3, 2))
    lost = orthonormal(np.array([[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]]))
    assert lost.T @ lost == pytest.approx(np.eye(2))


def test_plane_grid_runs_along_x_then_along_y():
    grid = plane_grid(3, 5, half_side=2.0)
    assert grid.shape == (6, 5, 2)
    assert grid[0].tolist() == [[-2, -2], [-1, -2], [0, -2], [1, -2], [2, -2]]
    assert grid[3].tolist() == [[-2, -2], [-2, -1], [-2, 0], [-2, 1], [-2, 2]]


def test_bad_requests_are_named():
    X = RNG.normal(size=(5, 2))
    layers = network((2, 5, 1))
    with pytest.raises(ValueError, match="one layer at least"):
        morph_of([], "tanh", "softmax", X)
    with pytest.raises(ValueError, match=r"one for each of 1 hidden layers. Got 2 names"):
        morph_of(layers, ("tanh", "relu"), "softmax", X)
    with pytest.raises(ValueError, match=r"n_dimensions must be 2 or 3. Got 4"):
        morph_of(layers, "tanh", "softmax", X, n_dimensions=4)
    with pytest.raises(ValueError, match=r"units must be 2 different ones of 0 to 4. Got \(1, 5\)"):
        morph_of(layers, "tanh", "softmax", X, n_dimensions=2, units={1: (1, 5)})
    with pytest.raises(ValueError, match=r"depth must be from 0 to 10. Got 11"):
        morph_of(layers, "tanh", "softmax", X).at(X, 11)
