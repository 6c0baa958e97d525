"""What a run and a race say alike of the problem that they are posed."""

from __future__ import annotations

import numpy as np

from playground.training.problem import Problem

Array = np.ndarray


class Posed:
    """Training on one problem."""

    _problem: Problem

    @property
    def task(self) -> str:
        """``"classification"`` or ``"regression"``, as the data says."""
        return self._problem.task

    @property
    def n_classes(self) -> int:
        """Number of classes in the data; 0 for regression."""
        return len(self._problem.classes)

    @property
    def loss(self) -> str:
        """Name of the loss in use."""
        return self._problem.head.loss.name

    @property
    def output(self) -> str:
        """Name of the output activation in use."""
        return self._problem.head.output.name

    @property
    def feature_mean(self) -> Array:
        """Subtracted from each feature, (n_features,)."""
        return self._problem.feature_mean

    @property
    def feature_scale(self) -> Array:
        """Each feature is divided by it, (n_features,)."""
        return self._problem.feature_scale
