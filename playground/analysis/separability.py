"""Linear probes: how well a straight cut through a layer's space parts the classes.

A network bends its input space until one linear unit can read the answer. A probe measures how
far each layer has come: fit a linear classifier to that layer's activations (Alain & Bengio 2016,
"Understanding intermediate layers using linear classifier probes", arXiv:1610.01644) and report
its accuracy; for regression, fit least squares and report R².
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import LinAlgWarning
from sklearn import config_context
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LinearRegression, LogisticRegression

if TYPE_CHECKING:
    from playground.training import Run

TASKS = ("classification", "regression")

INVERSE_PENALTY = 1e4
"""LogisticRegression's C. The question is whether a separating plane *exists*, so the penalty only
keeps the weights finite where one does; at C = 1 a bent but separable layer scores several points
too low."""
MAX_ITERATIONS = 50
"""Far more than separable or hopeless layers take; what lies between is settled to the point."""
TOLERANCE = 1e-3
"""Largest gradient component that counts as converged: the accuracy no longer changes."""
CONSTANT = 1e-9
"""A unit whose spread is below this part of its largest size says nothing and is left out."""
HUGE = 1e100
"""Activations from here on are taken for a network that has diverged."""


@dataclass(frozen=True, eq=False)
class LinearProbe:
    """A linear readout of one layer.

    ``train_accuracy`` and ``test_accuracy`` are shares of points in [0, 1] (R² for regression);
    NaN where there is none to give. ``coef`` (n_outputs, n_units) and ``intercept`` (n_outputs,)
    are in units of the activations: scores = A @ coef.T + intercept. Two classes have one output,
    positive for ``classes[1]``; more have one each. All None or empty where no probe can be fitted.
    """

    train_accuracy: float = math.nan
    test_accuracy: float = math.nan
    coef: NDArray[np.float64] | None = None
    intercept: NDArray[np.float64] | None = None
    classes: tuple = ()


def linear_probe(
    A_train: ArrayLike,
    y_train: ArrayLike,
    A_test: ArrayLike | None = None,
    y_test: ArrayLike | None = None,
    *,
    task: str = "classification",
) -> LinearProbe:
    """Fit the best linear readout of activations, and say how good it is.

    Classification: logistic regression (multinomial beyond two classes) on activations scaled to
    unit variance, with next to no penalty (``INVERSE_PENALTY``). Regression: least squares.

    Parameters
    ----------
    A_train, A_test : (n_train, n_units), (n_test, n_units)
        Activations. Units that do not vary are left out; if none varies, the probe gives the
        commonest class or the mean.
    y_train, y_test : (n_train,), (n_test,)
        Class labels or targets.
    task : {"classification", "regression"}

    Returns
    -------
    LinearProbe
        Accuracies are NaN, and nothing is raised, where there is nothing to fit: values that are
        not finite (a diverged network), no points, a single class, targets that do not vary.

    Raises
    ------
    ValueError
        For an unknown task or shapes that do not fit.
    """
    if task not in TASKS:
        raise ValueError(f"task must be one of {', '.join(TASKS)}. Got {task!r} instead.")
    if (A_test is None) != (y_test is None):
        raise ValueError("A_test and y_test must be given together. Got one of them.")
    A, y = _checked("train", A_train, y_train)
    if not _usable(A) or not _usable(y) or len(np.unique(y)) < 2:
        return LinearProbe()

    center, scale, varies = _scaling(A)
    scaled = (A[:, varies] - center[varies]) / scale[varies]
    fitted = _fit(scaled, y, task)
    coef = np.zeros((len(fitted.intercept), A.shape[1]))
    coef[:, varies] = fitted.coef / scale[varies]
    intercept = fitted.intercept - coef @ center
    test_accuracy = math.nan
    if A_test is not None and y_test is not None:
        A_other, y_other = _checked("test", A_test, y_test)
        if A_other.shape[1] != A.shape[1]:
            raise ValueError(
                f"A_test must have {A.shape[1]} units, as A_train has. Got {A_other.shape[1]}."
            )
        if _usable(A_other) and _usable(y_other):
            other = (A_other[:, varies] - center[varies]) / scale[varies]
            test_accuracy = fitted.score(other, y_other)
    return LinearProbe(
        train_accuracy=fitted.score(scaled, y),
        test_accuracy=test_accuracy,
        coef=coef,
        intercept=intercept,
        classes=fitted.classes,
    )


def layer_probes(run: Run) -> tuple[LinearProbe, list[LinearProbe]]:
    """Linear probes of the training points: on the standardised inputs, and on each hidden layer.

    The first is what a network without hidden layers could reach.
    """
    X, y = run.dataset.X_train, run.dataset.y_train
    task = "classification" if run.dataset.n_classes else "regression"
    first, *others = (linear_probe(A, y, task=task) for A in (run.inputs(X), *run.hidden(X)))
    return first, others


def probe_layers(run: Run) -> tuple[float | None, list[float | None]]:
    """Training accuracy (R² for regression) of ``layer_probes``; None where none can be fitted."""
    first, others = layer_probes(run)
    return known_accuracy(first), [known_accuracy(probe) for probe in others]


def known_accuracy(probe: LinearProbe) -> float | None:
    """A probe's training accuracy, or None where there was nothing to fit."""
    return None if math.isnan(probe.train_accuracy) else probe.train_accuracy


