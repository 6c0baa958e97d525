"""Replicas: many networks of one shape trained in one pass, each as if it were alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from datasets import Dataset
from playground.config import RunConfig
from playground.nn import layer_views
from playground.training.problem import Problem
from playground.training.run import Layer, check_count, make_dataset_for
from playground.training.trainer import Trainer

Array = np.ndarray

MAY_DIFFER = frozenset(
    (
        *("dataset", "noise", "seed", "weight_seed", "initializer"),
        *("optimizer", "learning_rate", "beta1", "beta2", "schedule", "schedule_epochs"),
        *("l1", "l2", "clip_norm", "stop_epoch", "stop_loss", "stop_accuracy"),
    )
)
"""Fields in which replicas may differ; those of the stop conditions are not looked at."""


class Replicas:
    """R networks of one shape in the same NumPy calls.

    Each network gets the numbers that its own ``Run`` would get, to float precision. Some five
    times faster per network than runs one after another, from about a hundred networks on.

    Parameters
    ----------
    configs : sequence of RunConfig
        One a network; they may differ in the fields ``MAY_DIFFER`` (neighbours with the same
        optimiser settings are fastest).
    dataset : Dataset or None
        The same own data for all; None generates each configuration's own.

    Attributes
    ----------
    metrics : ndarray (R, 4)
        Train loss, test loss, train accuracy, test accuracy after the last epoch.
    params : ndarray (R, P)
        A view of all parameters.
    """

    def __init__(self, configs: Sequence[RunConfig], dataset: Dataset | None = None) -> None:
        if not configs:
            raise ValueError("configs must hold at least 1 configuration. Got 0.")
        for config in configs:
            _check_same(configs[0], config)
        generated: dict[tuple, Dataset] = {}
        problems = []
        for config in configs:
            data = dataset
            if data is None:
                key = (config.dataset, config.noise, config.seed)
                if key not in generated:
                    generated[key] = make_dataset_for(config)
                data = generated[key]
            problems.append(Problem(config, data))
        _check_same_size(problems)
        self.configs = tuple(configs)
        self._problems = problems
        self._trainer = Trainer(
            configs,
            problems[0].head,
            (_stacked(problems, "inputs_train"), _stacked(problems, "inputs_test")),
            (_stacked(problems, "answers_train"), _stacked(problems, "answers_test")),
        )
        self.metrics = self._measure()

    def __len__(self) -> int:
        return len(self.configs)

    @property
    def epoch(self) -> int:
        """Completed epochs."""
        return self._trainer.epoch

    @property
    def batches_per_epoch(self) -> int:
        """Steps an epoch takes."""
        return self._trainer.batches_per_epoch

    @property
    def params(self) -> Array:
        """All parameters, (R, P)."""
        return self._trainer.mlp.params

    def advance(self, epochs: int = 1) -> Array:
        """Train all networks; returns their metrics after each epoch, (epochs, R, 4)."""
        check_count("epochs", epochs)
        record = np.empty((epochs, len(self), 4))
        with np.errstate(all="ignore"):
            for row in record:
                self._trainer.advance_epoch()
                row[:] = self._measure()
        if epochs:
            self.metrics = record[-1].copy()
        return record

    def layers(self, replica: int) -> list[Layer]:
        """Copies of one network's (W (n_in, n_out), b (n_out,)), one pair per layer."""
        views = layer_views(self.params[replica], self._trainer.mlp.sizes)
        return [(w[:-1].copy(), w[-1].copy()) for w in views]

    def predict_proba(self, X: Array) -> Array:
        """Every network's class probabilities at points X (n, 2): (R, n, n_classes)."""
        head = self._trainer.mlp.head
        if head.n_classes == 0:
            raise ValueError("predict_proba needs classes. Got a regression task; use predict.")
        return np.stack([head.output.probabilities(z) for z in self._outputs(X)])

    def predict(self, X: Array) -> Array:
        """Every network's most probable label, or regression value: (R, n)."""
        head = self._trainer.mlp.head
        outputs = self._outputs(X)
        if head.n_classes == 0:
            return outputs[:, 0].astype(float)
        return np.stack(
            [
                problem.classes[head.predictions(z).astype(int)]
                for problem, z in zip(self._problems, outputs, strict=True)
            ]
        )

    def _outputs(self, X: Array) -> Array:
        mlp = self._trainer.mlp
        inputs = np.stack([problem.inputs(X) for problem in self._problems])
        with_ones = np.concatenate([inputs, np.ones((*inputs.shape[:-1], 1))], axis=-1)
        with np.errstate(all="ignore"):
            return mlp.outputs(with_ones.astype(mlp.dtype).mT)

    def _measure(self) -> Array:
        with np.errstate(all="ignore"):
            return self._trainer.measure().reshape(len(self), 4)


def _check_same(first: RunConfig, config: RunConfig) -> None:
    for name, value in vars(config).items():
        if name not in MAY_DIFFER and value != getattr(first, name):
            raise ValueError(
                f"{name} must be the same in all replicas. "
                f"Got {value!r} beside {getattr(first, name)!r}."
            )


def _check_same_size(problems: Sequence[Problem]) -> None:
    """Datasets may differ, but not in the number of points or in what is asked."""
    kinds = {
        (
            len(problem.inputs_train),
            len(problem.inputs_test),
            problem.head.loss.name,
            problem.head.output.name,
            problem.head.n_classes,
        )
        for problem in problems
    }
    if len(kinds) > 1:
        raise ValueError(
            "All replicas must have the same numbers of points, classes, and the same loss. "
            f"Got {sorted(kinds)}."
        )


def _stacked(problems: Sequence[Problem], name: str) -> Array:
    return np.stack([getattr(problem, name) for problem in problems])
