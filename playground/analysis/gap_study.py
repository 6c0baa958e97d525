"""Gap study: the same data learnt by few and by many units, plain and regularised, over seeds.

What counts is the gap between the accuracy on points that were learnt from and on points that
were not: a network too small is wrong on both, one too large is right on the first alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from datasets import DOMAIN
from playground.config import DEFAULTS, RunConfig
from playground.training.replicas import Replicas

Array = NDArray[np.float64]

WIDTHS = (2, 4, 6, 8, 16, 32)
N_SEEDS = 12
CURVE_POINTS = 60
PICTURE = 48

MAX_STEPS, MAX_VISITS = 3_000, 120_000
"""Steps of one network, and points it sees in all: a study is looked at, not waited for."""


@dataclass(frozen=True)
class Treatment:
    """A remedy against overfitting: the fields it sets; the other treatments' fields are 0."""

    name: str
    label: str
    changes: dict[str, float] = field(hash=False)


def treatments(l2: float, dropout: float) -> tuple[Treatment, ...]:
    """The rows of the study: nothing, weight decay, dropout."""
    return (
        Treatment("none", "No regularisation", {}),
        Treatment("l2", f"L2 rate {l2:g}", {"l2": l2}),
        Treatment("dropout", f"Dropout {dropout:.0%}", {"dropout": dropout}),
    )


@dataclass(frozen=True, eq=False)
class GapResult:
    """Networks of one width under one treatment, one a seed.

    Attributes
    ----------
    config : RunConfig
        With the first seed.
    width : int
    treatment : str
    seeds : tuple of int
    epochs : ndarray (n_epochs,)
        0 and some sixty more, evenly spaced.
    train_accuracy, test_accuracy : ndarray (n_epochs, n_seeds)
    pictures : ndarray (n_seeds, 48, 48) or (n_seeds, 48, 48, n_classes) of uint8
        What each network answers over the domain, rows from low to high y: the probability of
        class 1 (of each class, if there are more than two) from 0 to 255.
    """

    config: RunConfig
    width: int
    treatment: str
    seeds: tuple[int, ...]
    epochs: NDArray[np.int64]
    train_accuracy: Array
    test_accuracy: Array
    pictures: NDArray[np.uint8]

    @property
    def gap(self) -> Array:
        """Train minus test accuracy, (n_epochs, n_seeds)."""
        return self.train_accuracy - self.test_accuracy

    @property
    def final(self) -> tuple[float, float, float]:
        """Medians over the seeds at the end: train accuracy, test accuracy, gap."""
        ends = (self.train_accuracy[-1], self.test_accuracy[-1], self.gap[-1])
        train, test, gap = (float(np.median(end)) for end in ends)
        return train, test, gap

    def quartiles(self) -> Array:
        """Lower quartile, median and upper quartile of the gap over the seeds, (3, n_epochs)."""
        return np.quantile(self.gap, (0.25, 0.5, 0.75), axis=1)


def study_config(
    config: RunConfig, width: int, depth: int, treatment: Treatment, seed: int
) -> RunConfig:
    """A network of the study: ``config`` with these layers, and this remedy alone."""
    changes = dict.fromkeys(("l1", "l2", "dropout"), 0.0) | treatment.changes
    changes |= {name: DEFAULTS[name] for name in DEFAULTS if name.startswith("stop_")}
    values = vars(config) | changes
    values |= {"hidden_layers": (width,) * depth, "weight_seed": None, "seed": seed}
    if config.activation == "step":  # a single neuron, which has no hidden layers
        values |= {"activation": "tanh", "output_activation": None}
    return RunConfig.nearest(**values)[0]


def affordable_epochs(config: RunConfig, epochs: int) -> int:
    """As many of these epochs as the caps of a study allow; at least 1."""
    n_train = max(1, round(config.n_samples * config.train_share))
    steps = -(-n_train // (config.batch_size or n_train))
    return max(1, min(epochs, MAX_STEPS // steps, MAX_VISITS // n_train))


def study(configs: Sequence[RunConfig], treatment: str, epochs: int) -> GapResult:
    """Train one network a configuration; they differ in the seed alone.

    Raises
    ------
    ValueError
        For regression, where there is no accuracy.
    """
    first = configs[0]
    if first.task == "regression":
        raise ValueError(
            f"A gap study counts right answers, so it needs classes. Got {first.dataset!r}."
        )
    replicas = Replicas(configs)
    before = replicas.metrics[None]
    metrics = np.concatenate([before, replicas.advance(epochs)])
    kept = np.unique(np.linspace(0, epochs, CURVE_POINTS + 1).round().astype(int))
    return GapResult(
        first,
        first.hidden_layers[0],
        treatment,
        tuple(config.seed for config in configs),
        kept,
        metrics[kept, :, 2],
        metrics[kept, :, 3],
        _pictures(replicas),
    )


def typical_seed(results: Sequence[GapResult]) -> int:
    """Place of the seed whose accuracies at the end lie nearest the medians of all the results.

    One seed is one draw of the data, so that all pictures of a study can show the same points.
    """
    ends = np.array([(of.train_accuracy[-1], of.test_accuracy[-1]) for of in results])
    distance = np.abs(ends - np.median(ends, axis=-1, keepdims=True)).sum(axis=(0, 1))
    return int(np.argmin(distance))


def _pictures(replicas: Replicas) -> NDArray[np.uint8]:
    side = ((np.arange(PICTURE) + 0.5) / PICTURE * 2 - 1) * DOMAIN  # centres of the pixels
    X = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    shares = replicas.predict_proba(X)
    shares = shares[..., 1] if shares.shape[-1] == 2 else shares
    shape = (len(replicas), PICTURE, PICTURE, *shares.shape[2:])
    return np.rint(np.nan_to_num(shares, nan=0.5).clip(0, 1) * 255).astype(np.uint8).reshape(shape)
