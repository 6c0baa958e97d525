"""Taken: everything of a run that files and programs are made of, copied out of it."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasets import FEATURES, Dataset
from playground.config import RunConfig
from playground.training import Run

Layer = tuple[NDArray, NDArray]

SAME, OTHER, UNCHECKED = "same", "other", "unchecked"
"""What training anew gives: the very weights; other ones; nobody waited for it."""
REPLAY_SECONDS = 1.0


@dataclass(frozen=True, eq=False)
class Taken:
    """A run at one moment; nothing that happens to the run afterwards changes it.

    Attributes
    ----------
    config : RunConfig
    dataset : Dataset
    layers : list of (W (n_in, n_out), b (n_out,))
    activations : tuple of str
        One a hidden layer.
    loss, output : str
        Their names.
    feature_mean, feature_scale : ndarray (n_features,)
    epoch, batch, batches_per_epoch : int
        Completed epochs, batches within the present one, and how many there are in one.
    metrics : tuple of float
        Train loss, test loss, train accuracy, test accuracy (NaN for regression).
    train_losses : dict of int to float
        By epoch, as the run met them.
    frozen : ndarray (P,) of bool
        Weights and biases that do not learn.
    """

    config: RunConfig
    dataset: Dataset
    layers: list[Layer]
    activations: tuple[str, ...]
    loss: str
    output: str
    feature_mean: NDArray[np.float64]
    feature_scale: NDArray[np.float64]
    epoch: int
    batch: int
    batches_per_epoch: int
    metrics: tuple[float, float, float, float]
    train_losses: dict[int, float]
    frozen: NDArray[np.bool_]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units of every layer: inputs, hidden layers, outputs."""
        return (len(self.layers[0][0]), *(len(b) for _, b in self.layers))

    @property
    def has_begun(self) -> bool:
        """Whether the run has made a step."""
        return self.epoch > 0 or self.batch > 0

    @property
    def input_names(self) -> tuple[str, ...]:
        """What each input of the network is: features, or the columns of wide data."""
        data = self.dataset
        if data.n_coordinates == 2:
            return tuple(FEATURES[name].label for name in self.config.features)
        if data.axes:
            return tuple(axis.name for axis in data.axes)
        return tuple(f"column {i + 1}" for i in range(data.n_coordinates))

    @property
    def class_names(self) -> tuple[str, ...]:
        """A name for each class; empty for regression."""
        return self.dataset.class_names or tuple(map(str, self.dataset.classes))


def taken_from(run: Run) -> Taken:
    """Copy out of a run what is taken away; call where nobody else touches the run."""
    losses = run.losses
    return Taken(
        config=run.config,
        dataset=run.dataset,
        layers=run.layers,
        activations=run.config.activations,
        loss=run.loss,
        output=run.output,
        feature_mean=run.feature_mean.copy(),
        feature_scale=run.feature_scale.copy(),
        epoch=run.epoch,
        batch=run.batch,
        batches_per_epoch=run.batches_per_epoch,
        metrics=run.metrics(),
        train_losses=dict(zip(losses.epoch.tolist(), losses.train_loss.tolist(), strict=True)),
        frozen=run.frozen,
    )


def replayed(taken: Taken, seconds: float = REPLAY_SECONDS) -> str:
    """Whether training anew, with the settings as they are now, gives the very same weights.

    A run whose weights, settings or data were changed on the way cannot be repeated from its
    start.

    Parameters
    ----------
    taken : Taken
    seconds : float
        How long to train at most.

    Returns
    -------
    {"same", "other", "unchecked"}
        Unchecked: it would take longer, and nothing was other than it should be until then.
    """
    never = taken.config.replace(stop_epoch=0, stop_loss=0.0, stop_accuracy=0.0)
    again = Run(never, taken.dataset)
    if again.layer_sizes != taken.sizes or again.batches_per_epoch != taken.batches_per_epoch:
        return OTHER
    again.frozen = taken.frozen
    ends = time.perf_counter() + seconds
    while again.epoch < taken.epoch:
        if again.status != "running" or _unlike(again, taken.train_losses.get(again.epoch)):
            return OTHER
        if time.perf_counter() > ends:
            return UNCHECKED
        again.advance()
    again.advance_batches(taken.batch)
    scaling = zip(
        (again.feature_mean, again.feature_scale),
        (taken.feature_mean, taken.feature_scale),
        strict=True,
    )
    weights = zip(again.layers, taken.layers, strict=True)
    same = all(np.array_equal(a, b) for a, b in scaling) and all(
        np.array_equal(ours, theirs)
        for pair, other in weights
        for ours, theirs in zip(pair, other, strict=True)
    )
    return SAME if same else OTHER


def _unlike(run: Run, train_loss: float | None) -> bool:
    return train_loss is not None and run.metrics()[0] != train_loss
