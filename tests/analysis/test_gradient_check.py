"""Numeric against backpropagated gradients: formulas by hand, and the three ways an error goes."""

from __future__ import annotations

import numpy as np
import pytest

from playground.analysis.frozen_network import FrozenNetwork, moment_of, parameter_names
from playground.analysis.gradient_check import (
    MOST_COMPARED,
    PRECISIONS,
    RULES,
    compare,
    differences,
    error_curves,
    gradient_times,
    relative_error,
)
from playground.config import RunConfig
from playground.nn import ACTIVATIONS
from playground.training import Run

EIGHTS = RunConfig(hidden_layers=(8, 8, 8), seed=2)


@pytest.fixture(scope="module")
def moment():
    run = Run(EIGHTS)
    run.advance(20)
    return moment_of(run)


def slope(steps, errors, low, high):
    """Exponent of errors ∝ h^k between two step sizes."""
    there = (steps >= low) & (steps <= high)
    return np.polyfit(np.log10(steps[there]), np.log10(errors[there]), 1)[0]


@pytest.mark.parametrize("own", [(), ("gelu",), ("same", "relu")])
def test_the_frozen_network_has_the_runs_numbers(own):
    config = RunConfig(n_samples=200, hidden_layers=(5, 4), precision="float64", seed=1)
    run = Run(config.replace(layer_activations=own))
    run.advance(7)
    network = FrozenNetwork(moment_of(run))
    assert network.loss() == pytest.approx(run.metrics()[0], rel=1e-12)
    z = network.outputs()[0]
    np.testing.assert_allclose(
        1 / (1 + np.exp(-z)), run.predict_proba(run.dataset.X_train)[:, 1], rtol=1e-12
    )


def test_its_gradient_is_the_step_the_run_takes():
    config = RunConfig(
        n_samples=200, hidden_layers=(5, 4), precision="float64",
        optimizer="sgd", learning_rate=0.1, batch_size=0,
    )  # fmt: skip
    run = Run(config)
    network = FrozenNetwork(moment_of(run))
    before = network.mlp.params.copy()
    run.advance(1)
    after = np.concatenate([np.vstack([W, b]).ravel() for W, b in run.layers])
    np.testing.assert_allclose((before - after) / 0.1, network.gradient(), rtol=1e-9, atol=1e-13)


def test_it_takes_no_more_points_than_asked(moment):
    network = FrozenNetwork(moment, most_points=7)
    assert (network.batch.n_samples, len(network.answers)) == (7, 7)


def test_names_are_those_of_the_parameters():
    names = parameter_names((2, 3, 1))
    assert len(names) == len(set(names)) == 13
    assert names[0] == "layer 1, unit 1, weight 1"
    assert names[4] == "layer 1, unit 2, weight 2"
    assert names[8] == "layer 1, unit 3, bias"
    assert names[-1] == "layer 2, unit 1, bias"


def test_eight_eight_eight_agrees_in_float64(moment):
    found = compare(moment)
    assert (found.n_parameters, len(found.places)) == (177, 177)
    assert found.error < 1e-7
    assert np.abs(found.numeric - found.exact).max() < 1e-7


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "step"])
def test_every_activation_agrees_from_the_first_weights(activation):
    run = Run(RunConfig(hidden_layers=(8, 8, 8), activation=activation, n_samples=100, seed=3))
    # Steps small enough that no ReLU's bend lies within one: rounding alone is left.
    assert compare(moment_of(run), h=1e-7).error < 1e-6


def test_a_parabola_by_hand():
    """One linear neuron, one point: L = ½(w·x + b − t)², so both rules are known exactly."""
    config = RunConfig(
        dataset="reg-plane", hidden_layers=(), n_samples=20, train_share=0.1, precision="float64"
    )
    network = FrozenNetwork(moment_of(Run(config)), most_points=1)
    x, t = network.batch.inputs[:, 0], network.batch.targets[0, 0]
    error = network.mlp.params @ x - t
    h = 1e-3
    np.testing.assert_allclose(network.gradient(), error * x, rtol=1e-12)
    np.testing.assert_allclose(differences(network, h, "central"), error * x, rtol=1e-9, atol=1e-9)
    expected = error * x + 0.5 * h * x * x  # the forward rule's error is half the curvature times h
    np.testing.assert_allclose(differences(network, h, "forward"), expected, rtol=1e-9, atol=1e-9)


