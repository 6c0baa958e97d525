"""Data that a model cannot be fitted to: each hurdle finds it and says so in a sentence."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.analysis.baselines.row import Params

MAX_COLUMNS = 300
"""Powers and products of the inputs: with more, a fit takes seconds and says no more."""


def two_classes(inputs: NDArray, answers: NDArray, params: Params) -> str:
    found = np.unique(answers)
    if len(found) > 1:
        return ""
    return f"It needs training points of two classes or more; all of these are of class {found[0]}."


def enough_neighbours(inputs: NDArray, answers: NDArray, params: Params) -> str:
    asked = params["n_neighbors"]
    if asked <= len(inputs):
        return ""
    return f"It asks {asked} neighbours, and there are only {len(inputs)} training points."


def more_points_than_classes(inputs: NDArray, answers: NDArray, params: Params) -> str:
    found = np.unique(answers)
    if len(inputs) > len(found):
        return ""
    return f"It needs more training points than the {len(found)} classes; there are {len(inputs)}."


def varying_inputs(inputs: NDArray, answers: NDArray, params: Params) -> str:
    if np.ptp(inputs, axis=0).any():
        return ""
    return "Its inputs are the same for all training points, so there is nothing to tell apart."


def full_clouds(inputs: NDArray, answers: NDArray, params: Params) -> str:
    """A covariance matrix that can be inverted needs points that spread in every direction."""
    n_inputs = inputs.shape[1]
    for label in np.unique(answers):
        cloud = inputs[answers == label]
        if len(cloud) < 2:
            return f"It needs two points of each class or more; class {label} has {len(cloud)}."
        rank = np.linalg.matrix_rank(cloud - cloud.mean(axis=0))
        if params["reg_param"] == 0 and rank < n_inputs:
            return (
                f"Class {label} does not spread in all {n_inputs} directions of the inputs, so its "
                "ellipse is flat. Some regularisation would round it."
            )
    return ""


def few_columns(inputs: NDArray, answers: NDArray, params: Params) -> str:
    n_inputs, degree = inputs.shape[1], params["degree"]
    n_columns = math.comb(n_inputs + degree, degree) - 1
    if n_columns <= MAX_COLUMNS:
        return ""
    return (
        f"Degree {degree} of {n_inputs} inputs makes {n_columns:,} powers and products; "
        f"{MAX_COLUMNS} at most are allowed. Take a lower degree or fewer inputs."
    )
