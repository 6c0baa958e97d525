"""The table of baselines, of both tasks, and how a row becomes an estimator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from playground.analysis.baselines.classification import CLASSIFICATION
from playground.analysis.baselines.regression import REGRESSION
from playground.analysis.baselines.row import Baseline, Params, Step
from playground.config import RunConfig
from playground.fields import FieldError, shown

BASELINES: dict[str, Baseline] = {row.name: row for row in (*CLASSIFICATION, *REGRESSION)}


def baseline(name: str) -> Baseline:
    """The row of that name; FieldError for a name that is not in the table."""
    row = BASELINES.get(name) if isinstance(name, str) else None
    if row is None:
        raise FieldError(f"A baseline must be one of {', '.join(BASELINES)}. Got {shown(name)}.")
    return row


def baselines_for(task: str) -> list[Baseline]:
    """The rows for ``"classification"`` or ``"regression"``, in the order to show them."""
    rows = [row for row in BASELINES.values() if row.task == task]
    if not rows:
        raise FieldError(f"task must be classification or regression. Got {shown(task)}.")
    return rows


def defaults(name: str) -> dict[str, Any]:
    """The parameters of a baseline as it starts."""
    return baseline(name).checked()


def steps_of(name: str, config: RunConfig, params: Params | None = None) -> list[Step]:
    """Everything after the input features: scaling if the network's inputs are scaled, the model.

    Raises
    ------
    FieldError
        For an unknown baseline or parameter, or a value outside its rule.
    """
    row = baseline(name)
    scaling = [Step(StandardScaler)] if config.standardize else []
    return scaling + row.steps(row.checked(params), config.seed)


def build(steps: Sequence[Step]) -> Any:
    """The estimator, not yet fitted: a pipeline where there is more than one step."""
    built = [step.build() for step in steps]
    return built[0] if len(built) == 1 else make_pipeline(*built)
