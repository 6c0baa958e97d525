"""Backpropagation for one point, against differences, the chain rule by hand, and batches."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from playground.graph.point_trace import mean_gradient, point_gradients, trace_point
from playground.nn import ACTIVATIONS, MLP, Head, initial_parameters

SMOOTH = [name for name in ACTIVATIONS if name != "step"]


def network(sizes, activation="tanh", **head):
    head = Head(**({"loss": "cross_entropy", "output": "softmax"} | head))
    mlp = MLP(sizes, activation=activation, head=head, dtype="float64")
    rng = np.random.default_rng(5)
    mlp.params[:] = initial_parameters(sizes, "he", rng) + 0.1 * rng.normal(size=mlp.params.size)
    return mlp


def loss_at(mlp, inputs, targets):
    column = np.append(inputs, 1.0)[:, None]
    return float(mlp.head.losses(mlp.outputs(column), targets[:, None])[0])


@pytest.mark.parametrize("activation", [*SMOOTH, ("gelu", "tanh"), ("relu", "sine")])
def test_every_number_of_the_trace(activation):
    mlp = network((2, 4, 3, 1), activation)
    inputs, targets = np.array([0.6, -0.8]), np.array([1.0])
    trace = trace_point(mlp, inputs, targets)
    assert trace.loss == pytest.approx(loss_at(mlp, inputs, targets), rel=1e-12)
    below = inputs
    bends = [*mlp.activations, None]
    for layer, weights, bend in zip(trace.layers, mlp.weights, bends, strict=True):
        assert layer.inputs == pytest.approx(below)
        assert layer.z == pytest.approx(weights[:-1].T @ below + weights[-1])
        assert layer.gradient == pytest.approx(np.outer(np.append(below, 1), layer.delta))
        if layer.activations is not None:
            expected = np.empty_like(layer.z)
            bend.function(layer.z.copy(), expected)
            assert layer.activations == pytest.approx(expected)
            below = layer.activations
    for lower, upper in pairwise(trace.layers):
        assert lower.delta == pytest.approx((upper.weights[:-1] @ upper.delta) * lower.slopes)
    found = np.concatenate([layer.gradient.ravel() for layer in trace.layers])
    for i in range(mlp.params.size):
        kept, h = mlp.params[i], 1e-6
        mlp.params[i] = kept + h
        above = loss_at(mlp, inputs, targets)
        mlp.params[i] = kept - h
        beneath = loss_at(mlp, inputs, targets)
        mlp.params[i] = kept
        assert found[i] == pytest.approx((above - beneath) / (2 * h), rel=1e-5, abs=1e-8)


@pytest.mark.parametrize(
    ("sizes", "head"),
    [
        ((3, 5, 1), {}),
        ((2, 1), {}),
        ((2, 4, 3), {"n_classes": 3}),
        ((2, 4, 1), {"loss": "huber", "output": "linear", "n_classes": 0}),
    ],
)
def test_the_batch_is_the_mean_of_its_points(sizes, head):
    mlp = network(sizes, **head)
    rng = np.random.default_rng(8)
    inputs = rng.normal(size=(7, sizes[0]))
    answers = rng.normal(size=7) if mlp.head.n_classes == 0 else rng.integers(0, 2, 7)
    targets = mlp.head.targets(answers)
    each = point_gradients(mlp, inputs, targets)
    assert each.mean(axis=0) == pytest.approx(mean_gradient(mlp, inputs, targets))
    trace = trace_point(mlp, inputs[3], targets[3])
    alone = np.concatenate([layer.gradient.ravel() for layer in trace.layers])
    assert each[3] == pytest.approx(alone)
