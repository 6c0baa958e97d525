"""Graphs: hand-worked gradients, central differences over random formulas, and what cannot be."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from playground.graph.nodes import Graph, Node
from playground.graph.operations import AFFINE, OPERATIONS, activation
from playground.graph.parse import FormulaError, parse
from playground.nn import ACTIVATIONS
from tests.graph.formulas import formulas, points

TOLERANCE = 1e-6


def by_name(graph: Graph, found) -> dict[str, float]:
    return {
        node.name: float(each)
        for node, each in zip(graph.nodes, found, strict=True)
        if each is not None
    }


def test_the_first_example():
    graph = parse("(x + y) * z")
    trace = graph.run({"x": -2, "y": 5, "z": -4})
    assert by_name(graph, trace.values) == {"x": -2, "y": 5, "z": -4, "q": 3, "f": -12}
    assert by_name(graph, trace.gradients) == {"x": -4, "y": -4, "z": 3, "q": -4, "f": 1}
    assert [(graph.nodes[h.node].name, h.place, float(h.share)) for h in trace.handed] == [
        ("f", 0, -4), ("f", 1, 3), ("q", 0, -4), ("q", 1, -4),
    ]  # fmt: skip


def test_gradients_of_a_variable_used_twice_are_added():
    graph = parse("x · y + x")
    trace = graph.run({"x": 3, "y": 5})
    assert by_name(graph, trace.gradients)["x"] == 6
    x = list(graph.variables).index("x")
    totals = [float(h.total) for h in trace.handed if graph.nodes[h.node].inputs[h.place] == x]
    assert totals == [1.0, 6.0]
    square = parse("x·x")
    assert by_name(square, square.run({"x": 7}).gradients)["x"] == 14


def differences(value, at, name):
    """∂value/∂name by central differences with Richardson's extrapolation, and how sure that is."""

    def central(h):
        return (value(at | {name: at[name] + h}) - value(at | {name: at[name] - h})) / (2 * h)

    rows = []
    for h in (1e-2, 1e-3, 1e-4):
        rows.append((4 * central(h / 2) - central(h)) / 3)
    doubts = [abs(b - a) for a, b in pairwise(rows)]
    best = int(np.argmin(doubts))
    return rows[best + 1], doubts[best]


@settings(
    max_examples=150, deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)  # fmt: skip
@given(formulas(), points())
def test_gradients_are_central_differences(formula, at):
    try:
        graph = parse(formula.text)
        near = formula.clearance(at)
        value = formula.value(at)
    except (FormulaError, ValueError, ZeroDivisionError, OverflowError):
        assume(False)
        raise
    assume(near > 0.05 and abs(value) < 1e4)
    trace = graph.run(at)
    assume(trace.problem is None)
    checked = 0
    for name in graph.variables:
        try:
            expected, doubt = differences(formula.value, at, name)
        except (ValueError, ZeroDivisionError, OverflowError):
            continue
        scale = max(1.0, abs(expected), abs(value))
        if doubt > 1e-7 * scale:  # the differences themselves do not settle here
            continue
        checked += 1
        place = [node.name for node in graph.nodes].index(name)
        found = trace.gradients[place]
        assert found is not None
        assert abs(float(found) - expected) <= TOLERANCE * scale
    assume(checked)


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_every_local_derivative_is_a_difference(name):
    operation = OPERATIONS[name]
    numbers = [np.asarray(0.7), np.asarray(1.3)][: operation.n_inputs]
    out = operation.value(numbers)
    shares = operation.pull(numbers, out, np.asarray(1.0))
    for place, share in enumerate(shares):
        moved = []
        for h in (1e-6, -1e-6):
            inputs = list(numbers)
            inputs[place] = inputs[place] + h
            moved.append(float(operation.value(inputs)))
        assert float(share) == pytest.approx((moved[0] - moved[1]) / 2e-6, rel=1e-6, abs=1e-8)
    assert len(operation.slope_texts("ab"[: operation.n_inputs], "c")) == operation.n_inputs


@pytest.mark.parametrize(
    ("text", "values", "said", "backward"),
    [
        ("log(x) · y", {"x": -1, "y": 1}, "above 0", False),
        ("log(x)", {"x": 0}, "above 0", False),
        ("x / (y − y)", {"x": 1, "y": 2}, "divided by 0", False),
        ("x ^ (1/2)", {"x": -4}, "real power", False),
        ("x ^ −1", {"x": 0}, "division by 0", False),
        ("sqrt(x)", {"x": -1}, "square root", False),
        ("exp(exp(x))", {"x": 100}, "too large", False),
        ("sqrt(x)", {"x": 0}, "slope with respect to x", True),
        ("(−2) ^ x", {"x": 2}, "slope with respect to x", True),
    ],
)
def test_what_cannot_be_computed_is_a_sentence_on_its_node(text, values, said, backward):
    graph = parse(text)
    trace = graph.run(values)
    assert trace.problem is not None
    assert said in trace.problem.sentence
    assert trace.problem.backward is backward
    assert graph.nodes[trace.problem.node].operation is not None
    for each in [*trace.values, *trace.gradients]:
        assert each is None or np.isfinite(each).all()


def test_a_graph_is_in_order_and_every_variable_has_a_value():
    with pytest.raises(ValueError, match="after its inputs"):
        Graph([Node("q", OPERATIONS["exp"], (1,)), Node("x")])
    with pytest.raises(ValueError, match="Got none for y"):
        parse("x + y").forward({"x": 1})


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "step"])
def test_vectors_have_the_jacobian_of_differences(name):
    """x ↦ f(Wᵀx + b), by hand: J = diag(f′(z)) Wᵀ."""
    rng = np.random.default_rng(3)
    W, b, x = rng.normal(size=(2, 3)), rng.normal(size=3), rng.normal(size=2)
    graph = Graph(
        [Node("W"), Node("x"), Node("b"), Node("z", AFFINE, (0, 1, 2)),
         Node("a", activation(name), (3,))]
    )  # fmt: skip
    values = {"W": W, "x": x, "b": b}
    trace = graph.forward(values)
    outer, inner = graph.local(trace, 4, 0), graph.local(trace, 3, 1)
    assert outer.shape == (3, 3)
    assert inner == pytest.approx(W.T)
    assert graph.local(trace, 3, 2) == pytest.approx(np.eye(3))
    numeric = np.empty((3, 2))
    for i in range(2):
        h = np.eye(2)[i] * 1e-6
        up, down = (graph.forward(values | {"x": x + s}).values[4] for s in (h, -h))
        numeric[:, i] = (up - down) / 2e-6
    assert outer @ inner == pytest.approx(numeric, abs=1e-7)
    assert outer == pytest.approx(np.diag(np.diag(outer)))
