"""Graphs of neural networks on one point: unit by unit for small ones, layer by layer for any.

Weights are pairs (W (n_in, n_out), b (n_out,)), as ``Run.layers`` gives them; activation, output
and loss are the engine's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from playground.graph.nodes import Graph, Node
from playground.graph.operations import AFFINE, WEIGHTED_SUM, Operation, activation, loss
from playground.nn import Head, one_per_layer

Array = np.ndarray
Layers = Sequence[tuple[Array, Array]]
Values = dict[str, float | Array]

MAX_UNITS = 3
"""Units (and inputs) of a network that is drawn unit by unit; more would not be readable."""

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def subscript(text: str, *numbers: int) -> str:
    """A name with subscripts, as w₁₂."""
    return text + "".join(map(str, numbers)).translate(_SUBSCRIPTS)


def is_drawn_by_units(sizes: Sequence[int]) -> bool:
    """Whether a network of these layer sizes has one hidden layer and few enough units."""
    return len(sizes) == 3 and max(sizes[:2]) <= MAX_UNITS and sizes[2] == 1


class _Builder:
    """Nodes and the variables' values, as they are added."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.values: Values = {}

    def variable(self, name: str, value: ArrayLike) -> int:
        self.values[name] = np.asarray(value, float)
        return self._add(Node(name))

    def constant(self, name: str, value: ArrayLike) -> int:
        return self._add(Node(name, constant=np.asarray(value, float)))

    def operation(self, name: str, operation: Operation, *inputs: int) -> int:
        return self._add(Node(name, operation, inputs))

    def _add(self, node: Node) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1


def _bends(names: str | Sequence[str], n_layers: int) -> list[Operation]:
    return [activation(row.name) for row in one_per_layer(names, n_layers)]


def unit_graph(
    layers: Layers, bend: str | Sequence[str], head: Head, inputs: Array, target: Array
) -> tuple[Graph, Values]:
    """A network with one hidden layer and one output, every weight a node.

    Parameters
    ----------
    layers : two pairs (W, b)
    bend : str or sequence of str
        Activation of the hidden units, or one name for each hidden layer.
    head : Head
        With one output.
    inputs : ndarray (n_in,)
        What the network is given for the point.
    target : ndarray (1,)
        ``head.targets`` of it.

    Returns
    -------
    Graph, dict
        The graph of the point's loss L, and its variables' values.
    """
    (W1, b1), (W2, b2) = layers
    made = _Builder()
    n_in, n_hidden = W1.shape
    (unit_bend,) = _bends(bend, 1)
    xs = [made.variable(subscript("x", i + 1), inputs[i]) for i in range(n_in)]
    hidden = []
    for j in range(n_hidden):
        terms = [made.variable(subscript("b", j + 1), b1[j])]
        for i in range(n_in):
            terms += [made.variable(subscript("w", i + 1, j + 1), W1[i, j]), xs[i]]
        z = made.operation(subscript("z", j + 1), WEIGHTED_SUM, *terms)
        hidden.append(made.operation(subscript("h", j + 1), unit_bend, z))
    terms = [made.variable("c", b2[0])]
    for j in range(n_hidden):
        terms += [made.variable(subscript("v", j + 1), W2[j, 0]), hidden[j]]
    z = made.operation("z", WEIGHTED_SUM, *terms)
    made.operation("L", loss(head), z, made.constant("t", target[0]))
    return Graph(made.nodes), made.values


def layer_graph(
    layers: Layers, bend: str | Sequence[str], head: Head, inputs: Array, targets: Array
) -> tuple[Graph, Values]:
    """A network of any size, every layer's weights, sums and activations a node that is an array.

    Parameters are those of ``unit_graph``, with any number of layers and outputs.
    """
    made = _Builder()
    bends = _bends(bend, len(layers) - 1)
    a = made.variable("x", inputs)
    for layer, (W, b) in enumerate(layers, start=1):
        w_node = made.variable(subscript("W", layer), W)
        b_node = made.variable(subscript("b", layer), b)
        a = made.operation(subscript("z", layer), AFFINE, w_node, a, b_node)
        if layer < len(layers):
            a = made.operation(subscript("a", layer), bends[layer - 1], a)
    made.operation("L", loss(head), a, made.constant("t", targets))
    return Graph(made.nodes), made.values


def vector_graph(activation_name: str, x: Array) -> tuple[Graph, Values]:
    """One layer as arrays, L = ½‖f(Wᵀx + b) − t‖²: two inputs, three units.

    Parameters
    ----------
    activation_name : str
        f, a key of ``ACTIVATIONS``.
    x : ndarray (2,)
    """
    made = _Builder()
    W = made.variable("W", [[1.0, -2.0, 0.5], [-1.0, 0.5, 2.0]])
    b = made.variable("b", [0.0, 0.5, -1.0])
    z = made.operation("z", AFFINE, W, made.variable("x", x), b)
    a = made.operation("a", activation(activation_name), z)
    squared = loss(Head(loss="squared", output="linear", n_classes=3))
    made.operation("L", squared, a, made.constant("t", [1.0, 0.0, -1.0]))
    return Graph(made.nodes), made.values


def gradients(graph: Graph, found: Sequence[Array | None]) -> Mapping[str, Array]:
    """The gradient of every variable by its name; what the result does not depend on has 0."""
    return {
        node.name: np.zeros(()) if found[place] is None else np.asarray(found[place])
        for place, node in enumerate(graph.nodes)
        if node.operation is None and node.constant is None
    }
