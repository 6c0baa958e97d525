"""From the layered drawing to pixels: nothing overlaps or leaves the picture, at any width."""

from __future__ import annotations

import itertools

import pytest

from playground.graph.parse import parse
from playground.views.inside_graph_payload import graph_payload

ARRANGE = """
const { arrange } = await load("graph/arrange");
return argument.widths.map((width) => arrange(argument.picture, width));
"""
FORMULAS = {
    "the first": "(x + y) · z",
    "a neuron": "sigmoid(w1·x1 + w2·x2 + b)",
    "one variable": "x",
    "a square": "x·x",
    "many": "log(x)·y + x·x·tanh(y·x) − max(x, y)/z + (x − y)^2·exp(−z) + sigmoid(x·y·z)·w",
}


@pytest.mark.parametrize("text", FORMULAS.values(), ids=FORMULAS)
def test_nodes_and_edges_of_an_arranged_graph(run, text):
    graph = parse(text)
    trace = graph.run(dict.fromkeys(graph.variables, 1.5))
    picture = graph_payload(graph, trace, id="", label="")["picture"]
    for plan in run(ARRANGE, {"picture": picture, "widths": [340, 700, 1050]}):
        size = plan["size"]
        w, h = size["nodeWidth"], size["nodeHeight"]
        for (x1, y1), (x2, y2) in itertools.combinations(plan["nodes"], 2):
            assert abs(x1 - x2) >= w + 8 or abs(y1 - y2) >= h + 8
        for x, y in plan["nodes"]:
            assert w / 2 <= x <= size["width"] - w / 2
            assert h / 2 <= y <= size["height"] - h / 2
        assert 0.7 <= plan["scale"] <= 1.4
        reach = (w / 2, h / 2)
        for edge, drawn in zip(picture["edges"], plan["edges"], strict=True):
            source, target = (plan["nodes"][edge[end]] for end in ("source", "target"))
            along = 0 if plan["across"] else 1
            first, last = drawn["points"][0], drawn["points"][-1]
            assert first[along] == pytest.approx(source[along] + reach[along])
            assert last[along] == pytest.approx(target[along] - reach[along])
            assert abs(last[1 - along] - target[1 - along]) <= reach[1 - along]
            assert first[along] < last[along]


def test_a_narrow_card_is_filled_downwards_and_a_wide_one_across(run):
    graph = parse(FORMULAS["the first"])
    trace = graph.run({"x": -2, "y": 5, "z": -4})
    picture = graph_payload(graph, trace, id="", label="")["picture"]
    narrow, wide = run(ARRANGE, {"picture": picture, "widths": [340, 1050]})
    assert not narrow["across"]
    assert narrow["size"]["width"] * narrow["scale"] <= 340
    assert wide["across"]
    assert wide["size"]["width"] * wide["scale"] <= 1050


@pytest.mark.parametrize("text", ["x·x", "x − x", "x·x + x", "log(x) / (x − x) + max(x, x)"])
def test_two_edges_between_the_same_nodes_and_what_is_written_on_them_are_apart(run, text):
    graph = parse(text)
    picture = graph_payload(graph, graph.run({"x": 3}), id="", label="")["picture"]
    for plan in run(ARRANGE, {"picture": picture, "widths": [340, 700]}):
        drawn = zip(picture["edges"], plan["edges"], strict=True)
        for (edge, one), (other, two) in itertools.combinations(drawn, 2):
            if (edge["source"], edge["target"]) != (other["source"], other["target"]):
                continue
            a, b = one["points"][-1], two["points"][-1]
            assert abs(a[plan["across"]] - b[plan["across"]]) >= 20
            assert abs(one["label"][1] - two["label"][1]) >= 13  # a line of its text
