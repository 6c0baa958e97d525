"""The baselines fitted to the visitor's data: cached, and shared by all visitors."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import streamlit as st

from datasets import Dataset
from playground.analysis.baselines import Fitted, fit_baseline, what_linear_costs
from playground.config import RunConfig
from playground.views.compare_payload import piece_of

DATA_FIELDS = (
    "dataset", "n_samples", "noise", "centers", "train_share", "seed", "features", "standardize",
)  # fmt: skip
"""The fields of the configuration on which a baseline depends; the network's own leave it be."""
MAX_FITS = 400  # of 15 to 60 KB each
LEAST_R_SQUARED = -1.0  # what a network below it costs is said as if it were this

Data = tuple[tuple[str, Any], ...]


@dataclasses.dataclass(frozen=True)
class Fit:
    """A fitted baseline without its estimator, and what the stage is told of it."""

    fitted: Fitted
    piece: dict[str, Any]


def made_of(config: RunConfig, dataset: Dataset) -> Data:
    """What a fit depends on: fields of the configuration, and ``data``, the points themselves."""
    fields = tuple((name, getattr(config, name)) for name in DATA_FIELDS)
    return (*fields, ("data", dataset.fingerprint))


@st.cache_data(max_entries=MAX_FITS, show_spinner=False)
def fit(name: str, data: Data, params: Data, _dataset: Dataset) -> Fit:
    """Fit a baseline with these parameters to a dataset, which ``data`` was made of."""
    config = _config_of(data)
    fitted = fit_baseline(name, config, _dataset, dict(params))
    return Fit(dataclasses.replace(fitted, model=None), piece_of(fitted, config, _dataset))


@st.cache_data(max_entries=MAX_FITS, show_spinner=False)
def costs(data: Data, params: tuple[tuple[str, Data], ...], _dataset: Dataset) -> dict[str, Any]:
    """What linear models cost, in words, for any score that the network may come to.

    ``params`` are the names of all models for the task, each with its parameters.

    The network's score changes with every picture, so the words for all scores go to the browser at
    once. They differ in a number and in the last sentence: those of the score
    ``low`` + i/``per_one`` are ``head + numbers[i] + verdicts[verdict[i]]``.
    """
    config = _config_of(data)
    results = [fit(name, data, own, _dataset).fitted for name, own in params]
    classes = config.task == "classification"
    low, per_one = (0.0, 1000) if classes else (LEAST_R_SQUARED, 100)
    scores = low + np.arange(round((1 - low) * per_one) + 1) / per_one
    texts = [_split(what_linear_costs(results, config, float(score))) for score in scores]
    head = _common_start([said for said, _ in texts])
    verdicts = list(dict.fromkeys(verdict for _, verdict in texts))
    return {
        "low": low,
        "per_one": per_one,
        "head": head,
        "numbers": [said[len(head) :] for said, _ in texts],
        "verdicts": verdicts,
        "verdict": [verdicts.index(verdict) for _, verdict in texts],
        "without": what_linear_costs(results, config, None),
    }


def _config_of(data: Data) -> RunConfig:
    return RunConfig(**{name: value for name, value in data if name != "data"})


def _split(text: str) -> tuple[str, str]:
    """A paragraph before its last sentence, and that sentence with the space before it."""
    at = text.rfind(". ") + 1
    return text[:at], text[at:]


def _common_start(texts: list[str]) -> str:
    """What all texts begin with: as far as the first and the last in order agree."""
    first, last = min(texts), max(texts)
    agree = (i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b)
    return first[: next(agree, len(first))]
