"""Activation functions: what a hidden unit does with its weighted sum z.

Each row holds the function and its derivative, written for speed: both fill an array they are
given. A derivative may use z, or the activation a = f(z), whichever is cheaper; rows whose
derivative needs z say so (``needs_z``), so that the others may overwrite z by a.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Array = np.ndarray

LEAKY_SLOPE = 0.01
ELU_ALPHA = 1.0
GELU_SCALE = float(np.sqrt(2 / np.pi))
GELU_CUBIC = 0.044715


@dataclass(frozen=True)
class Activation:
    """One activation function.

    Attributes
    ----------
    name, label, formula : str
        Key of the table, text for people, and the formula in Unicode.
    function : callable
        ``function(z, out)`` writes f(z) into ``out``, which may be z itself unless ``needs_z``.
    derivative : callable
        ``derivative(z, a, one, out)`` writes f′(z) into ``out``. ``one`` is the number 1 as a
        0-d array in the arrays' dtype: NumPy takes that twice as fast as a Python float.
    needs_z : bool
        Whether ``derivative`` reads z; otherwise it reads a alone and z may be gone.
    """

    name: str
    label: str
    formula: str
    function: Callable[[Array, Array], object]
    derivative: Callable[[Array, Array, Array, Array], object]
    needs_z: bool = False


def tanh_derivative(z: Array, a: Array, one: Array, out: Array) -> None:
    np.multiply(a, a, out)
    np.subtract(one, out, out)


def relu(z: Array, out: Array) -> None:
    # An array of zeros rather than the number 0: NumPy's maximum is three times faster so.
    np.maximum(z, np.zeros(z.shape, z.dtype), out=out)


def relu_derivative(z: Array, a: Array, one: Array, out: Array) -> None:
    np.greater(a, 0, out)


def leaky_relu(z: Array, out: Array) -> None:
    np.maximum(z, LEAKY_SLOPE * z, out=out)


def leaky_relu_derivative(z: Array, a: Array, one: Array, out: Array) -> None:
    np.multiply(a > 0, 1 - LEAKY_SLOPE, out)
    np.add(out, LEAKY_SLOPE, out)


def elu(z: Array, out: Array) -> None:
    below = ELU_ALPHA * np.expm1(np.minimum(z, 0))
    np.maximum(z, 0, out=out)
    np.add(out, below, out)


def elu_derivative(z: Array, a: Array, one: Array, out: Array) -> None:
    # For z < 0, f′ = α exp(z) = a + α; elsewhere 1 (α = 1 makes both one formula).
    np.minimum(a, 0, out=out)
    np.add(out, ELU_ALPHA, out)


def sigmoid(z: Array, out: Array) -> None:
    """1 / (1 + exp(−z)) as ½(1 + tanh(z/2)), which cannot overflow."""
    np.multiply(z, 0.5, out)
    np.tanh(out, out)
    np.multiply(out, 0.5, out)
    np.add(out, 0.5, out)


def sigmoid_derivative(z: Array, a: Array, one: Array, out: Array) -> None:
    np.subtract(one, a, out)
    np.multiply(out, a, out)


def swish(z: Array, out: Array) -> None:
    sigmoid(z, out)
    np.multiply(out, z, out)


def swish_derivative(z: Array, a: Array, one: Array, out: Array) -> None:
    # f′ = σ + zσ(1 − σ) = σ(1 + z − a)
    sigmoid(z, out)
    np.multiply(out, one + z - a, out)


def _gelu_tanh(z: Array) -> Array:
    return np.tanh(GELU_SCALE * (z + GELU_CUBIC * z * z * z))


def gelu(z: Array, out: Array) -> None:
    np.multiply(0.5 * z, 1 + _gelu_tanh(z), out)


def gelu_derivative(z: Array, a: Array, one: Array, out: Array) -> None:
    # With t = tanh(u): f′ = ½(1 + t) + ½z(1 − t²)u′
    t = _gelu_tanh(z)
    slope = GELU_SCALE * (1 + 3 * GELU_CUBIC * z * z)
    np.add(0.5 * (1 + t), 0.5 * z * (1 - t * t) * slope, out)


def sine_derivative(z: Array, a: Array, one: Array, out: Array) -> None:
    np.cos(z, out)


def linear(z: Array, out: Array) -> None:
    if out is not z:
        np.copyto(out, z)


def one_everywhere(z: Array, a: Array, one: Array, out: Array) -> None:
    out.fill(1)


def step(z: Array, out: Array) -> None:
    """+1 where z ≥ 0, else −1."""
    np.copyto(out, np.where(z >= 0, 1, -1))


ACTIVATIONS: dict[str, Activation] = {
    row.name: row
    for row in (
        Activation("tanh", "tanh", "tanh(z)", np.tanh, tanh_derivative),
        Activation("relu", "ReLU", "max(0, z)", relu, relu_derivative),
        # Maas, Hannun, Ng 2013, "Rectifier Nonlinearities Improve Neural Network Acoustic Models"
        Activation("leaky_relu", "leaky ReLU", "max(0.01 z, z)", leaky_relu, leaky_relu_derivative),
        # Clevert, Unterthiner, Hochreiter 2016, eq. 15 (arXiv 1511.07289)
        Activation("elu", "ELU", "z if z > 0, else exp(z) − 1", elu, elu_derivative),
        # Hendrycks, Gimpel 2016, section 2 (arXiv 1606.08415): the tanh approximation
        Activation(
            "gelu",
            "GELU",
            "½ z (1 + tanh(√(2/π) (z + 0.044715 z³)))",
            gelu,
            gelu_derivative,
            needs_z=True,
        ),
        # Ramachandran, Zoph, Le 2017 (arXiv 1710.05941), with β = 1
        Activation("swish", "swish", "z / (1 + exp(−z))", swish, swish_derivative, needs_z=True),
        Activation("sigmoid", "sigmoid", "1 / (1 + exp(−z))", sigmoid, sigmoid_derivative),
        # Sitzmann and others 2020 (arXiv 2006.09661), with ω = 1
        Activation("sine", "sine", "sin(z)", np.sin, sine_derivative, needs_z=True),
        # The derivative 1 is not the step's own (that is 0): with it, gradient descent on the
        # squared error is Rosenblatt's rule of 1958, w += η (t − o) x.
        Activation("step", "step", "+1 if z ≥ 0, else −1", step, one_everywhere),
        Activation("linear", "linear", "z", linear, one_everywhere),
    )
}
