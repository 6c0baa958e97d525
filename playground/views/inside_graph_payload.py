"""What the browser needs to draw a computational graph and to step through it, ready for JSON."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.graph.layout import layered
from playground.graph.nodes import Graph, Handed, Trace
from playground.views.inside_graph_words import (
    HINTS,
    backward_formula,
    backward_words,
    done_words,
    forward_formula,
    seed_words,
    short,
    start_words,
)

Array = np.ndarray
Payload = dict[str, Any]

MOST_NAMED_EDGES, MOST_NAMED_LAYERS = 22, 7
"""With more, there is little room: local derivatives of numbers are named in their own step."""
LONGEST_NAME = 9  # characters of a local derivative beside its edge
LONGEST_IN_LITTLE_ROOM = 3
MOST_TEXTS = (8, 48)  # columns, and numbers, of an array that is shown as a table
MOST_CELLS = 4096  # numbers of a Jacobian that is shown at all


def graph_payload(graph: Graph, trace: Trace, *, id: str, label: str) -> Payload:
    """A graph with all its steps.

    Parameters
    ----------
    graph : Graph
    trace : Trace
        Of ``graph.run``.
    id : str
        The browser keeps the step while this stays the same.
    label : str
        Of the picture, for those who do not see it.
    """
    layout = layered([node.inputs for node in graph.nodes])
    roomy = layout.n_layers <= MOST_NAMED_LAYERS and len(layout.edges) <= MOST_NAMED_EDGES
    made = _Steps(graph, trace, roomy)
    return {
        "kind": "graph",
        "id": id,
        "label": label,
        "steps": made.steps,
        "picture": {
            "nodes": made.nodes,
            "edges": made.edges,
            "current": made.current,
            "turn": made.turn,
            "arrays": any(value is not None and value.ndim for value in trace.values),
            "layout": {
                "n_layers": layout.n_layers,
                "breadth": layout.breadth,
                "nodes": layout.nodes,
                "edges": layout.edges,
            },
        },
    }


class _Steps:
    """Walks through a trace, noting from which step on each thing is known."""

    def __init__(self, graph: Graph, trace: Trace, is_roomy: bool) -> None:
        self.graph, self.trace, self.is_roomy = graph, trace, is_roomy
        self.steps: list[Payload] = []
        self.current: list[Payload] = []
        self.nodes = [self._node(place) for place in range(len(graph.nodes))]
        self.edges: list[Payload] = []
        self._edge_at: dict[tuple[int, int], int] = {}
        self._handed = {(each.node, each.place) for each in trace.handed}
        for place, node in enumerate(graph.nodes):
            texts = graph.slope_texts(place) if node.operation else []
            for which, source in enumerate(node.inputs):
                self._edge_at[place, which] = len(self.edges)
                self.edges.append(self._edge(place, which, source, texts[which]))
        self._walk()
        self.turn = next(
            (i for i, step in enumerate(self.steps) if step["phase"] == "backward"),
            len(self.steps),
        )

    def _walk(self) -> None:
        graph, trace = self.graph, self.trace
        result = graph.nodes[-1].name
        leaves = [place for place, node in enumerate(graph.nodes) if node.operation is None]
        self._step("start", "inputs", f"{result} = ?", start_words(graph), leaves, [])
        for place, node in enumerate(graph.nodes):
            if node.operation is not None and not self._forward(place):
                return
        self._seed()
        for handed in trace.handed:
            self._backward(handed)
        if trace.problem is not None:
            name = graph.nodes[trace.problem.node].name
            self._fail(trace.problem.node, f"∂{result} through {name} = ?")
            return
        last = [
            f"∂{result}/∂{graph.nodes[place].name} = {short(gradient)}"
            for place in leaves
            if (gradient := trace.gradients[place]) is not None and not gradient.ndim
        ]
        words = done_words(graph, trace)
        formula = ", ".join(last[:8]) + (", …" if len(last) > 8 else "")
        everything = [place for place in leaves if graph.nodes[place].constant is None]
        self._step("done", "all gradients", formula or f"All of ∂{result}", words, everything, [])

    def _forward(self, place: int) -> bool:
        """Whether the node could be computed; if not, that is the last step."""
        graph, trace = self.graph, self.trace
        node = graph.nodes[place]
        assert node.operation is not None
        formula = forward_formula(graph, trace, place)
        if trace.values[place] is None:
            self._fail(place, formula)
            return False
        edges = [self._edge_at[place, which] for which in range(len(node.inputs))]
        last = place == len(graph.nodes) - 1
        words = "That is the result: now back." if last else "Forward: a value from its inputs."
        step = self._step("forward", f"forward, {node.name}", formula, words, [place], edges)
        step["arrays"] = self._forward_arrays(place)
        self.nodes[place]["valueAt"] = len(self.steps) - 1
        for edge in edges:
            self.edges[edge]["valueAt"] = len(self.steps) - 1
        return True

    def _seed(self) -> None:
        place = len(self.graph.nodes) - 1
        name = self.graph.nodes[place].name
        self._step(
            "backward", "backward begins", f"∂{name}/∂{name} = 1", seed_words(name), [place], []
        )
        self._know(place, np.ones(()))

    def _backward(self, handed: Handed) -> None:
        graph, trace = self.graph, self.trace
        source = graph.nodes[handed.node].inputs[handed.place]
        edge = self._edge_at[handed.node, handed.place]
        step = self._step(
            "backward",
            f"backward, {graph.nodes[handed.node].name} → {graph.nodes[source].name}",
            backward_formula(graph, trace, handed),
            backward_words(graph, trace, handed),
            [handed.node, source],
            [edge],
        )
        step["arrays"] = self._backward_arrays(handed, source)
        self.edges[edge]["gradientAt"] = len(self.steps) - 1
        self._know(source, handed.total)

    def _fail(self, place: int, formula: str) -> None:
        problem = self.trace.problem
        assert problem is not None
        phase = "backward" if problem.backward else "forward"
        self._step(phase, "stopped", formula, problem.sentence, [place], [])
        self.nodes[place]["failed"] = True
        self.nodes[place]["valueAt"] = min(self.nodes[place]["valueAt"], len(self.steps) - 1)

    def _step(
        self, phase: str, label: str, formula: str, words: str, nodes: list[int], edges: list[int]
    ) -> Payload:
        step = {"phase": phase, "label": label, "formula": formula, "words": words}
        self.steps.append(step)
        self.current.append({"nodes": nodes, "edges": edges})
        return step

    def _know(self, place: int, gradient: Array) -> None:
        found = {"at": len(self.steps) - 1, "shown": _number(gradient)}
        self.nodes[place]["gradients"].append(found)

    # Drawn things

    def _node(self, place: int) -> Payload:
        node, value = self.graph.nodes[place], self.trace.values[place]
        operation = node.operation
        is_last = place == len(self.graph.nodes) - 1
        kind = "operation" if operation else "variable" if node.constant is None else "constant"
        hint = HINTS.get(operation.name, "") if operation else ""
        said = f"{node.name} = {self.graph.text(place)}. {hint}" if operation else node.name
        return {
            "name": node.name,
            "symbol": operation.symbol if operation else "",
            "kind": "result" if is_last and operation else kind,
            "title": said,
            "value": None if value is None else _number(value),
            "valueAt": 10**6 if operation else 0,
            "gradients": [],
            "failed": False,
        }

    def _edge(self, place: int, which: int, source: int, text: str) -> Payload:
        value, given = self.trace.values[place], self.trace.values[source]
        is_number = all(each is not None and each.ndim == 0 for each in (value, given))
        is_constant = self.graph.nodes[source].constant is not None
        longest = LONGEST_NAME if self.is_roomy else LONGEST_IN_LITTLE_ROOM
        local = text
        if (place, which) not in self._handed:
            local = ""
        elif is_number:
            number = short(self.graph.local(self.trace, place, which))
            is_short = len(text) + len(number) <= LONGEST_NAME and text != number
            local = f"{text} = {number}" if is_short else number
        return {
            "source": source,
            "target": place,
            "name": text if len(text) <= longest and not is_constant else "",
            "local": local,
            "valueAt": 10**6,
            "gradientAt": -1,
            "named": self.is_roomy if is_number else len(text) <= longest,
        }

    # Arrays

    def _forward_arrays(self, place: int) -> list[Payload]:
        node, value = self.graph.nodes[place], self.trace.values[place]
        assert node.operation is not None
        inputs = [self.trace.values[each] for each in node.inputs]
        if value is None or not any(each is not None and each.ndim for each in inputs):
            return []
        names = [self.graph.nodes[each].name for each in node.inputs]
        if node.operation.name == "affine":
            W, x, b = (np.asarray(each) for each in inputs)
            return [
                array_payload(f"{names[0]}ᵀ", W.T),
                array_payload(names[1], x[:, None], "·"),
                array_payload(names[2], b[:, None], "+"),
                array_payload(node.name, value[:, None], "="),
            ]
        given = [array_payload(name, np.asarray(each)[:, None], "" if i == 0 else ",")
                 for i, (name, each) in enumerate(zip(names, inputs, strict=True))
                 if each is not None and each.ndim]  # fmt: skip
        return [*given, array_payload(node.name, np.atleast_1d(value)[:, None], "→")]

    def _backward_arrays(self, handed: Handed, source: int) -> list[Payload]:
        graph, trace = self.graph, self.trace
        node, value = graph.nodes[handed.node], trace.values[handed.node]
        given = trace.values[source]
        assert node.operation is not None
        assert value is not None
        assert given is not None
        if not given.ndim:
            return []
        result, name = graph.nodes[-1].name, graph.nodes[source].name
        upstream = array_payload(f"upstream ∂{result}/∂{node.name}", np.atleast_2d(handed.upstream))
        share = np.atleast_2d(handed.share)
        if node.operation.name == "affine" and handed.place == 0:
            x = trace.values[node.inputs[1]]
            assert x is not None
            return [
                array_payload(graph.nodes[node.inputs[1]].name, x[:, None]),
                upstream | {"sign": "·"},
                array_payload(f"∂{result}/∂{name}", share, "="),
            ]
        found = [upstream]
        if value.size * given.size <= MOST_CELLS:
            jacobian = graph.local(trace, handed.node, handed.place)
            found.append(array_payload(f"Jacobian ∂{node.name}/∂{name}", jacobian, "·"))
        return [*found, array_payload(f"∂{result}/∂{name}", share, "=")]


def _number(value: Array) -> Payload:
    """A number as a text; an array as numbers for a small picture, and its shape as a text."""
    if value.ndim == 0:
        return {"text": short(value)}
    rows, cols = value.shape if value.ndim == 2 else (1, value.size)
    shape = f"{rows} × {cols}" if value.ndim == 2 else f"{value.size}"
    norm = float(np.linalg.norm(value))
    return {"text": f"{shape} numbers, length {short(norm)}", "rows": rows, "cols": cols,
            "numbers": rounded(value)}  # fmt: skip


def array_payload(title: str, value: Array, sign: str = "") -> Payload:
    """An array (rows, cols) to be looked at, as JSON; few numbers are written out."""
    rows, cols = value.shape
    shown = {"title": f"{title}, {rows} × {cols}", "sign": sign, "rows": rows, "cols": cols,
             "numbers": rounded(value)}  # fmt: skip
    if cols <= MOST_TEXTS[0] and value.size <= MOST_TEXTS[1]:
        shown["texts"] = [_shorter(number) for number in value.ravel()]
    return shown


def _shorter(number: float) -> str:
    rounded = float(f"{float(number):.3g}")
    return short(rounded)


def rounded(value: Array) -> list[float]:
    """An array's numbers, row by row, with three digits that count."""
    return [float(f"{number:.3g}") for number in np.asarray(value, float).ravel()]
