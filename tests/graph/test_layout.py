"""The layered drawing: edges go forward, nothing overlaps, trees are drawn without crossings."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.graph.layout import layered
from playground.graph.networks import layer_graph, unit_graph
from playground.graph.parse import parse
from playground.nn import Head


@st.composite
def graphs(draw):
    n = draw(st.integers(1, 40))
    inputs = [()]
    for node in range(1, n):
        n_inputs = draw(st.integers(0, min(3, node)))
        inputs.append(tuple(draw(st.integers(0, node - 1)) for _ in range(n_inputs)))
    return inputs


@settings(max_examples=100, deadline=None)
@given(graphs())
def test_edges_go_forward_and_nothing_overlaps(inputs):
    layout = layered(inputs)
    assert len(layout.nodes) == len(inputs)
    for a, b in itertools.combinations(layout.nodes, 2):
        assert a[0] != b[0] or abs(a[1] - b[1]) >= 1 - 1e-9
    edges = iter(layout.edges)
    for node, sources in enumerate(inputs):
        for source in sources:
            path = next(edges)
            assert path[0] == layout.nodes[source]
            assert path[-1] == layout.nodes[node]
            assert [layer for layer, _ in path] == list(range(path[0][0], path[-1][0] + 1))
    across = [place for _, place in layout.nodes]
    assert min(across) >= 0
    assert max(across) <= layout.breadth + 1e-9
    assert max(layer for layer, _ in layout.nodes) < layout.n_layers


def crossings(layout) -> int:
    total = 0
    pieces = [piece for path in layout.edges for piece in itertools.pairwise(path)]
    for (a, b), (c, d) in itertools.combinations(pieces, 2):
        if a[0] == c[0] and (a[1] - c[1]) * (b[1] - d[1]) < -1e-9:
            total += 1
    return total


@pytest.mark.parametrize(
    "text",
    ["(x + y) · z", "sigmoid(w1·x1 + w2·x2 + b)", "max(a, b)·c − exp(d/e2)", "1/(1+exp(−(w·x+b)))"],
)
def test_formulas_without_repetition_are_drawn_without_crossings(text):
    assert crossings(layered([node.inputs for node in parse(text).nodes])) == 0


def test_networks_are_drawn_compactly():
    rng = np.random.default_rng(0)
    head = Head(loss="cross_entropy", output="softmax")
    weights = [(rng.normal(size=(2, 2)), rng.normal(size=2)), (rng.normal(size=(2, 1)), [0.1])]
    graph, _ = unit_graph(weights, "tanh", head, np.zeros(2), np.ones(1))
    layout = layered([node.inputs for node in graph.nodes])
    assert layout.n_layers == 5
    assert layout.breadth <= 7
    graph, _ = layer_graph(weights, "tanh", head, np.zeros(2), np.ones(1))
    assert crossings(layered([node.inputs for node in graph.nodes])) == 0
