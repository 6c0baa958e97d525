"""Grow: a run goes on with more or fewer hidden units and layers, and keeps what it has learnt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from datasets import DOMAIN, Dataset
from playground.config import RunConfig
from playground.nn import INITIALIZERS, initial_parameters, layer_views
from playground.training.passing_on import (
    applied,
    drawn_layer,
    exact_layers,
    fitted_layer,
    fitted_layers,
)
from playground.training.randomness import growth_rng, weights_rng
from playground.training.run import Run

Array = np.ndarray

MAY_DIFFER = {"hidden_layers", "layer_activations"}
SAME = 1e-6
"""Answers that differ by no more are the same."""
PLACES = 33
"""Along each side of the plane, where answers before and after are compared."""


def grown(run: Run, config: RunConfig) -> tuple[Run, str]:
    """The run with other hidden layers; data, inputs, epoch and losses go on.

    Units come and go at the end of a layer, layers at the end of the network. A new unit has drawn
    incoming weights and outgoing weights of zero, so that the network says what it said before. So
    it does with a new layer whose activation can pass numbers on as they are; elsewhere the last
    layer is fitted to what was said of the training points. The optimiser starts with no memory.

    Parameters
    ----------
    run : Run
        Is left as it is.
    config : RunConfig
        May differ from the run's in the hidden layers, and in what a run takes at once.

    Returns
    -------
    run : Run
    note : str
        What was done, and how much the answers have changed by it, as one sentence.

    Raises
    ------
    ValueError
        If anything else differs, or the activation of a layer that was there before.
    """
    _check(run, config)
    bigger = Run(config, run.dataset)
    changes = _Changes(run, config)
    bigger.take_over(run, np.concatenate([layer.ravel() for layer in changes.layers]))
    return bigger, _sentence(changes.said, changes.is_exact, _largest_change(run, bigger))


def with_new_output(run: Run, dataset: Dataset) -> Run:
    """A new run with other classes, whose hidden layers know what this one's have learnt.

    Its inputs are scaled as this one's; epochs and losses begin anew.
    """
    config = run.config
    new = Run(config, dataset)
    params = initial_parameters(new.layer_sizes, config.initializer, weights_rng(config))
    for view, (W, b) in zip(layer_views(params, new.layer_sizes)[:-1], run.layers, strict=False):
        view[:-1], view[-1] = W, b
    new.take_over(run, params, anew=True)
    return new


def _check(run: Run, config: RunConfig) -> None:
    others = [name for name in run.config.restarts(config) if name not in MAY_DIFFER]
    if others:
        raise ValueError(f"{others[0]} cannot change while what was learnt is kept.")
    both = zip(run.config.activations, config.activations, strict=False)
    for layer, (before, after) in enumerate(both, start=1):
        if before != after:
            raise ValueError(
                f"The activation of hidden layer {layer} cannot change while what was learnt is "
                f"kept. Got {after!r} instead of {before!r}."
            )


class _Changes:
    """From the layers of one network to those of another, change by change.

    Attributes
    ----------
    layers : list of ndarray (n_in + 1, n_out) float64
    said : list of str
        What was done.
    is_exact : bool
        Whether the function can have stayed the same.
    """

    def __init__(self, run: Run, config: RunConfig) -> None:
        self._activations = config.activations
        self._initializer = INITIALIZERS[config.initializer]
        self._rng = growth_rng(config, run.epoch)
        self._inputs = run.inputs(run.dataset.X_train)
        self._old_z = _outputs(_float64(run), run.config.activations, self._inputs)
        self.layers = _float64(run)
        self.said: list[str] = []
        self.is_exact = True
        wanted = config.hidden_layers
        n_before = len(run.config.hidden_layers)
        if len(wanted) < n_before:
            self._remove_layers(len(wanted), n_before)
        for layer, n_units in enumerate(wanted[:n_before]):
            more = n_units - self.layers[layer].shape[1]
            if more > 0:
                self._add_units(layer, more)
            elif more < 0:
                self._remove_units(layer, -more)
        for n_units in wanted[n_before:]:
            self._add_layer(n_units)

    def _add_units(self, layer: int, count: int) -> None:
        n_in, n_units = self.layers[layer].shape[0] - 1, self.layers[layer].shape[1]
        # Drawn as for a layer of the new width.
        drawn = self._drawn(n_in, n_units + count)[:, n_units:]
        self.layers[layer] = np.hstack([self.layers[layer], drawn])
        after = self.layers[layer + 1]
        self.layers[layer + 1] = np.insert(after, [n_units] * count, 0, axis=0)
        self.said.append(f"{_units(count)} added to hidden layer {layer + 1}")

    def _remove_units(self, layer: int, count: int) -> None:
        """What the units say on average goes into the biases above."""
        kept = self.layers[layer].shape[1] - count
        means = self._hidden(layer + 1)[:, kept:].mean(axis=0)
        self.layers[layer] = self.layers[layer][:, :kept]
        after = self.layers[layer + 1]
        reduced = np.delete(after, slice(kept, kept + count), axis=0)
        reduced[-1] += means @ after[kept : kept + count]
        self.layers[layer + 1] = reduced
        self.said.append(f"{_units(count)} taken from hidden layer {layer + 1}")
        self.is_exact = False

    def _remove_layers(self, kept: int, n_before: int) -> None:
        self.layers = self.layers[: kept + 1]
        self.layers[-1] = fitted_layer(self._hidden(kept), self._old_z)
        many = n_before - kept
        what = f"hidden layer {n_before} was" if many == 1 else f"{many} hidden layers were"
        self.said.append(f"{what} removed and the output layer fitted anew")
        self.is_exact = False

    def _add_layer(self, n_units: int) -> None:
        number = len(self.layers)  # of the new hidden layer, from 1
        last = self.layers[-1]
        activation = self._activations[number - 1]
        below = self._activations[number - 2] if number > 1 else None
        drawn = self._drawn(len(last) - 1, n_units)
        layers = exact_layers(last, drawn, activation, below)
        self.said.append(f"hidden layer {number} was added")
        if layers is None:
            layers = fitted_layers(last, drawn, activation, self._hidden(number - 1))
            self.said[-1] += (
                f", through which {activation} cannot pass numbers unchanged, so the output layer "
                "was fitted anew"
            )
            self.is_exact = False
        self.layers[-1:] = layers

    def _drawn(self, n_in: int, n_out: int) -> Array:
        row = self._initializer
        return drawn_layer(self._rng, row.weights, row.bias, n_in, n_out)

    def _hidden(self, layers: int) -> Array:
        """What the training points are after so many layers, (n, units)."""
        a = self._inputs
        for layer, activation in zip(self.layers[:layers], self._activations, strict=False):
            a = applied(activation, a @ layer[:-1] + layer[-1])
        return a


def _float64(run: Run) -> list[Array]:
    return [np.vstack([W, b]).astype(float) for W, b in run.layers]


def _outputs(layers: Sequence[Array], activations: Sequence[str], inputs: Array) -> Array:
    """The last layer's z (n, n_outputs)."""
    a = inputs
    for layer, activation in zip(layers[:-1], activations, strict=True):
        a = applied(activation, a @ layer[:-1] + layer[-1])
    return a @ layers[-1][:-1] + layers[-1][-1]


def _units(count: int) -> str:
    return "1 unit was" if count == 1 else f"{count} units were"


def _largest_change(run: Run, other: Run) -> float:
    """By how much the answers of two networks differ at most: on the data, and on the plane."""
    data = run.dataset
    X = np.concatenate([data.X_train, data.X_test])
    if data.n_coordinates == 2:
        side = np.linspace(-DOMAIN, DOMAIN, PLACES)
        plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
        X = np.concatenate([X, plane])
    answers = [
        each.predict(X) if each.task == "regression" else each.predict_proba(X)
        for each in (run, other)
    ]
    change = float(np.abs(answers[0] - answers[1]).max())
    return change if np.isfinite(change) else np.inf


def _sentence(said: Sequence[str], is_exact: bool, change: float) -> str:
    if not said:
        return ""
    what = ", and ".join([", ".join(said[:-1]), said[-1]] if said[:-1] else said)
    what = what[0].upper() + what[1:]
    if change <= SAME:
        return f"{what}: the network says what it said before."
    if is_exact:
        return f"{what}: the network says what it said before, but for rounding ({change:.1g})."
    return f"{what}: what the network says has changed by at most {change:.2g}."
