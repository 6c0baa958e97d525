"""Measure: loss and accuracy on training and test points, both in one forward pass."""

from __future__ import annotations

import numpy as np

from playground.nn import MLP, ForwardPass
from playground.nn.calls import Call, play
from playground.nn.mlp import chunks

Array = np.ndarray


class Measure:
    """Loss and accuracy of a network on fixed points.

    Parameters
    ----------
    mlp : MLP
    inputs : tuple of ndarray (…, n, n_features)
        Of the training and of the test points.
    answers : tuple of ndarray (…, n)
        Class indices, or the targets for regression, of both.
    """

    def __init__(self, mlp: MLP, inputs: tuple[Array, Array], answers: tuple[Array, Array]) -> None:
        self._mlp = mlp
        n_train, n_all = inputs[0].shape[-2], inputs[0].shape[-2] + inputs[1].shape[-2]
        both = np.concatenate([part.astype(mlp.dtype) for part in inputs], axis=-2)
        both_answers = np.concatenate(answers, axis=-1)
        head = mlp.head
        targets = head.targets(both_answers.reshape(-1)).reshape(*both_answers.shape, -1)
        # Answers of the type that predictions have: two classes are true and false.
        self._answers = both_answers == 1 if head.n_classes == 2 else both_answers
        self._targets = np.ascontiguousarray(targets.astype(mlp.dtype).mT)
        self._z = np.empty((*mlp.replicas, head.n_outputs, n_all), mlp.dtype)
        self._calls: list[Call] = []
        passes: dict[int, ForwardPass] = {}
        for samples in chunks(n_all):
            n_samples = samples.stop - samples.start
            with_ones = np.ones((*both.shape[:-2], both.shape[-1] + 1, n_samples), mlp.dtype)
            with_ones[..., :-1, :] = both[..., samples, :].mT
            if n_samples not in passes:
                passes[n_samples] = ForwardPass(mlp, n_samples)
            forward = passes[n_samples]
            self._calls += forward.forward_calls(with_ones)
            self._calls.append((np.copyto, (self._z[..., samples], forward.output)))
        self._counts = np.array([n_train, n_all - n_train])
        # Column 0 adds up the training points, column 1 the test points.
        self._parts = np.zeros((n_all, 2), mlp.dtype)
        self._parts[:n_train, 0] = 1
        self._parts[n_train:, 1] = 1
        # Losses, then rights; with replicas their axis is the second.
        self._table = np.empty((2, *mlp.replicas, n_all), mlp.dtype)
        self._rows = self._table.reshape(-1, n_all)

    def __call__(self) -> Array:
        """(…, 2, 2): loss and accuracy (NaN for regression), each on train and test."""
        head, table = self._mlp.head, self._table
        z = self._z
        play(self._calls)
        if head.n_classes:
            table[1] = head.predictions(z) == self._answers
        else:
            table[1] = np.nan
        table[0] = head.losses(z, self._targets)
        sums = self._rows.dot(self._parts)
        means = np.divide(sums, self._counts, dtype=float).reshape(*table.shape[:-1], 2)
        return means if means.ndim == 2 else means.swapaxes(0, 1)
