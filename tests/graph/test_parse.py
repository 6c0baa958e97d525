"""The formula parser: what it understands, what it refuses and where, and anything thrown at it."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground.graph.nodes import Graph
from playground.graph.parse import (
    MAX_CHARACTERS,
    MAX_NESTING,
    MAX_NODES,
    MAX_VARIABLES,
    FormulaError,
    parse,
)
from tests.graph.formulas import formulas, points


def parsed(text: str) -> tuple[Graph | None, FormulaError | None]:
    try:
        return parse(text), None
    except FormulaError as refused:
        return None, refused


def value(text: str, **values: float) -> float:
    trace = parse(text).forward(values)
    assert trace.problem is None
    return float(trace.values[-1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x + y * z", 2 + 3 * 5),
        ("(x + y) * z", (2 + 3) * 5),
        ("x − y − z", 2 - 3 - 5),
        ("z / y / x", 5 / 3 / 2),
        ("z ÷ x · y", 5 / 2 * 3),
        ("x^y^x", 2**9),
        ("x**y", 8),
        ("-x^2", -4),
        ("−2^2 + x", -2),
        ("(-x)^2", 4),
        ("x^-1", 0.5),
        ("x − −3", 5),
        ("+x", 2),
        ("x² + y³", 4 + 27),
        ("2e-1 * x + .5", 0.9),
        ("max(x, y) − min(x, y)", 1),
        ("ln(exp(x))", 2),
        ("EXP(x) - exp(x)", 0),
        ("σ(x − 2)", 0.5),
        ("cos(π · x)", 1),
        ("e^x − exp(x)", 0),
        ("x\u00a0+\ty", 5),
        ("relu(x − z)", 0),
        ("sqrt(x * 8)", 4),
        ("x·x·x", 8),
    ],
)
def test_what_is_understood(text, expected):
    assert value(text, x=2.0, y=3.0, z=5.0) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("", 0, "Type a formula"),
        ("   ", 0, "Type a formula"),
        ("3 + 4", 0, "at least one variable"),
        ("x +", 3, "the formula ends"),
        ("x * / y", 4, "there is “/”"),
        ("(x + y", 0, "never closed"),
        ("max(x, y", 3, "never closed"),
        ("x + y)", 5, "never opened"),
        ("2x", 1, "write 2 · x"),
        ("(x)(y)", 3, "A sign is missing"),
        ("x = 2", 2, "without “=”"),
        ("x $ y", 2, "“$” has no meaning"),
        ("max(x)", 0, "takes 2 numbers"),
        ("exp(x, y)", 0, "takes 1 number"),
        ("exp + x", 0, "write exp(…)"),
        ("eval(x)", 0, "There is no function “eval”"),
        ("0,5 * x", 1, "0.5"),
        ("x²^3", 2, "(x^2)^3"),
        ("x + 10000000", 4, "1,000,000"),
        ("averylongname1 + x", 0, "12 characters"),
        ("__import__('os').system('x')", 11, "“'” has no meaning"),
        ("x\u200b + y", 1, "An invisible character has no meaning"),
        ("x.real", 1, "“.” has no meaning"),
        ("x[0]", 1, "“[” has no meaning"),
        ("lambda: x", 6, "“:” has no meaning"),
    ],
)
def test_what_is_refused_and_where(text, position, said):
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert refused.value.position == position
    assert said in refused.value.message


@pytest.mark.parametrize(
    ("fits", "too_much", "said"),
    [
        ("x" + " " * (MAX_CHARACTERS - 1), "x" + " " * MAX_CHARACTERS, "characters"),
        ("(" * MAX_NESTING + "x" + ")" * MAX_NESTING,
         "(" * (MAX_NESTING + 1) + "x" + ")" * (MAX_NESTING + 1), "nest"),
        ("x" + "−x" * 59, "x" + "−x" * 60, "nodes"),
        ("+".join(f"a{i}" for i in range(MAX_VARIABLES)),
         "+".join(f"a{i}" for i in range(MAX_VARIABLES + 1)), "variables"),
        ("-" * MAX_NESTING + "x", "-" * (MAX_NESTING + 1) + "x", "nest"),
        ("x^" * MAX_NESTING + "x", "x^" * (MAX_NESTING + 1) + "x", "nest"),
    ],
)  # fmt: skip
def test_limits_are_kept_and_named(fits, too_much, said):
    assert len(parse(fits).nodes) <= MAX_NODES
    with pytest.raises(FormulaError, match=said):
        parse(too_much)


def test_names_of_what_is_computed_on_the_way():
    graph = parse("(x + y) · z")
    assert [node.name for node in graph.nodes] == ["x", "y", "q", "z", "f"]
    assert [graph.text(i) for i in (2, 4)] == ["x + y", "q·z"]
    assert graph.slope_texts(4) == ["z", "q"]
    for text, last in (("(q + f) · r + s", "F"), ("f·F + f", "ƒ")):
        names = [node.name for node in parse(text).nodes]
        assert len(set(names)) == len(names)
        assert names[-1] == last


ALPHABET = "xyqf0123456789.eE+-−*×·/÷^²³(), πσ_maxexploginths=[]'\";:@√∞\n\t"


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(alphabet=ALPHABET, max_size=60), st.text(max_size=30)))
@example("(" * 200)
@example("-" * 200)
@example("x^" * 100)
@example("max(" * 50)
@example("1e999*x")
@example("x\x00")
def test_anything_is_understood_or_refused_at_its_place(text):
    graph, refused = parsed(text)
    if refused is not None:
        assert 0 <= refused.position <= len(text)
        assert refused.message.endswith(".")
    if graph is not None:
        assert len(graph.nodes) <= MAX_NODES
        trace = graph.run(dict.fromkeys(graph.variables, 0.7))
        assert trace.problem is not None or math.isfinite(float(trace.values[-1]))


@settings(max_examples=200, deadline=None)
@given(formulas(), points())
def test_values_are_those_of_python(formula, values):
    graph, refused = parsed(formula.text)
    if graph is None:
        assert any(word in str(refused) for word in ("at most", "at least one variable"))
        return
    trace = graph.forward(values)
    try:
        expected = formula.value(values)
    except (ValueError, ZeroDivisionError, OverflowError):
        assert trace.problem is not None
        return
    assert trace.problem is None
    assert float(trace.values[-1]) == pytest.approx(expected, rel=1e-9, abs=1e-12)
