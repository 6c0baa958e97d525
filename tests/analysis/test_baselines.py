"""Baselines: the very numbers of scikit-learn, and what is straight about the linear ones."""

import pickle
import threading
import warnings

import numpy as np
import pytest

from datasets import Dataset
from playground import Run, RunConfig
from playground.analysis.baselines import BASELINES, baselines_for, defaults, fit_baseline
from playground.fields import FieldError
from playground.training.run import make_dataset_for
from tests.analysis.baseline_pipelines import ALL, CLASSIFIERS, REGRESSORS, by_hand, columns

PLAIN = {
    "classification": RunConfig(dataset="moons", noise=0.3),
    "regression": RunConfig(dataset="reg-gauss", noise=0.1),
}
UNUSUAL = {
    "classification": RunConfig(
        dataset="pinwheel", noise=0.3, seed=3, n_samples=300, train_share=0.6,
        features=("x", "x2", "sin_x", "cos_y"), standardize=False,
    ),
    "regression": RunConfig(
        dataset="curve", noise=0.3, seed=3, n_samples=300, train_share=0.6,
        features=("x", "sin_x", "xy"), standardize=False,
    ),
}  # fmt: skip
GRID = np.stack(np.meshgrid(np.linspace(-6, 6, 15), np.linspace(-6, 6, 15)), -1).reshape(-1, 2)


@pytest.fixture(autouse=True)
def no_warning_escapes():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def quietly(model, inputs, answers):
    with warnings.catch_warnings(action="ignore"):
        return model.fit(inputs, answers)


def test_the_table_has_the_models_a_student_meets():
    assert [row.name for row in baselines_for("classification")] == list(CLASSIFIERS)
    assert [row.name for row in baselines_for("regression")] == list(REGRESSORS)
    assert list(BASELINES) == list(ALL)
    for row in BASELINES.values():
        assert row.label
        assert row.idea.endswith(".")
        assert row.idea.count(". ") == 0
        for name, parameter in row.parameters.items():
            assert parameter.name == name
            assert parameter.help.endswith(".")
            assert parameter.default in parameter.marks
            assert len(set(parameter.marks)) == len(parameter.marks)
            for mark in parameter.marks:
                assert parameter.kind.check(name, mark) == mark
            if not isinstance(parameter.default, str):
                assert list(parameter.marks) == sorted(parameter.marks)
        assert defaults(row.name) == {p.name: p.default for p in row.parameters.values()}


@pytest.mark.parametrize("changed", [False, True], ids=["as it starts", "changed"])
@pytest.mark.parametrize("configs", [PLAIN, UNUSUAL], ids=["plain", "unusual"])
@pytest.mark.parametrize("name", ALL)
def test_numbers_equal_those_of_scikit_learn_called_directly(name, configs, changed):
    config = configs[BASELINES[name].task]
    data = make_dataset_for(config)
    ours = fit_baseline(name, config, data, ALL[name][1] if changed else None)
    train, test = columns(data.X_train, config.features), columns(data.X_test, config.features)
    grid = columns(GRID, config.features)
    theirs = quietly(by_hand(name, config, changed), train, data.y_train)

    assert ours.train_accuracy == theirs.score(train, data.y_train)
    assert ours.test_accuracy == theirs.score(test, data.y_test)
    assert np.array_equal(ours.predict(GRID), theirs.predict(grid))
    if hasattr(theirs, "predict_proba"):
        assert np.array_equal(ours.predict_proba(GRID), theirs.predict_proba(grid))
    assert ours.fits
    assert ours.fit_seconds > 0


def test_the_models_get_what_the_network_gets():
    """Features, scaling and split: a linear network and the least squares share their best."""
    config = RunConfig(dataset="reg-plane", noise=0.2, features=("x", "y", "x2", "sin_y"))
    data = make_dataset_for(config)
    run = Run(config, data)
    inputs = np.column_stack([run.inputs(data.X_train), np.ones(len(data.X_train))])
    weights = np.linalg.lstsq(inputs, data.y_train)[0]
    expected = np.column_stack([run.inputs(GRID), np.ones(len(GRID))]) @ weights
    fitted = fit_baseline("least_squares", config, data)
    assert fitted.predict(GRID) == pytest.approx(expected, abs=1e-9)
    coef = fitted.model[-1].coef_
    assert coef == pytest.approx(weights[:-1], abs=1e-9)  # of the scaled features


