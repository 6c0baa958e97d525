"""The steps through a computational graph in words and equations, with their numbers."""

from __future__ import annotations

import numpy as np

from playground.graph.nodes import Graph, Handed, Trace

Array = np.ndarray

INFIX = {"plus", "minus", "times", "divide", "power", "negate", "weighted_sum"}
HINTS = {
    "plus": "A sum hands its gradient on to both sides unchanged.",
    "minus": "A difference hands its gradient on: as it is to the left, with the other sign to "
    "the right.",
    "times": "A product hands to each side the gradient times the other side’s value.",
    "divide": "What is divided by counts the less the larger it is.",
    "power": "The exponent comes down, and one less of it remains.",
    "negate": "A minus sign turns the gradient’s sign.",
    "exp": "The exponential is its own slope.",
    "log": "The logarithm is steep near 0 and flat far away.",
    "sqrt": "The root is steep near 0 and flat far away.",
    "max": "A maximum hands the whole gradient to the larger side, and nothing to the other.",
    "min": "A minimum hands the whole gradient to the smaller side, and nothing to the other.",
    "weighted_sum": "A weight’s slope is its input, an input’s slope is its weight.",
    "affine": "W gets every input times every upstream number; x gets upstream times Wᵀ; b gets "
    "upstream as it is.",
    "relu": "The gradient passes where z > 0 and stops elsewhere.",
    "tanh": "Far from 0 tanh is flat: a saturated unit hands hardly any gradient on.",
    "sigmoid": "σ′ is at most ¼: every sigmoid makes the gradient at least four times smaller.",
    "cross_entropy": "Probability given less probability wanted: the error itself.",
    "squared": "Half of the squared error has the error as its slope.",
    "huber": "The error, but never more than δ: one outlier cannot pull too hard.",
}
"""What an operation does to the gradient that comes to it."""


def short(number: float | Array) -> str:
    """A number with at most four digits that count, as it stands in a picture."""
    number = float(number)
    text = f"{number:.4g}"
    if "e" in text:
        digits, exponent = f"{number:.2e}".split("e")
        text = f"{digits.rstrip('0').rstrip('.')}e{int(exponent)}"
    return "0" if text in ("-0", "0") else text.replace("-", "−")


def forward_formula(graph: Graph, trace: Trace, place: int) -> str:
    """A node's value: its formula in names, in numbers, and the result."""
    node = graph.nodes[place]
    assert node.operation is not None
    inputs = [trace.values[each] for each in node.inputs]
    names = f"{node.name} = {graph.text(place)}"
    value = trace.values[place]
    if any(each is None or each.ndim for each in inputs):
        return names if value is None or value.ndim else f"{names} = {short(value)}"
    wraps = node.operation.name in INFIX
    written = [_operand(each, wraps and _is_inner(node.operation.name, i))
               for i, each in enumerate(inputs) if each is not None]  # fmt: skip
    result = "?" if value is None else short(value)
    numbers = node.operation.text(written)
    return f"{names} = {result}" if numbers == result else f"{names} = {numbers} = {result}"


def _is_inner(operation: str, place: int) -> bool:
    return place > 0 or operation not in ("plus", "minus", "times", "divide")


def _operand(value: Array, wraps: bool) -> str:
    text = short(value)
    return f"({text})" if wraps and text.startswith("−") else text


def backward_formula(graph: Graph, trace: Trace, handed: Handed) -> str:
    """∂f/∂input = upstream × local derivative, in numbers; in names where they are arrays."""
    node = graph.nodes[handed.node]
    result, source = graph.nodes[-1].name, graph.nodes[node.inputs[handed.place]].name
    if handed.share.ndim or handed.upstream.ndim:
        upstream = f"∂{result}/∂{node.name}"
        is_weight = node.operation is not None and node.operation.name == "affine"
        if is_weight and handed.place == 0:
            upstream = f"{graph.nodes[node.inputs[1]].name} · {upstream}"
        else:
            upstream += f" · ∂{node.name}/∂{source}"
        return f"∂{result}/∂{source} = {upstream}, {_shape_words(handed.share)}"
    local = graph.local(trace, handed.node, handed.place)
    return (
        f"∂{result}/∂{source}: upstream {short(handed.upstream)} × local "
        f"{_operand(local, True)} = {short(handed.share)}"
    )


def backward_words(graph: Graph, trace: Trace, handed: Handed) -> str:
    """What the local derivative is, and what happens to what the input has already."""
    node = graph.nodes[handed.node]
    assert node.operation is not None
    result, source = graph.nodes[-1].name, graph.nodes[node.inputs[handed.place]].name
    slope = graph.slope_texts(handed.node)[handed.place]
    said = f"Local derivative: ∂{node.name}/∂{source} = {slope}"
    if not handed.share.ndim and not handed.upstream.ndim:
        local = short(graph.local(trace, handed.node, handed.place))
        said += "" if local == slope else f" = {local}"
    said += "."
    if not np.array_equal(handed.share, handed.total):
        before = handed.total - handed.share
        said += f" {source} is used more than once, so the shares add up"
        if not handed.share.ndim:
            said += f": {short(before)} + {_operand(handed.share, True)} = {short(handed.total)}"
        said += "."
    elif hint := HINTS.get(node.operation.name):
        said += f" {hint}"
    if handed.node == len(graph.nodes) - 1:
        said += f" Upstream is ∂{result}/∂{result} = 1."
    return said


def start_words(graph: Graph) -> str:
    """What there is before the first step."""
    last = graph.nodes[-1]
    return (
        f"Only the inputs have values. Press ▶ (or →): each step computes one node, until "
        f"{last.name} is known; then gradients travel back."
    )


def seed_words(name: str) -> str:
    """The first gradient of all."""
    return f"Backward begins at the end: moving {name} by a little moves {name} by just as much."


def done_words(graph: Graph, trace: Trace) -> str:
    """What the gradients are good for: the variable that matters most, nudged."""
    result = graph.nodes[-1].name
    found = [
        (abs(float(gradient)), place)
        for place, (node, gradient) in enumerate(zip(graph.nodes, trace.gradients, strict=True))
        if node.operation is None and node.constant is None
        and gradient is not None and gradient.ndim == 0
    ]  # fmt: skip
    if not found:
        return (
            "One pass forward and one pass backward: every weight knows how the loss "
            "changes with it."
        )
    _, place = max(found, key=lambda each: (each[0], -each[1]))
    gradient = trace.gradients[place]
    assert gradient is not None
    name = graph.nodes[place].name
    return (
        f"One pass forward, one pass backward, and every gradient is known. {name} matters most "
        f"here: raise it by 0.01, and {result} changes by about {short(0.01 * gradient)}."
    )


def _shape_words(array: Array) -> str:
    if array.ndim == 2:
        return f"{array.shape[0]} × {array.shape[1]} numbers"
    return f"{array.size} numbers" if array.size > 1 else "one number"