def test_the_network_is_left_as_it_was(moment):
    network = FrozenNetwork(moment)
    before = network.mlp.params.copy()
    differences(network, 0.1, "central", np.array([3, 5]))
    np.testing.assert_array_equal(network.mlp.params, before)


def test_the_error_curve_is_a_u(moment):
    curves = error_curves(moment)
    assert curves is not None
    steps = curves.steps
    central, forward = (curves.errors["float64", rule] for rule in ("central", "forward"))
    assert slope(steps, central, 1e-3, 1e-1) == pytest.approx(2, abs=0.2)  # truncation
    assert slope(steps, forward, 1e-5, 1e-2) == pytest.approx(1, abs=0.2)
    assert slope(steps, central, 1e-13, 1e-8) == pytest.approx(-1, abs=0.25)  # rounding
    for precision, rule, low, high in (
        ("float64", "central", 1e-7, 1e-4),
        ("float64", "forward", 1e-10, 1e-6),
        ("float32", "central", 1e-4, 1e-1),
        ("float32", "forward", 1e-5, 1e-1),
    ):
        h, least = curves.best(precision, rule)
        assert low < h < high
        errors = curves.errors[precision, rule]
        assert least < errors[-1] / 30
        assert least < errors[steps >= h / 1e4][0]
    assert curves.best("float64", "central")[1] < 1e-7
    assert curves.best("float32", "central")[1] > curves.best("float64", "central")[1] * 100
    assert curves.backpropagation["float64"] == 0
    assert 0 < curves.backpropagation["float32"] < 1e-4


def test_a_gradient_of_zero_has_no_relative_error():
    run = Run(RunConfig(initializer="zeros", dataset="xor", n_samples=100, precision="float64"))
    share = run.dataset.y_train.mean()
    layers = run.layers
    layers[-1][1][:] = np.log(share / (1 - share))  # the best that a constant answer can do
    run.set_layers(layers)
    assert np.abs(FrozenNetwork(moment_of(run)).gradient()).max() < 1e-15
    assert error_curves(moment_of(run)) is None
    assert np.isnan(compare(moment_of(run)).error)
    assert np.isnan(relative_error(np.ones(3), np.zeros(3)))


def test_large_networks_are_compared_in_part():
    run = Run(RunConfig(hidden_layers=(32, 32, 32), n_samples=40))
    found = compare(moment_of(run))
    assert len(found.places) == MOST_COMPARED < found.n_parameters
    assert found.places[0] == 0
    assert found.places[-1] == found.n_parameters - 1
    assert found.error < 1e-6


@pytest.mark.parametrize(("h", "rule"), [(0, "central"), (-1, "forward"), (1e-3, "backward")])
def test_what_means_nothing_is_named(moment, h, rule):
    with pytest.raises(ValueError, match="must be"):
        differences(FrozenNetwork(moment), h, rule)
    assert {*RULES} == {"forward", "central"}
    assert {*PRECISIONS} == {"float64", "float32"}


def test_forward_passes_grow_with_the_parameters_and_backpropagation_does_not():
    times = gradient_times(EIGHTS, widths=(1, 4, 16, 64), most_seconds=0.03, repeats=3)
    assert list(times.n_parameters) == [7, 37, 337, 4417]
    assert times.measured[0]
    assert not times.measured[-1]
    # Counted in forward passes: P + 1 of them against a few; wide margins, no absolute time.
    np.testing.assert_allclose(times.by_differences[-1], 4418 * times.loss[-1], rtol=1e-9)
    # Its own forward pass is part of it, whatever the size.
    assert (times.backpropagation > times.forward).all()
    assert (times.backpropagation < 12 * times.forward).all()
    assert times.by_differences[-1] > 100 * times.backpropagation[-1]


def test_times_of_a_single_step_neuron_are_those_of_a_network():
    config = RunConfig(dataset="gauss", activation="step", hidden_layers=())
    assert list(gradient_times(config, widths=(2,), repeats=1).n_parameters) == [15]
