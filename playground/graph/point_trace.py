"""Backpropagation on a real network, for one point: every layer's numbers, forward and backward.

All of them are the engine's: a pass over a batch of one point, whose gradient a δᵀ has δ itself in
its last row, where a is the constant 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.nn import MLP, Activation, Backpropagation, Batch, ForwardPass
from playground.nn.calls import play

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """One layer's numbers for one point.

    Attributes
    ----------
    inputs : ndarray (n_in,)
        Activations of the layer below.
    weights : ndarray (n_in + 1, n_out)
        With the biases as the last row.
    z : ndarray (n_out,)
    activations, slopes : ndarray (n_out,) or None
        f(z) and f′(z); None for the last layer, whose z goes into the loss.
    delta : ndarray (n_out,)
        ∂L/∂z.
    gradient : ndarray (n_in + 1, n_out)
        ∂L/∂weights.
    """

    inputs: Array
    weights: Array
    z: Array
    activations: Array | None
    slopes: Array | None
    delta: Array
    gradient: Array


@dataclass(frozen=True, eq=False)
class PointTrace:
    """What a network computes for one point; ``targets`` (n_outputs,) and the loss L of it."""

    layers: list[LayerTrace]
    targets: Array
    loss: float


def trace_point(mlp: MLP, inputs: Array, targets: Array) -> PointTrace:
    """A forward and a backward pass over one point.

    Parameters
    ----------
    mlp : MLP
        Without replicas; its ``gradient`` is overwritten.
    inputs : ndarray (n_features,)
    targets : ndarray (n_outputs,)
    """
    column, wanted = _columns(mlp, inputs[None], targets[None])
    with np.errstate(all="ignore"):
        forward = ForwardPass(mlp, 1)
        forward.forward(column)
        hidden = [units[:, 0].copy() for units in forward.hidden]
        output = forward.output[:, 0].copy()
        loss = float(mlp.head.losses(forward.output, wanted)[0])
        play(Backpropagation(mlp).calls(Batch(column, wanted)))
    layers: list[LayerTrace] = []
    below = column[:-1, 0]
    for weights, gradient, a in zip(mlp.weights, mlp.gradients, [*hidden, None], strict=True):
        z = output if a is None else weights.T @ np.append(below, below.dtype.type(1))
        layers.append(
            LayerTrace(
                below,
                weights.copy(),
                z,
                a,
                None if a is None else _slopes(mlp.activations[len(layers)], z, a),
                gradient[-1].copy(),
                gradient.copy(),
            )
        )
        below = output if a is None else a
    return PointTrace(layers, wanted[:, 0], loss)


def point_gradients(mlp: MLP, inputs: Array, targets: Array) -> Array:
    """Every point's own gradient, (n, P), for inputs (n, n_features) and targets (n, n_outputs)."""
    columns, wanted = _columns(mlp, inputs, targets)
    found = np.empty((len(inputs), mlp.params.size))
    backpropagation = Backpropagation(mlp)
    with np.errstate(all="ignore"):
        for i in range(len(inputs)):
            play(backpropagation.calls(Batch(columns[:, i : i + 1], wanted[:, i : i + 1])))
            found[i] = mlp.gradient
    return found


def mean_gradient(mlp: MLP, inputs: Array, targets: Array) -> Array:
    """The gradient (P,) of the points' mean loss: one pass over them together."""
    columns, wanted = _columns(mlp, inputs, targets)
    with np.errstate(all="ignore"):
        play(Backpropagation(mlp).calls(Batch(columns, wanted)))
    return mlp.gradient.copy()


def _columns(mlp: MLP, inputs: Array, targets: Array) -> tuple[Array, Array]:
    """Inputs with a last row of ones, and targets, as the engine wants them."""
    with_ones = np.vstack([np.asarray(inputs).T, np.ones(len(inputs))])
    return with_ones.astype(mlp.dtype), np.asarray(targets).T.astype(mlp.dtype)


def _slopes(activation: Activation, z: Array, a: Array) -> Array:
    slopes = np.empty_like(a)
    play(activation.derivative_calls(z, a, slopes))
    return slopes
