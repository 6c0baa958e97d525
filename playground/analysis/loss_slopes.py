"""Squared error beside cross-entropy: what each loss says of an answer, and how hard it pushes.

Losses and slopes ∂L/∂z come from the engine's heads (``nn/head.py``), where z is the last layer's
weighted sum, before the output activation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.config import RunConfig
from playground.nn import Head
from playground.nn.calls import play
from playground.training import Run

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LossRow:
    """A loss with the output activation it is looked at with.

    ``slope`` is ∂L/∂z as a formula, p the probability of class 1, y the right answer, 0 or 1.
    """

    label: str
    loss: str
    output: str
    formula: str
    slope: str

    def head(self, n_classes: int = 2) -> Head:
        """The engine's head for it."""
        return Head(loss=self.loss, output=self.output, n_classes=n_classes)


LOSS_ROWS = {
    "cross_entropy": LossRow(
        "cross-entropy", "cross_entropy", "softmax",
        "−[y \\log p + (1 − y) \\log (1 − p)]", "p − y",
    ),
    "squared": LossRow(
        "squared error", "squared", "sigmoid", "\\tfrac12 (p − y)^2", "(p − y)\\,p\\,(1 − p)",
    ),
}  # fmt: skip
"""The two that are compared, both on p = sigmoid(z)."""

SATURATED = 0.01
"""A point is stuck if its answer is wrong and squared error pushes it less than this."""


def losses_and_slopes(head: Head, z: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Each sample's loss (n,) and ∂loss/∂z (n_outputs, n) at z (n_outputs, n) for class indices y.

    Raises
    ------
    ValueError
        If z has another number of rows than the head has outputs.
    """
    given = np.array(z, dtype=float)
    if given.ndim != 2 or len(given) != head.n_outputs:
        raise ValueError(f"z must have shape ({head.n_outputs}, n). Got {given.shape} instead.")
    targets = np.ascontiguousarray(head.targets(np.asarray(y)).T, float)
    losses = head.losses(given.copy(), targets)
    play(head.error_calls(given)(targets))
    return losses, given * head.error_factor


@dataclass(frozen=True, eq=False)
class Pushes:
    """How both losses would push each point of a run at this moment.

    Attributes
    ----------
    right : ndarray (n,)
        Probability given to the right class.
    losses, pushes : dict of loss to ndarray (n,)
        Each point's loss, and the length of its ∂loss/∂z.
    """

    right: Array
    losses: dict[str, Array]
    pushes: dict[str, Array]

    @property
    def stuck(self) -> int:
        """Points that are wrong and that squared error hardly pushes."""
        return int(((self.right < 0.5) & (self.pushes["squared"] < SATURATED)).sum())


def pushes(z: ArrayLike, y: ArrayLike, n_classes: int) -> Pushes:
    """Both losses on the last layer's z (n_outputs, n) of a network, and class indices y (n,).

    Squared error reads every z through a sigmoid, cross-entropy through softmax (of one output
    unit the same).
    """
    heads = {name: row.head(n_classes) for name, row in LOSS_ROWS.items()}
    y = np.asarray(y)
    z = np.asarray(z, float)
    shares = heads["cross_entropy"].output.probabilities(z)
    found = {name: losses_and_slopes(head, z, y) for name, head in heads.items()}
    return Pushes(
        shares[np.arange(len(y)), y],
        {name: losses for name, (losses, _) in found.items()},
        {name: np.linalg.norm(slopes, axis=0) for name, (_, slopes) in found.items()},
    )


@dataclass(frozen=True, eq=False)
class Escape:
    """Training from a saturated start with one loss.

    Attributes
    ----------
    epochs : ndarray (n_epochs + 1,)
    accuracy, right : ndarray (n_epochs + 1,)
        Share of right answers, and mean probability given to the right class, on training points.
    """

    epochs: NDArray[np.int64]
    accuracy: Array
    right: Array

    def reaches(self, accuracy: float) -> int | None:
        """The first epoch with this share of right answers; None if there was none."""
        there = np.flatnonzero(self.accuracy >= accuracy)
        return int(self.epochs[there[0]]) if len(there) else None


def escapes(*, output_bias: float, epochs: int = 150, seed: int = 0) -> dict[str, Escape]:
    """Train the same network with either loss, from an output bias that saturates the sigmoid.

    Two clouds, 4 tanh units, plain gradient descent (η = 0.3, all points in every step). With a
    bias of −8 the network begins by giving class 1 a probability of 0.0003 everywhere: half of its
    answers are confidently wrong.

    Parameters
    ----------
    output_bias : float
        Of the output unit, at the start.
    """
    found = {}
    for name, row in LOSS_ROWS.items():
        config = RunConfig(
            dataset="gauss",
            n_samples=200,
            noise=0.1,
            hidden_layers=(4,),
            loss=row.loss,
            output_activation=row.output,
            optimizer="sgd",
            learning_rate=0.3,
            batch_size=0,
            seed=seed,
        )
        run = Run(config)
        layers = run.layers
        layers[-1] = (layers[-1][0], np.full_like(layers[-1][1], output_bias))
        run.set_layers(layers)
        y = np.searchsorted(run.dataset.classes, run.dataset.y_train)
        right = []
        for _ in range(epochs + 1):
            right.append(run.predict_proba(run.dataset.X_train)[np.arange(len(y)), y].mean())
            run.advance(1)
        log = run.losses[: epochs + 1]
        found[name] = Escape(log["epoch"].astype(int), log["train_accuracy"], np.array(right))
    return found
