"""Gradients through stacks: the run's own numbers, chains worked by hand, vanishing, exploding."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from playground.analysis.frozen_network import FrozenNetwork, moment_of
from playground.analysis.gradient_flow import (
    BENDS,
    N_NETWORKS,
    POINTS_EACH,
    Lab,
    Stack,
    curve,
    values_and_slopes,
)
from playground.config import RunConfig
from playground.nn import INITIALIZERS, layer_views
from playground.training import Run

SMALL = RunConfig(dataset="circle", n_samples=100, seed=4, precision="float64")


@pytest.mark.parametrize(("activation", "initializer"), [("tanh", "he"), ("gelu", "uniform")])
def test_the_stack_is_the_network_that_a_run_starts_with(activation, initializer):
    lab = Lab(SMALL)
    stack = Stack(activation, initializer, 3, 6)
    flow, params = lab.flow(stack), lab.first_weights(stack)
    for which in (0, 5):
        config = SMALL.replace(
            hidden_layers=(6, 6, 6), activation=activation, initializer=initializer,
            weight_seed=SMALL.seed + which,
        )  # fmt: skip
        run = Run(config)
        moment = moment_of(run)
        np.testing.assert_array_equal(params[which], FrozenNetwork(moment).mlp.params)
        # The gradient of each point alone, as a difference of sums over the first points.
        first = which * POINTS_EACH
        sums = [np.zeros(params.shape[1])] if first == 0 else []
        for n in range(max(first, 1), first + POINTS_EACH + 1):
            sums.append(n * FrozenNetwork(moment, most_points=n).gradient())
        alone = np.diff(sums, axis=0)
        for layer, parts in enumerate(layer_views(alone, (2, 6, 6, 6, 1))):
            squares = np.square(parts).sum(axis=(1, 2)).mean()
            assert flow.gradients[which, layer] == pytest.approx(np.sqrt(squares), rel=1e-7)
            squares = np.square(parts[:, -1]).sum(axis=1).mean()
            assert flow.deltas[which, layer] == pytest.approx(np.sqrt(squares), rel=1e-7)
        hidden = run.hidden(run.dataset.X_train[first : first + POINTS_EACH])
        expected = [np.sqrt((a**2).mean()) for a in hidden]
        np.testing.assert_allclose(flow.signals[which], expected, rtol=1e-10)


def test_a_linear_chain_is_a_product_of_matrices():
    lab = Lab(SMALL)
    stack = Stack("linear", "he", 4, 5, scale=1.3)
    flow, params = lab.flow(stack), lab.first_weights(stack)
    for which, at_output in enumerate(flow.deltas[:, -1]):
        back = np.ones(1)
        for layer in range(4, 0, -1):
            back = layer_views(params[which], (2, 5, 5, 5, 5, 1))[layer][:-1] @ back
            expected = at_output * np.linalg.norm(back)
            assert flow.deltas[which, layer - 1] == pytest.approx(expected, rel=1e-9)


def test_the_scale_multiplies_the_weights_and_leaves_the_biases():
    lab, sizes = Lab(SMALL), (2, 3, 3, 1)
    plain, scaled = (
        layer_views(lab.first_weights(Stack("tanh", "uniform", 2, 3, scale)), sizes)
        for scale in (1, 2.5)
    )
    for one, other in zip(plain, scaled, strict=True):
        np.testing.assert_allclose(other[:, :-1], 2.5 * one[:, :-1])
        np.testing.assert_array_equal(other[:, -1], one[:, -1])


def test_sigmoids_vanish_and_he_keeps_relu():
    lab = Lab(RunConfig())
    sigmoid = lab.flow(Stack("sigmoid", "glorot", 8, 16))
    medians = np.median(sigmoid.deltas, axis=0)
    assert (np.diff(medians) > 0).all()  # smaller with every layer further down
    assert sigmoid.ratio < 1e-3
    # A sigmoid's slope is a quarter at most, so no layer can pass on more than that of ‖W‖.
    assert 0.1 < lab.flow(Stack("relu", "he", 8, 16)).ratio < 10


def test_large_weights_explode():
    lab = Lab(RunConfig())
    assert lab.flow(Stack("relu", "he", 8, 16, scale=3)).ratio > 1000
    assert lab.flow(Stack("linear", "uniform", 8, 64)).ratio > 100


def test_from_zero_weights_nothing_passes():
    flow = Lab(RunConfig()).flow(Stack("tanh", "zeros", 3, 8))
    assert not flow.deltas[:, :-1].any()
    np.testing.assert_allclose(flow.deltas[:, -1], 0.5)  # |p − y| with p = ½
    assert flow.ratio == 0


def test_ratios_are_those_of_the_flows():
    lab = Lab(SMALL)
    ratios = lab.ratios(2, 4, 1.5)
    assert ratios.shape == (len(BENDS), len(INITIALIZERS))
    for row, column in ((0, 0), (6, 2)):
        stack = Stack(BENDS[row], list(INITIALIZERS)[column], 2, 4, 1.5)
        assert ratios[row, column] == lab.flow(stack).ratio


def test_idle_units():
    lab = Lab(RunConfig())
    assert lab.idle(Stack("relu", "zeros", 3, 8)).dead.tolist() == [1, 1, 1]
    assert lab.idle(Stack("relu", "he", 3, 8)).saturated is None
    mild, wild = (lab.idle(Stack("tanh", "he", 3, 8, s)).saturated for s in (1, 4))
    assert (wild > mild + 0.1).all()
    idle = lab.idle(Stack("linear", "he", 3, 8))
    assert (idle.dead, idle.saturated) == (None, None)


@pytest.mark.parametrize("dataset", ["spiral", "pinwheel", "curve"])
def test_any_data_and_any_depth(dataset):
    lab = Lab(RunConfig(dataset=dataset, n_samples=20, train_share=0.1))
    for depth in (1, 8):
        assert lab.flow(Stack("swish", "glorot", depth, 3)).deltas.shape == (N_NETWORKS, depth + 1)


def test_a_step_neuron_has_a_lab_too():
    lab = Lab(RunConfig(dataset="gauss", activation="step", hidden_layers=()))
    assert lab.flow(Stack("tanh", "he", 2, 4)).ratio > 0


@pytest.mark.parametrize("name", BENDS)
def test_a_slope_is_the_values_central_difference(name):
    z = np.linspace(-5, 5, 201) + 0.003  # not on a bend
    h = 1e-5
    above, below = (values_and_slopes(name, z + sign * h)[0] for sign in (1, -1))
    np.testing.assert_allclose(values_and_slopes(name, z)[1], (above - below) / (2 * h), atol=1e-8)


def test_where_a_sigmoid_is_flat():
    (left, right) = curve("sigmoid").flat
    # 4σ(1 − σ) = 0.05 at z = ± log((1 + √0.95) / (1 − √0.95))
    edge = np.log((1 + np.sqrt(0.95)) / (1 - np.sqrt(0.95)))
    assert (left[0], right[1]) == (-6, 6)
    assert left[1] == pytest.approx(-edge, abs=0.03)
    assert right[0] == pytest.approx(edge, abs=0.03)
    np.testing.assert_allclose(curve("sigmoid").value, special.expit(curve("sigmoid").z))


def test_flat_halves_and_none():
    assert curve("relu").flat == ((-6.0, pytest.approx(0, abs=0.03)),)
    assert curve("linear").flat == curve("sine").flat == ()
