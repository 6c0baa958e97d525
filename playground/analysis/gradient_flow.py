"""What a stack of layers does to the gradient on its way down, before anything has been learnt.

Networks of one shape are drawn as a run draws them, one for each of some seeds, and sent through
the engine's own forward and backward pass on the visitor's data, all at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from playground.analysis.layer_facts import RESTS, unit_facts
from playground.config import RunConfig
from playground.nn import (
    ACTIVATIONS,
    INITIALIZERS,
    MLP,
    Backpropagation,
    Batch,
    ForwardPass,
    initial_parameters,
    layer_views,
)
from playground.nn.calls import play
from playground.training.problem import Problem
from playground.training.randomness import run_seed, weights_rng
from playground.training.run import make_dataset_for

Array = NDArray[np.float64]

BENDS = tuple(name for name in ACTIVATIONS if name != "step")
"""Activations that can stand in a hidden layer."""
MOST_DEPTH, MOST_WIDTH = 8, 64
N_NETWORKS, POINTS_EACH = 8, 4
"""Draws of weights, and training points that each sends its error signals back from."""
N_POINTS = 48
"""Training points over which units are idle or not."""
FLAT_SLOPE = 0.05
"""|f′| below this share of its largest value counts as flat, where a curve is drawn."""


@dataclass(frozen=True)
class Stack:
    """Which networks: hidden layers of one width, activation, first weights and their scale.

    Attributes
    ----------
    activation, initializer : str
    depth, width : int
        Hidden layers, and units in each.
    scale : float
        The initialiser's weights are multiplied by it.
    """

    activation: str
    initializer: str
    depth: int
    width: int
    scale: float = 1.0


@dataclass(frozen=True, eq=False)
class Flow:
    """What happens in a stack, one row for each of ``N_NETWORKS`` draws of weights.

    Each is sent ``POINTS_EACH`` training points, one by one, forward and backward; lengths are root
    mean squares over them. The output layer is the last column.

    Attributes
    ----------
    deltas : ndarray (n_networks, depth + 1)
        Length of δ = ∂loss/∂z over a layer's units.
    gradients : ndarray (n_networks, depth + 1)
        Length of the gradient of a layer's weights and biases.
    signals : ndarray (n_networks, depth)
        Root mean square of a hidden layer's activations.
    """

    deltas: Array
    gradients: Array
    signals: Array

    @property
    def ratio(self) -> float:
        """How many times larger δ is in the first hidden layer than at the output, the median."""
        first, last = self.deltas[:, 0], self.deltas[:, -1]
        return float(np.median(first[last > 0] / last[last > 0])) if np.any(last > 0) else 0.0


@dataclass(frozen=True, eq=False)
class Idle:
    """What of a stack has no slope to learn by, by the rules of ``layer_facts``.

    Attributes
    ----------
    dead : ndarray (depth,), or None
        Share of units that say 0 for every point; None where units of this activation cannot die.
    saturated : ndarray (depth,), or None
        Share of answers (of every unit to every point) in the flat part of the function; None
        where there is none.
    """

    dead: Array | None
    saturated: Array | None


class Lab:
    """The visitor's data, and the stacks tried on it.

    Parameters
    ----------
    config : RunConfig
        Decides points, features, loss and the first seed.
    """

    def __init__(self, config: RunConfig) -> None:
        if config.activation == "step":  # its head is the step's own
            values = vars(config) | {"activation": "tanh", "output_activation": None}
            config = RunConfig.nearest(**values)[0]
        self._config = config
        problem = Problem(config, make_dataset_for(config))
        rows, answers = problem.inputs_train[:N_POINTS], problem.answers_train[:N_POINTS]
        self._head = problem.head
        self._inputs = np.vstack([rows.T, np.ones(len(rows))])
        # A replica's batch is one point: then the gradient of a bias is its unit's δ.
        each = np.arange(N_NETWORKS * POINTS_EACH) % len(rows)
        self._single = Batch(
            np.ascontiguousarray(self._inputs.T[each][:, :, None]),
            np.ascontiguousarray(self._head.targets(answers)[each][:, :, None], float),
        )

    def first_weights(self, stack: Stack) -> Array:
        """What runs with this stack would draw first, times the scale: (n_networks, P)."""
        sizes = self._sizes(stack)
        first = run_seed(self._config)
        drawn = []
        for network in range(N_NETWORKS):
            seeded = self._config.replace(weight_seed=(first + network) % 2**31)
            drawn.append(initial_parameters(sizes, stack.initializer, weights_rng(seeded)))
        params = np.stack(drawn)
        for weights in layer_views(params, sizes):
            weights[..., :-1, :] *= stack.scale
        return params

    def _sizes(self, stack: Stack) -> tuple[int, ...]:
        return len(self._inputs) - 1, *(stack.width,) * stack.depth, self._head.n_outputs

    def _network(self, stack: Stack, params: Array) -> MLP:
        """Networks with these parameters as replicas."""
        mlp = MLP(
            self._sizes(stack), activation=stack.activation, head=self._head, dtype=float,
            n_replicas=len(params),
        )  # fmt: skip
        mlp.params[:] = params
        return mlp

    def flow(self, stack: Stack) -> Flow:
        """Error signals, gradients and activations, layer by layer."""
        return self._flow(stack, self.first_weights(stack))

    def _flow(self, stack: Stack, params: Array) -> Flow:
        mlp = self._network(stack, np.repeat(params, POINTS_EACH, axis=0))
        forward = ForwardPass(mlp, 1)
        with np.errstate(all="ignore"):
            play(Backpropagation(mlp).calls(self._single))
            forward.forward(self._single.inputs)
        return Flow(
            _over_points([np.square(of[:, -1]).sum(axis=-1) for of in mlp.gradients]),
            _over_points([np.square(of).sum(axis=(-2, -1)) for of in mlp.gradients]),
            _over_points([np.square(a).mean(axis=(-2, -1)) for a in forward.hidden]),
        )

    def idle(self, stack: Stack) -> Idle:
        """Dead units and saturated answers of each hidden layer, means over the draws."""
        mlp = self._network(stack, self.first_weights(stack))
        forward = ForwardPass(mlp, self._inputs.shape[-1])
        with np.errstate(all="ignore"):
            forward.forward(self._inputs)
        rest = RESTS[stack.activation]
        dead = [
            np.mean([unit_facts(one.T, stack.activation).dead_share for one in a])
            for a in forward.hidden
            if rest.can_die
        ]
        is_flat = rest.is_flat
        saturated = [is_flat(a).mean() for a in forward.hidden] if is_flat is not None else None
        return Idle(
            np.array(dead) if rest.can_die else None,
            None if saturated is None else np.array(saturated),
        )

    def ratios(self, depth: int, width: int, scale: float) -> Array:
        """``Flow.ratio`` for every activation and initialiser, (n_activations, n_initializers)."""
        found = np.empty((len(BENDS), len(INITIALIZERS)))
        for column, initializer in enumerate(INITIALIZERS):
            params = self.first_weights(Stack("tanh", initializer, depth, width, scale))
            for row, activation in enumerate(BENDS):
                stack = Stack(activation, initializer, depth, width, scale)
                found[row, column] = self._flow(stack, params).ratio
        return found


def _over_points(squares: list[Array]) -> Array:
    """Root mean squares over each network's points, (n_networks, n_layers)."""
    points = np.stack(squares, axis=1).reshape(N_NETWORKS, POINTS_EACH, -1)
    return np.sqrt(points.mean(axis=1))


