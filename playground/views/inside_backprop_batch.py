"""The mini-batch a training point is in: the engine's own batches, and their gradients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.graph.point_trace import mean_gradient, point_gradients
from playground.nn import MLP
from playground.training.batches import Batches
from playground.training.problem import Problem
from playground.training.randomness import run_seed
from playground.views.inside_graph_run import Moment

Array = np.ndarray

MOST_POINTS = 256
"""Points whose own gradients are worked out, of a larger batch the first ones."""


@dataclass(frozen=True, eq=False)
class BatchGradients:
    """Gradients of a mini-batch.

    Attributes
    ----------
    number, n_batches : int
        Which batch of the epoch, from 1, and of how many.
    points : ndarray (n,)
        Places of its points in the training data, the chosen one among them.
    own : ndarray (m, P)
        Gradients of the first m of ``points``.
    mean : ndarray (P,)
        The gradient of the batch's mean loss.
    """

    number: int
    n_batches: int
    points: Array
    own: Array
    mean: Array

    @property
    def norms(self) -> Array:
        """Length of each point's gradient, (m,)."""
        return np.linalg.norm(self.own, axis=1)

    @property
    def cosines(self) -> Array:
        """Cosine between each point's gradient and the mean, (m,); 0 where one has no length."""
        lengths = self.norms * np.linalg.norm(self.mean)
        return np.divide(
            self.own @ self.mean, lengths, out=np.zeros(len(self.own)), where=lengths > 0
        )


def batch_of(moment: Moment, mlp: MLP, place: int) -> tuple[int, int, Array]:
    """The batch of the present epoch that has a training point: number, how many, its points."""
    config, n = moment.config, len(moment.dataset.X_train)
    numbers = np.arange(n, dtype=float)[:, None]  # float32 holds them exactly
    batches = Batches(
        mlp,
        numbers,
        np.zeros((n, 1)),
        batch_size=config.batch_size,
        shuffle=config.shuffle,
        seeds=[run_seed(config)],
    )
    batches.prepare(moment.epoch)
    for number, batch in enumerate(batches.all(), start=1):
        points = batch.inputs[0].astype(int)
        if place in points:
            return number, len(batches), points
    raise ValueError(f"Every training point must be in a batch. Got {place} of {n} points.")


def batch_gradients(moment: Moment, mlp: MLP, problem: Problem, place: int) -> BatchGradients:
    """The gradients of the batch that a training point is in; the point comes first."""
    number, n_batches, points = batch_of(moment, mlp, place)
    points = np.concatenate([[place], points[points != place]])
    inputs = problem.inputs_train[points]
    targets = problem.head.targets(problem.answers_train[points])
    some = slice(MOST_POINTS)
    return BatchGradients(
        number,
        n_batches,
        points,
        point_gradients(mlp, inputs[some], targets[some]),
        mean_gradient(mlp, inputs, targets),
    )
