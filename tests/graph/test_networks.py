"""Graphs of networks give the engine's own numbers: loss, and the gradient of every weight."""

from __future__ import annotations

import numpy as np
import pytest

from playground.graph.networks import gradients, is_drawn_by_units, layer_graph, unit_graph
from playground.nn import ACTIVATIONS, MLP, Backpropagation, Batch, Head, initial_parameters
from playground.nn.calls import play

HEADS = [
    ("cross_entropy", "softmax", 2, 1),
    ("cross_entropy", "softmax", 4, 2),
    ("squared", "tanh", 2, 0),
    ("squared", "sigmoid", 3, 1),
    ("squared", "linear", 0, 0.3),
    ("huber", "tanh", 2, 1),
    ("huber", "linear", 0, -2.5),
]


def engine(sizes, activation, head, inputs, target):
    """The engine's network, its loss and its gradient for one point."""
    mlp = MLP(sizes, activation=activation, head=head, dtype="float64")
    mlp.params[:] = initial_parameters(sizes, "he", np.random.default_rng(1))
    mlp.params += 0.1 * np.random.default_rng(2).normal(size=mlp.params.shape)
    column = np.append(inputs, 1.0)[:, None]
    batch = Batch(column, target[:, None])
    play(Backpropagation(mlp).calls(batch))
    loss = head.losses(mlp.outputs(column), target[:, None])[0]
    return mlp, float(loss)


@pytest.mark.parametrize(
    "activation", [*(name for name in ACTIVATIONS if name != "step"), ("gelu", "tanh")]
)
@pytest.mark.parametrize(("loss", "output", "n_classes", "y"), HEADS)
def test_layer_graphs_are_the_engine(activation, loss, output, n_classes, y):
    head = Head(loss=loss, output=output, n_classes=n_classes, delta=0.8)
    inputs, target = np.array([0.4, -1.2, 0.9]), head.targets(np.array([y]))[0]
    mlp, expected = engine((3, 5, 4, head.n_outputs), activation, head, inputs, target)
    layers = [(w[:-1], w[-1]) for w in mlp.weights]
    graph, values = layer_graph(layers, activation, head, inputs, target)
    trace = graph.run(values)
    assert trace.problem is None
    assert float(trace.values[-1]) == pytest.approx(expected, rel=1e-12)
    found = gradients(graph, trace.gradients)
    for name, gradient in zip("₁₂₃", mlp.gradients, strict=True):
        assert found[f"W{name}"] == pytest.approx(gradient[:-1], rel=1e-9, abs=1e-12)
        assert found[f"b{name}"] == pytest.approx(gradient[-1], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "gelu"])
@pytest.mark.parametrize("n_hidden", [1, 2, 3])
@pytest.mark.parametrize("loss", ["cross_entropy", "squared"])
def test_unit_graphs_are_the_engine(activation, n_hidden, loss):
    output = "softmax" if loss == "cross_entropy" else "tanh"
    head = Head(loss=loss, output=output)
    inputs, target = np.array([0.4, -1.2]), head.targets(np.array([1]))[0]
    mlp, expected = engine((2, n_hidden, 1), activation, head, inputs, target)
    assert is_drawn_by_units(mlp.sizes)
    layers = [(w[:-1], w[-1]) for w in mlp.weights]
    graph, values = unit_graph(layers, activation, head, inputs, target)
    trace = graph.run(values)
    assert float(trace.values[-1]) == pytest.approx(expected, rel=1e-12)
    found = gradients(graph, trace.gradients)
    first, second = mlp.gradients
    digits = "₁₂₃"
    for j in range(n_hidden):
        assert float(found[f"b{digits[j]}"]) == pytest.approx(first[-1, j])
        assert float(found[f"v{digits[j]}"]) == pytest.approx(second[j, 0])
        for i in range(2):
            assert float(found[f"w{digits[i]}{digits[j]}"]) == pytest.approx(first[i, j])
    assert float(found["c"]) == pytest.approx(second[-1, 0])


def test_larger_networks_are_drawn_by_layers():
    assert not is_drawn_by_units((2, 8, 8, 1))
    assert not is_drawn_by_units((2, 4, 1))
    assert not is_drawn_by_units((2, 3, 3))
