"""Confusions and losses against scikit-learn's metrics."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, log_loss

from playground import Run
from playground.digits import DIGITS, digits, digits_dataset
from playground.digits.mistakes import Confusion, confusion, hardest_first, image_losses


@pytest.fixture(scope="module")
def beginner():
    run = Run(DIGITS.replace(hidden_layers=(4,)), digits_dataset())
    run.advance(3)
    return run


def test_the_matrix_is_that_of_scikit_learn(beginner):
    data = digits()
    found = confusion(beginner, data.images[data.test], data.labels[data.test])
    predicted = beginner.predict(data.X[data.test])
    expected = confusion_matrix(data.labels[data.test], predicted, labels=range(10))
    assert np.array_equal(found.counts, expected)
    assert found.accuracy == pytest.approx(beginner.metrics()[3])


def test_every_image_is_in_its_cell(beginner):
    data = digits()
    found = confusion(beginner, data.X, data.labels)
    cells = {(a, p): found.places(a, p) for a in range(10) for p in range(10)}
    assert sorted(np.concatenate(list(cells.values()))) == list(range(1797))
    for (actual, predicted), places in cells.items():
        assert len(places) == found.counts[actual, predicted]
        assert (data.labels[places] == actual).all()


def test_the_worst_mistakes_come_first():
    found = Confusion(np.array([3, 3, 3, 8, 8, 1]), np.array([5, 5, 3, 1, 8, 7]))
    assert found.worst(2) == [(3, 5, 2), (1, 7, 1)]
    assert found.worst() == [(3, 5, 2), (1, 7, 1), (8, 1, 1)]
    assert Confusion(np.array([1]), np.array([1])).worst() == []


def test_losses_are_cross_entropies(beginner):
    data = digits()
    X, y = data.X[data.test], data.labels[data.test]
    losses = image_losses(beginner, X, y)
    assert losses.mean() == pytest.approx(log_loss(y, beginner.predict_proba(X)), rel=1e-6)
    assert losses.mean() == pytest.approx(beginner.metrics()[1], rel=1e-4)
    order = hardest_first(losses)
    assert (np.diff(losses[order]) <= 0).all()
    assert sorted(order) == list(range(450))


def test_a_loss_is_finite_however_sure_the_network_is(trained):
    W, b = trained.layers[-1]
    run = Run(DIGITS, digits_dataset())
    run.set_layers([*trained.layers[:-1], (W * 1e4, b)])
    losses = image_losses(run, digits().X, digits().labels)
    assert np.isfinite(losses).all()
    assert losses.max() == pytest.approx(-np.log(1e-12))
