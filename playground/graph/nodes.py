"""Graph: nodes in topological order, values computed forward and gradients handed back.

Reverse-mode differentiation (Linnainmaa 1970; Griewank and Walther 2008, chapter 3): every node is
computed once from its inputs; then, from the last node to the first, the gradient ∂f/∂node is
multiplied by each local derivative and added to the gradient of the input it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from playground.graph.operations import DomainError, Operation

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Node:
    """One node: a variable (no operation, no number), a constant, or an operation.

    Attributes
    ----------
    name : str
        As it is called in formulas; a constant's is its number.
    operation : Operation or None
    inputs : tuple of int
        Places of the operation's inputs in the graph.
    constant : ndarray or None
        A constant's number or array; it gets no gradient.
    """

    name: str
    operation: Operation | None = None
    inputs: tuple[int, ...] = ()
    constant: Array | None = None


@dataclass(frozen=True)
class Problem:
    """Where a computation could not go on, and why in a sentence."""

    node: int
    sentence: str
    backward: bool = False


@dataclass(frozen=True)
class Handed:
    """One gradient handed from a node to one of its inputs.

    Attributes
    ----------
    node, place : int
        The node, and which of its inputs.
    upstream : ndarray
        ∂f/∂node.
    share : ndarray
        Upstream times the local derivative: what the input gets.
    total : ndarray
        The input's gradient afterwards; more than ``share`` if it is used several times.
    """

    node: int
    place: int
    upstream: Array
    share: Array
    total: Array


@dataclass(eq=False)
class Trace:
    """What a graph computed: values and gradients by node (None: not reached), in order."""

    values: list[Array | None]
    gradients: list[Array | None]
    handed: list[Handed] = field(default_factory=list)
    problem: Problem | None = None


class Graph:
    """A formula as nodes; the last one is its value f.

    Parameters
    ----------
    nodes : sequence of Node
        Each after its inputs.

    Raises
    ------
    ValueError
        If a node comes before one of its inputs.
    """

    def __init__(self, nodes: Sequence[Node]) -> None:
        for place, node in enumerate(nodes):
            if any(not 0 <= each < place for each in node.inputs):
                raise ValueError(f"node {node.name} must come after its inputs. Got {node.inputs}.")
        self.nodes = tuple(nodes)

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables, in order."""
        return tuple(node.name for node in self.nodes if self._is_variable(node))

    @staticmethod
    def _is_variable(node: Node) -> bool:
        return node.operation is None and node.constant is None

    def text(self, place: int) -> str:
        """A node's formula in terms of its inputs' names; its name if it has none."""
        node = self.nodes[place]
        if node.operation is None:
            return node.name
        return node.operation.text([self.nodes[each].name for each in node.inputs])

    def slope_texts(self, place: int) -> list[str]:
        """A node's local derivatives as formulas, one for each input."""
        node = self.nodes[place]
        assert node.operation is not None
        return node.operation.slope_texts([self.nodes[i].name for i in node.inputs], node.name)

    def forward(self, values: Mapping[str, float | Array]) -> Trace:
        """All values; a node that cannot be computed ends it, and is the trace's problem.

        Raises
        ------
        ValueError
            If a variable has no value.
        """
        missing = [name for name in self.variables if name not in values]
        if missing:
            raise ValueError(f"Every variable must have a value. Got none for {missing[0]}.")
        n = len(self.nodes)
        trace = Trace([None] * n, [None] * n)
        for place, node in enumerate(self.nodes):
            if node.operation is None:
                given = values[node.name] if node.constant is None else node.constant
                trace.values[place] = np.asarray(given, float)
        for place, node in enumerate(self.nodes):
            if node.operation is None:
                continue
            try:
                with np.errstate(all="ignore"):
                    value = np.asarray(node.operation.value(self._inputs(trace, place)), float)
            except DomainError as error:
                trace.problem = Problem(place, str(error))
                return trace
            if not np.isfinite(value).all():
                trace.problem = Problem(place, "The result is too large for the computer.")
                return trace
            trace.values[place] = value
        return trace

    def run(self, values: Mapping[str, float | Array]) -> Trace:
        """Values, and from the last node back every gradient ∂f/∂node.

        f must be one number. Constants get no gradient, nor does what f does not depend on.
        """
        trace = self.forward(values)
        if trace.problem is not None:
            return trace
        last = len(self.nodes) - 1
        trace.gradients[last] = np.ones_like(self._value(trace, last))
        for place in range(last, -1, -1):
            node, upstream = self.nodes[place], trace.gradients[place]
            if node.operation is None or upstream is None:
                continue
            with np.errstate(all="ignore"):
                shares = node.operation.pull(
                    self._inputs(trace, place), self._value(trace, place), upstream
                )
            for which, (source, share) in enumerate(zip(node.inputs, shares, strict=True)):
                if self.nodes[source].constant is not None:
                    continue
                before = trace.gradients[source]
                total = np.asarray(share if before is None else before + share)
                if not np.isfinite(total).all():
                    name = self.nodes[source].name
                    said = f"The slope with respect to {name} does not exist here, or is infinite."
                    trace.problem = Problem(place, said, backward=True)
                    return trace
                trace.gradients[source] = total
                trace.handed.append(Handed(place, which, upstream, np.asarray(share), total))
        return trace

    def local(self, trace: Trace, place: int, which: int) -> Array:
        """The local derivative ∂node/∂input: a number for numbers, else the Jacobian matrix."""
        node = self.nodes[place]
        assert node.operation is not None
        inputs, value = self._inputs(trace, place), self._value(trace, place)
        with np.errstate(all="ignore"):
            if value.ndim == 0 and inputs[which].ndim == 0:
                return np.asarray(node.operation.pull(inputs, value, np.ones(()))[which])
            return node.operation.jacobian(inputs, value, which)

    def _inputs(self, trace: Trace, place: int) -> list[Array]:
        return [self._value(trace, each) for each in self.nodes[place].inputs]

    @staticmethod
    def _value(trace: Trace, place: int) -> Array:
        value = trace.values[place]
        assert value is not None
        return value
