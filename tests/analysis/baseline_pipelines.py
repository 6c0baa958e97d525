"""Every baseline written again by hand, as scikit-learn's own documentation would have it."""

from __future__ import annotations

import numpy as np
from sklearn.discriminant_analysis import (
    LinearDiscriminantAnalysis,
    QuadraticDiscriminantAnalysis,
)
from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.linear_model import (
    HuberRegressor,
    LinearRegression,
    LogisticRegression,
    Perceptron,
    Ridge,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

COLUMNS = {
    "x": lambda x, y: x,
    "y": lambda x, y: y,
    "x2": lambda x, y: x * x,
    "xy": lambda x, y: x * y,
    "sin_x": lambda x, y: np.sin(x),
    "cos_y": lambda x, y: np.cos(y),
}

# name: (model with the parameters as they start, other parameters, model with those); each model
# is a function of the seed.
CLASSIFIERS = {
    "perceptron": (
        lambda seed: Perceptron(random_state=seed),
        {"max_iter": 5},
        lambda seed: Perceptron(max_iter=5, random_state=seed),
    ),
    "logistic": (
        lambda seed: LogisticRegression(max_iter=500),
        {"C": 0.01},
        lambda seed: LogisticRegression(C=0.01, max_iter=500),
    ),
    "svm_linear": (
        lambda seed: LinearSVC(max_iter=500, random_state=seed),
        {"C": 30.0},
        lambda seed: LinearSVC(C=30.0, max_iter=500, random_state=seed),
    ),
    "svm_rbf": (
        lambda seed: SVC(C=10.0, gamma=3.0, break_ties=True),
        {"C": 0.3, "gamma": 0.1},
        lambda seed: SVC(C=0.3, gamma=0.1, break_ties=True),
    ),
    "svm_poly": (
        lambda seed: SVC(kernel="poly", degree=3, coef0=1.0, break_ties=True),
        {"degree": 2, "C": 3.0},
        lambda seed: SVC(kernel="poly", degree=2, coef0=1.0, C=3.0, break_ties=True),
    ),
    "knn": (
        lambda seed: KNeighborsClassifier(),
        {"n_neighbors": 15, "weights": "distance"},
        lambda seed: KNeighborsClassifier(15, weights="distance"),
    ),
    "tree": (
        lambda seed: DecisionTreeClassifier(max_depth=5, random_state=seed),
        {"max_depth": 3, "min_samples_leaf": 10},
        lambda seed: DecisionTreeClassifier(max_depth=3, min_samples_leaf=10, random_state=seed),
    ),
    "forest": (
        lambda seed: RandomForestClassifier(50, max_depth=10, random_state=seed),
        {"n_estimators": 10, "max_depth": 3},
        lambda seed: RandomForestClassifier(10, max_depth=3, random_state=seed),
    ),
    "boosting": (
        lambda seed: GradientBoostingClassifier(n_estimators=50, random_state=seed),
        {"n_estimators": 20, "learning_rate": 0.3, "max_depth": 1},
        lambda seed: GradientBoostingClassifier(
            n_estimators=20, learning_rate=0.3, max_depth=1, random_state=seed
        ),
    ),
    "naive_bayes": (
        lambda seed: GaussianNB(),
        {"var_smoothing": 0.1},
        lambda seed: GaussianNB(var_smoothing=0.1),
    ),
    "lda": (
        lambda seed: LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.0),
        {"shrinkage": 0.5},
        lambda seed: LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.5),
    ),
    "qda": (
        lambda seed: QuadraticDiscriminantAnalysis(),
        {"reg_param": 0.3},
        lambda seed: QuadraticDiscriminantAnalysis(reg_param=0.3),
    ),
    "logistic_poly": (
        lambda seed: _on_polynomials(3, LogisticRegression(max_iter=500)),
        {"degree": 2, "C": 0.1},
        lambda seed: _on_polynomials(2, LogisticRegression(C=0.1, max_iter=500)),
    ),
}
REGRESSORS = {
    "least_squares": (
        lambda seed: LinearRegression(),
        {},
        lambda seed: LinearRegression(),
    ),
    "ridge": (lambda seed: Ridge(), {"alpha": 30.0}, lambda seed: Ridge(30.0)),
    "huber": (
        lambda seed: HuberRegressor(max_iter=500),
        {"epsilon": 1.1, "alpha": 1.0},
        lambda seed: HuberRegressor(epsilon=1.1, alpha=1.0, max_iter=500),
    ),
    "svr_linear": (
        lambda seed: LinearSVR(
            epsilon=0.1,
            loss="squared_epsilon_insensitive",
            max_iter=500,
            random_state=seed,
        ),
        {"C": 0.1, "epsilon": 0.2},
        lambda seed: LinearSVR(
            epsilon=0.2,
            C=0.1,
            loss="squared_epsilon_insensitive",
            max_iter=500,
            random_state=seed,
        ),
    ),
    "svr_rbf": (
        lambda seed: SVR(C=10.0, gamma=3.0),
        {"C": 0.3, "gamma": 0.1, "epsilon": 0.2},
        lambda seed: SVR(C=0.3, gamma=0.1, epsilon=0.2),
    ),
    "svr_poly": (
        lambda seed: SVR(kernel="poly", degree=3, coef0=1.0),
        {"degree": 2, "C": 0.1, "epsilon": 0.01},
        lambda seed: SVR(kernel="poly", degree=2, coef0=1.0, C=0.1, epsilon=0.01),
    ),
    "knn_regression": (
        lambda seed: KNeighborsRegressor(),
        {"n_neighbors": 3, "weights": "distance"},
        lambda seed: KNeighborsRegressor(3, weights="distance"),
    ),
    "tree_regression": (
        lambda seed: DecisionTreeRegressor(max_depth=6, random_state=seed),
        {"max_depth": 3, "min_samples_leaf": 10},
        lambda seed: DecisionTreeRegressor(max_depth=3, min_samples_leaf=10, random_state=seed),
    ),
    "forest_regression": (
        lambda seed: RandomForestRegressor(50, max_depth=10, random_state=seed),
        {"n_estimators": 10, "max_depth": 3},
        lambda seed: RandomForestRegressor(10, max_depth=3, random_state=seed),
    ),
    "boosting_regression": (
        lambda seed: GradientBoostingRegressor(n_estimators=100, random_state=seed),
        {"n_estimators": 20, "learning_rate": 0.3, "max_depth": 1},
        lambda seed: GradientBoostingRegressor(
            n_estimators=20, learning_rate=0.3, max_depth=1, random_state=seed
        ),
    ),
    "gaussian_process": (
        lambda seed: GaussianProcessRegressor(RBF(0.5), alpha=0.01, optimizer=None),
        {"length_scale": 2.0, "alpha": 0.1},
        lambda seed: GaussianProcessRegressor(RBF(2.0), alpha=0.1, optimizer=None),
    ),
    "linear_poly": (
        lambda seed: _on_polynomials(3, LinearRegression()),
        {"degree": 5},
        lambda seed: _on_polynomials(5, LinearRegression()),
    ),
}
ALL = CLASSIFIERS | REGRESSORS


def _on_polynomials(degree, model):
    powers = PolynomialFeatures(degree, include_bias=False)
    return Pipeline([("powers", powers), ("scale", StandardScaler()), ("model", model)])


def by_hand(name, config, changed=False):
    """The unfitted estimator, with the parameters as they start or with the others."""
    start, _, other = ALL[name]
    model = (other if changed else start)(config.seed)
    if not config.standardize:
        return model
    return Pipeline([("scale", StandardScaler()), ("model", model)])


def columns(X, features):
    return np.stack([COLUMNS[name](X[:, 0], X[:, 1]) for name in features], axis=1)
