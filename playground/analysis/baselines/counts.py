"""How many numbers a fitted model needs to answer: one function for each way of answering.

Each takes the fitted last step of a pipeline. Scaling is left out: the network's inputs are scaled
in the same way, and its count leaves that out too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

LINEAR = "weights and biases"
SUPPORT_VECTORS = "support vectors (inputs and weights) and biases"
POINTS = "training points kept, inputs and answer of each"
TREES = "two a split (input, threshold) and the values of each leaf"
NAIVE_BAYES = "a mean and a variance per class and input, and the classes' shares"
ELLIPSES = "a mean and a covariance matrix per class, and the classes' shares"
PROCESS = "training points kept, inputs and weight of each"


def linear(model: Any) -> int:
    return int(np.size(model.coef_) + np.size(model.intercept_))


def support_vectors(model: Any) -> int:
    return int(model.support_vectors_.size + model.dual_coef_.size + model.intercept_.size)


def points(model: Any) -> int:
    return int(model.n_samples_fit_ * (model.n_features_in_ + 1))


def tree(model: Any) -> int:
    leaves = int(model.tree_.n_leaves)
    return 2 * (int(model.tree_.node_count) - leaves) + leaves * int(model.tree_.value.shape[2])


def trees(model: Any) -> int:
    return sum(tree(one) for one in np.ravel(model.estimators_))


def naive_bayes(model: Any) -> int:
    return int(model.theta_.size + model.var_.size + model.class_prior_.size)


def ellipses(model: Any) -> int:
    n_classes, n_inputs = model.means_.shape
    return n_classes * (n_inputs + n_inputs * (n_inputs + 1) // 2 + 1)


def process(model: Any) -> int:
    return int(model.X_train_.size + model.alpha_.size)