@pytest.mark.parametrize("dataset", ["circle", "xor", "spiral"])
def test_where_no_straight_cut_will_do_linear_models_fail_and_the_network_does_not(dataset):
    config = RunConfig(dataset=dataset)
    run = Run(config)
    run.advance(epochs=400)
    assert run.losses.train_accuracy[-1] >= 0.99
    linear = [row.name for row in baselines_for("classification") if row.linear]
    assert linear == ["perceptron", "logistic", "svm_linear", "lda"]
    for name in linear:
        fitted = fit_baseline(name, config, run.dataset)
        assert fitted.train_accuracy <= 0.7
        assert fitted.test_accuracy <= 0.7


@pytest.mark.parametrize("dataset", ["circle", "xor", "spiral"])
def test_linear_models_fail_on_other_draws_too(dataset):
    """On points not seen, that is: on 250 training points a lucky cut may reach 71 %."""
    for seed in range(10):
        config = RunConfig(dataset=dataset, seed=seed)
        data = make_dataset_for(config)
        for row in baselines_for("classification"):
            if row.linear:
                assert fit_baseline(row.name, config, data).test_accuracy <= 0.7


def test_where_a_straight_cut_will_do_all_tie():
    config = RunConfig(dataset="gauss")
    run = Run(config)
    run.advance(epochs=400)
    assert run.losses.train_accuracy[-1] >= 0.99
    for row in baselines_for("classification"):
        assert fit_baseline(row.name, config, run.dataset).train_accuracy >= 0.99
        assert fit_baseline(row.name, config, run.dataset).test_accuracy >= 0.99


@pytest.mark.parametrize("dataset", ["checkerboard", "blobs"])
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_linear_means_that_each_class_fills_a_convex_part_of_the_plane(name, dataset):
    """Between two places of a class there is none of another, and only then it is linear."""
    config = RunConfig(dataset=dataset, n_samples=1000, noise=0.3, centers=5)
    fitted = fit_baseline(name, config, make_dataset_for(config))
    ends = np.random.default_rng(0).uniform(-6, 6, (2, 20_000, 2))
    first, last, middle = map(fitted.predict, (*ends, ends.mean(axis=0)))
    never_bent = np.array_equal(middle[first == last], first[first == last])
    if BASELINES[name].linear:
        assert never_bent
    elif dataset == "checkerboard":
        assert not never_bent


@pytest.mark.parametrize("name", REGRESSORS)
def test_linear_means_that_the_middle_of_two_places_has_the_mean_of_their_values(name):
    config = PLAIN["regression"]
    fitted = fit_baseline(name, config, make_dataset_for(config))
    ends = np.random.default_rng(0).uniform(-6, 6, (2, 500, 2))
    first, last, middle = map(fitted.predict, (*ends, ends.mean(axis=0)))
    bend = np.abs(middle - (first + last) / 2).max()
    assert bend < 1e-9 if BASELINES[name].linear else bend > 0.05


def leaves(tree):
    return tree.get_n_leaves()


COUNTED = {
    "perceptron": lambda model: 3,
    "logistic": lambda model: 3,
    "svm_linear": lambda model: 3,
    "svm_rbf": lambda model: model.n_support_.sum() * 3 + 1,
    "svm_poly": lambda model: model.n_support_.sum() * 3 + 1,
    "knn": lambda model: 250 * 3,
    "tree": lambda model: 2 * (leaves(model) - 1) + 2 * leaves(model),
    "forest": lambda model: sum(4 * leaves(tree) - 2 for tree in model.estimators_),
    "boosting": lambda model: sum(3 * leaves(row[0]) - 2 for row in model.estimators_),
    "naive_bayes": lambda model: 2 * (2 + 2 + 1),
    "lda": lambda model: 3,
    "qda": lambda model: 2 * (2 + 3 + 1),
    "logistic_poly": lambda model: 9 + 1,
    "least_squares": lambda model: 3,
    "ridge": lambda model: 3,
    "huber": lambda model: 3,
    "svr_linear": lambda model: 3,
    "svr_rbf": lambda model: len(model.support_) * 3 + 1,
    "svr_poly": lambda model: len(model.support_) * 3 + 1,
    "knn_regression": lambda model: 250 * 3,
    "tree_regression": lambda model: 3 * leaves(model) - 2,
    "forest_regression": lambda model: sum(3 * leaves(tree) - 2 for tree in model.estimators_),
    "boosting_regression": lambda model: sum(3 * leaves(row[0]) - 2 for row in model.estimators_),
    "gaussian_process": lambda model: 250 * 3,
    "linear_poly": lambda model: 9 + 1,
}


