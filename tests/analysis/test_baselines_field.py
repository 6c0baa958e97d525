"""A baseline over a rectangle: the model asked at each cell's centre, and decisions made shades."""

import warnings

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from playground import RunConfig
from playground.analysis.baselines import BASELINES, baselines_for, field, fit_baseline
from playground.fields import FieldError
from playground.training.run import make_dataset_for

EXTENT = (-6.0, 2.0, 1.0, 5.0)
CONFIGS = {
    "two classes": RunConfig(dataset="xor", noise=0.1),
    "three classes": RunConfig(dataset="pinwheel", noise=0.1),
    "values": RunConfig(dataset="reg-gauss"),
}
ROWS = [(kind, row.name) for kind, config in CONFIGS.items() for row in baselines_for(config.task)]


@pytest.fixture(autouse=True)
def no_warning_escapes():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def fitted_to(kind, name):
    config = CONFIGS[kind]
    return fit_baseline(name, config, make_dataset_for(config))


@pytest.mark.parametrize(("kind", "name"), ROWS)
def test_each_value_is_the_models_answer_at_a_cells_centre(kind, name):
    fitted = fitted_to(kind, name)
    values = field(fitted, EXTENT, 8)
    assert values.dtype == np.float32
    assert values.shape == ((8, 8, 3) if kind == "three classes" else (8, 8))
    for i, j in ((0, 0), (0, 7), (7, 0), (3, 5)):
        place = [[-6 + (j + 0.5) * 1.0, 1 + (i + 0.5) * 0.5]]  # i upwards, j to the right
        if kind == "values":
            expected = fitted.predict(place)[0]
        else:
            expected = fitted.predict_proba(place)[0]
            expected = expected if kind == "three classes" else expected[1]
        assert values[i, j] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("kind", "name"), [row for row in ROWS if row[0] != "values"])
def test_probabilities_agree_with_the_labels_predicted(kind, name):
    fitted = fitted_to(kind, name)
    X = np.random.default_rng(0).uniform(-6, 6, (500, 2))
    shares = fitted.predict_proba(X)
    assert shares.sum(axis=1) == pytest.approx(1)
    assert (shares >= 0).all()
    assert (shares <= 1).all()
    top = np.sort(shares, axis=1)
    clear = top[:, -1] - top[:, -2] > 1e-9  # neighbours and trees can be of two minds
    assert clear.mean() > 0.9
    predicted = np.searchsorted(fitted.classes, fitted.predict(X))
    assert np.array_equal(predicted[clear], shares.argmax(axis=1)[clear])


@pytest.mark.parametrize("name", ["perceptron", "svm_linear", "svm_rbf", "svm_poly"])
def test_a_decision_function_becomes_a_shade_that_rises_with_it(name):
    fitted = fitted_to("two classes", name)
    X = np.random.default_rng(0).uniform(-6, 6, (500, 2))
    decision = fitted.model.decision_function(X)
    shades = fitted.predict_proba(X)[:, 1]
    order = np.argsort(decision)
    assert (np.diff(shades[order]) >= 0).all()
    assert np.array_equal(shades > 0.5, decision > 0)
    train = make_dataset_for(CONFIGS["two classes"]).X_train
    assert 0.5 < np.ptp(fitted.predict_proba(train)[:, 1]) <= 1  # neither flat nor two flat halves


def test_a_model_without_probabilities_says_what_its_shade_is():
    for row in baselines_for("classification"):
        model = row.steps(row.checked(), 0)[-1].build()
        says_so = "gives no probabilities" in row.idea
        assert says_so == (not hasattr(model, "predict_proba"))


def test_the_shade_is_the_logistic_function_of_the_decision_in_its_own_unit():
    config = CONFIGS["two classes"]
    data = make_dataset_for(config)
    scale = StandardScaler().fit(data.X_train)
    model = LinearSVC(random_state=0).fit(scale.transform(data.X_train), data.y_train)
    usual = np.sqrt(np.mean(model.decision_function(scale.transform(data.X_train)) ** 2))
    d = model.decision_function(scale.transform(data.X_test))
    expected = 1 / (1 + np.exp(-2 * d / usual))
    shades = fit_baseline("svm_linear", config, data).predict_proba(data.X_test)[:, 1]
    assert shades == pytest.approx(expected, abs=1e-9)


def test_regression_has_no_probabilities():
    fitted = fitted_to("values", "ridge")
    with pytest.raises(ValueError, match=r"predict_proba needs classes. ridge gives values"):
        fitted.predict_proba([[0, 0]])


@pytest.mark.parametrize("resolution", [0, 401, 2.5, "8", None, True])
def test_a_resolution_outside_its_rule_is_named(resolution):
    with pytest.raises(FieldError, match=r"resolution must be a whole number from 1 to 400. Got"):
        field(fitted_to("values", "ridge"), EXTENT, resolution)


@pytest.mark.parametrize("extent", [6.0, (0, 1), (0, 1, 0, np.nan), "wide", None])
def test_an_extent_that_is_none_is_named(extent):
    with pytest.raises(FieldError, match=r"extent must be four finite numbers x0, x1, y0, y1. Got"):
        field(fitted_to("values", "ridge"), extent, 8)


def test_every_row_was_asked():
    assert {name for _, name in ROWS} == set(BASELINES)
