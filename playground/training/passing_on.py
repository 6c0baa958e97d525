"""Passing on: a new last hidden layer through which the outputs come as they were.

A network's last layer says z = aW + b. A new hidden layer f(aU + c) is put before it, and after it
a last layer that says the same z, for all inputs, where f allows it:

- f is the identity on what it gets: each new unit takes over one of the units below (ReLU after
  what is never negative; ReLU and ELU after what is bounded below, moved up and down again);
- f(x) − f(−x) is proportional to x (ReLU, leaky ReLU, GELU, swish): two new units an output;
- f is linear: one new unit an output.

Elsewhere the last layer can only be fitted (``fitted_layer``). Units that are not needed have drawn
incoming weights and outgoing weights of zero. The idea of function-preserving growth is Chen,
Goodfellow, Shlens 2016, "Net2Net" (arXiv 1511.05641).
"""

from __future__ import annotations

import numpy as np

from playground.nn.activations import ACTIVATIONS, LEAKY_SLOPE

Array = np.ndarray

ODD_PARTS = {"relu": 1.0, "leaky_relu": 1 + LEAKY_SLOPE, "gelu": 1.0, "swish": 1.0}
"""Activations with f(x) − f(−x) = c x, and the c of each."""
LEAST = {
    "relu": 0.0,
    "sigmoid": 0.0,
    "swish": -0.28,
    "gelu": -0.18,
    "tanh": -1.0,
    "sine": -1.0,
    "elu": -1.0,
}
"""Activations whose values are bounded below, and a number they are never less than."""
IDENTITY_ABOVE_ZERO = ("relu", "elu")
STRAIGHT_ABOVE_ZERO = (*IDENTITY_ABOVE_ZERO, "leaky_relu")
NEARLY_LINEAR = 0.5
"""Reach of z within which a bent activation is nearly straight, where it must pass numbers on."""
NEGLIGIBLE = 1e-6
"""Singular values smaller than this share of the largest are left out of a fit."""


def drawn_layer(rng: np.random.Generator, weights, bias: float, n_in: int, n_out: int) -> Array:
    """A fresh layer (n_in + 1, n_out), as an initialiser draws it."""
    return np.vstack([weights(rng, n_in, n_out), np.full((1, n_out), bias)])


def exact_layers(
    last: Array, drawn: Array, activation: str, below: str | None
) -> tuple[Array, Array] | None:
    """The new hidden layer and the new last one, or None where the outputs cannot stay exact.

    Parameters
    ----------
    last : ndarray (n_in + 1, n_outputs)
        The last layer as it was, its last row the biases.
    drawn : ndarray (n_in + 1, n_units)
        A fresh hidden layer; units that are not needed keep their part of it.
    activation : str
        Of the new layer.
    below : str or None
        Activation of the layer below; None for the inputs.

    Returns
    -------
    (n_in + 1, n_units), (n_units + 1, n_outputs)
    """
    n_in, n_outputs = len(last) - 1, last.shape[1]
    n_units = drawn.shape[1]
    new, then = drawn.copy(), np.zeros((n_units + 1, n_outputs))
    if activation in IDENTITY_ABOVE_ZERO and below in LEAST and n_units >= n_in:
        up = -LEAST[below]  # so far, what comes is moved up, and then down again
        new[:, :n_in] = np.vstack([np.eye(n_in), np.full((1, n_in), up)])
        then[:n_in] = last[:-1]
        then[-1] = last[-1] - up * last[:-1].sum(axis=0)
        return new, then
    if activation in ODD_PARTS and n_units >= 2 * n_outputs:
        new[:, :n_outputs] = last
        new[:, n_outputs : 2 * n_outputs] = -last
        each = np.eye(n_outputs) / ODD_PARTS[activation]
        then[:n_outputs], then[n_outputs : 2 * n_outputs] = each, -each
        return new, then
    if activation == "linear" and n_units >= n_outputs:
        new[:, :n_outputs] = last
        then[:n_outputs] = np.eye(n_outputs)
        return new, then
    return None


def fitted_layers(last: Array, drawn: Array, activation: str, a: Array) -> tuple[Array, Array]:
    """The new hidden layer and a last one fitted so that the outputs stay much as they were.

    The new units take over units below (or the outputs, where there are fewer new ones), small
    enough, or moved up far enough, to be passed on nearly straight.

    Parameters
    ----------
    last, drawn, activation
        See ``exact_layers``.
    a : ndarray (n, n_in)
        What the layer below says of the training points.
    """
    n_in, n_outputs = len(last) - 1, last.shape[1]
    n_units = drawn.shape[1]
    z = a @ last[:-1] + last[-1]
    new = drawn.copy()
    if n_units >= n_in:
        passed = np.vstack([np.eye(n_in), np.zeros((1, n_in))])
    else:
        passed = last[:, : min(n_outputs, n_units)].copy()
    values = a @ passed[:-1] + passed[-1]
    if activation in STRAIGHT_ABOVE_ZERO:
        passed[-1] -= values.min(axis=0)
        new[:, : passed.shape[1]] = passed
    else:
        reach = np.abs(values).max(axis=0)
        new[:, : passed.shape[1]] = passed * (NEARLY_LINEAR / np.maximum(reach, NEARLY_LINEAR))
    return new, fitted_layer(applied(activation, a @ new[:-1] + new[-1]), z)


def fitted_layer(a: Array, z: Array) -> Array:
    """The last layer (n_units + 1, n_outputs) that comes nearest to z from a.

    Least squares; of many solutions the shortest.

    Parameters
    ----------
    a : ndarray (n, n_units)
    z : ndarray (n, n_outputs)
    """
    with_ones = np.column_stack([a, np.ones(len(a))])
    return np.linalg.lstsq(with_ones, z, rcond=NEGLIGIBLE)[0]


def applied(activation: str, z: Array) -> Array:
    """f(z)"""
    out = np.empty_like(z)
    ACTIVATIONS[activation].function(z.copy(), out)
    return out
