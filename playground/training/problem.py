"""Problem: a dataset as the network sees it, inputs scaled and labels turned into targets."""

from __future__ import annotations

import numpy as np

from datasets import Dataset, feature_matrix
from playground.config import RunConfig
from playground.nn import Head

Array = np.ndarray


class Problem:
    """Everything between a dataset's points and the network's arrays.

    Parameters
    ----------
    config : RunConfig
    dataset : Dataset
        Its task and classes count, not those of ``config.dataset``.
    scale : tuple of ndarray (n_features,) or None
        ``feature_mean`` and ``feature_scale`` of a network that has learnt already; None: as
        ``config.standardize`` says.

    Attributes
    ----------
    head : Head
        Output activation and loss.
    classes : ndarray (n_classes,)
        Label values in the order of class indices; empty for regression.
    scale : tuple of ndarray (n_features,)
        The next two.
    feature_mean, feature_scale : ndarray (n_features,)
        ``inputs`` are (features − mean) / scale: mean and standard deviation of the training
        points with ``standardize``, otherwise 0 and 1. The same for all features where the dataset
        has ``one_scale``.
    inputs_train, inputs_test : ndarray (n, n_features)
    answers_train, answers_test : ndarray (n,)
        Class indices, or the targets themselves for regression.
    """

    def __init__(
        self, config: RunConfig, dataset: Dataset, scale: tuple[Array, Array] | None = None
    ) -> None:
        self.features = config.features
        self.n_coordinates = dataset.n_coordinates
        self.task = str(dataset.task)
        self.classes = np.array(dataset.classes)
        self.head = _head(config, self.task, dataset.n_classes)
        train = feature_matrix(dataset.X_train, self.features, self.n_coordinates)
        self.scale = _scale(config, dataset, train) if scale is None else scale
        self.feature_mean, self.feature_scale = self.scale
        self.inputs_train = self.inputs(dataset.X_train)
        self.inputs_test = self.inputs(dataset.X_test)
        self.answers_train = self._answers(dataset.y_train)
        self.answers_test = self._answers(dataset.y_test)

    @property
    def inputs_both(self) -> tuple[Array, Array]:
        """The inputs of the training and of the test points."""
        return self.inputs_train, self.inputs_test

    @property
    def answers_both(self) -> tuple[Array, Array]:
        """The answers of the training and of the test points."""
        return self.answers_train, self.answers_test

    @property
    def sizes(self) -> tuple[int, int]:
        """Number of inputs and of output units."""
        return len(self.feature_mean), self.head.n_outputs

    def inputs(self, X: Array) -> Array:
        """What the network is given for points X (n, n_coordinates): (n, n_features)."""
        X = np.asarray(X, dtype=float)
        if not np.isfinite(X).all():
            raise ValueError(f"X must be finite. Got {X[~np.isfinite(X)][0]} instead.")
        features = feature_matrix(X, self.features, self.n_coordinates)
        return (features - self.feature_mean) / self.feature_scale

    def _answers(self, y: Array) -> Array:
        return y if self.task == "regression" else np.searchsorted(self.classes, y)


def _scale(config: RunConfig, dataset: Dataset, train: Array) -> tuple[Array, Array]:
    """Mean and spread (n_features,) of training features (n, n_features)."""
    if not config.standardize:
        return np.zeros(train.shape[1]), np.ones(train.shape[1])
    over = None if dataset.one_scale else 0
    spread = np.broadcast_to(train.std(axis=over), train.shape[1:])
    mean = np.broadcast_to(train.mean(axis=over), train.shape[1:]).copy()
    # A feature that is the same everywhere is only centred.
    return mean, np.where(spread > 1e-12, spread, 1.0)


def _head(config: RunConfig, task: str, n_classes: int) -> Head:
    """The output activation and loss for a task that may not be that of ``config.dataset``."""
    if task == config.task:
        loss, output = config.resolved_loss, config.resolved_output
    elif task == "regression":
        if config.activation == "step":
            raise ValueError("activation step answers one of two classes. Got regression targets.")
        if config.loss == "cross_entropy":
            raise ValueError("loss cross_entropy compares classes. Got regression targets.")
        if config.output_activation not in (None, "linear"):
            raise ValueError(
                "output_activation must be linear or None for regression. "
                f"Got {config.output_activation!r}."
            )
        loss, output = config.loss or "squared", "linear"
    else:
        loss = config.loss or "cross_entropy"
        own = "softmax" if loss == "cross_entropy" else "tanh"
        output = config.output_activation or own
        if config.activation == "step":
            loss, output = "squared", "step"
    return Head(loss=loss, output=output, n_classes=n_classes, delta=config.huber_delta)
