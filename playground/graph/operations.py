"""Operations: what a node of a graph does with its inputs, and how it hands gradients back.

Every row computes its value and, for an upstream gradient g = ∂f/∂(its value), the share of each
input: the transposed Jacobian times g. What the network knows (activations, losses) is asked of
``playground.nn``, so that a graph shows the engine's own numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from playground.nn import ACTIVATIONS, Head
from playground.nn.calls import play

Array = np.ndarray
Slopes = Callable[[Sequence[Array], Array], list[Array]]


class DomainError(ValueError):
    """An operation cannot be computed for these numbers; ``str(error)`` says why."""


@dataclass(frozen=True)
class Operation:
    """One kind of node.

    Attributes
    ----------
    name, symbol : str
        Key of the table, and what is drawn on the node.
    n_inputs : int or None
        None: any number.
    value : callable
        ``value(inputs)``: the node's value, a float64 array. Raises ``DomainError``.
    pull : callable
        ``pull(inputs, value, upstream)``: each input's share of the gradient, Jᵀ upstream.
    slope_texts : callable
        ``slope_texts(names, name)``: each local derivative as a formula, from the inputs' names
        and the node's own.
    text : callable
        ``text(names)``: the value as a formula.
    """

    name: str
    symbol: str
    n_inputs: int | None
    value: Callable[[Sequence[Array]], Array]
    pull: Callable[[Sequence[Array], Array, Array], list[Array]]
    slope_texts: Callable[[Sequence[str], str], list[str]]
    text: Callable[[Sequence[str]], str]

    def jacobian(self, inputs: Sequence[Array], value: Array, place: int) -> Array:
        """∂value/∂input ``place``: (numbers of the value, numbers of the input)."""
        rows = []
        for unit in np.eye(value.size):
            shares = self.pull(inputs, value, unit.reshape(value.shape))
            rows.append(np.asarray(shares[place]).ravel())
        return np.array(rows)


def _pointwise(
    name: str,
    symbol: str,
    value: Callable[..., Array],
    slopes: Slopes,
    texts: Sequence[str],
    text: str,
) -> Operation:
    """An operation on numbers, or on arrays number by number.

    In ``texts`` and ``text``, ``{0}`` and ``{1}`` stand for the inputs' names, ``{out}`` for the
    node's own.
    """

    def pull(inputs: Sequence[Array], out: Array, upstream: Array) -> list[Array]:
        return [upstream * slope for slope in slopes(inputs, out)]

    return Operation(
        name,
        symbol,
        len(texts),
        lambda inputs: np.asarray(value(*inputs)),
        pull,
        lambda names, out: [each.format(*names, out=out) for each in texts],
        lambda names: text.format(*names),
    )


def _divide(a: Array, b: Array) -> Array:
    if not np.all(b):
        raise DomainError("Nothing can be divided by 0.")
    return a / b


def _power(a: Array, b: Array) -> Array:
    if np.any((a == 0) & (b < 0)):
        raise DomainError("0 to a negative power would be a division by 0.")
    if np.any((a < 0) & (b != np.round(b))):
        raise DomainError("A negative number has no real power that is not whole.")
    return a**b


def _power_slopes(inputs: Sequence[Array], out: Array) -> list[Array]:
    a, b = inputs
    by_base = np.where(b == 0, 0.0, b * a ** np.where(b == 0, 1.0, b - 1))
    return [by_base, out * np.log(np.where(a > 0, a, np.nan))]


def _log(a: Array) -> Array:
    if not np.all(a > 0):
        raise DomainError("The logarithm exists only for numbers above 0.")
    return np.log(a)


def _sqrt(a: Array) -> Array:
    if not np.all(a >= 0):
        raise DomainError("A negative number has no real square root.")
    return np.sqrt(a)


ACTIVATION_SLOPES = {
    "tanh": "1 − {out}²",
    "relu": "1 if {0} > 0, else 0",
    "leaky_relu": "1 if {0} > 0, else 0.01",
    "elu": "1 if {0} > 0, else {out} + 1",
    "gelu": "GELU′({0})",
    "swish": "σ({0}) + {out}·(1 − σ({0}))",
    "sigmoid": "{out}·(1 − {out})",
    "sine": "cos({0})",
    "step": "1 (Rosenblatt’s rule)",
    "linear": "1",
}
"""The derivative of every activation of the engine as a formula."""


def activation(name: str) -> Operation:
    """An activation of the engine, ``playground.nn.ACTIVATIONS``, as an operation."""
    row = ACTIVATIONS[name]

    def value(z: Array) -> Array:
        out = np.empty_like(z)
        row.function(np.array(z), out)
        return out

    def slopes(inputs: Sequence[Array], out: Array) -> list[Array]:
        slope = np.empty_like(out)
        play(row.derivative_calls(np.array(inputs[0]), np.array(out), slope))
        return [slope]

    text = f"{row.label}({{0}})"
    return _pointwise(name, row.label, value, slopes, [ACTIVATION_SLOPES[name]], text)


def _weighted_sum() -> Operation:
    """b + w₁x₁ + w₂x₂ + …, of numbers; inputs in this order."""

    def pull(inputs: Sequence[Array], out: Array, upstream: Array) -> list[Array]:
        shares = [upstream]
        for w, x in zip(inputs[1::2], inputs[2::2], strict=True):
            shares += [upstream * x, upstream * w]
        return shares

    def texts(names: Sequence[str], out: str) -> list[str]:
        pairs = zip(names[1::2], names[2::2], strict=True)
        return ["1", *(name for w, x in pairs for name in (x, w))]

    def text(names: Sequence[str]) -> str:
        pairs = zip(names[1::2], names[2::2], strict=True)
        return " + ".join([*(f"{w}·{x}" for w, x in pairs), names[0]])

    return Operation(
        "weighted_sum",
        "Σ",
        None,
        lambda inputs: (
            inputs[0] + sum(w * x for w, x in zip(inputs[1::2], inputs[2::2], strict=True))
        ),
        pull,
        texts,
        text,
    )


def _affine() -> Operation:
    """z = Wᵀx + b, with W (n_in, n_out) as the engine holds it; inputs W, x, b."""

    def pull(inputs: Sequence[Array], out: Array, upstream: Array) -> list[Array]:
        W, x, _ = inputs
        return [np.outer(x, upstream), W @ upstream, upstream]

    return Operation(
        "affine",
        "Wᵀx + b",
        3,
        lambda inputs: inputs[0].T @ inputs[1] + inputs[2],
        pull,
        lambda names, out: [names[1], f"{names[0]}ᵀ", "I"],
        lambda names: f"{names[0]}ᵀ·{names[1]} + {names[2]}",
    )


def loss(head: Head) -> Operation:
    """The engine's loss of one point, from the last layer's z and the targets t.

    Inputs have ``head.n_outputs`` numbers each; the target's share of the gradient is not asked
    for, so it is 0.
    """

    def columns(inputs: Sequence[Array]) -> tuple[Array, Array]:
        z, t = (np.array(each, float).reshape(head.n_outputs, 1) for each in inputs)
        return z, t

    def value(inputs: Sequence[Array]) -> Array:
        return np.asarray(head.losses(*columns(inputs))[0])

    def pull(inputs: Sequence[Array], out: Array, upstream: Array) -> list[Array]:
        z, t = columns(inputs)
        play(head.error_calls(z)(t))
        share = (upstream * head.error_factor * z).reshape(np.shape(inputs[0]))
        return [share, np.zeros_like(inputs[1])]

    return Operation(
        head.loss.name,
        "loss",
        2,
        value,
        pull,
        lambda names, out: [_loss_slope(head), "0"],
        lambda names: f"{head.loss.label}({', '.join(names)})",
    )


def _loss_slope(head: Head) -> str:
    if head.loss.on_logits:
        return "p − [t = 1]" if head.n_outputs == 1 else "p − t"
    error = "o − t" if head.loss.name == "squared" else "(o − t, at most ±δ)"
    if head.output.name in ("linear", "step"):
        return error
    return f"({error})·{head.output.label}′(z)" if error == "o − t" else f"{error}·o′"


WEIGHTED_SUM = _weighted_sum()
AFFINE = _affine()

OPERATIONS: dict[str, Operation] = {
    row.name: row
    for row in (
        _pointwise("plus", "+", np.add, lambda i, o: [np.ones_like(o)] * 2, "11", "{0} + {1}"),
        _pointwise(
            "minus", "−", np.subtract, lambda i, o: [np.ones_like(o), -np.ones_like(o)],
            ["1", "−1"], "{0} − {1}",
        ),
        _pointwise("times", "×", np.multiply, lambda i, o: [i[1], i[0]], ["{1}", "{0}"], "{0}·{1}"),
        _pointwise(
            "divide", "÷", _divide, lambda i, o: [1 / i[1], -o / i[1]],
            ["1/{1}", "−{0}/{1}²"], "{0}/{1}",
        ),
        _pointwise(
            "power", "xʸ", _power, _power_slopes,
            ["{1}·{0}^({1}−1)", "{out}·ln {0}"], "{0}^{1}",
        ),
        _pointwise("negate", "−x", np.negative, lambda i, o: [-np.ones_like(o)], ["−1"], "−{0}"),
        _pointwise("exp", "exp", np.exp, lambda i, o: [o], ["{out}"], "exp({0})"),
        _pointwise("log", "ln", _log, lambda i, o: [1 / i[0]], ["1/{0}"], "ln({0})"),
        _pointwise("sqrt", "√", _sqrt, lambda i, o: [0.5 / o], ["1/(2·{out})"], "√({0})"),
        _pointwise("sin", "sin", np.sin, lambda i, o: [np.cos(i[0])], ["cos({0})"], "sin({0})"),
        _pointwise("cos", "cos", np.cos, lambda i, o: [-np.sin(i[0])], ["−sin({0})"], "cos({0})"),
        # Where both are equal, the first counts as the larger (for min, as the smaller).
        _pointwise(
            "max", "max", np.maximum,
            lambda i, o: [1.0 * (i[0] >= i[1]), 1.0 * (i[0] < i[1])],
            ["1 if {0} ≥ {1}, else 0", "1 if {1} > {0}, else 0"], "max({0}, {1})",
        ),
        _pointwise(
            "min", "min", np.minimum,
            lambda i, o: [1.0 * (i[0] <= i[1]), 1.0 * (i[0] > i[1])],
            ["1 if {0} ≤ {1}, else 0", "1 if {1} < {0}, else 0"], "min({0}, {1})",
        ),
        activation("tanh"),
        activation("sigmoid"),
        activation("relu"),
    )
}  # fmt: skip
"""What a typed formula may be made of."""
