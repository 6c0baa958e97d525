"""Other models beside the network, fitted to the same training images: how well do they read?

They are rows of ``analysis/baselines``, given the very inputs that the network gets by default.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from datasets import Dataset
from playground.analysis.baselines import BASELINES, Fitted, fit_baseline
from playground.digits.data import N_PIXELS, as_rows, digits_dataset
from playground.digits.settings import DIGITS
from playground.fields import FieldError, shown
from playground.training.problem import Problem

Params = tuple[tuple[str, Any], ...]

PEERS: dict[str, dict[str, Any]] = {
    "logistic": {"C": 1.0},
    "knn": {"n_neighbors": 1},
    "svm_rbf": {"C": 1.0, "gamma": 0.02},
}
"""Baselines and their parameters, by the name of the baseline; chosen by cross-validation on the
training images."""


@dataclass(frozen=True, eq=False)
class Peer:
    """A fitted model that reads digits.

    Attributes
    ----------
    name, label, idea : str
        As in the table of baselines.
    fitted : Fitted
        With its accuracies, its time, and how many numbers it needs to answer.
    """

    name: str
    label: str
    idea: str
    fitted: Fitted

    def predict(self, images: ArrayLike) -> NDArray[np.int64]:
        """Digits (n,) for images (n, 8, 8) or (n, 64) of pixels 0–16."""
        return self.fitted.predict(_problem().inputs(as_rows(images)))

    def predict_proba(self, images: ArrayLike) -> NDArray[np.float64]:
        """Probabilities (n, 10); see ``Fitted.predict_proba`` for models that have none."""
        return self.fitted.predict_proba(_problem().inputs(as_rows(images)))


def fit_peer(name: str, **params: Any) -> Peer:
    """A model of ``PEERS``, fitted; kept, as the images are always the same.

    Raises
    ------
    FieldError
        For another name, or a parameter outside its rule.
    """
    if name not in PEERS:
        raise FieldError(f"A model beside it must be one of {', '.join(PEERS)}. Got {shown(name)}.")
    checked = BASELINES[name].checked(PEERS[name] | params)
    return _fit(name, tuple(sorted(checked.items())))


@cache
def _problem() -> Problem:
    return Problem(DIGITS, digits_dataset())


@cache
def _scaled() -> Dataset:
    problem, data = _problem(), digits_dataset()
    return Dataset(
        problem.inputs_train,
        data.y_train,
        problem.inputs_test,
        data.y_test,
        task="classification",
        n_coordinates=N_PIXELS,
    )


@lru_cache(maxsize=32)
def _fit(name: str, params: Params) -> Peer:
    row = BASELINES[name]
    raw = DIGITS.replace(standardize=False)  # the images are scaled already
    return Peer(name, row.label, row.idea, fit_baseline(name, raw, _scaled(), dict(params)))
