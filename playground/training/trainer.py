"""Trainer: steps through batches and epochs. It knows arrays, not datasets, clocks or pages.

One network, or with several configurations as many replicas in one pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import is_

import numpy as np

from playground.config import RunConfig
from playground.nn import MLP, Backpropagation, Head, initial_parameters
from playground.nn.calls import Call
from playground.training.batches import Batches
from playground.training.measure import Measure
from playground.training.randomness import run_seed, weights_rng
from playground.training.update import SHARED, Update

Array = np.ndarray

FLUSH_STEPS = 100
"""Steps (in whole epochs) after which vanishing moving averages are set to zero."""


class Trainer:
    """Trains one network, or R of the same shape at once.

    Parameters
    ----------
    config : RunConfig or sequence of RunConfig
        A sequence gives all arrays a leading replica axis. Replicas may differ in seeds and in
        what an ``Update`` uses (optimiser, rates); the rest is taken from the first.
    head : Head
    inputs : tuple of ndarray (…, n, n_features)
        Of the training and of the test points; without a replica axis where all replicas share
        their points, and the order and dropout masks of the first one's seed.
    answers : tuple of ndarray (…, n)
        Class indices, or targets for regression, of both.

    Attributes
    ----------
    mlp : MLP
    updates : list of Update
        One, or one for each group of neighbouring replicas that may share it.
    epoch, batch : int
        Completed epochs, and batches within the present one.
    """

    def __init__(
        self,
        config: RunConfig | Sequence[RunConfig],
        head: Head,
        inputs: tuple[Array, Array],
        answers: tuple[Array, Array],
    ) -> None:
        single = isinstance(config, RunConfig)
        self._configs = [config] if isinstance(config, RunConfig) else list(config)
        first = self._configs[0]
        self.mlp = MLP(
            (inputs[0].shape[-1], *first.hidden_layers, head.n_outputs),
            activation=first.activations,
            head=head,
            dtype=first.precision,
            n_replicas=None if single else len(self._configs),
        )
        starts = [
            initial_parameters(self.mlp.sizes, c.initializer, weights_rng(c)) for c in self._configs
        ]
        self.mlp.params[:] = starts[0] if single else np.stack(starts)
        self._take_data(inputs, answers)
        groups = _groups(self._configs)
        self.updates = [
            Update(
                self.mlp,
                config if single else self._configs[rows],
                None if single else rows,
                alone=len(groups) == 1,
            )
            for rows in groups
        ]
        self.epoch = 0
        self.batch = 0
        self._cut_batches()

    def _take_data(self, inputs: tuple[Array, Array], answers: tuple[Array, Array]) -> None:
        self._inputs = inputs[0]
        targets = self.mlp.head.targets(answers[0].reshape(-1))
        self._targets = targets.reshape(*answers[0].shape, -1)
        self.measure = Measure(self.mlp, inputs, answers)

    def change_data(self, inputs: tuple[Array, Array], answers: tuple[Array, Array]) -> None:
        """Learn from other points from the next batch on; see ``Trainer`` for the arrays.

        The epoch goes on at the same share of it, or ends where that is beyond the last batch.
        """
        before = len(self._batches)
        self._take_data(inputs, answers)
        self._cut_batches()
        self.batch = -(-self.batch * len(self._batches) // before)
        if self.batch == len(self._batches):
            self.epoch, self.batch = self.epoch + 1, 0

    @property
    def batches_per_epoch(self) -> int:
        """Steps an epoch takes."""
        return len(self._batches)

    def configure(self, config: RunConfig) -> None:
        """Take a single network's new settings, between two batches."""
        old = self._configs[0]
        self._configs = [config]
        self.updates[0].configure(config)
        if (old.batch_size, old.dropout) != (config.batch_size, config.dropout):
            done = self.batch * self._batches.batch_size
            self._cut_batches()
            self.batch = min(done // self._batches.batch_size, len(self._batches) - 1)

    def _cut_batches(self) -> None:
        first = self._configs[0]
        shared = self._inputs.ndim == 2
        self._batches = Batches(
            self.mlp,
            self._inputs,
            self._targets,
            batch_size=first.batch_size,
            shuffle=first.shuffle,
            seeds=[run_seed(config) for config in self._configs][: 1 if shared else None],
            dropout=first.dropout,
        )
        self._backpropagation = Backpropagation(self.mlp)
        self._kept: tuple[list[int], list[list[Call]], list[Call]] = ([], [], [])
        self._flush_every = max(1, FLUSH_STEPS // len(self._batches))
        self._gradients = [self._backpropagation.calls(batch) for batch in self._batches.all()]

    def advance_epoch(self, most: int | None = None) -> int:
        """Train to the end of the epoch, or ``most`` batches; returns the batches trained."""
        n_batches = len(self._batches)
        stop = n_batches if most is None else min(self.batch + most, n_batches)
        trained = stop - self.batch
        places = list(range(self.batch, stop))
        if self.batch == 0 and places:
            places[0] = self._batches.first(self.epoch)
        calls = self._calls(places)
        self._backpropagation.scale(self.updates[0].scale)
        self._batches.prepare(self.epoch)
        for function, arguments in calls:
            function(*arguments)
        self.batch = stop
        if stop == n_batches:
            self.epoch += 1
            self.batch = 0
            if self.epoch % self._flush_every == 0:
                for each in self.updates:
                    each.optimizer.flush_denormals()
        return trained

    def _calls(self, places: list[int]) -> list[Call]:
        """Gradient and update of one batch after another; kept, for most epochs are alike."""
        updates = [each.calls(self.epoch) for each in self.updates]
        places_before, updates_before, calls = self._kept
        if places != places_before or not all(map(is_, updates, updates_before)):
            update = [call for each in updates for call in each]
            calls = [call for place in places for call in self._gradients[place] + update]
            self._kept = (places, updates, calls)
        return calls


def _groups(configs: Sequence[RunConfig]) -> list[slice]:
    """Slices of neighbouring replicas that one ``Update`` can serve."""
    settings = [[getattr(config, name) for name in SHARED] for config in configs]
    starts = [i for i in range(len(configs)) if i == 0 or settings[i] != settings[i - 1]]
    return [
        slice(start, stop) for start, stop in zip(starts, [*starts[1:], len(configs)], strict=True)
    ]
