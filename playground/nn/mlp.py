"""The multilayer perceptron: its parameters, its forward pass and its backward pass.

Layer l turns the activations a of the layer below into a′ = f(Wᵀa + b). Written for speed at tiny
sizes, where the number of NumPy calls is what costs:

- all parameters are one vector (P,), all gradients another; layer l's weights are a view of it,
  (n_in + 1, n_out) row by row, whose last row is the bias;
- activations are feature-major, (n_units + 1, n_samples), with a last row of ones, so that the
  bias needs no call of its own; those of all hidden layers are views of one array, so that the
  derivative of the whole network is one function call;
- every array is allocated once, and the matrix products are bound methods with an output array.

With ``n_replicas`` all arrays get a leading axis: R networks of one shape in the same calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from playground.nn.activations import ACTIVATIONS
from playground.nn.head import Head

Array = np.ndarray
Product = Callable[[Array, Array], object]


def n_parameters(sizes: Sequence[int]) -> int:
    """Number of weights and biases of a network with these layer sizes."""
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))


def layer_views(vector: Array, sizes: Sequence[int]) -> list[Array]:
    """Views (…, n_in + 1, n_out) of a parameter vector (…, P), one per layer."""
    views, start = [], 0
    for n_in, n_out in pairwise(sizes):
        stop = start + (n_in + 1) * n_out
        views.append(vector[..., start:stop].reshape(*vector.shape[:-1], n_in + 1, n_out))
        start = stop
    return views


def product(left: Array) -> Product:
    """``left @ right`` written into a given array, as a function of ``(right, out)``.

    For matrices, the bound ``left.dot`` takes half the time of ``np.matmul``.
    """
    return left.dot if left.ndim == 2 else partial(np.matmul, left)


class Batch(NamedTuple):
    """Samples to learn from together.

    Attributes
    ----------
    inputs : ndarray (…, n_features + 1, n), last row ones
    targets : ndarray (…, n_outputs, n)
    product : callable
        ``product(inputs)``, bound once.
    masks : ndarray (rows of all hidden layers, n) or None
        Dropout: 0 for a unit that is left out, 1 / (1 − rate) for one that stays.
    """

    inputs: Array
    targets: Array
    product: Product
    masks: Array | None = None

    @property
    def n_samples(self) -> int:
        return int(self.inputs.shape[-1])


class MLP:
    """Parameters of a multilayer perceptron.

    Parameters
    ----------
    sizes : sequence of int
        Units of every layer: inputs, hidden layers, outputs.
    activation : str
        A key of ``ACTIVATIONS``, used by all hidden layers.
    head : Head
        Output activation and loss.
    dtype : dtype
        float32 or float64.
    n_replicas : int or None
        R for R networks at once; None for one network without a replica axis.

    Attributes
    ----------
    params, gradient : ndarray (P,) or (R, P)
    weights, gradients : list of ndarray (…, n_in + 1, n_out)
        Views of the two, one per layer.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        *,
        activation: str,
        head: Head,
        dtype: str | type | np.dtype = np.float32,
        n_replicas: int | None = None,
    ) -> None:
        if activation not in ACTIVATIONS:
            raise ValueError(
                f"activation must be one of {', '.join(ACTIVATIONS)}. Got {activation!r}."
            )
        if len(sizes) < 2 or min(sizes) < 1:
            raise ValueError(f"sizes must be two or more positive numbers. Got {tuple(sizes)}.")
        if sizes[-1] != head.n_outputs:
            raise ValueError(f"The last size must be {head.n_outputs} outputs. Got {sizes[-1]}.")
        self.sizes = tuple(sizes)
        self.activation = ACTIVATIONS[activation]
        self.head = head
        self.dtype = np.dtype(dtype)
        self.replicas = () if n_replicas is None else (n_replicas,)
        self.params = np.zeros((*self.replicas, n_parameters(sizes)), self.dtype)
        self.gradient = np.zeros_like(self.params)
        self.weights = layer_views(self.params, sizes)
        self.gradients = layer_views(self.gradient, sizes)

    def batch(self, inputs: Array, targets: Array, masks: Array | None = None) -> Batch:
        """A batch from inputs (…, n, n_features + 1), last column ones, and targets (…, n, K)."""
        return Batch(inputs.mT, targets.mT, product(inputs.mT), masks)

    def hidden_rows(self) -> Iterator[tuple[slice, slice]]:
        """Per hidden layer: the rows of its units in the shared array, and those with its ones."""
        start = 0
        for n_units in self.sizes[1:-1]:
            stop = start + n_units
            yield slice(start, stop), slice(start, stop + 1)
            start = stop + 1


