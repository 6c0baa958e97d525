"""What the browser gets of a fitted baseline: its field and its answers at the points, packed.

Sixteen bits between the smallest and the largest value: the error is below a hundred-thousandth of
that range, so neither colours nor boundaries show it. ``stage/assets/compare/packed.js`` unpacks.
"""

from __future__ import annotations

import base64
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datasets import DATASETS, DOMAIN, Dataset, Plane
from playground.analysis.baselines import Fitted, field
from playground.config import RunConfig

CELLS = 64
"""Cells each way of a field; ``compare/network_model.js`` asks the network at the same places."""
CURVE_CELLS = 256
"""Places along x where a model of one input is asked."""
STEPS = 2**16 - 1


def pack(values: NDArray) -> dict[str, Any]:
    """Any array as ``low``, ``high`` and base64 of little-endian 16-bit steps between them."""
    low, high = float(values.min()), float(values.max())
    if not math.isfinite(low + high):  # a model that exploded: what can be drawn of it
        low, high = -1e6, 1e6
    shares = (np.nan_to_num(values, posinf=high, neginf=low) - low) / ((high - low) or 1.0)
    steps = np.rint(np.clip(shares, 0, 1) * STEPS).astype("<u2")
    return {"low": low, "high": high, "data": base64.b64encode(steps.tobytes()).decode()}


def field_rows(fitted: Fitted, config: RunConfig, plane: Plane | None = None) -> NDArray:
    """A model's answers where the stage asks the network, as the browser lays them out.

    Returns
    -------
    (CELLS, CELLS)
        Probabilities of the second of two classes, or values: rows from the largest y down.
    (n_classes, CELLS, CELLS)
        For three classes or more.
    (CURVE_CELLS,)
        Values along x, where the data is a curve y = f(x).
    """
    if DATASETS[config.dataset].n_inputs == 1:
        x = DOMAIN * (2 * (np.arange(CURVE_CELLS) + 0.5) / CURVE_CELLS - 1)
        return fitted.predict(np.column_stack([x, np.zeros_like(x)]))
    rows = field(fitted, (-DOMAIN, DOMAIN, -DOMAIN, DOMAIN), CELLS, plane)[::-1]
    return rows if rows.ndim == 2 else np.moveaxis(rows, 2, 0)


def point_answers(fitted: Fitted, dataset: Dataset) -> NDArray:
    """Class indices or values at the training points, then at the test points: (n_samples,)."""
    answers = fitted.predict(np.vstack([dataset.X_train, dataset.X_test]))
    return np.searchsorted(fitted.classes, answers) if fitted.classes else answers


def piece_of(fitted: Fitted, config: RunConfig, dataset: Dataset) -> dict[str, Any]:
    """Everything the stage shows of a fitted baseline, ready for JSON."""
    answers = point_answers(fitted, dataset)
    return {
        "field": pack(field_rows(fitted, config, dataset.plane)),
        "points": base64.b64encode(answers.astype(np.uint8).tobytes()).decode()
        if fitted.classes
        else pack(answers),
        "train": _finite(fitted.train_accuracy),
        "test": _finite(fitted.test_accuracy),
        "seconds": fitted.fit_seconds,
        "count": fitted.n_parameters,
        "meaning": fitted.n_parameters_meaning,
        "note": fitted.note,
    }


def _finite(score: float) -> float | None:
    """R² of a single point is no number; JSON has no word for that but null."""
    return score if math.isfinite(score) else None
