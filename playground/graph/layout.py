"""Where nodes and edges of a graph are drawn: in layers, with few crossings.

The layered drawing of Sugiyama, Tagawa and Toda (1981): a layer for every node, stand-ins where
edges pass through layers (one for all edges of a source), an order in each layer by the mean place
of the neighbours, then places that straighten the edges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

SWEEPS = 12
LINE = 0.4  # room an edge takes where it passes a layer; a node takes 1


@dataclass(frozen=True)
class Layout:
    """A drawing, without units: the first coordinate counts layers, the second places across.

    Attributes
    ----------
    n_layers : int
    breadth : float
        Largest place across; the smallest is 0.
    nodes : list of (int, float)
        Layer and place across of every node.
    edges : list of list of (int, float)
        The points an edge passes, from its source to its target, in the order of ``inputs``:
        node after node, and of a node input after input.
    """

    n_layers: int
    breadth: float
    nodes: list[tuple[int, float]]
    edges: list[list[tuple[int, float]]]


def layered(inputs: Sequence[Sequence[int]]) -> Layout:
    """The drawing of a graph whose node i has the nodes ``inputs[i]``, all before it."""
    n = len(inputs)
    layers = _layers(inputs)
    where = list(layers)
    chains: list[list[int]] = []
    stand_ins: dict[tuple[int, int], int] = {}  # of one source's edges, one a layer
    neighbours: list[set[int]] = [set() for _ in range(n)]
    for node, sources in enumerate(inputs):
        for source in sources:
            chain = [source]
            for layer in range(layers[source] + 1, layers[node]):
                if (source, layer) not in stand_ins:
                    stand_ins[source, layer] = len(where)
                    where.append(layer)
                    neighbours.append(set())
                chain.append(stand_ins[source, layer])
            chain.append(node)
            for a, b in pairwise(chain):
                neighbours[a].add(b)
                neighbours[b].add(a)
            chains.append(chain)
    rows = _ordered(where, neighbours, inputs)
    across = _places(rows, where, neighbours, n)
    least = min(across)
    points = [(layer, place - least) for layer, place in zip(where, across, strict=True)]
    return Layout(
        max(where) + 1,
        max(across) - least,
        points[:n],
        [[points[each] for each in chain] for chain in chains],
    )


def _layers(inputs: Sequence[Sequence[int]]) -> list[int]:
    """An operation comes after all its inputs; a leaf stands just before what first uses it."""
    layers = [0] * len(inputs)
    for node, sources in enumerate(inputs):
        layers[node] = 1 + max((layers[each] for each in sources), default=-1)
    users: list[list[int]] = [[] for _ in inputs]
    for node, sources in enumerate(inputs):
        for source in sources:
            users[source].append(node)
    for node, sources in enumerate(inputs):
        if not sources and users[node]:
            layers[node] = min(layers[each] for each in users[node]) - 1
    return layers


def _ordered(
    where: Sequence[int], neighbours: Sequence[set[int]], inputs: Sequence[Sequence[int]]
) -> list[list[int]]:
    """The nodes of each layer in an order with few crossings."""
    rows: list[list[int]] = [[] for _ in range(max(where) + 1)]
    seen: set[int] = set()

    def visit(node: int) -> None:  # depth first from the result: inputs in their written order
        stack = [node]
        while stack:
            each = stack.pop()
            if each in seen:
                continue
            seen.add(each)
            rows[where[each]].append(each)
            below = inputs[each] if each < len(inputs) else ()
            written = {source: place for place, source in enumerate(below)}
            sources = [a for a in neighbours[each] if where[a] < where[each]]
            stack += sorted(sources, key=lambda a: written.get(_source(a), 0), reverse=True)

    def _source(a: int) -> int:
        while a >= len(inputs):
            (a,) = [b for b in neighbours[a] if where[b] < where[a]]
        return a

    for node in range(len(inputs) - 1, -1, -1):
        visit(node)
    best, fewest = [list(row) for row in rows], _crossings(rows, where, neighbours)
    for sweep in range(SWEEPS):
        towards = -1 if sweep % 2 == 0 else 1
        order = range(len(rows)) if towards == -1 else range(len(rows) - 1, -1, -1)
        for layer in order:
            if 0 <= layer + towards < len(rows):
                place = {node: i for i, node in enumerate(rows[layer + towards])}
                now = {node: i for i, node in enumerate(rows[layer])}

                def mean(node: int, place: dict = place, now: dict = now) -> float:
                    found = [place[each] for each in neighbours[node] if each in place]
                    return sum(found) / len(found) if found else now[node]

                rows[layer].sort(key=mean)
        crossings = _crossings(rows, where, neighbours)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return best


def _crossings(
    rows: Sequence[Sequence[int]], where: Sequence[int], neighbours: Sequence[set[int]]
) -> int:
    """How many pairs of edges between neighbouring layers cross."""
    total = 0
    for layer in range(len(rows) - 1):
        place = {node: i for i, node in enumerate(rows[layer + 1])}
        ends = [
            end
            for node in rows[layer]
            for end in sorted(place[each] for each in neighbours[node] if each in place)
        ]
        total += sum(1 for i, a in enumerate(ends) for b in ends[i + 1 :] if b < a)
    return total


def _places(
    rows: Sequence[Sequence[int]],
    where: Sequence[int],
    neighbours: Sequence[set[int]],
    n_nodes: int,
) -> list[float]:
    """Places across, nodes at least 1 apart within a layer, near the middle of the neighbours."""
    across = [0.0] * len(where)
    offsets = []
    for row in rows:
        sizes = [1.0 if node < n_nodes else LINE for node in row]
        steps = [0.0, *((a + b) / 2 for a, b in pairwise(sizes))]
        offsets.append(list(accumulate(steps)))
        for node, offset in zip(row, offsets[-1], strict=True):
            across[node] = offset - offsets[-1][-1] / 2
    for sweep in range(2 * SWEEPS):
        side = -1 if sweep % 2 == 0 else 1
        order = range(len(rows)) if side == -1 else range(len(rows) - 1, -1, -1)
        for layer in order:
            row = rows[layer]
            wanted = []
            for node in row:
                found = [across[a] for a in neighbours[node] if where[a] == where[node] + side]
                wanted.append(sum(found) / len(found) if found else across[node])
            for node, place in zip(row, _spread(wanted, offsets[layer]), strict=True):
                across[node] = place
    return across


def _spread(wanted: Sequence[float], offsets: Sequence[float]) -> list[float]:
    """The places nearest to the wanted ones (least squares) that leave room between neighbours.

    Pool adjacent violators (Ayer and others 1955), on the places less the least ``offsets``.
    """
    blocks: list[tuple[float, int]] = []  # mean, and how many it stands for
    for place, offset in zip(wanted, offsets, strict=True):
        mean, count = place - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, n = blocks.pop()
            mean, count = (other * n + mean * count) / (n + count), n + count
        blocks.append((mean, count))
    means = [mean for mean, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
