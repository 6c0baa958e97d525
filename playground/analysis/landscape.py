"""The loss landscape: a network's loss on a plane through the space of all its weights.

The centre of the plane is the network itself. Its two directions are random ones, made comparable
between networks (Li, Xu, Taylor, Studer, Goldstein 2018, "Visualizing the Loss Landscape of Neural
Nets", section 4), or the two along which a training run moved most (section 7). Many points of the
plane are many networks of one shape, so they are computed through the replica axis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasets import Dataset
from playground.config import RunConfig
from playground.nn import MLP, Backpropagation, Batch, layer_views
from playground.nn.calls import play
from playground.training import Run
from playground.training.measure import Measure
from playground.training.problem import Problem

PASS_NUMBERS = 150_000
"""Activations in one stacked forward pass: with more, they leave the processor's cache."""
MAX_RESOLUTION = 201
MIN_SHARE = 1e-9
"""Of a path's variance along its second direction, below which it has none."""


class Ground:
    """The loss of networks of one shape on one dataset.

    Parameters
    ----------
    config : RunConfig
    dataset : Dataset
    scale : tuple of ndarray (n_features,) or None
        Mean and spread of the inputs that a run has kept; None: those of its points.

    Attributes
    ----------
    sizes : tuple of int
        Units of every layer: inputs, hidden layers, outputs.
    dtype : dtype
        Of the network; the landscape is computed with it, sharpness with float64.
    """

    def __init__(
        self, config: RunConfig, dataset: Dataset, scale: tuple[NDArray, NDArray] | None = None
    ) -> None:
        self.config = config
        self._problem = problem = Problem(config, dataset, scale)
        n_inputs, n_outputs = problem.sizes
        self.sizes = (n_inputs, *config.hidden_layers, n_outputs)
        self.dtype = np.dtype(config.precision)
        self._passes: dict[int | None, tuple[MLP, Measure]] = {}
        self._gradient: tuple[MLP, list] | None = None

    @property
    def replicas_at_once(self) -> int:
        """Networks of one stacked pass."""
        n_samples = len(self._problem.inputs_train) + len(self._problem.inputs_test)
        return max(1, PASS_NUMBERS // (n_samples * sum(self.sizes[1:])))

    def loss(self, params: NDArray) -> tuple[float, float]:
        """Train and test loss of one network (P,), digit for digit as its ``Run`` says."""
        train, test = self._measured(params, None)[0]
        return float(train), float(test)

    def losses(self, params: NDArray) -> NDArray[np.float64]:
        """Train and test loss (n, 2) of networks (n, P), through the replica axis."""
        at_once = self.replicas_at_once
        parts = [params[i : i + at_once] for i in range(0, len(params), at_once)]
        return np.concatenate([self._measured(part, len(part))[:, 0] for part in parts])

    def gradient(self, params: NDArray) -> NDArray[np.float64]:
        """∂(train loss)/∂params (P,), in float64."""
        if self._gradient is None:
            mlp = self._network(None, np.dtype(np.float64))
            inputs = self._problem.inputs_train
            with_ones = np.vstack([inputs.T, np.ones(len(inputs))])
            targets = mlp.head.targets(self._problem.answers_train)
            batch = Batch(with_ones, np.ascontiguousarray(targets.T, dtype=float))
            self._gradient = mlp, Backpropagation(mlp).calls(batch)
        mlp, calls = self._gradient
        mlp.params[:] = params
        with np.errstate(all="ignore"):
            play(calls)
        return mlp.gradient.copy()

    def _measured(self, params: NDArray, n_replicas: int | None) -> NDArray[np.float64]:
        if n_replicas not in self._passes:
            problem, mlp = self._problem, self._network(n_replicas, self.dtype)
            measure = Measure(
                mlp,
                (problem.inputs_train, problem.inputs_test),
                (problem.answers_train, problem.answers_test),
            )
            self._passes[n_replicas] = mlp, measure
        mlp, measure = self._passes[n_replicas]
        mlp.params[:] = params
        with np.errstate(all="ignore"):
            return measure()

    def _network(self, n_replicas: int | None, dtype: np.dtype) -> MLP:
        return MLP(
            self.sizes,
            activation=self.config.activations,
            head=self._problem.head,
            dtype=dtype,
            n_replicas=n_replicas,
        )


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane through weight space: origin + x · first + y · second.

    Attributes
    ----------
    origin, first, second : ndarray (P,)
        The network in the middle, and the two directions.
    shares : tuple of float
        Which share of a path's variance lies along each direction; empty for random ones.
    """

    origin: NDArray
    first: NDArray[np.float64]
    second: NDArray[np.float64]
    shares: tuple[float, ...] = ()

    def points(self, x: NDArray, y: NDArray) -> NDArray[np.float64]:
        """Parameters (n, P) at coordinates x (n,) and y (n,)."""
        return self.origin + np.outer(x, self.first) + np.outer(y, self.second)

    def project(self, path: NDArray) -> NDArray[np.float64]:
        """Coordinates (n, 2) of the plane's points nearest to networks (n, P)."""
        directions = np.stack([self.first, self.second], axis=1)
        away = (np.asarray(path, dtype=float) - self.origin).T
        return np.linalg.lstsq(directions, away, rcond=None)[0].T


@dataclass(frozen=True, eq=False)
class Landscape:
    """Losses on a grid of a plane.

    Attributes
    ----------
    axis : ndarray (n,)
        Coordinates along both directions; the middle one is 0.
    train, test : ndarray (n, n)
        Losses, rows from low to high y. Where a loss overflows it is infinite or NaN.
    """

    axis: NDArray[np.float64]
    train: NDArray[np.float64]
    test: NDArray[np.float64]


def flat(layers: Sequence[tuple[NDArray, NDArray]]) -> NDArray:
    """A network's parameter vector (P,) from its (W (n_in, n_out), b (n_out,))."""
    return np.concatenate([np.vstack([W, b]).ravel() for W, b in layers])


def random_plane(params: NDArray, sizes: Sequence[int], seed: int) -> Plane:
    """Two random directions, each neuron's part as long as the neuron's own weights.

    Without that a plane looks flat around a network with large weights, though the network may be
    the same function (Li and others 2018, section 4: filter normalisation; a neuron's filter is
    its incoming weights and its bias).

    Parameters
    ----------
    params : (P,)
    sizes : sequence of int
        Units of every layer.
    seed : int
    """
    rng = np.random.default_rng(seed)
    own = np.asarray(params, dtype=float)
    directions = rng.standard_normal((2, len(own)))
    for drawn, ours in zip(layer_views(directions, sizes), layer_views(own, sizes), strict=True):
        drawn *= np.linalg.norm(ours, axis=-2, keepdims=True) / np.linalg.norm(
            drawn, axis=-2, keepdims=True
        )
    return Plane(params, directions[0], directions[1])


def path_plane(path: NDArray, origin: NDArray | None = None) -> Plane:
    """The plane of a path's first two principal components.

    Both directions are scaled alike, so that the path reaches from the middle to 1 at most.

    Parameters
    ----------
    path : (n, P)
        A network at several moments.
    origin : (P,) or None
        The middle; None for the path's last moment.

    Raises
    ------
    ValueError
        If the path does not leave a straight line.
    """
    middle = path[-1] if origin is None else origin
    away = np.asarray(path, dtype=float) - middle
    _, spread, components = np.linalg.svd(away - away.mean(axis=0), full_matrices=False)
    variances = spread**2
    if len(spread) < 2 or not variances[1] > MIN_SHARE * variances.sum():
        raise ValueError(
            "A plane needs a path of at least 3 moments that are not on one line. "
            f"Got {len(path)} moments."
        )
    first, second = components[:2]
    # Signs mean nothing; with these a path begins on the left and bends upwards.
    places = away @ np.stack([first, second], axis=1)
    first = first if places[0, 0] <= 0 else -first
    second = second if places[:, 1].sum() >= 0 else -second
    reach = np.linalg.norm(away @ np.stack([first, second], axis=1), axis=1).max()
    shares = tuple(float(share) for share in variances[:2] / variances.sum())
    return Plane(middle, first * reach, second * reach, shares)


def grid_axis(extent: float, resolution: int) -> NDArray[np.float64]:
    """Coordinates from −extent to extent with 0 in the middle, exactly.

    Raises
    ------
    ValueError
        Unless extent is positive and resolution an odd number from 3 to ``MAX_RESOLUTION``.
    """
    if not extent > 0:
        raise ValueError(f"extent must be positive. Got {extent}.")
    if resolution % 2 == 0 or not 3 <= resolution <= MAX_RESOLUTION:
        raise ValueError(
            f"resolution must be an odd number from 3 to {MAX_RESOLUTION}. Got {resolution}."
        )
    half = resolution // 2
    return extent * (np.arange(-half, half + 1) / half)


def landscape_rows(
    ground: Ground, plane: Plane, axis: NDArray, rows: Sequence[int]
) -> NDArray[np.float64]:
    """Train and test loss (2, n_rows, n) on some rows of the grid."""
    n = len(axis)
    values = np.empty((len(rows) * n, 2))
    at_once = ground.replicas_at_once
    x, y = np.tile(axis, len(rows)), np.repeat(axis[list(rows)], n)
    for start in range(0, len(x), at_once):
        some = slice(start, start + at_once)
        values[some] = ground.losses(plane.points(x[some], y[some]))
    middle = np.flatnonzero((x == 0) & (y == 0))
    if middle.size:  # stacked products may round another way than one network's
        values[middle] = ground.loss(plane.origin)
    return np.ascontiguousarray(values.T).reshape(2, len(rows), n)


def blocks(resolution: int, n_blocks: int) -> Iterator[range]:
    """The rows of a grid in up to ``n_blocks`` parts of nearly equal size."""
    n_blocks = min(n_blocks, resolution)
    for i in range(n_blocks):
        yield range(resolution * i // n_blocks, resolution * (i + 1) // n_blocks)


def landscape(
    ground: Ground | Run, plane: Plane, *, extent: float = 1.0, resolution: int = 61
) -> Landscape:
    """The loss on a square of a plane.

    Parameters
    ----------
    ground : Ground or Run
    plane : Plane
    extent : float
        Half the square's side, in lengths of the directions.
    resolution : int
        Points along a side, an odd number.

    Examples
    --------
    >>> from playground import Run, RunConfig
    >>> run = Run(RunConfig(dataset="circle", hidden_layers=(4,)))
    >>> run.advance(epochs=20)
    >>> params = flat(run.layers)
    >>> found = landscape(run, random_plane(params, run.layer_sizes, seed=0), resolution=5)
    >>> bool(found.train[2, 2] == run.metrics()[0])
    True
    """
    if isinstance(ground, Run):
        scale = ground.feature_mean, ground.feature_scale
        ground = Ground(ground.config, ground.dataset, scale)
    axis = grid_axis(extent, resolution)
    train, test = landscape_rows(ground, plane, axis, range(resolution))
    return Landscape(axis, train, test)
