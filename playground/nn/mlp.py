"""The multilayer perceptron: its parameters, its forward pass and its backward pass.

Layer l turns the activations a of the layer below into a′ = f(Wᵀa + b), with an f of its own if it
has one. Written for speed at tiny sizes, where the number of NumPy calls is what costs:

- all parameters are one vector (P,), all gradients another; layer l's weights are a view of it,
  (n_in + 1, n_out) row by row, whose last row is the bias;
- activations are feature-major, (n_units + 1, n_samples), with a last row of ones, so that the
  bias needs no call of its own; those of all hidden layers are views of one array, so that
  neighbours with the same f, mostly the whole network, take their derivative in one go;
- every array is allocated once, and a pass is a list of calls (``Call``: a function and its
  arguments), written down once and played for every batch.

With ``n_replicas`` all arrays get a leading axis: R networks of one shape in the same calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np

from playground.nn.activations import Activation, one_per_layer
from playground.nn.calls import Call, number, play, product
from playground.nn.head import Head

Array = np.ndarray

CHUNK = 512
"""Most samples in one pass: with more, the arrays of wide layers leave the processor's cache and
OpenBLAS its kernel for small matrices, and a matrix product takes up to twice the time."""


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


def chunks(n_samples: int) -> list[slice]:
    """Slices of nearly equal length, none longer than ``CHUNK``."""
    n_chunks = -(-n_samples // CHUNK)
    edges = [n_samples * i // n_chunks for i in range(n_chunks + 1)]
    return [slice(start, stop) for start, stop in pairwise(edges)]


class Batch(NamedTuple):
    """Samples to learn from together.

    With replicas, arrays without their axis are shared by all of them.

    Attributes
    ----------
    inputs : ndarray (…, n_features + 1, n), last row ones
    targets : ndarray (…, n_outputs, n)
    masks : ndarray (…, rows of all hidden layers, n) or None
        Dropout: 0 for a unit that is left out, 1 / (1 − rate) for one that stays.
    """

    inputs: Array
    targets: Array
    masks: Array | None = None

    @property
    def n_samples(self) -> int:
        """Number of samples."""
        return int(self.inputs.shape[-1])

    def part(self, samples: slice) -> Batch:
        """Some of the samples."""
        masks = None if self.masks is None else self.masks[..., samples]
        return Batch(self.inputs[..., samples], self.targets[..., samples], masks)


class MLP:
    """Parameters of a multilayer perceptron.

    Parameters
    ----------
    sizes : sequence of int
        Units of every layer: inputs, hidden layers, outputs.
    activation : str or sequence of str
        A key of ``ACTIVATIONS``, used by all hidden layers; or one for each of them.
    head : Head
        Output activation and loss.
    dtype : dtype
        float32 or float64.
    n_replicas : int or None
        R for R networks at once; None for one network without a replica axis.

    Attributes
    ----------
    activations : tuple of Activation
        One per hidden layer.
    params, gradient : ndarray (P,) or (R, P)
    weights, gradients : list of ndarray (…, n_in + 1, n_out)
        Views of the two, one per layer.
    gradient_pair : ndarray (2, …, P)
        The gradient, and beside it room for its square (see ``optimizers.Adam``).
    """

    def __init__(
        self,
        sizes: Sequence[int],
        *,
        activation: str | Sequence[str],
        head: Head,
        dtype: str | type | np.dtype = np.float32,
        n_replicas: int | None = None,
    ) -> None:
        if len(sizes) < 2 or min(sizes) < 1:
            raise ValueError(f"sizes must be two or more positive numbers. Got {tuple(sizes)}.")
        if sizes[-1] != head.n_outputs:
            raise ValueError(f"The last size must be {head.n_outputs} outputs. Got {sizes[-1]}.")
        if np.dtype(dtype) not in (np.float32, np.float64):
            raise ValueError(f"dtype must be float32 or float64. Got {dtype}.")
        self.sizes = tuple(sizes)
        self.activations = one_per_layer(activation, len(sizes) - 2)
        self.head = head
        self.dtype = np.dtype(dtype)
        self.replicas = () if n_replicas is None else (n_replicas,)
        self.params = np.zeros((*self.replicas, n_parameters(sizes)), self.dtype)
        self.gradient_pair = np.zeros((2, *self.params.shape), self.dtype)
        self.gradient = self.gradient_pair[0]
        self.weights = layer_views(self.params, sizes)
        self.gradients = layer_views(self.gradient, sizes)

    @property
    def n_hidden_rows(self) -> int:
        """Rows of the array that holds all hidden activations, rows of ones included."""
        return sum(n_units + 1 for n_units in self.sizes[1:-1])

    def alike(self) -> Iterator[tuple[Activation, slice]]:
        """Stretches of neighbouring hidden layers with one activation, and all their rows."""
        layers = zip(self.activations, self.hidden_rows(), strict=True)
        for _, same in groupby(layers, key=lambda layer: layer[0].name):
            stretch = list(same)
            (activation, (_, first)), (_, (_, last)) = stretch[0], stretch[-1]
            yield activation, slice(first.start, last.stop)

    def hidden_rows(self) -> Iterator[tuple[slice, slice]]:
        """Per hidden layer: the rows of its units in that array, and those with its ones."""
        start = 0
        for n_units in self.sizes[1:-1]:
            stop = start + n_units
            yield slice(start, stop), slice(start, stop + 1)
            start = stop + 1

    def outputs(self, inputs: Array) -> Array:
        """The last layer's z (…, n_outputs, n) for inputs (…, n_features + 1, n), of any n."""
        parts = chunks(inputs.shape[-1])
        z = [ForwardPass(self, s.stop - s.start).forward(inputs[..., s]) for s in parts]
        return np.concatenate(z, axis=-1)


