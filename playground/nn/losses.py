"""Loss functions: one number for how wrong an output is, and its gradient.

Arrays are feature-major: outputs and targets (n_outputs, n_samples), with an optional leading
replica axis. A row's ``function`` gives each sample's loss; the loss of a batch is their mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.nn.calls import Call, number, product

Array = np.ndarray


@dataclass(frozen=True)
class Loss:
    """One loss function.

    Attributes
    ----------
    name, label, formula : str
        Key of the table, text for people, and the formula of one sample's loss in Unicode.
    function : callable
        ``function(outputs, targets, delta)`` returns each sample's loss, (n_samples,). ``delta``
        matters to Huber's loss alone.
    gradient : callable
        ``gradient(outputs, delta)`` returns a function of targets: the calls that overwrite
        ``outputs`` by each sample's ∂loss/∂outputs (cross-entropy of one unit: by twice that).
    on_logits : bool
        Whether "outputs" are the last layer's z, with the output activation inside the loss.
    """

    name: str
    label: str
    formula: str
    function: Callable[[Array, Array, float], Array]
    gradient: Callable[[Array, float], Callable[[Array], list[Call]]]
    on_logits: bool = False


def squared(outputs: Array, targets: Array, delta: float = 1.0) -> Array:
    """½(o − t)², summed over the outputs."""
    error = outputs - targets
    return 0.5 * (error * error).sum(axis=-2)


def squared_gradient(outputs: Array, delta: float = 1.0) -> Callable[[Array], list[Call]]:
    """o − t"""
    return lambda targets: [(np.subtract, (outputs, targets, outputs))]


def huber(outputs: Array, targets: Array, delta: float = 1.0) -> Array:
    """½e² for errors up to δ, δ(|e| − ½δ) beyond (Huber 1964), summed over the outputs."""
    size = np.abs(outputs - targets)
    near = np.minimum(size, delta)
    return (near * (size - 0.5 * near)).sum(axis=-2)


def huber_gradient(outputs: Array, delta: float = 1.0) -> Callable[[Array], list[Call]]:
    """The error o − t, no larger than δ either way."""
    return lambda targets: [
        (np.subtract, (outputs, targets, outputs)),
        (np.clip, (outputs, -delta, delta, outputs)),
    ]


def cross_entropy(z: Array, targets: Array, delta: float = 1.0) -> Array:
    """−log of the probability given to the right class, from z.

    One unit (two classes, targets ±1), with the margin m = tz: log(1 + exp(−m)), computed as
    max(−m, 0) + log1p(exp(−|m|)), where max(−m, 0) = ½(|m| − m).
    Several units (targets 0 and 1): log Σⱼ exp(zⱼ) − z of the right class, the largest z taken
    out of the exponentials. Neither form can overflow.
    """
    if z.shape[-2] == 1:
        margin = (z * targets)[..., 0, :]
        size = np.abs(margin)
        losses = np.subtract(size, margin, margin)
        np.multiply(losses, 0.5, losses)
        np.negative(size, size)
        np.exp(size, size)
        np.log1p(size, size)
        return np.add(losses, size, losses)
    shifted = z - z.max(axis=-2, keepdims=True)
    right = (shifted * targets).sum(axis=-2)
    return np.log(np.exp(shifted).sum(axis=-2)) - right


def cross_entropy_gradient(z: Array, delta: float = 1.0) -> Callable[[Array], list[Call]]:
    """p − t, p the probabilities; for one unit twice p − [t = 1], which is tanh(z/2) − t."""
    if z.shape[-2] == 1:
        half = number(0.5, z)
        return lambda targets: [
            (np.multiply, (z, half, z)),
            (np.tanh, (z, z)),
            (np.subtract, (z, targets, z)),
        ]
    n_outputs = z.shape[-2]
    largest, sums = np.empty_like(z[..., :1, :]), np.empty_like(z)
    # Every row of ``sums`` is the sum of all rows: a product with ones is quicker than a sum, and
    # dividing by an equal shape quicker than by one row.
    add_rows = product(np.ones((*z.shape[:-2], n_outputs, n_outputs), z.dtype), z, sums)
    return lambda targets: [
        (np.maximum.reduce, (z, -2, None, largest, True)),
        (np.subtract, (z, largest, z)),
        (np.exp, (z, z)),
        add_rows,
        (np.divide, (z, sums, z)),
        (np.subtract, (z, targets, z)),
    ]


LOSSES: dict[str, Loss] = {
    row.name: row
    for row in (
        Loss(
            "cross_entropy",
            "cross-entropy",
            "−log pₖ, k the right class",
            cross_entropy,
            cross_entropy_gradient,
            on_logits=True,
        ),
        Loss("squared", "squared error", "½ (o − t)²", squared, squared_gradient),
        Loss(
            "huber",
            "Huber",
            "½ e² if |e| ≤ δ, else δ (|e| − ½ δ), e = o − t",
            huber,
            huber_gradient,
        ),
    )
}
