"""Batches: which training points the network sees together, and in what order.

With shuffling, every epoch has its own order, and what remains at its end is a smaller batch.
Without, the order is the data's, and (as TensorFlow Playground does it) what remains at the end
of an epoch is carried into the next one's first batch, so that no step is smaller than the others.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from playground.nn import MLP, Batch
from playground.training.randomness import Shuffles, dropout_masks

Array = np.ndarray


class Batches:
    """The batches of each epoch.

    Batches are views of arrays that are refilled in a new order each epoch.

    Parameters
    ----------
    mlp : MLP
    inputs : ndarray (…, n_samples, n_features)
    targets : ndarray (…, n_samples, n_outputs)
        Both without a replica axis where all replicas share data, order and masks.
    batch_size : int
        0 for all points at once; more than there are points is the same.
    shuffle : bool
    seeds : sequence of int
        One seed per replica (one where the data have no replica axis).
    dropout : float
    """

    def __init__(
        self,
        mlp: MLP,
        inputs: Array,
        targets: Array,
        *,
        batch_size: int,
        shuffle: bool,
        seeds: list[int],
        dropout: float = 0.0,
    ) -> None:
        n_samples = inputs.shape[-2]
        self.batch_size = size = min(batch_size or n_samples, n_samples)
        with_ones = np.ones((*inputs.shape[:-1], inputs.shape[-1] + 1), mlp.dtype)
        with_ones[..., :-1] = inputs
        # With all points in one batch their order makes no difference.
        self._shuffle = shuffle and size < n_samples
        # Inputs with a last 1 for the bias, and targets: the data as they are, and (if shuffled)
        # in an epoch's order. A point is a row, which is quick to shuffle; with replicas it is a
        # column, with which NumPy's stacked products take a third of the time.
        self._point_axis = 1 if mlp.replicas else 0
        self._parts = []
        self._takes = []
        for part in (with_ones, targets):
            rows = part.reshape(-1, part.shape[-1])
            data = np.array(rows.T if mlp.replicas else rows, mlp.dtype, order="C")
            ordered = np.empty_like(data) if self._shuffle else data
            self._takes.append((data.take, ordered))
            columns = ordered if mlp.replicas else ordered.T
            columns = columns.reshape(part.shape[-1], *part.shape[:-1])
            self._parts.append(np.moveaxis(columns, 0, -2))
        self._shuffles = Shuffles(seeds, n_samples)
        self._seeds = seeds
        self._dropout = dropout if mlp.n_hidden_rows else 0.0
        n_masked = mlp.n_hidden_rows if self._dropout else 0
        self._masks = np.ones((*inputs.shape[:-2], n_masked, n_samples), mlp.dtype)
        self._prepared = -1
        stops = list(range(size, n_samples + 1, size))
        n_left = n_samples - stops[-1]
        if shuffle and n_left:
            stops.append(n_samples)
        self._regular = [self._batch(slice(*edges)) for edges in pairwise([0, *stops])]
        self._carried: Batch | None = None
        if n_left and not shuffle:
            last, first = np.arange(n_samples - n_left, n_samples), np.arange(size)
            self._carried = self._batch(np.concatenate([last, first]))
            self._carried_samples = np.concatenate([last, first])

    def __len__(self) -> int:
        """Batches per epoch."""
        return len(self._regular)

    def all(self) -> list[Batch]:
        """Every batch there is: those of an epoch, and the carried one if there is one.

        They are views of arrays that ``prepare`` fills.
        """
        return self._regular if self._carried is None else [*self._regular, self._carried]

    def first(self, epoch: int) -> int:
        """The place in ``all`` of the batch an epoch starts with."""
        return len(self._regular) if self._carried is not None and epoch > 0 else 0

    def prepare(self, epoch: int) -> None:
        """Fill the batches for an epoch."""
        if epoch == self._prepared:
            return
        self._prepared = epoch
        if self._shuffle:
            order = self._shuffles.order(epoch)
            for take, ordered in self._takes:
                take(order, self._point_axis, ordered, "clip")
        if self._dropout:
            self._draw_masks(epoch)

    def _batch(self, samples: slice | Array) -> Batch:
        inputs, targets = (part[..., samples] for part in self._parts)
        if not self._shuffle:
            # These never change, so they may be copies, in the order that products like best.
            inputs, targets = np.ascontiguousarray(inputs), np.ascontiguousarray(targets)
        return Batch(inputs, targets, self._masks[..., samples] if self._dropout else None)

    def _draw_masks(self, epoch: int) -> None:
        shape = self._masks.shape[-2:]
        drawn = [dropout_masks(seed, epoch, shape, self._dropout) for seed in self._seeds]
        self._masks[:] = drawn[0] if len(drawn) == 1 else drawn
        if self._carried is not None and self._carried.masks is not None:
            self._carried.masks[:] = self._masks[..., self._carried_samples]
