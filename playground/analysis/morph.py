"""The morph of a network: where points and grid lines are at any depth, seen in 2 or 3 dimensions.

Depth counts operations: 0 is the input, 5 the output of the first layer, and so on; between whole
numbers an operation is under way (``five_operations``). Spaces of up to 2 or 3 units are looked at
as they are, wider ones through principal components or chosen units, and along a layer the view
turns from one space's to the next one's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from datasets.domain import DOMAIN
from playground.analysis.contours import decision_lines
from playground.analysis.five_operations import (
    N_OPERATIONS,
    OPERATIONS,
    LayerSplit,
    split_layer,
)
from playground.analysis.space_view import SpaceView, orthonormal, space_view
from playground.nn import one_per_layer

if TYPE_CHECKING:
    from playground.training import Run

Matrix = NDArray[np.float64]
Layer = tuple[ArrayLike, ArrayLike]

MAX_FRAMES = 60
"""A path has about this many frames, and at least one an operation."""
BOUNDARY_TICKS = 81
"""Points along each side of the grid on which a decision boundary is found."""


@dataclass(frozen=True, eq=False)
class Morph:
    """A network taken apart, and how each of its spaces is looked at.

    Attributes
    ----------
    splits : tuple of LayerSplit
        One a layer, the output layer included.
    spaces : tuple of SpaceView
        One more: the inputs come first.
    n_dimensions : int
        Of the view: 2 or 3.
    """

    splits: tuple[LayerSplit, ...]
    spaces: tuple[SpaceView, ...]
    n_dimensions: int

    @property
    def depth(self) -> int:
        """Where the morph ends: five operations a layer."""
        return N_OPERATIONS * len(self.splits)

    def at(self, A: ArrayLike, depth: float) -> Matrix:
        """Where inputs A (n, n_inputs) are seen at ``depth``: (n, n_dimensions)."""
        layer, position = self._place(depth)
        A = np.asarray(A, dtype=np.float64)
        for split in self.splits[:layer]:
            A = split.output(A)
        return self._seen(A, layer, position)

    def label(self, depth: float) -> str:
        """What happens just before ``depth``, as in "layer 2 · rotate"; "input" at 0."""
        if depth <= 0:
            return "input"
        step = int(np.ceil(min(depth, self.depth))) - 1
        layer, operation = divmod(step, N_OPERATIONS)
        row = list(OPERATIONS.values())[operation]
        split = self.splits[layer]
        name = "output" if layer == len(self.splits) - 1 else f"layer {layer + 1}"
        changes = row.name == "scale" and split.n_in != split.n_out
        return f"{name} · {row.label}" + (f" {split.n_in} → {split.n_out}" if changes else "")

    def _place(self, depth: float) -> tuple[int, float]:
        """Layer and position in it; the end of a layer belongs to that layer."""
        if not 0 <= depth <= self.depth:
            raise ValueError(f"depth must be from 0 to {self.depth}. Got {depth!r} instead.")
        layer = max(int(np.ceil(depth / N_OPERATIONS)) - 1, 0)
        return layer, min(depth - N_OPERATIONS * layer, N_OPERATIONS)

    def _seen(self, A: Matrix, layer: int, position: float) -> Matrix:
        """A (n, n_in) of one layer, ``position`` operations into it, through the view there."""
        places = self.splits[layer].at(A, position)
        width = max(places.shape[1], self.n_dimensions)
        (c0, P0), (c1, P1) = (view.padded(width) for view in self.spaces[layer : layer + 2])
        t = position / N_OPERATIONS
        axes = orthonormal((1 - t) * P0 + t * P1)
        places = np.pad(places, ((0, 0), (0, width - places.shape[1])))
        return (places - ((1 - t) * c0 + t * c1)) @ axes


@dataclass(frozen=True, eq=False)
class MorphPath:
    """A morph in frames.

    Attributes
    ----------
    depths, labels : (n_frames,), list of str
        Depth of each frame, and the operation it belongs to.
    points : (n_frames, n, n_dimensions)
    grid : (n_frames, n_lines, n_points, n_dimensions)
    boundary : (n_frames, n_points, n_dimensions) or None
        The decision boundary of the input plane, carried along; NaN parts one line from the next.
    spaces : tuple of SpaceView
    """

    depths: Matrix
    labels: list[str]
    points: Matrix
    grid: Matrix
    boundary: Matrix | None
    spaces: tuple[SpaceView, ...]

    @property
    def n_dimensions(self) -> int:
        """Of the view: 2 or 3."""
        return self.points.shape[-1]


def morph_of(
    layers: Sequence[Layer],
    activation: str | Sequence[str],
    output: str,
    X: ArrayLike,
    *,
    n_dimensions: int | None = None,
    units: Mapping[int, Sequence[int]] | None = None,
) -> Morph:
    """Take a network apart and choose how to look at its spaces.

    Parameters
    ----------
    layers : list of (W (n_in, n_out), b (n_out,))
        Hidden layers and the output layer.
    activation, output : str
        Of the hidden layers (or one for each of them), and of the output layer (see
        ``five_operations.BENDS``).
    X : (n, n_inputs)
        The cloud, as the network's inputs: principal components are those of its images.
    n_dimensions : {2, 3} or None
        None: 3 if any space has more than 2 units.
    units : mapping or None
        Chosen units (``n_dimensions`` of them, from 0) by space: 0 the inputs, 1 the first hidden
        layer… Left out, and in spaces that fit the view, the choice is made as above.

    Raises
    ------
    ValueError
        For a network without layers, another number of activations, another ``n_dimensions``, or
        units that do not exist.
    """
    if not layers:
        raise ValueError("layers must hold one layer at least. Got none.")
    bends = [row.name for row in one_per_layer(activation, len(layers) - 1)] + [output]
    splits = tuple(split_layer(W, b, name) for (W, b), name in zip(layers, bends, strict=True))
    widths = [split.n_in for split in splits] + [splits[-1].n_out]
    if n_dimensions is None:
        n_dimensions = 3 if max(widths) > 2 else 2
    if n_dimensions not in (2, 3):
        raise ValueError(f"n_dimensions must be 2 or 3. Got {n_dimensions!r} instead.")
    A = np.asarray(X, dtype=np.float64)
    chosen = dict(units or {})
    spaces = [space_view(A, n_dimensions, units=chosen.get(0))]
    for i, split in enumerate(splits):
        A = split.output(A)
        view = space_view(A, n_dimensions, units=chosen.get(i + 1), before=spaces[-1])
        spaces.append(view)
    return Morph(splits, tuple(spaces), n_dimensions)


def morph_path(
    morph: Morph,
    X: ArrayLike,
    grid: ArrayLike,
    boundary: ArrayLike | None = None,
    *,
    max_frames: int = MAX_FRAMES,
) -> MorphPath:
    """Follow points, grid lines and a boundary from the input to the output.

    Parameters
    ----------
    morph : Morph
    X : (n, n_inputs)
    grid : (n_lines, n_points, n_inputs)
    boundary : (n_points, n_inputs) or None
        Lines, a row of NaN between one and the next.
    max_frames : int
        Each operation has equally many frames, one at least; so few that this is kept if it can be.
    """
    given = [np.asarray(part, dtype=np.float64) for part in (X, grid)]
    given += [] if boundary is None else [np.asarray(boundary, dtype=np.float64)]
    ends = np.cumsum([part[..., 0].size for part in given])[:-1]
    A = np.concatenate([part.reshape(-1, part.shape[-1]) for part in given])
    gaps = np.isnan(A).any(axis=1)
    A[gaps] = 0
    each = max(1, (max_frames - 1) // morph.depth)
    depths = np.linspace(0, morph.depth, each * morph.depth + 1)
    frames = []
    reached = 0
    for depth in depths:
        layer, position = morph._place(depth)
        while reached < layer:
            A = morph.splits[reached].output(A)
            reached += 1
        frames.append(morph._seen(A, layer, position))
    carried = np.array(frames)
    carried[:, gaps] = np.nan
    parts = [
        seen.reshape(len(depths), *part.shape[:-1], morph.n_dimensions)
        for seen, part in zip(np.split(carried, ends, axis=1), given, strict=True)
    ]
    labels = [morph.label(depth) for depth in depths]
    return MorphPath(
        depths, labels, parts[0], parts[1], parts[2] if boundary is not None else None, morph.spaces
    )


def run_morph(
    run: Run,
    *,
    layers: Sequence[Layer] | None = None,
    n_dimensions: int | None = None,
    units: Mapping[int, Sequence[int]] | None = None,
    max_frames: int = MAX_FRAMES,
) -> MorphPath:
    """The path of a run's training points, with grid lines and the decision boundary.

    ``layers`` are another moment's; None takes the present ones. Regression has no boundary.
    """
    X = run.inputs(run.dataset.X_train)
    taken = run.layers if layers is None else layers
    morph = morph_of(
        taken, run.config.activations, run.output, X, n_dimensions=n_dimensions, units=units
    )
    grid = plane_grid()
    carried = run.inputs(grid.reshape(-1, 2)).reshape(*grid.shape[:-1], -1)
    boundary = None
    if run.task == "classification":
        plane = np.linspace(-DOMAIN, DOMAIN, BOUNDARY_TICKS)
        places = np.stack(np.meshgrid(plane, plane), axis=-1).reshape(-1, 2)
        lines = decision_lines(output_sums(morph, run.inputs(places)), plane)
        boundary = joined([run.inputs(line) for line in lines]) if lines else None
    return morph_path(morph, X, carried, boundary, max_frames=max_frames)


def plane_grid(n_lines: int = 21, n_points: int = 41, half_side: float = DOMAIN) -> Matrix:
    """Lines of the input plane (2 · n_lines, n_points, 2): those along x first, then along y."""
    along, across = np.meshgrid(
        np.linspace(-half_side, half_side, n_points), np.linspace(-half_side, half_side, n_lines)
    )
    lines = np.stack([along, across], axis=-1)
    return np.concatenate([lines, lines[..., ::-1]])


def output_sums(morph: Morph, A: ArrayLike) -> Matrix:
    """The output units' weighted sums (n, n_outputs), before the output's own bend."""
    A = np.asarray(A, dtype=np.float64)
    *hidden, last = morph.splits
    for split in hidden:
        A = split.output(A)
    return A @ last.W + last.b


def joined(lines: Sequence[Matrix]) -> Matrix:
    """Lines (n_points, width) in one array, a row of NaN between one and the next."""
    gap = np.full((1, lines[0].shape[1]), np.nan)
    return np.concatenate([part for line in lines for part in (gap, line)][1:])
