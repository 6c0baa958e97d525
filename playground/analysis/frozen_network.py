"""A run's network at one moment, copied in either precision, with some of its training points.

The copy answers what a run does not need to know: its loss and gradient at parameters that training
never visits. Every number comes from the engine's own passes (``playground/nn``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import DTypeLike, NDArray

from datasets import Dataset
from playground.config import RunConfig
from playground.nn import MLP, Backpropagation, Batch, ForwardPass
from playground.nn.calls import play
from playground.training import Run
from playground.training.problem import Problem

Layers = Sequence[tuple[NDArray, NDArray]]

MOST_POINTS = 250
"""Training points the loss is the mean of: enough to be typical, few enough to be asked often."""


@dataclass(frozen=True, eq=False)
class Moment:
    """What is copied from a run: settings, data and parameters at one time.

    Attributes
    ----------
    config : RunConfig
    dataset : Dataset
    layers : sequence of (W (n_in, n_out), b (n_out,))
    epoch : int
    scale : tuple of ndarray (n_features,) or None
        Mean and spread of the inputs that the run has kept; None: those of its points.
    """

    config: RunConfig
    dataset: Dataset
    layers: Layers
    epoch: int
    scale: tuple[NDArray, NDArray] | None = None


def moment_of(run: Run) -> Moment:
    """This moment of a run."""
    scale = run.feature_mean, run.feature_scale
    return Moment(run.config, run.dataset, run.layers, run.epoch, scale)


class FrozenNetwork:
    """The copy: parameters that can be set, the mean loss of some points, and its gradient.

    Parameters
    ----------
    moment : Moment
    dtype : dtype
        float32 or float64.
    most_points : int
        The first training points (they are in random order) up to this many.

    Attributes
    ----------
    mlp : MLP
    batch : Batch
    answers : ndarray (n,)
        Class indices, or targets for regression.
    """

    def __init__(
        self, moment: Moment, dtype: DTypeLike = np.float64, most_points: int = MOST_POINTS
    ) -> None:
        problem = Problem(moment.config, moment.dataset, moment.scale)
        rows = problem.inputs_train[:most_points]
        self.answers = problem.answers_train[:most_points]
        sizes = (rows.shape[1], *(len(b) for _, b in moment.layers))
        self.mlp = MLP(
            sizes, activation=moment.config.activations, head=problem.head, dtype=np.dtype(dtype)
        )
        for view, (W, b) in zip(self.mlp.weights, moment.layers, strict=True):
            view[:-1], view[-1] = W, b
        self.batch = Batch(
            np.vstack([rows.T, np.ones(len(rows))]).astype(dtype),
            np.ascontiguousarray(problem.head.targets(self.answers).T, dtype),
        )
        self._forward = ForwardPass(self.mlp, len(rows))
        self._forward_calls = self._forward.forward_calls(self.batch.inputs)
        self._gradient_calls = Backpropagation(self.mlp).calls(self.batch)

    @property
    def n_parameters(self) -> int:
        """Weights and biases."""
        return self.mlp.params.size

    def forward(self) -> None:
        """One forward pass alone, for those who want to know what it costs."""
        play(self._forward_calls)

    def loss(self) -> float:
        """The mean loss, by one forward pass."""
        with np.errstate(all="ignore"):
            play(self._forward_calls)
            return float(self.mlp.head.losses(self._forward.output, self.batch.targets).mean())

    def gradient(self) -> NDArray:
        """The mean loss's gradient (P,), by one forward and one backward pass."""
        with np.errstate(all="ignore"):
            play(self._gradient_calls)
        return self.mlp.gradient.copy()

    def outputs(self) -> NDArray:
        """The last layer's z (n_outputs, n)."""
        with np.errstate(all="ignore"):
            return self.mlp.outputs(self.batch.inputs)


def parameter_names(sizes: Sequence[int]) -> list[str]:
    """What each parameter is, in the vector's order: "layer 1, unit 3, weight 2" or "… bias"."""
    names: list[str] = []
    for layer, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        for row in range(n_in + 1):
            what = "bias" if row == n_in else f"weight {row + 1}"
            names += [f"layer {layer}, unit {unit + 1}, {what}" for unit in range(n_out)]
    return names
