"""Baselines on data too small, even or one-sided to learn from: a sentence, no traceback."""

import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets import FEATURES, Dataset, make_dataset
from playground import RunConfig
from playground.analysis.baselines import BASELINES, baselines_for, field, fit_baseline
from playground.training.run import make_dataset_for

SQUARE = (-6.0, 6.0, -6.0, 6.0)


@pytest.fixture(autouse=True)
def no_warning_escapes():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def checked(fitted):
    """What holds for every fit, whatever the data."""
    assert np.isfinite(field(fitted, SQUARE, 3)).all()
    assert fitted.n_parameters > 0
    assert fitted.fits or not fitted.converged
    assert bool(fitted.note) == (not fitted.converged)
    if fitted.note:
        assert fitted.note.startswith(BASELINES[fitted.name].label)
        assert fitted.note.endswith(".")
    if not fitted.fits:
        assert fitted.n_parameters == 1
        assert "stands in" in fitted.note
    return fitted


def test_training_points_of_a_single_class():
    rng = np.random.default_rng(0)
    data = Dataset(rng.normal(size=(30, 2)), np.ones(30), rng.normal(size=(10, 2)), [0, 1] * 5)
    config = RunConfig()
    alone = {"knn", "tree", "forest", "naive_bayes"}  # these know what to do with one class
    for row in baselines_for("classification"):
        fitted = checked(fit_baseline(row.name, config, data))
        assert fitted.fits == (row.name in alone)
        if not fitted.fits:
            assert "all of these are of class 1" in fitted.note
        assert fitted.train_accuracy == 1
        assert fitted.test_accuracy == 0.5
        assert (field(fitted, SQUARE, 4) == 1).all()


def test_a_class_without_training_points_has_probability_zero():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 2))
    data = Dataset(X, np.where(X[:, 0] > 0, 9, 2), rng.normal(size=(9, 2)), [2, 5, 9] * 3)
    for row in baselines_for("classification"):
        fitted = checked(fit_baseline(row.name, RunConfig(), data))
        shares = fitted.predict_proba(X)
        assert shares.shape == (30, 3)
        assert (shares[:, 1] == 0).all()
        assert shares.sum(axis=1) == pytest.approx(1)
        assert field(fitted, SQUARE, 4).shape == (4, 4, 3)


@pytest.mark.parametrize("dataset", ["circle", "pinwheel", "blobs", "reg-gauss", "curve"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_twenty_points(dataset, share):
    """Two of them for training, or two of them for testing."""
    config = RunConfig(dataset=dataset, n_samples=20, train_share=share, centers=5)
    data = make_dataset_for(config)
    for row in baselines_for(config.task):
        fitted = checked(fit_baseline(row.name, config, data))
        if share == 0.1 and row.name.startswith("knn"):
            assert "It asks 5 neighbours, and there are only 2 training points" in fitted.note


@pytest.mark.parametrize("standardize", [True, False])
def test_an_input_that_is_the_same_everywhere(standardize):
    full = make_dataset("circle", n_samples=80)
    flat = [np.column_stack([X[:, 0], np.full(len(X), 3.3)]) for X in (full.X_train, full.X_test)]
    data = Dataset(flat[0], full.y_train, flat[1], full.y_test)
    config = RunConfig(dataset="circle", standardize=standardize)
    for row in baselines_for("classification"):
        fitted = checked(fit_baseline(row.name, config, data))
        assert fitted.fits == (row.name != "qda")
    note = fit_baseline("qda", config, data).note
    assert "does not spread in all 2 directions" in note
    assert fit_baseline("qda", config, data, {"reg_param": 0.1}).fits


@pytest.mark.parametrize("standardize", [True, False])
def test_all_points_in_one_place(standardize):
    X = np.full((12, 2), 2.5)
    config = RunConfig(standardize=standardize)
    classes = Dataset(X, [0, 1] * 6, X, [0, 1] * 6)
    values = Dataset(X, np.arange(12) / 7, X, np.arange(12) / 7)
    for data in (classes, values):
        for row in baselines_for(data.task):
            checked(fit_baseline(row.name, config, data))


def test_targets_that_do_not_vary():
    X = np.random.default_rng(0).normal(size=(30, 2))
    data = Dataset(X, np.full(30, 0.7), X, np.full(30, 0.7))
    for row in baselines_for("regression"):
        fitted = checked(fit_baseline(row.name, RunConfig(dataset="curve"), data))
        assert np.isfinite([fitted.train_accuracy, fitted.test_accuracy]).all()


def test_a_single_test_point_has_no_r_squared():
    X = np.random.default_rng(0).normal(size=(30, 2))
    data = Dataset(X, X[:, 0], X[:1], X[:1, 0], task="regression")
    assert np.isnan(fit_baseline("ridge", RunConfig(dataset="curve"), data).test_accuracy)


def test_too_many_powers_and_products_are_refused_in_a_sentence():
    for name, dataset in (("logistic_poly", "circle"), ("linear_poly", "reg-gauss")):
        config = RunConfig(dataset=dataset, features=tuple(FEATURES), n_samples=50)
        data = make_dataset_for(config)
        fitted = checked(fit_baseline(name, config, data, {"degree": 8}))
        assert not fitted.fits
        assert "Degree 8 of 9 inputs makes 24,309 powers and products; 300 at most" in fitted.note
        assert fit_baseline(name, config, data).fits


@pytest.mark.parametrize("name", BASELINES)
def test_both_ends_of_every_slider_can_be_fitted(name):
    row = BASELINES[name]
    dataset = "pinwheel" if row.task == "classification" else "reg-gauss"
    config = RunConfig(dataset=dataset, n_samples=300, noise=0.3, standardize=False)
    data = make_dataset_for(config)
    ends = [(p.marks[0], p.marks[-1]) for p in row.parameters.values()]
    for values in itertools.product(*ends):
        params = dict(zip(row.parameters, values, strict=True))
        assert checked(fit_baseline(name, config, data, params)).fits


places = st.sampled_from([-1e200, 1e30, -1e6, -3.0, 0.0, 1e-9, 0.5, 3.0])
points = st.lists(st.tuples(places, places), min_size=2, max_size=9)


@settings(max_examples=25, deadline=None)
@given(X=points, seed=st.integers(0, 99), regression=st.booleans(), standardize=st.booleans())
def test_nothing_is_raised_whatever_the_points(X, seed, regression, standardize):
    rng = np.random.default_rng(seed)
    n = len(X)
    y = rng.normal(size=n) if regression else np.append(rng.integers(0, 3, n - 1), 3)
    order = rng.permutation(n)
    n_train = int(rng.integers(1, n))
    train, test = order[:n_train], order[n_train:]
    X, task = np.array(X), "regression" if regression else "classification"
    y_train = np.where(np.arange(n_train) == 0, 0, y[train]) if not regression else y[train]
    data = Dataset(X[train], y_train, X[test], np.append(y[test][1:], 3), task=task)
    config = RunConfig(features=("x", "y", "x2"), standardize=standardize)
    for row in baselines_for(task):
        checked(fit_baseline(row.name, config, data))
