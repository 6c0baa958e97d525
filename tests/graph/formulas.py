"""Random formulas as text, each with an independent Python function of the same value."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

VARIABLES = ("x", "y", "w_1", "θ")
Values = dict[str, float]


@dataclass(frozen=True)
class Formula:
    """A formula, its value, and how far its sharpest kink is from where it is asked."""

    text: str
    value: Callable[[Values], float]
    clearance: Callable[[Values], float] = lambda values: math.inf


def _leaf() -> st.SearchStrategy[Formula]:
    numbers = st.floats(0, 9, allow_nan=False).map(lambda x: round(x, 3))
    return st.one_of(
        st.sampled_from(VARIABLES).map(lambda name: Formula(name, lambda v: v[name])),
        numbers.map(lambda x: Formula(repr(x), lambda v: x)),
    )


BINARY = {
    "+": lambda a, b: a + b,
    "−": lambda a, b: a - b,
    "-": lambda a, b: a - b,
    "·": lambda a, b: a * b,
    "*": lambda a, b: a * b,
    "÷": lambda a, b: a / b,
    "/": lambda a, b: a / b,
}
UNARY = {
    "exp": math.exp,
    "log": math.log,
    "tanh": math.tanh,
    "sigmoid": lambda a: 1 / (1 + math.exp(-a)),
    "sqrt": math.sqrt,
    "sin": math.sin,
    "cos": math.cos,
    "relu": lambda a: max(a, 0.0),
}


def _binary(sign: str, a: Formula, b: Formula) -> Formula:
    return Formula(
        f"({a.text}) {sign} ({b.text})",
        lambda v: BINARY[sign](a.value(v), b.value(v)),
        lambda v: min(a.clearance(v), b.clearance(v)),
    )


def _unary(name: str, a: Formula) -> Formula:
    def clearance(v: Values) -> float:
        return min(a.clearance(v), abs(a.value(v)) if name in ("relu", "sqrt", "log") else math.inf)

    return Formula(f"{name}({a.text})", lambda v: UNARY[name](a.value(v)), clearance)


def _chosen(name: str, a: Formula, b: Formula) -> Formula:
    choose = max if name == "max" else min
    return Formula(
        f"{name}({a.text}, {b.text})",
        lambda v: choose(a.value(v), b.value(v)),
        lambda v: min(a.clearance(v), b.clearance(v), abs(a.value(v) - b.value(v))),
    )


def _power(a: Formula, exponent: int) -> Formula:
    return Formula(
        f"({a.text})^{exponent}", lambda v: a.value(v) ** exponent, lambda v: a.clearance(v)
    )


def _negated(a: Formula) -> Formula:
    return Formula(f"−({a.text})", lambda v: -a.value(v), a.clearance)


def formulas() -> st.SearchStrategy[Formula]:
    """Formulas of up to about a dozen operations."""
    return st.recursive(
        _leaf(),
        lambda inner: st.one_of(
            st.builds(_binary, st.sampled_from(sorted(BINARY)), inner, inner),
            st.builds(_unary, st.sampled_from(sorted(UNARY)), inner),
            st.builds(_chosen, st.sampled_from(("max", "min")), inner, inner),
            st.builds(_power, inner, st.integers(-2, 4)),
            inner.map(_negated),
        ),
        max_leaves=8,
    )


def points() -> st.SearchStrategy[Values]:
    """A value for every variable."""
    number = st.floats(-3, 3).map(lambda x: round(x, 4))
    return st.fixed_dictionaries(dict.fromkeys(VARIABLES, number))
