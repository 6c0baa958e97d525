"""Formulas as a person types them: tokens, a small grammar, and the graph they describe.

::

    sum     = product { ("+" | "−") product }
    product = signed { ("×" | "÷") signed }
    signed  = "−" signed | "+" signed | power
    power   = atom [ "^" signed | "²" | "³" ]
    atom    = number | variable | function "(" sum { "," sum } ")" | "(" sum ")"

Several ways to write a sign are one: ``*`` ``·`` ``×``, ``/`` ``÷``, ``^`` ``**``. Nothing is
executed: a formula becomes nodes whose operations are rows of ``OPERATIONS``. What breaks a rule is
refused with a sentence and its place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from playground.graph.nodes import Graph, Node
from playground.graph.operations import OPERATIONS

MAX_CHARACTERS = 200
MAX_NODES = 60
MAX_VARIABLES = 12
MAX_NESTING = 30
MAX_NUMBER = 1e6
MAX_NAME = 12  # characters of a variable's name

SIGNS = {
    "+": "plus",
    "-": "minus", "−": "minus", "–": "minus",
    "*": "times", "×": "times", "·": "times", "⋅": "times",
    "/": "divide", "÷": "divide",
    "^": "power", "**": "power",
}  # fmt: skip
FUNCTIONS = {
    name: name
    for name in ("exp", "log", "sqrt", "sin", "cos", "tanh", "sigmoid", "relu", "max", "min")
} | {"ln": "log", "σ": "sigmoid"}
CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e}
SUPERSCRIPTS = {"²": 2.0, "³": 3.0}
INNER_NAMES = ("q", "r", "s", "u", "v", "p", "g", "h", "k", "m", "n")
"""Names for what a formula computes on the way, as far as its variables leave them free."""

RESULT_NAMES = ("f", "F", "ƒ")  # no variable can have the last

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_Α-ωϑϕ][A-Za-z0-9_Α-ωϑϕ₀-₉]*)"
    r"|(?P<sign>\*\*|[+\-−–*×·⋅/÷^])"
    r"|(?P<superscript>[²³])"
    r"|(?P<bracket>[(),])"
    r"|(?P<space>\s+)"
)


class FormulaError(ValueError):
    """A formula breaks a rule.

    Attributes
    ----------
    message : str
        What is wrong, in a sentence.
    position : int
        Where, counted in characters from 0.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class Token(NamedTuple):
    """A piece of a formula: its kind, its text and where it begins."""

    kind: str
    text: str
    position: int


def parse(text: str) -> Graph:
    """The graph of a formula.

    Variables and constants come where they are first used; what is computed on the way is called
    q, r, s, …, the result f (F if a variable is called f, ƒ if one is called F too).

    Raises
    ------
    FormulaError
        With a sentence and the place of what is wrong.

    Examples
    --------
    >>> parse("(x + y) * z").variables
    ('x', 'y', 'z')
    """
    if len(text) > MAX_CHARACTERS:
        said = f"A formula may have at most {MAX_CHARACTERS} characters. This one has {len(text)}."
        raise FormulaError(said, MAX_CHARACTERS)
    return _Parser(_tokens(text)).graph()


def _tokens(text: str) -> list[Token]:
    tokens, position = [], 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            char = text[position]
            shown = f"“{char}”" if char.isprintable() else "An invisible character"
            said = f"{shown} has no meaning in a formula."
            if char == "=":
                said = "Write only what f is made of, without “=”."
            raise FormulaError(said, position)
        if found.lastgroup != "space":
            tokens.append(Token(str(found.lastgroup), found[0], position))
        position = found.end()
    return [*tokens, Token("end", "", len(text))]


