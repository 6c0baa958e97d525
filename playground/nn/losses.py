"""Loss functions: one number for how wrong an output is, and its gradient.

Arrays are feature-major: outputs and targets (n_outputs, n_samples), with an optional leading
replica axis. A row's ``function`` gives each sample's loss; the loss of a batch is their mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Array = np.ndarray
Gradient = Callable[[Array, Array, Array], object]


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
        ``gradient(n_samples, dtype, delta)`` returns a function ``(outputs, targets, out)`` that
        writes ∂(mean loss)/∂outputs into ``out``, which may be ``outputs``.
    on_logits : bool
        Whether "outputs" are the last layer's z, with the output activation inside the loss.
    """

    name: str
    label: str
    formula: str
    function: Callable[[Array, Array, float], Array]
    gradient: Callable[[int, np.dtype, float], Gradient]
    on_logits: bool = False


def squared(outputs: Array, targets: Array, delta: float = 1.0) -> Array:
    """½(o − t)², summed over the outputs."""
    error = outputs - targets
    return 0.5 * (error * error).sum(axis=-2)


def squared_gradient(n_samples: int, dtype: np.dtype, delta: float = 1.0) -> Gradient:
    share = np.array(1 / n_samples, dtype)

    def gradient(outputs: Array, targets: Array, out: Array) -> None:
        np.subtract(outputs, targets, out)
        np.multiply(out, share, out)

    return gradient


def huber(outputs: Array, targets: Array, delta: float = 1.0) -> Array:
    """½e² for errors up to δ, δ(|e| − ½δ) beyond (Huber 1964), summed over the outputs."""
    size = np.abs(outputs - targets)
    near = np.minimum(size, delta)
    return (near * (size - 0.5 * near)).sum(axis=-2)


def huber_gradient(n_samples: int, dtype: np.dtype, delta: float = 1.0) -> Gradient:
    share = np.array(1 / n_samples, dtype)

    def gradient(outputs: Array, targets: Array, out: Array) -> None:
        np.subtract(outputs, targets, out)
        np.clip(out, -delta, delta, out=out)
        np.multiply(out, share, out)

    return gradient


def cross_entropy(z: Array, targets: Array, delta: float = 1.0) -> Array:
    """−log of the probability given to the right class, from z.

    One unit (two classes, targets ±1): log(1 + exp(−tz)) = max(−tz, 0) + log1p(exp(−|z|)).
    Several units (targets 0 and 1): log Σⱼ exp(zⱼ) − z of the right class, the largest z taken
    out of the exponentials. Neither form can overflow.
    """
    if z.shape[-2] == 1:
        margin = (z * targets)[..., 0, :]
        tail = np.abs(margin)
        np.negative(tail, tail)
        np.exp(tail, tail)
        np.log1p(tail, tail)
        return tail - np.minimum(margin, 0)
    shifted = z - z.max(axis=-2, keepdims=True)
    right = (shifted * targets).sum(axis=-2)
    return np.log(np.exp(shifted).sum(axis=-2)) - right


def cross_entropy_gradient(n_samples: int, dtype: np.dtype, delta: float = 1.0) -> Gradient:
    """∂/∂z = p − t over n_samples; for one unit, p − [t = 1] = ½(tanh(z/2) − t)."""
    share = np.array(1 / n_samples, dtype)
    half = np.array(0.5, dtype)
    half_share = np.array(0.5 / n_samples, dtype)

    def gradient(z: Array, targets: Array, out: Array) -> None:
        if z.shape[-2] == 1:
            np.multiply(z, half, out)
            np.tanh(out, out)
            np.subtract(out, targets, out)
            np.multiply(out, half_share, out)
        else:
            np.subtract(z, np.maximum.reduce(z, axis=-2, keepdims=True), out)
            np.exp(out, out)
            np.divide(out, np.add.reduce(out, axis=-2, keepdims=True), out)
            np.subtract(out, targets, out)
            np.multiply(out, share, out)

    return gradient


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
