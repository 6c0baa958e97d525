"""Fitting a baseline to the network's own data, and asking it at any point of the plane."""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.pipeline import Pipeline

from datasets import Dataset, Plane, feature_matrix
from playground.analysis.baselines.row import Baseline, Params
from playground.analysis.baselines.table import baseline, build, steps_of
from playground.config import RunConfig
from playground.fields import FieldError, Number, shown

Matrix = NDArray[np.float64]

MAX_RESOLUTION = 400
"""Cells along a side of a field: the slowest models take seconds for more."""

HUGE = 1e50
"""Inputs from here on overflow in squares and powers."""

_ONE_AT_A_TIME = threading.Lock()
"""Python's filter of warnings belongs to the whole process, so two fits must not both change it."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """A baseline fitted to the training points.

    Attributes
    ----------
    name : str
        Its key in ``BASELINES``.
    train_accuracy, test_accuracy : float
        Shares of points whose class ``predict`` gets right; R² for regression.
    fit_seconds : float
    n_parameters : int
        Numbers it needs to answer, as ``n_parameters_meaning`` says.
    n_parameters_meaning : str
    fits : bool
        False where the data let it not be fitted: it then gives the commonest class, or the mean.
    converged : bool
        False where its solver was stopped before it came to rest, or it could not be fitted.
    note : str
        What there is to say about either, in a sentence; empty otherwise.
    features : tuple of str
    classes : tuple of int
        The labels in ascending order; empty for regression.
    model : object
        The fitted estimator of scikit-learn; its inputs are the features.
    spread : float
        Root mean square of the decision function at the training points; 1 where it has none.
    n_coordinates : int
        Of a point: 2 in the plane.
    """

    name: str
    train_accuracy: float
    test_accuracy: float
    fit_seconds: float
    n_parameters: int
    n_parameters_meaning: str
    fits: bool
    converged: bool
    note: str
    features: tuple[str, ...]
    classes: tuple[int, ...]
    model: Any
    spread: float
    n_coordinates: int = 2

    def predict(self, X: ArrayLike) -> NDArray:
        """Labels, or values for regression, at points X (n, n_coordinates): (n,)."""
        with np.errstate(all="ignore"):
            return self.model.predict(feature_matrix(X, self.features, self.n_coordinates))

    def predict_proba(self, X: ArrayLike) -> Matrix:
        """Class probabilities (n, n_classes) at points X (n, n_coordinates), labels ascending.

        A model that gives a decision function d instead of probabilities is shown by the softmax
        of 2d/s (the logistic function for two classes), s being ``spread``: it rises with d, so
        the boundary and the order of places are the model's own, the numbers between are not.
        Classes that no training point has get 0.

        Raises
        ------
        ValueError
            For regression.
        """
        if not self.classes:
            raise ValueError(f"predict_proba needs classes. {self.name} gives values; use predict.")
        with np.errstate(all="ignore"):
            inputs = feature_matrix(X, self.features, self.n_coordinates)
            if hasattr(self.model, "predict_proba"):
                known = self.model.predict_proba(inputs)
            else:
                known = _squashed(self.model.decision_function(inputs) / self.spread)
        answers = np.zeros((len(inputs), len(self.classes)))
        answers[:, np.searchsorted(self.classes, self.model.classes_)] = known
        return answers


def fit_baseline(
    name: str, config: RunConfig, dataset: Dataset, params: Params | None = None
) -> Fitted:
    """Fit a baseline to what the network gets: its features, its scaling, its training points.

    Parameters
    ----------
    name : str
        A key of ``BASELINES``, of the dataset's task.
    config : RunConfig
        Its ``features``, ``standardize`` and ``seed`` count.
    dataset : Dataset
    params : mapping or None
        Parameters by name; those left out have their defaults.

    Raises
    ------
    FieldError
        For an unknown baseline, one for the other task, or a parameter outside its rule. Data that
        cannot be fitted raise nothing: see ``Fitted.fits``.
    """
    row = baseline(name)
    if row.task != dataset.task:
        raise FieldError(f"{name} is for {row.task}. Got data for {dataset.task}.")
    checked = row.checked(params)
    model = build(steps_of(name, config, checked))
    with _quiet():
        width = dataset.n_coordinates
        inputs = feature_matrix(dataset.X_train, config.features, width)
        test_inputs = feature_matrix(dataset.X_test, config.features, width)
        started = time.perf_counter()
        problem = _reason_against(row, inputs, dataset.y_train, checked)
        problem = problem or _attempt(lambda: model.fit(inputs, dataset.y_train))
        seconds = time.perf_counter() - started
        # A model that cannot answer at all points is none either.
        everywhere = np.vstack([inputs, test_inputs])
        problem = problem or _attempt(lambda: _check_answers(model.predict(everywhere)))
        if problem:
            model = _constant(row).fit(inputs, dataset.y_train)
        converged = not problem and _came_to_rest(model)
        return Fitted(
            name=name,
            train_accuracy=float(model.score(inputs, dataset.y_train)),
            test_accuracy=float(model.score(test_inputs, dataset.y_test)),
            fit_seconds=seconds,
            n_parameters=1 if problem else row.count(_last(model)),
            n_parameters_meaning="one constant answer" if problem else row.counted,
            fits=not problem,
            converged=converged,
            note=_note(row, problem, converged),
            features=config.features,
            classes=dataset.classes,
            model=model,
            spread=_spread(model, inputs),
            n_coordinates=width,
        )


def field(
    fitted: Fitted,
    extent: tuple[float, float, float, float],
    resolution: int,
    plane: Plane | None = None,
) -> NDArray:
    """What a baseline says over a rectangle, at the centres of resolution × resolution cells.

    Parameters
    ----------
    fitted : Fitted
    extent : (x0, x1, y0, y1)
    resolution : int
        Cells along each side, 1 to ``MAX_RESOLUTION``.
    plane : Plane or None
        The plane that the rectangle lies in, where the points have more than two coordinates.

    Returns
    -------
    (resolution, resolution) float32
        ``[i, j]`` at the i-th cell upwards from y0 and the j-th to the right from x0: the
        probability of the second of two classes, or the value for regression.
    (resolution, resolution, n_classes) float32
        For three classes or more: the probability of each.

    Raises
    ------
    FieldError
        For a resolution or an extent that means nothing.
    """
    side = int(Number(1, MAX_RESOLUTION, whole=True).check("resolution", resolution) or 0)
    x0, x1, y0, y1 = _corners(extent)
    cells = (np.arange(side) + 0.5) / side
    across, up = np.meshgrid(x0 + cells * (x1 - x0), y0 + cells * (y1 - y0))
    X = np.column_stack([across.ravel(), up.ravel()])
    if plane is not None:
        X = plane.points(X)
    if not fitted.classes:
        values = fitted.predict(X)
    elif len(fitted.classes) == 2:
        values = fitted.predict_proba(X)[:, 1]
    else:
        values = fitted.predict_proba(X)
    most = np.finfo(np.float32).max  # a steep polynomial reaches further
    return values.reshape(side, side, *values.shape[1:]).clip(-most, most).astype(np.float32)


def _corners(extent: tuple[float, float, float, float]) -> Matrix:
    try:
        corners = np.array(extent, dtype=np.float64)
    except (TypeError, ValueError):
        corners = np.empty(0)
    if corners.shape != (4,) or not np.isfinite(corners).all():
        raise FieldError(f"extent must be four finite numbers x0, x1, y0, y1. Got {shown(extent)}.")
    return corners


@contextmanager
def _quiet() -> Iterator[None]:
    """Whether a solver came to rest is read from it; its warnings would reach nobody."""
    with _ONE_AT_A_TIME, warnings.catch_warnings(action="ignore"), np.errstate(all="ignore"):
        yield


def _last(model: Any) -> Any:
    return model[-1] if isinstance(model, Pipeline) else model


def _reason_against(row: Baseline, inputs: Matrix, answers: NDArray, params: Params) -> str:
    if not (np.abs(inputs) < HUGE).all():
        return "Some training points lie too far out to compute with."
    reasons = (hurdle(inputs, answers, params) for hurdle in row.hurdles)
    return next((reason for reason in reasons if reason), "")


def _attempt(action: Callable[[], Any]) -> str:
    """Why scikit-learn cannot do it, for reasons that no hurdle finds; "" if it can."""
    try:
        action()
    except (ValueError, ArithmeticError, np.linalg.LinAlgError) as error:
        return f"scikit-learn says: {shown(str(error).splitlines()[0])}."
    return ""


def _check_answers(answers: NDArray) -> None:
    if not np.isfinite(answers).all():
        raise ArithmeticError("some answers are not finite")


def _constant(row: Baseline) -> Any:
    return DummyClassifier() if row.task == "classification" else DummyRegressor()


def _came_to_rest(model: Any) -> bool:
    """Whether the solver, if there is one with a limit, ended before the limit."""
    last = _last(model)
    limit, taken = getattr(last, "max_iter", None), getattr(last, "n_iter_", None)
    if limit is None or taken is None:
        return True
    return bool(np.max(taken) < limit)


def _note(row: Baseline, problem: str, converged: bool) -> str:
    if problem:
        always = "the commonest class" if row.task == "classification" else "the mean"
        return f"{row.label} cannot be fitted to this, so {always} stands in. {problem}"
    if not converged:
        return f"{row.label} was stopped before it came to rest; its answer may be rough."
    return ""


def _spread(model: Any, inputs: Matrix) -> float:
    if hasattr(model, "predict_proba") or not hasattr(model, "decision_function"):
        return 1.0
    return float(np.sqrt(np.mean(np.square(model.decision_function(inputs))))) or 1.0


def _squashed(decision: NDArray) -> Matrix:
    """Softmax of twice the decision function; of (0, d) where two classes share one."""
    if decision.ndim == 1:
        decision = np.column_stack([np.zeros_like(decision), decision])
    raised = np.exp(2 * (decision - decision.max(axis=1, keepdims=True)))
    return raised / raised.sum(axis=1, keepdims=True)
