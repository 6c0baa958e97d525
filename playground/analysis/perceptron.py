"""One neuron: its weighted sum and answer, and Rosenblatt's rule followed point by point.

The neuron is the engine's own network without a hidden layer, and the rule is the engine's own
training of it: a step output, squared error, one point a step.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.svm import LinearSVC

from datasets import Dataset
from playground.config import RunConfig
from playground.nn import ACTIVATIONS, MLP, Head
from playground.training import Run

Array = NDArray[np.float64]

NEURONS = ("step", "sigmoid", "tanh", "relu")
"""Activations shown side by side: Rosenblatt's, and those that bend instead of jumping."""
REACH = 3.0
"""Half the side of the plane the points of the rule lie in."""
N_POINTS = 30
MOST_ROUNDS = 12
RATE = 0.5
"""η of w ← w + η (t − o) x: a wrong answer differs from its target by 2, so w changes by ± x."""


def weighted_sum(weights: Sequence[float], X: ArrayLike) -> Array:
    """z = w₁x₁ + w₂x₂ + b for weights (w₁, w₂, b) at points X (n, 2): (n,)."""
    mlp = MLP((2, 1), activation="linear", head=Head(loss="squared", output="linear"), dtype=float)
    mlp.params[:] = weights
    points = np.asarray(X, dtype=float)
    return mlp.outputs(np.vstack([points.T, np.ones(len(points))]))[0]


def answer(activation: str, z: ArrayLike) -> Array:
    """f(z) of one of the engine's activations, z of any shape."""
    values = np.array(z, dtype=float)
    out = np.empty_like(values)
    ACTIVATIONS[activation].function(values, out)
    return out


@dataclass(frozen=True, eq=False)
class Lesson:
    """Rosenblatt's rule on some points, from weights of zero.

    Attributes
    ----------
    X, y : ndarray (n, 2), (n,) of {0, 1}
    weights : ndarray (n_steps + 1, 3)
        (w₁, w₂, b) before the first step and after each; step k looks at point k mod n.
    wrong : ndarray (n_steps,) of bool
        Whether the answer was wrong, so that the weights were changed.
    bound : float
        No more mistakes than (R/γ)² are ever made: R is the length of the longest (x, 1), γ the
        distance from the nearest (x, 1) to a plane through 0 that parts them (Novikoff 1962).
        Infinite where no such plane was found.
    """

    X: Array
    y: NDArray[np.int64]
    weights: Array
    wrong: NDArray[np.bool_]
    bound: float

    @property
    def parted(self) -> bool:
        """Whether the rule found a line with every point on its own side."""
        return math.isfinite(self.bound)

    @property
    def n_steps(self) -> int:
        """Points looked at."""
        return len(self.wrong)

    def next_mistake(self, step: int) -> int:
        """The number of steps after which the next mistake has been made; the last if none."""
        after = np.flatnonzero(self.wrong[step:])
        return step + int(after[0]) + 1 if len(after) else self.n_steps

    def previous_mistake(self, step: int) -> int:
        """The number of steps after which the last mistake before this had been made; else 0."""
        before = np.flatnonzero(self.wrong[: max(step - 1, 0)])
        return int(before[-1]) + 1 if len(before) else 0


def learn(X: Array, y: NDArray[np.int64]) -> Lesson:
    """Follow the rule until every point has been right in one round, or for ``MOST_ROUNDS``."""
    config = RunConfig(
        activation="step",
        hidden_layers=(),
        initializer="zeros",
        optimizer="sgd",
        learning_rate=RATE,
        batch_size=1,
        shuffle=False,
        standardize=False,
        precision="float64",
    )
    run = Run(config, dataset=Dataset(X, y, X, y))
    weights = [_parameters(run)]
    for step in range(MOST_ROUNDS * len(X)):
        run.advance_batches(1)
        weights.append(_parameters(run))
        done = (step + 1) % len(X) == 0
        if done and np.array_equal(weights[-1], weights[-1 - len(X)]):
            break
    path = np.array(weights)
    wrong = np.any(np.diff(path, axis=0), axis=1)
    bound = math.inf if wrong[-len(X) :].any() else mistake_bound(X, y)
    return Lesson(X, y, path, wrong, bound)


def mistake_bound(X: Array, y: NDArray[np.int64]) -> float:
    """Novikoff's (R/γ)² for points that a line parts; infinite if none was found.

    Any plane that parts the points gives a true bound, the one with the widest margin the least.
    """
    points = np.column_stack([X, np.ones(len(X))])
    signed = points * np.where(y == 1, 1.0, -1.0)[:, None]
    fitted = LinearSVC(
        C=1e4, loss="hinge", fit_intercept=False, max_iter=200_000, tol=1e-6, random_state=0
    ).fit(points, y)
    normal = fitted.coef_[0] / np.linalg.norm(fitted.coef_[0])
    margin = float((signed @ normal).min())
    longest = float(np.linalg.norm(points, axis=1).max())
    return (longest / margin) ** 2 if margin > 0 else math.inf


def _parameters(run: Run) -> Array:
    ((W, b),) = run.layers
    return np.array([*W[:, 0], b[0]])


def _parted(rng: np.random.Generator) -> tuple[Array, NDArray[np.int64]]:
    """Points either side of a line, none nearer than a tenth of a unit to it."""
    angle = rng.uniform(0.2, 1.3)
    normal, offset = np.array([np.cos(angle), np.sin(angle)]), rng.uniform(0.6, 1.2)
    X = rng.uniform(-REACH, REACH, (40 * N_POINTS, 2))
    distance = X @ normal - offset
    X, distance = X[np.abs(distance) > 0.1], distance[np.abs(distance) > 0.1]
    half = N_POINTS // 2
    kept = np.concatenate(
        [np.flatnonzero(distance > 0)[:half], np.flatnonzero(distance < 0)[:half]]
    )
    kept = rng.permutation(kept)
    return X[kept], (distance[kept] > 0).astype(np.int64)


def _two_wrong(rng: np.random.Generator) -> tuple[Array, NDArray[np.int64]]:
    """The same points, but in each class the one deepest in its own half has the other label."""
    X, y = _parted(rng)
    centre = np.stack([X[y == k].mean(axis=0) for k in (0, 1)])
    axis = centre[1] - centre[0]
    depth = X @ axis
    flipped = y.copy()
    flipped[[np.argmax(depth), np.argmin(depth)]] = (0, 1)
    return X, flipped


def _xor(rng: np.random.Generator) -> tuple[Array, NDArray[np.int64]]:
    """Opposite corners belong together."""
    X = rng.uniform(0.35, REACH, (N_POINTS, 2)) * rng.permuted(
        np.tile([[1, 1], [-1, -1], [1, -1], [-1, 1]], (N_POINTS // 4 + 1, 1))[:N_POINTS], axis=0
    )
    return X, (X[:, 0] * X[:, 1] > 0).astype(np.int64)


@dataclass(frozen=True)
class Exercise:
    """Points for the rule: what they are called, and how they are drawn."""

    label: str
    draw: Callable[[np.random.Generator], tuple[Array, NDArray[np.int64]]]


EXERCISES = {
    "parted": Exercise("Separable", _parted),
    "two_wrong": Exercise("Two wrong labels", _two_wrong),
    "xor": Exercise("XOR", _xor),
}
"""Points that are, and are not, linearly separable."""


def lesson(name: str, seed: int) -> Lesson:
    """The rule on the points of an exercise; the same seed draws the same points."""
    return learn(*EXERCISES[name].draw(np.random.default_rng([seed, len(name)])))