def _replicas_first(rows: Array) -> Array:
    """A view (R, n_rows, n) of an array (n_rows, R, n); without replicas the array itself."""
    return np.moveaxis(rows, 0, -2) if rows.ndim > 2 else rows


class ForwardPass:
    """The forward pass of a network over n samples, with its arrays.

    Attributes
    ----------
    activations : ndarray (…, rows of all hidden layers, n)
        Each hidden layer's activations and a row of ones.
    hidden : list of ndarray (…, n_units, n)
        Views of it, one per hidden layer.
    output : ndarray (…, n_outputs, n)
        The last layer's z.
    """

    def __init__(self, mlp: MLP, n_samples: int) -> None:
        self.mlp = mlp
        # In memory the replicas' axis is the second, so that a layer's rows lie together. What
        # looks at one number at a time gets the arrays as they lie, products get views.
        self._rows_a = np.ones((mlp.n_hidden_rows, *mlp.replicas, n_samples), mlp.dtype)
        self.activations = _replicas_first(self._rows_a)
        # Where the derivative can do without z, the activations are written over it.
        any_z = any(activation.needs_z for activation in mlp.activations)
        self._rows_z = np.zeros_like(self._rows_a) if any_z else self._rows_a
        self.output = np.empty((*mlp.replicas, mlp.sizes[-1], n_samples), mlp.dtype)
        self._units_a = [self._rows_a[units] for units, _ in mlp.hidden_rows()]
        # The same objects where it is the same memory: NumPy need not check for overlap then.
        self._units_z = [
            self._rows_z[units] if activation.needs_z else a
            for activation, (units, _), a in zip(
                mlp.activations, mlp.hidden_rows(), self._units_a, strict=True
            )
        ]
        self.hidden = [_replicas_first(units) for units in self._units_a]
        self._hidden_z = [_replicas_first(units) for units in self._units_z]
        self._with_ones = [self.activations[..., rows, :] for _, rows in mlp.hidden_rows()]
        self._bends = [
            activation.calls(z, a)
            for activation, z, a in zip(mlp.activations, self._units_z, self._units_a, strict=True)
        ]

    def forward(self, inputs: Array) -> Array:
        """The last layer's z (…, n_outputs, n) for inputs (…, n_features + 1, n)."""
        play(self.forward_calls(inputs))
        return self.output

    def forward_calls(self, inputs: Array) -> list[Call]:
        """The forward pass for these inputs, as calls."""
        return self._layer_calls(inputs, [[]] * len(self.hidden))

    def _layer_calls(self, inputs: Array, after: Sequence[list[Call]]) -> list[Call]:
        """All layers; ``after`` holds what else happens to each hidden one's activations."""
        calls: list[Call] = []
        a = inputs
        for layer, z in enumerate(self._hidden_z):
            calls.append(product(self.mlp.weights[layer].mT, a, z))  # z = Wᵀa + b
            calls += self._bends[layer] + after[layer]
            a = self._with_ones[layer]
        return [*calls, product(self.mlp.weights[-1].mT, a, self.output)]