@pytest.mark.parametrize("name", ALL)
def test_the_parameters_counted_are_those_of_two_inputs_and_two_classes(name):
    config = PLAIN[BASELINES[name].task]
    fitted = fit_baseline(name, config, make_dataset_for(config))
    assert fitted.n_parameters == COUNTED[name](fitted.model[-1])
    assert fitted.n_parameters_meaning == BASELINES[name].counted


def test_what_is_counted_grows_with_inputs_and_classes():
    config = UNUSUAL["classification"]  # four inputs, three classes
    data = make_dataset_for(config)
    for name, expected in (("logistic", 3 * 5), ("lda", 3 * 5), ("naive_bayes", 3 * 9)):
        assert fit_baseline(name, config, data).n_parameters == expected
    assert fit_baseline("qda", config, data).n_parameters == 3 * (4 + 10 + 1)
    support = fit_baseline("svm_rbf", config, data)
    assert support.n_parameters == support.model.n_support_.sum() * (4 + 2) + 3


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("perceptron", {"max_iter": 1}),
        ("svm_poly", {"degree": 8, "C": 1000.0}),
    ],
)
def test_a_solver_that_is_stopped_says_so(name, params):
    config = RunConfig(dataset="spiral", noise=0.3)
    data = make_dataset_for(config)
    stopped = fit_baseline(name, config, data, params)
    assert stopped.fits
    assert not stopped.converged
    assert "stopped before it came to rest" in stopped.note
    rested = fit_baseline(name, config, data)
    assert rested.converged
    assert rested.note == ""


def test_a_parameter_outside_its_rule_is_named_with_its_value():
    config, data = RunConfig(), make_dataset_for(RunConfig())
    with pytest.raises(FieldError, match=r"C of logistic must be a number from 0.001 to 1000. Got"):
        fit_baseline("logistic", config, data, {"C": -1})
    with pytest.raises(FieldError, match=r"n_neighbors of knn must be a whole number .* Got 2.5"):
        fit_baseline("knn", config, data, {"n_neighbors": 2.5})
    with pytest.raises(FieldError, match=r"weights of knn must be one of uniform, distance. Got"):
        fit_baseline("knn", config, data, {"weights": "loud"})
    with pytest.raises(FieldError, match=r"knn has no parameter 'C'; it has n_neighbors, weights"):
        fit_baseline("knn", config, data, {"C": 1.0})
    with pytest.raises(FieldError, match=r"least_squares has no parameter 'C'; it has none. Got 1"):
        BASELINES["least_squares"].checked({"C": 1.0})
    with pytest.raises(FieldError, match=r"A baseline must be one of perceptron, .* Got 'knm'"):
        fit_baseline("knm", config, data)
    with pytest.raises(FieldError, match=r"ridge is for regression. Got data for classification"):
        fit_baseline("ridge", config, data)
    with pytest.raises(FieldError, match=r"task must be classification or regression. Got 'x'"):
        baselines_for("x")


@pytest.mark.parametrize("name", ["forest", "gaussian_process", "svm_linear"])
def test_a_fitted_baseline_can_be_stored_and_read_back(name):
    config = PLAIN[BASELINES[name].task]
    fitted = fit_baseline(name, config, make_dataset_for(config))
    again = pickle.loads(pickle.dumps(fitted))
    assert np.array_equal(again.predict(GRID), fitted.predict(GRID))


def test_fits_in_several_threads_leave_the_warnings_as_they_were():
    config = RunConfig(dataset="spiral", n_samples=100, noise=0.3)
    data = make_dataset_for(config)
    before = list(warnings.filters)
    threads = [
        threading.Thread(target=fit_baseline, args=("perceptron", config, data, {"max_iter": n}))
        for n in range(1, 40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert warnings.filters == before


def test_labels_are_those_of_the_data():
    data = Dataset([[0, 0], [1, 1], [5, 5], [6, 6]], [7, 7, -2, -2], [[0, 1]], [7])
    fitted = fit_baseline("logistic", RunConfig(), data)
    assert fitted.classes == (-2, 7)
    assert fitted.predict([[0, 0], [6, 6]]).tolist() == [7, -2]
    assert fitted.predict_proba([[0, 0], [6, 6]]).argmax(axis=1).tolist() == [1, 0]