class ForwardPass:
    """The forward pass of a network over n samples, with its arrays.

    Attributes
    ----------
    activations : ndarray (…, rows of all hidden layers, n)
        Each hidden layer's activations and a row of ones.
    output : ndarray (…, n_outputs, n)
        The last layer's z.
    """

    def __init__(self, mlp: MLP, n_samples: int) -> None:
        self.mlp = mlp
        self.n_samples = n_samples
        rows = sum(n_units + 1 for n_units in mlp.sizes[1:-1])
        self.activations = np.ones((*mlp.replicas, rows, n_samples), mlp.dtype)
        self._z = self.activations
        if mlp.activation.needs_z:
            self._z = np.zeros_like(self.activations)
        self.output = np.empty((*mlp.replicas, mlp.sizes[-1], n_samples), mlp.dtype)
        self.hidden = [self.activations[..., units, :] for units, _ in mlp.hidden_rows()]
        self._with_ones = [self.activations[..., rows, :] for _, rows in mlp.hidden_rows()]
        self._hidden_z = [self._z[..., units, :] for units, _ in mlp.hidden_rows()]
        affine = [product(weights.mT) for weights in mlp.weights]
        self._hidden_steps = list(
            zip(affine[:-1], self._hidden_z, self.hidden, self._with_ones, strict=True)
        )
        self._output_step = affine[-1]

    def forward(self, inputs: Array) -> Array:
        """The last layer's z (…, n_outputs, n) for inputs (…, n_features + 1, n)."""
        activate = self.mlp.activation.function
        a = inputs
        for affine, z, units, with_ones in self._hidden_steps:
            affine(a, z)  # z = Wᵀa + b
            activate(z, units)
            a = with_ones
        self._output_step(a, self.output)
        return self.output


class BackwardPass(ForwardPass):
    """Forward and backward pass over batches of n samples.

    Backpropagation (Rumelhart, Hinton, Williams 1986) in the notation of the forward pass: with
    δ = ∂(mean loss)/∂z, a layer's gradient is a δᵀ, and the layer below has δ′ = (Wδ) ∘ f′(z′),
    where W is without the row of biases.
    """

    def __init__(self, mlp: MLP, n_samples: int) -> None:
        super().__init__(mlp, n_samples)
        self._error_signal = mlp.head.error_signal(n_samples, mlp.dtype)
        self._slopes = np.ones_like(self.activations)  # f′(z)
        self._one = np.array(1, mlp.dtype)
        deltas = np.zeros_like(self.activations)
        units = [rows for rows, _ in mlp.hidden_rows()]
        below = [deltas[..., rows, :] for rows in units]
        slopes = [self._slopes[..., rows, :] for rows in units]
        self._hidden_slopes = slopes
        above = [*below[1:], self.output]
        # From the last layer down to the second.
        self._steps = [
            (
                product(self._with_ones[l]),
                above[l].mT,
                mlp.gradients[l + 1],
                product(mlp.weights[l + 1][..., :-1, :]),
                above[l],
                below[l],
                slopes[l],
            )
            for l in reversed(range(len(units)))
        ]
        self._first_delta = [*below, self.output][0].mT

    def gradient(self, batch: Batch) -> None:
        """Write the gradient of the batch's mean loss into ``mlp.gradient``."""
        mlp = self.mlp
        if batch.masks is None:
            self.forward(batch.inputs)
            mlp.activation.derivative(self._z, self.activations, self._one, self._slopes)
        else:
            self._forward_with_dropout(batch.inputs, batch.masks)
        self._error_signal(self.output, batch.targets)
        multiply = np.multiply
        for outer, delta_rows, gradient, back, delta, delta_below, slope in self._steps:
            outer(delta_rows, gradient)  # ∂/∂W = a δᵀ
            back(delta, delta_below)
            multiply(delta_below, slope, delta_below)
        batch.product(self._first_delta, mlp.gradients[0])

    def _forward_with_dropout(self, inputs: Array, masks: Array) -> None:
        """Inverted dropout (Srivastava and others 2014, section 10): a ← a ∘ mask."""
        activation = self.mlp.activation
        a = inputs
        layers = zip(self._hidden_steps, self._hidden_slopes, self.mlp.hidden_rows(), strict=True)
        for (affine, z, units, with_ones), slopes, (rows, _) in layers:
            affine(a, z)
            activation.function(z, units)
            activation.derivative(z, units, self._one, slopes)
            np.multiply(units, masks[..., rows, :], units)
            np.multiply(slopes, masks[..., rows, :], slopes)
            a = with_ones
        self._output_step(a, self.output)