class _Parser:
    """Recursive descent over the tokens; every rule returns the place of its node."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._nodes: list[Node] = []
        self._leaves: dict[str, int] = {}
        self._n_variables = 0

    def graph(self) -> Graph:
        if self._token.kind == "end":
            raise FormulaError("Type a formula, such as (x + y) · z.", 0)
        self._sum()
        self._end_of_formula()
        if not self._n_variables:
            said = "Numbers alone have no gradient: use at least one variable, such as x."
            raise FormulaError(said, 0)
        return Graph(_named(self._nodes))

    # Reading

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._token
        self._at += 1
        return token

    def _sign(self, *operations: str) -> str | None:
        """The operation of the sign that comes next, if it is one of these; it is taken."""
        operation = SIGNS.get(self._token.text)
        if operation not in operations:
            return None
        self._at += 1
        return operation

    def _end_of_formula(self) -> None:
        token = self._token
        if token.kind == "end":
            return
        if token.text == ")":
            raise FormulaError("This bracket was never opened.", token.position)
        if token.text == ",":
            said = "A comma may stand only between the two numbers of max or min. "
            raise FormulaError(said + "Decimals are written with a point: 0.5.", token.position)
        if token.kind in ("sign", "superscript"):
            raise FormulaError("A power of a power needs brackets: (x^2)^3.", token.position)
        before = self._tokens[self._at - 1].text
        said = f"A sign is missing between “{before}” and “{token.text}”: write {before} · "
        raise FormulaError(said + f"{token.text} to multiply.", token.position)

    # Rules

    def _sum(self) -> int:
        left, place = self._product(), self._token.position
        while operation := self._sign("plus", "minus"):
            left = self._operation(operation, (left, self._product()), place)
            place = self._token.position
        return left

    def _product(self) -> int:
        left, place = self._signed(), self._token.position
        while operation := self._sign("times", "divide"):
            left = self._operation(operation, (left, self._signed()), place)
            place = self._token.position
        return left

    def _signed(self) -> int:
        place = self._token.position
        if self._sign("plus"):
            return self._deeper(self._signed, place)
        if not self._sign("minus"):
            return self._power()
        if self._token.kind == "number" and not self._is_raised():
            token = self._take()
            return self._constant(-self._number(token), token.position)
        return self._operation("negate", (self._deeper(self._signed, place),), place)

    def _is_raised(self) -> bool:
        """Whether the number that comes next has an exponent: −2² is −(2²)."""
        after = self._tokens[self._at + 1]
        return after.kind == "superscript" or SIGNS.get(after.text) == "power"

    def _power(self) -> int:
        base, place = self._atom(), self._token.position
        if self._token.kind == "superscript":
            exponent = self._constant(SUPERSCRIPTS[self._take().text], place)
            return self._operation("power", (base, exponent), place)
        if self._sign("power"):
            exponent = self._deeper(self._signed, place)
            return self._operation("power", (base, exponent), place)
        return base

    def _atom(self) -> int:
        token = self._take()
        if token.kind == "number":
            return self._constant(self._number(token), token.position)
        if token.kind == "name":
            return self._name(token)
        if token.text == "(":
            inner = self._deeper(self._sum, token.position)
            self._close(token)
            return inner
        self._at -= 1
        where = "the formula ends" if token.kind == "end" else f"there is “{token.text}”"
        raise FormulaError(f"Here a number or a variable is expected, but {where}.", token.position)

    def _name(self, token: Token) -> int:
        function = FUNCTIONS.get(token.text.lower())
        if function is not None:
            if self._token.text != "(":
                said = f"{token.text} is a function: write {token.text}(…)."
                raise FormulaError(said, token.position)
            return self._function(function, token)
        if token.text in CONSTANTS:
            return self._constant(CONSTANTS[token.text], token.position, token.text)
        if self._token.text == "(":
            known = ", ".join(name for name in FUNCTIONS if name.isascii())
            said = f"There is no function “{token.text}”, but {known}. To multiply, write "
            said += f"{token.text} · (…)."
            raise FormulaError(said, token.position)
        return self._variable(token)

    def _function(self, operation: str, token: Token) -> int:
        bracket = self._take()
        arguments = [self._deeper(self._sum, bracket.position)]
        while self._token.text == ",":
            self._take()
            arguments.append(self._deeper(self._sum, bracket.position))
        self._close(bracket)
        wanted = OPERATIONS[operation].n_inputs
        if len(arguments) != wanted:
            numbers = "1 number" if wanted == 1 else f"{wanted} numbers"
            said = f"{token.text} takes {numbers} in its brackets. Got {len(arguments)}."
            raise FormulaError(said, token.position)
        return self._operation(operation, tuple(arguments), token.position)

    def _close(self, opened: Token) -> None:
        if self._token.text == ")":
            self._at += 1
        elif self._token.kind == "end":
            raise FormulaError("This bracket is never closed.", opened.position)
        else:
            self._end_of_formula()

    def _deeper(self, rule: Callable[[], int], place: int) -> int:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise FormulaError(f"Brackets and signs may nest {MAX_NESTING} deep at most.", place)
        found = rule()
        self._depth -= 1
        return found

    # Nodes

    def _number(self, token: Token) -> float:
        number = float(token.text)
        if number > MAX_NUMBER:
            raise FormulaError("Numbers may be at most 1,000,000.", token.position)
        return number

    def _variable(self, token: Token) -> int:
        name = token.text
        if name in self._leaves:
            return self._leaves[name]
        if len(name) > MAX_NAME:
            said = f"A variable's name may have at most {MAX_NAME} characters."
            raise FormulaError(said, token.position)
        self._n_variables += 1
        if self._n_variables > MAX_VARIABLES:
            said = f"A formula may have at most {MAX_VARIABLES} variables."
            raise FormulaError(said, token.position)
        self._leaves[name] = self._add(Node(name), token.position)
        return self._leaves[name]

    def _constant(self, number: float, place: int, name: str = "") -> int:
        # Two equal numbers stay two nodes: they are drawn where they are used.
        return self._add(Node(name or _written(number), constant=np.asarray(number)), place)

    def _operation(self, operation: str, inputs: tuple[int, ...], place: int) -> int:
        return self._add(Node("", OPERATIONS[operation], inputs), place)

    def _add(self, node: Node, place: int) -> int:
        if len(self._nodes) == MAX_NODES:
            raise FormulaError(f"The graph of a formula may have at most {MAX_NODES} nodes.", place)
        self._nodes.append(node)
        return len(self._nodes) - 1


def _written(number: float) -> str:
    return f"{number:g}".replace("-", "−")


def _named(nodes: Sequence[Node]) -> list[Node]:
    """The nodes with names for what is computed on the way, and f for the result."""
    taken = {node.name for node in nodes}
    count = 0
    named: list[Node] = []
    for place, node in enumerate(nodes):
        name = node.name
        if node.operation is not None and place == len(nodes) - 1:
            name = next(each for each in RESULT_NAMES if each not in taken)
        elif node.operation is not None:
            while not name or name in taken or name == "f":
                turn, letter = divmod(count, len(INNER_NAMES))
                name = INNER_NAMES[letter] + str(turn or "").translate(_SUBSCRIPTS)
                count += 1
        taken.add(name)
        named.append(Node(name, node.operation, node.inputs, node.constant))
    return named


_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
