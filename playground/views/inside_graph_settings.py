"""What the graph and backpropagation views let people choose, and the formulas they begin with."""

from __future__ import annotations

from typing import NamedTuple

from playground.fields import Choice, Number, Setting, Text, Values
from playground.graph.parse import MAX_CHARACTERS, MAX_NAME, MAX_NUMBER, MAX_VARIABLES

MAX_POINTS = 2000


class Example(NamedTuple):
    """A formula, values of its variables, and what to look for."""

    formula: str
    values: dict[str, float]
    look_for: str = ""


FIRST = Example(
    "(x + y) · z",
    {"x": -2, "y": 5, "z": -4},
    "A sum hands its gradient on as it is; a product hands to each side the other side’s value.",
)
NEURON = Example(
    "sigmoid(w1·x1 + w2·x2 + b)",
    {"w1": 2, "x1": -1, "w2": -3, "x2": -2, "b": -3},
    "A neuron with two inputs. Make b large: the sigmoid saturates, and every gradient fades.",
)
TRY = (
    Example("1 / (1 + exp(−(w·x + b)))", {"w": 2, "x": -1, "b": 1}),
    Example("max(a, b) · c", {"a": 2, "b": 3, "c": -1}),
    Example("x·x + x", {"x": 3}),
    Example("log(exp(a) + exp(b))", {"a": 1, "b": 2}),
    Example("(tanh(w·x) − t)^2", {"w": 0.5, "x": 2, "t": 1}),
)
"""Formulas that are offered beside the field to type in."""
UNSET = (0.5, -1.0, 2.0, 1.5, -0.5)
"""Values of variables nobody has set yet, in turn."""

MAX_WRITTEN = MAX_VARIABLES * (MAX_NAME + len("=-1.234567891e-05,"))
"""Characters of all variables' values, the longest there can be."""

VALUES = Values(MAX_WRITTEN, largest=MAX_NUMBER)
"""The variables' values that were changed, as one setting."""

GRAPH_SETTINGS: dict[str, Setting] = {
    "graph": Setting(Choice(("first", "neuron", "network", "vectors", "typed")), "first"),
    "formula": Setting(Text(MAX_CHARACTERS), TRY[0].formula),
    "at": Setting(VALUES, ""),
    "point": Setting(Number(0, MAX_POINTS - 1, whole=True), 0),
}
"""The views' settings beside the configuration."""