@dataclass(frozen=True, eq=False)
class Curve:
    """An activation over z, with its slope and where it is flat.

    Attributes
    ----------
    z, value, slope : ndarray (n,)
    flat : tuple of (from, to)
        Stretches of z where the slope is less than ``FLAT_SLOPE`` of its largest size, all the way
        out: there the function is saturated.
    """

    z: Array
    value: Array
    slope: Array
    flat: tuple[tuple[float, float], ...]


@cache
def curve(activation: str, reach: float = 6.0, n: int = 481) -> Curve:
    """One of the engine's activations over −``reach`` … ``reach``."""
    z = np.linspace(-reach, reach, n)
    value, slope = values_and_slopes(activation, z)
    steep = np.flatnonzero(np.abs(slope) >= FLAT_SLOPE * np.abs(slope).max())
    first, last = max(steep[0] - 1, 0), min(steep[-1] + 1, n - 1)
    ends = (float(z[0]), float(z[first])), (float(z[last]), float(z[-1]))
    return Curve(z, value, slope, tuple((low, high) for low, high in ends if high > low))


def values_and_slopes(activation: str, z: Array) -> tuple[Array, Array]:
    """f(z) and the f′(z) that the backward pass uses, for z of any shape."""
    row = ACTIVATIONS[activation]
    at, value, slope = np.array(z, float), np.empty(np.shape(z)), np.empty(np.shape(z))
    row.function(at, value)
    play(row.derivative_calls(at, value, slope))
    return value, slope
