"""Activation functions: what a hidden unit does with its weighted sum z.

Each row writes the function and its derivative down as calls that fill an array they are given,
with whatever arrays they need in between made beforehand. A derivative may use z, or the
activation a = f(z), whichever is cheaper; rows whose derivative needs z say so (``needs_z``), so
that the others may overwrite z by a.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from playground.nn.calls import Call, number, play

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
    calls : callable
        ``calls(z, out)`` returns the calls that write f(z) into ``out``, which may be z itself
        unless ``needs_z``.
    derivative_calls : callable
        ``derivative_calls(z, a, out)`` returns those that write f′(z) into ``out``.
    needs_z : bool
        Whether the derivative reads z; otherwise it reads a alone and z may be gone.
    """

    name: str
    label: str
    formula: str
    calls: Callable[[Array, Array], list[Call]]
    derivative_calls: Callable[[Array, Array, Array], list[Call]]
    needs_z: bool = False

    def function(self, z: Array, out: Array) -> None:
        """Write f(z) into ``out``, once."""
        play(self.calls(z, out))


def maximum(left: Array, right: Array, out: Array) -> Call:
    """The larger of two arrays' numbers (NumPy wants the ``out`` of this one by name).

    Of two arrays, as with an array and a number NumPy takes three times as long.
    """
    return (partial(np.maximum, left, right, out=out), ())


def tanh(z: Array, out: Array) -> list[Call]:
    return [(np.tanh, (z, out))]


def tanh_derivative(z: Array, a: Array, out: Array) -> list[Call]:
    return [(np.square, (a, out)), (np.subtract, (number(1, a), out, out))]  # 1 − a²


def relu(z: Array, out: Array) -> list[Call]:
    return [maximum(z, np.zeros_like(z), out)]


def relu_derivative(z: Array, a: Array, out: Array) -> list[Call]:
    return [(np.greater, (a, number(0, a), out))]


def leaky_relu(z: Array, out: Array) -> list[Call]:
    leaked = np.empty_like(z)
    return [(np.multiply, (z, number(LEAKY_SLOPE, z), leaked)), maximum(z, leaked, out)]


def leaky_relu_derivative(z: Array, a: Array, out: Array) -> list[Call]:
    return [
        *relu_derivative(z, a, out),
        (np.multiply, (out, number(1 - LEAKY_SLOPE, a), out)),
        (np.add, (out, number(LEAKY_SLOPE, a), out)),
    ]


def elu(z: Array, out: Array) -> list[Call]:
    zeros, below = np.zeros_like(z), np.empty_like(z)
    return [
        (partial(np.minimum, z, zeros, out=below), ()),
        (np.expm1, (below, below)),
        (np.multiply, (below, number(ELU_ALPHA, z), below)),
        maximum(z, zeros, out),
        (np.add, (out, below, out)),
    ]


def elu_derivative(z: Array, a: Array, out: Array) -> list[Call]:
    # For z < 0, f′ = α exp(z) = a + α; elsewhere 1 (α = 1 makes both one formula).
    return [
        (partial(np.minimum, a, np.zeros_like(a), out=out), ()),
        (np.add, (out, number(ELU_ALPHA, a), out)),
    ]


def sigmoid(z: Array, out: Array) -> list[Call]:
    """1 / (1 + exp(−z)) as ½(1 + tanh(z/2)), which cannot overflow."""
    half = number(0.5, z)
    return [
        (np.multiply, (z, half, out)),
        (np.tanh, (out, out)),
        (np.multiply, (out, half, out)),
        (np.add, (out, half, out)),
    ]


def sigmoid_derivative(z: Array, a: Array, out: Array) -> list[Call]:
    return [(np.subtract, (number(1, a), a, out)), (np.multiply, (out, a, out))]  # (1 − a)a


def swish(z: Array, out: Array) -> list[Call]:
    return [*sigmoid(z, out), (np.multiply, (out, z, out))]


def swish_derivative(z: Array, a: Array, out: Array) -> list[Call]:
    # f′ = σ + zσ(1 − σ) = σ(1 + z − a)
    factor = np.empty_like(z)
    return [
        *sigmoid(z, out),
        (np.subtract, (z, a, factor)),
        (np.add, (factor, number(1, z), factor)),
        (np.multiply, (out, factor, out)),
    ]


def _gelu_tanh(z: Array) -> Array:
    return np.tanh(GELU_SCALE * (z + GELU_CUBIC * z * z * z))


def _gelu(z: Array, out: Array) -> None:
    np.multiply(0.5 * z, 1 + _gelu_tanh(z), out)


def _gelu_derivative(z: Array, out: Array) -> None:
    # With t = tanh(u): f′ = ½(1 + t) + ½z(1 − t²)u′
    t = _gelu_tanh(z)
    slope = GELU_SCALE * (1 + 3 * GELU_CUBIC * z * z)
    np.add(0.5 * (1 + t), 0.5 * z * (1 - t * t) * slope, out)


def gelu(z: Array, out: Array) -> list[Call]:
    return [(_gelu, (z, out))]


def gelu_derivative(z: Array, a: Array, out: Array) -> list[Call]:
    return [(_gelu_derivative, (z, out))]


def sine(z: Array, out: Array) -> list[Call]:
    return [(np.sin, (z, out))]


def sine_derivative(z: Array, a: Array, out: Array) -> list[Call]:
    return [(np.cos, (z, out))]


def linear(z: Array, out: Array) -> list[Call]:
    return [] if out is z else [(np.copyto, (out, z))]


def one_everywhere(z: Array, a: Array, out: Array) -> list[Call]:
    return [(out.fill, (1,))]


def _step(z: Array, out: Array) -> None:
    np.copyto(out, np.where(z >= 0, 1, -1))


def step(z: Array, out: Array) -> list[Call]:
    """+1 where z ≥ 0, else −1."""
    return [(_step, (z, out))]


ACTIVATIONS: dict[str, Activation] = {
    row.name: row
    for row in (
        Activation("tanh", "tanh", "tanh(z)", tanh, tanh_derivative),
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
        Activation("sine", "sine", "sin(z)", sine, sine_derivative, needs_z=True),
        # The derivative 1 is not the step's own (that is 0): with it, gradient descent on the
        # squared error is Rosenblatt's rule of 1958, w += η (t − o) x.
        Activation("step", "step", "+1 if z ≥ 0, else −1", step, one_everywhere),
        Activation("linear", "linear", "z", linear, one_everywhere),
    )
}


def one_per_layer(activation: str | Sequence[str], n_layers: int) -> tuple[Activation, ...]:
    """Each hidden layer's activation.

    Parameters
    ----------
    activation : str or sequence of str
        A key of ``ACTIVATIONS`` for all layers, or one for each.
    n_layers : int
        Hidden layers.

    Raises
    ------
    ValueError
        For a name that is no key, or another number of names than of layers.
    """
    names = [activation] * max(n_layers, 1) if isinstance(activation, str) else list(activation)
    for name in names:
        if name not in ACTIVATIONS:
            raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}. Got {name!r}.")
    if not isinstance(activation, str) and len(names) != n_layers:
        raise ValueError(
            f"activation must be one name, or one for each of {n_layers} hidden layers. "
            f"Got {len(names)} names."
        )
    return tuple(ACTIVATIONS[name] for name in names[:n_layers])
