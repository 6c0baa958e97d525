"""What the graph and backpropagation views let people choose, and the formulas they begin with."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from playground.fields import Choice, FieldError, Number, Setting, shown
from playground.graph.parse import MAX_CHARACTERS, MAX_NUMBER

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

_PAIR = re.compile(r"([^\s=,]{1,12})=([-+0-9.eE]{1,24})")


@dataclass(frozen=True)
class Text:
    """A line of text, of at most ``most`` characters."""

    most: int

    def check(self, name: str, value: Any) -> str:
        if isinstance(value, str) and len(value) <= self.most and value.isprintable():
            return value
        raise FieldError(
            f"{name} must be a line of at most {self.most} characters. Got {shown(value)}."
        )

    def parse(self, text: str, default: Any) -> tuple[str, bool]:
        kept = "".join(char for char in text if char.isprintable())[: self.most]
        return kept, kept == text

    def format(self, value: Any) -> str:
        return value


@dataclass(frozen=True)
class Values(Text):
    """Values of variables as text, ``x=-2,y=5``."""

    def parse(self, text: str, default: Any) -> tuple[str, bool]:
        kept = write_values(read_values(text))[: self.most]
        return kept, kept == text.replace(" ", "")


def read_values(text: str) -> dict[str, float]:
    """Names and numbers of a text; what is no number, or too large, is left out."""
    found = {}
    for name, number in _PAIR.findall(text):
        try:
            value = float(number)
        except ValueError:
            continue
        if math.isfinite(value) and abs(value) <= MAX_NUMBER:
            found[name] = value
    return found


def write_values(values: dict[str, float]) -> str:
    """The text that ``read_values`` reads."""
    return ",".join(f"{name}={value:.10g}" for name, value in values.items())


_FORMULA: Any = Text(MAX_CHARACTERS)
_VALUES: Any = Values(MAX_CHARACTERS)

GRAPH_SETTINGS: dict[str, Setting] = {
    "graph": Setting(Choice(("first", "neuron", "network", "vectors", "typed")), "first"),
    "formula": Setting(_FORMULA, TRY[0].formula),
    "at": Setting(_VALUES, ""),
    "point": Setting(Number(0, MAX_POINTS - 1, whole=True), 0),
}
"""The views' settings beside the configuration."""