@dataclass(frozen=True)
class _Fitted:
    """A linear readout of scaled activations."""

    coef: NDArray[np.float64]  # (n_outputs, n_varying_units)
    intercept: NDArray[np.float64]  # (n_outputs,)
    classes: tuple  # () for regression

    def score(self, A: NDArray, y: NDArray) -> float:
        """Accuracy or R² on scaled activations A (n, n_varying_units)."""
        scores = A @ self.coef.T + self.intercept
        if not self.classes:
            spread = ((y - y.mean()) ** 2).sum()
            return float(1 - ((y - scores[:, 0]) ** 2).sum() / spread) if spread > 0 else math.nan
        chosen = scores[:, 0] > 0 if len(self.classes) == 2 else scores.argmax(axis=1)
        return float(np.mean(np.array(self.classes)[chosen.astype(np.intp)] == y))


def _fit(scaled: NDArray, y: NDArray, task: str) -> _Fitted:
    """The best linear readout of scaled activations (n, n_varying_units), possibly of none."""
    classes = tuple(np.unique(y).tolist()) if task == "classification" else ()
    if scaled.shape[1] == 0:
        if task == "regression":
            return _Fitted(np.zeros((1, 0)), np.array([y.mean()]), classes)
        shares = np.log([np.mean(y == label) for label in classes])
        offsets = shares[1:] - shares[:1] if len(classes) == 2 else shares
        return _Fitted(np.zeros((len(offsets), 0)), offsets, classes)
    if task == "regression":
        model = LinearRegression()
    else:
        # Newton's method takes 4 to 10 steps for two classes; its Hessian grows with the square
        # of classes × units, and beyond two classes L-BFGS is quicker.
        solver = "newton-cholesky" if len(classes) == 2 else "lbfgs"
        model = LogisticRegression(
            C=INVERSE_PENALTY, solver=solver, max_iter=MAX_ITERATIONS, tol=TOLERANCE
        )
    # The data were checked above. A layer half-way to being separable may stop at the iteration
    # limit, and saturated units may be nearly collinear: the readout is good enough to score, so
    # neither warning is news to anybody.
    with config_context(assume_finite=True), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", LinAlgWarning)
        model.fit(scaled, y)
    return _Fitted(np.atleast_2d(model.coef_), np.atleast_1d(model.intercept_), classes)


def _scaling(A: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Mean, standard deviation and whether it is more than rounding, of each column of A."""
    scale = A.std(axis=0)
    return A.mean(axis=0), scale, scale > CONSTANT * np.abs(A).max(axis=0)


def _usable(values: NDArray) -> bool:
    """Whether there are values, none of them NaN or so large that its square would not be."""
    return values.size > 0 and bool((np.abs(values) < HUGE).all())


def _checked(part: str, A: ArrayLike, y: ArrayLike) -> tuple[NDArray, NDArray]:
    activations, targets = np.asarray(A, dtype=np.float64), np.asarray(y)
    if activations.ndim != 2 or targets.shape != activations.shape[:1]:
        raise ValueError(
            f"A_{part} must have shape (n, n_units) and y_{part} (n,). "
            f"Got {activations.shape} and {targets.shape} instead."
        )
    return activations, targets