class BackwardPass(ForwardPass):
    """Forward and backward pass over n samples of a batch.

    Backpropagation (Rumelhart, Hinton, Williams 1986) in the notation of the forward pass: with
    δ = ∂(mean loss)/∂z, a layer's gradient is a δᵀ, and the layer below has δ′ = (Wδ) ∘ f′(z′),
    where W is without the row of biases.

    Only what depends on a batch is written down for each; the rest is shared.
    """

    def __init__(self, mlp: MLP, n_samples: int) -> None:
        super().__init__(mlp, n_samples)
        slopes = np.ones_like(self._rows_a)  # f′(z)
        deltas = np.zeros_like(self._rows_a)
        rows = [units for units, _ in mlp.hidden_rows()]
        self._units_slopes = [slopes[units] for units in rows]
        self._units_deltas = [deltas[units] for units in rows]
        self._hidden_deltas = [_replicas_first(units) for units in self._units_deltas]
        self._derivative = [
            call
            for activation, same in mlp.alike()
            for call in activation.derivative_calls(
                self._rows_z[same], self._rows_a[same], slopes[same]
            )
        ]
        self._derivatives = [
            activation.derivative_calls(*arrays)
            for activation, *arrays in zip(
                mlp.activations, self._units_z, self._units_a, self._units_slopes, strict=True
            )
        ]
        self._error_calls = mlp.head.error_calls(self.output)
        self._delta_calls = self._write_delta_calls()

    def calls(self, batch: Batch, share: Array) -> list[Call]:
        """Calls that write the sum of the samples' gradients, times ``share``."""
        if batch.masks is None:
            # f′ of neighbours at once; with dropout it is taken layer by layer.
            forward = [*self.forward_calls(batch.inputs), *self._derivative]
        else:
            masked = [self._dropout(layer, batch.masks) for layer in range(len(self.hidden))]
            forward = self._layer_calls(batch.inputs, masked)
        first_delta = [self.output, *self._hidden_deltas[::-1]][-1]
        return [
            *forward,
            *self._error_calls(batch.targets),
            (np.multiply, (self.output, share, self.output)),
            *self._delta_calls,
            product(batch.inputs, first_delta.mT, self.mlp.gradients[0]),
        ]

    def _dropout(self, layer: int, masks: Array) -> list[Call]:
        """Inverted dropout (Srivastava and others 2014, section 10): a ← a ∘ mask."""
        rows = list(self.mlp.hidden_rows())[layer][0]
        units, slopes = self.hidden[layer], _replicas_first(self._units_slopes[layer])
        mask = masks[..., rows, :]
        return [
            *self._derivatives[layer],
            (np.multiply, (units, mask, units)),
            (np.multiply, (slopes, mask, slopes)),
        ]

    def _write_delta_calls(self) -> list[Call]:
        """From the last layer's δ down to the first's; all gradients but the first layer's."""
        mlp = self.mlp
        calls: list[Call] = []
        delta = self.output
        for layer in reversed(range(len(self.hidden))):
            below, weights = self._hidden_deltas[layer], mlp.weights[layer + 1][..., :-1, :]
            units, slopes = self._units_deltas[layer], self._units_slopes[layer]
            # a δᵀ
            calls.append(product(self._with_ones[layer], delta.mT, mlp.gradients[layer + 1]))
            if mlp.replicas and delta.shape[-2] == 1:
                # Of one output, Wδ is no sum; the large arrays lie as they are multiplied.
                calls += [
                    (np.multiply, (slopes, delta[:, 0], units)),
                    (np.multiply, (units, np.moveaxis(weights, 0, 1), units)),
                ]
            else:
                calls += [
                    product(weights, delta, below),  # Wδ
                    (np.multiply, (units, slopes, units)),
                ]
            delta = below
        return calls


class Backpropagation:
    """Writes down, for one batch after another, the calls that compute its gradient.

    Batches (and parts of batches) of one size share their arrays.
    """

    def __init__(self, mlp: MLP) -> None:
        self._mlp = mlp
        self._passes: dict[int, BackwardPass] = {}
        self._sum = np.empty_like(mlp.gradient)
        # Backpropagation is linear in δ: the mean's 1/n goes in there, and ``scale``.
        self._scale = 1.0
        self._shares: dict[int, Array] = {}

    def scale(self, scale: float) -> None:
        """Have all calls, past and future, write the gradient times ``scale``."""
        if scale != self._scale:
            self._scale = scale
            for batch_size in self._shares:
                self._share(batch_size)

    def _share(self, batch_size: int) -> Array:
        """What each sample's error signal is multiplied by, in the array that the calls hold."""
        share = self._shares.setdefault(batch_size, number(0, self._mlp.gradient))
        share.fill(self._scale * self._mlp.head.error_factor / batch_size)
        return share

    def calls(self, batch: Batch) -> list[Call]:
        """Calls that write the gradient of the batch's mean loss into ``mlp.gradient``."""
        gradient, total = self._mlp.gradient, self._sum
        share = self._share(batch.n_samples)
        parts = [batch.part(samples) for samples in chunks(batch.n_samples)]
        calls = self._pass(parts[0]).calls(parts[0], share)
        for part in parts[1:]:
            calls.append((np.copyto, (total, gradient)))
            calls += self._pass(part).calls(part, share)
            calls.append((np.add, (total, gradient, gradient)))
        return calls

    def _pass(self, part: Batch) -> BackwardPass:
        if part.n_samples not in self._passes:
            self._passes[part.n_samples] = BackwardPass(self._mlp, part.n_samples)
        return self._passes[part.n_samples]
