"""Landscapes: the middle is the model's own loss, slopes are gradients, planes as promised."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from playground.analysis.landscape import (
    MAX_RESOLUTION,
    Ground,
    Plane,
    blocks,
    flat,
    grid_axis,
    landscape,
    landscape_rows,
    path_plane,
    random_plane,
)
from playground.config import RunConfig
from playground.training import Run

CONFIGS = {
    "two classes": RunConfig(dataset="circle", n_samples=80, hidden_layers=(4, 3)),
    "three classes": RunConfig(
        dataset="blobs", n_samples=90, hidden_layers=(5,), activation="relu"
    ),
    "a curve": RunConfig(dataset="curve", n_samples=60, hidden_layers=(4,), loss="huber"),
    "no hidden layer": RunConfig(dataset="gauss", n_samples=60, hidden_layers=()),
    "float64": RunConfig(dataset="xor", n_samples=60, hidden_layers=(4,), precision="float64"),
    "hard step": RunConfig(
        dataset="gauss", n_samples=60, hidden_layers=(), activation="step", optimizer="sgd"
    ),
}


def trained(config: RunConfig, epochs: int = 15) -> Run:
    run = Run(config)
    run.advance(epochs=epochs)
    return run


def with_params(run: Run, params: np.ndarray) -> Run:
    """Another run of the same data that has these weights."""
    copy, layers, start = Run(run.config, run.dataset), [], 0
    for W, b in run.layers:
        stop = start + W.size + b.size
        both = params[start:stop].reshape(len(W) + 1, -1)
        layers.append((both[:-1], both[-1]))
        start = stop
    copy.set_layers(layers)
    return copy


# The losses


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS.keys())
def test_the_middle_is_exactly_the_models_loss(config):
    run = trained(config)
    plane = random_plane(flat(run.layers), run.layer_sizes, seed=3)
    found = landscape(run, plane, resolution=7)
    assert (found.train[3, 3], found.test[3, 3]) == run.metrics()[:2]


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS.keys())
def test_every_place_has_the_loss_of_a_run_with_those_weights(config):
    run = trained(config)
    params = flat(run.layers)
    plane = random_plane(params, run.layer_sizes, seed=1)
    found = landscape(run, plane, extent=0.7, resolution=5)
    for i, j in ((0, 0), (1, 4), (3, 2)):
        at = params + found.axis[j] * plane.first + found.axis[i] * plane.second
        train, test, *_ = with_params(run, at).metrics()
        assert found.train[i, j] == pytest.approx(train, rel=2e-5, abs=1e-6)
        assert found.test[i, j] == pytest.approx(test, rel=2e-5, abs=1e-6)


def test_the_grid_does_not_depend_on_how_it_is_cut(monkeypatch):
    run = trained(CONFIGS["two classes"])
    ground = Ground(run.config, run.dataset)
    plane = random_plane(flat(run.layers), run.layer_sizes, seed=0)
    whole = landscape(run, plane, resolution=9)
    parts = [landscape_rows(ground, plane, whole.axis, rows) for rows in blocks(9, 4)]
    np.testing.assert_allclose(np.concatenate(parts, axis=1)[0], whole.train, rtol=2e-6)
    monkeypatch.setattr("playground.analysis.landscape.PASS_NUMBERS", 3_000)
    np.testing.assert_allclose(landscape(run, plane, resolution=9).train, whole.train, rtol=2e-6)


def test_a_loss_that_overflows_is_left_as_it_is():
    run = trained(CONFIGS["a curve"].replace(activation="linear", loss="squared"))
    plane = random_plane(flat(run.layers), run.layer_sizes, seed=0)
    found = landscape(run, plane, extent=1e25, resolution=3)
    assert not np.isfinite(found.train[0, 0])
    assert found.train[1, 1] == run.metrics()[0]


# Slopes


@pytest.mark.parametrize("name", ["two classes", "three classes", "a curve", "no hidden layer"])
def test_the_drawn_surface_slopes_as_the_gradient_says(name):
    """Central differences of the drawn values against gradient · direction."""
    config = CONFIGS[name].replace(precision="float64", activation="tanh")
    run = trained(config)
    ground = Ground(run.config, run.dataset)
    params = flat(run.layers)
    plane = random_plane(params, run.layer_sizes, seed=2)
    h = 1e-4
    found = landscape(run, plane, extent=h, resolution=3)
    along_x = (found.train[1, 2] - found.train[1, 0]) / (2 * h)
    along_y = (found.train[2, 1] - found.train[0, 1]) / (2 * h)
    gradient = ground.gradient(params)
    assert along_x == pytest.approx(gradient @ plane.first, rel=1e-5, abs=1e-8)
    assert along_y == pytest.approx(gradient @ plane.second, rel=1e-5, abs=1e-8)


def test_the_gradient_is_that_of_every_single_weight():
    run = trained(CONFIGS["two classes"].replace(precision="float64"))
    ground = Ground(run.config, run.dataset)
    params, h = flat(run.layers), 1e-5
    steps = h * np.eye(len(params))
    ahead, behind = ground.losses(params + steps)[:, 0], ground.losses(params - steps)[:, 0]
    np.testing.assert_allclose(ground.gradient(params), (ahead - behind) / (2 * h), atol=1e-8)


# Planes


def test_random_directions_are_as_long_as_each_neurons_own_weights():
    run = trained(CONFIGS["two classes"])
    params = flat(run.layers)
    plane = random_plane(params, run.layer_sizes, seed=5)
    for direction in (plane.first, plane.second):
        start = 0
        for W, b in run.layers:
            both = np.vstack([W, b])
            own = direction[start : start + both.size].reshape(both.shape)
            for neuron in range(both.shape[1]):
                assert np.linalg.norm(own[:, neuron]) == pytest.approx(
                    float(np.linalg.norm(both[:, neuron])), rel=1e-5
                )
            start += both.size
    assert not np.allclose(plane.first, plane.second)


def test_scaled_relu_weights_show_the_same_landscape():
    """Ten times the weights below a ReLU and a tenth above are the same function: Li and others'
    reason for the normalisation."""
    run = trained(CONFIGS["two classes"].replace(activation="relu", precision="float64"))
    (W1, b1), (W2, b2), last = run.layers
    scaled = Run(run.config, run.dataset)
    scaled.set_layers([(10 * W1, 10 * b1), (W2 / 10, b2), last])
    ours = landscape(run, random_plane(flat(run.layers), run.layer_sizes, 0), resolution=5)
    # The bias of the second layer is not scaled, so a direction without it is compared.
    planes = []
    for one in (run, scaled):
        params = flat(one.layers)
        plane = random_plane(params, one.layer_sizes, 0)
        first = np.zeros_like(params)
        first[: W1.size + b1.size] = plane.first[: W1.size + b1.size]
        planes.append(landscape(one, Plane(params, first, first), resolution=5).train)
    np.testing.assert_allclose(planes[0], planes[1], rtol=1e-9)
    assert ours.train.std() > 0


def test_a_neuron_without_weights_does_not_move():
    weights = np.ones((3, 4))
    weights[:, 1] = 0
    plane = random_plane(weights.ravel(), (2, 4), seed=0)
    drawn = plane.first.reshape(3, 4)
    assert not drawn[:, 1].any()
    assert drawn[:, [0, 2, 3]].all()


def test_the_same_seed_gives_the_same_plane():
    params = np.random.default_rng(0).normal(size=17)
    one, two, other = (random_plane(params, (2, 3, 2), seed) for seed in (4, 4, 5))
    np.testing.assert_array_equal(one.first, two.first)
    assert not np.array_equal(one.first, other.first)


@given(st.integers(0, 50))
def test_a_paths_plane_is_that_of_principal_components(seed):
    rng = np.random.default_rng(seed)
    path = np.cumsum(rng.normal(size=(12, 7)) * [5, 3, 1, 1, 0.5, 0.1, 0.1], axis=0)
    plane = path_plane(path)
    pca = PCA(2).fit(path)
    for direction, component in zip((plane.first, plane.second), pca.components_, strict=True):
        cosine = direction @ component / np.linalg.norm(direction)
        assert abs(cosine) == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(plane.shares, pca.explained_variance_ratio_, rtol=1e-6)
    places = plane.project(path)
    np.testing.assert_allclose(places[-1], 0, atol=1e-12)
    assert np.linalg.norm(places, axis=1).max() == pytest.approx(1)
    assert places[0, 0] <= 0  # it begins on the left


def test_a_path_on_a_line_has_no_plane():
    line = np.outer(np.arange(5.0), np.ones(4))
    for path in (line, line[:2], line[:1]):
        with pytest.raises(ValueError, match=r"not on one line\. Got"):
            path_plane(path)


@given(st.integers(0, 30), st.floats(-3, 3), st.floats(-3, 3))
def test_what_lies_on_the_plane_is_found_where_it_lies(seed, x, y):
    params = np.random.default_rng(seed).normal(size=17)
    plane = random_plane(params, (2, 3, 2), seed)  # its directions are not at right angles
    points = plane.points(np.array([x]), np.array([y]))
    np.testing.assert_allclose(plane.project(points), [[x, y]], atol=1e-8)


# The grid


@given(st.floats(0.01, 100), st.integers(1, 60))
def test_the_axis_has_zero_in_the_middle_and_the_extent_at_its_ends(extent, half):
    axis = grid_axis(extent, 2 * half + 1)
    assert axis[half] == 0
    assert (axis[0], axis[-1]) == (-extent, extent)
    np.testing.assert_allclose(np.diff(axis), extent / half)


@pytest.mark.parametrize(
    ("extent", "resolution", "sentence"),
    [
        (0, 5, r"extent must be positive\. Got 0\."),
        (float("nan"), 5, "extent must be positive"),
        (1, 60, r"resolution must be an odd number from 3 to 201\. Got 60\."),
        (1, 1, "odd number"),
        (1, MAX_RESOLUTION + 2, "odd number"),
    ],
)
def test_a_broken_rule_is_named(extent, resolution, sentence):
    with pytest.raises(ValueError, match=sentence):
        grid_axis(extent, resolution)


@given(st.integers(1, 200), st.integers(1, 60))
def test_blocks_are_all_rows_once(resolution, n):
    assert [row for rows in blocks(resolution, n) for row in rows] == list(range(resolution))
