"""Batches: which training points the network sees together, and in what order.

With shuffling, every epoch has its own order, and what remains at its end is a smaller batch.
Without, the order is the data's, and (as TensorFlow Playground does it) what remains at the end
of an epoch is carried into the next one's first batch, so that no step is smaller than the others.
"""

from __future__ import annotations

import numpy as np

from playground.nn import MLP, Batch
from playground.training.randomness import Shuffles, dropout_masks

Array = np.ndarray


class Batches:
    """The batches of each epoch.

    Every batch is a view of one array that is refilled in a new order each epoch.

    Parameters
    ----------
    mlp : MLP
    inputs : ndarray (…, n_samples, n_features)
    targets : ndarray (…, n_samples, n_outputs)
    batch_size : int
        0 for all points at once; more than there are points is the same.
    shuffle : bool
    seeds : sequence of int
        One seed per replica (one without a replica axis).
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
        self._mlp = mlp
        self._n_features = inputs.shape[-1]
        self.n_samples = n_samples = inputs.shape[-2]
        self.batch_size = size = min(batch_size or n_samples, n_samples)
        ones = np.ones((*inputs.shape[:-1], 1))
        # One row per point: its inputs, the 1 that multiplies the bias, its targets.
        self._table = np.concatenate([inputs, ones, targets], axis=-1).astype(mlp.dtype)
        self._rows = self._table.reshape(-1, self._table.shape[-1])
        # With all points in one batch their order makes no difference.
        self._shuffle = shuffle and size < n_samples
        self._seeds = seeds
        self._shuffles = [Shuffles(seed, n_samples) for seed in seeds]
        self._offsets = np.arange(len(seeds))[:, None] * n_samples
        self._shuffled = np.empty_like(self._table) if self._shuffle else self._table
        self._dropout = dropout if mlp.sizes[1:-1] else 0.0
        self._prepared = -1
        stops = list(range(size, n_samples + 1, size))
        carried = n_samples - stops[-1]
        if shuffle and carried:
            stops.append(n_samples)
            carried = 0
        self._slices = [
            slice(stop, following) for stop, following in zip([0, *stops[:-1]], stops, strict=True)
        ]
        self._batches = [self._batch(self._shuffled[..., s, :]) for s in self._slices]
        self._joined: Batch | None = None
        if carried:
            self._joined_table = np.concatenate(
                [self._table[..., n_samples - carried :, :], self._table[..., :size, :]], axis=-2
            )
            self._joined = self._batch(self._joined_table)
        self._carried = carried

    def __len__(self) -> int:
        """Batches per epoch."""
        return len(self._batches)

    def epoch(self, epoch: int) -> list[Batch]:
        """The batches of an epoch; they hold until the next call."""
        if self._shuffle and epoch != self._prepared:
            order = np.concatenate([s.order(epoch) for s in self._shuffles])
            if len(self._shuffles) > 1:
                order = (order.reshape(len(self._shuffles), -1) + self._offsets).ravel()
            out = self._shuffled.reshape(self._rows.shape)
            self._rows.take(order, axis=0, out=out, mode="clip")
        self._prepared = epoch
        batches = self._batches
        if self._joined is not None and epoch > 0:
            batches = [self._joined, *batches[1:]]
        return self._with_masks(batches, epoch) if self._dropout else batches

    def _batch(self, table: Array) -> Batch:
        n = self._n_features + 1
        return self._mlp.batch(table[..., :n], table[..., n:])

    def _with_masks(self, batches: list[Batch], epoch: int) -> list[Batch]:
        n_rows = sum(n_units + 1 for n_units in self._mlp.sizes[1:-1])
        drawn = [
            dropout_masks(seed, epoch, n_rows, self.n_samples, self._dropout)
            for seed in self._seeds
        ]
        masks = np.stack(drawn) if self._mlp.replicas else drawn[0]
        masks = masks.astype(self._mlp.dtype)
        if self._joined is not None and epoch > 0:
            first = masks[..., : self.batch_size]
            last = masks[..., self.n_samples - self._carried :]
            per_batch = [np.concatenate([last, first], axis=-1)]
            per_batch += [masks[..., s] for s in self._slices[1:]]
        else:
            per_batch = [masks[..., s] for s in self._slices]
        return [b._replace(masks=m) for b, m in zip(batches, per_batch, strict=True)]
