"""Models beside the network against scikit-learn called directly."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from playground.digits import digits
from playground.digits.comparison import PEERS, fit_peer
from playground.fields import FieldError

EXPECTED = {
    "logistic": LogisticRegression(C=1.0, max_iter=500),
    "knn": KNeighborsClassifier(1),
    "svm_rbf": SVC(C=1.0, gamma=0.02),
}


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_reads_what_scikit_learn_reads(name):
    data = digits()
    X = (data.X - data.X[data.train].mean()) / data.X[data.train].std()
    model = EXPECTED[name].fit(X[data.train], data.labels[data.train])
    peer = fit_peer(name)
    expected = model.predict(X[data.test])
    assert np.mean(peer.predict(data.images[data.test]) == expected) > 0.995
    assert peer.fitted.test_accuracy == pytest.approx(
        model.score(X[data.test], data.labels[data.test]), abs=0.003
    )
    assert peer.fitted.converged
    proba = peer.predict_proba(data.images[:20])
    assert proba.shape == (20, 10)
    assert proba.sum(axis=1) == pytest.approx(np.ones(20))


def test_a_fit_is_kept_and_parameters_can_be_chosen():
    assert fit_peer("knn") is fit_peer("knn", n_neighbors=1)
    assert fit_peer("knn", n_neighbors=5).fitted.train_accuracy < 1


def test_what_is_no_peer_is_refused_in_words():
    with pytest.raises(FieldError, match=r"must be one of logistic, knn, svm_rbf. Got 'tree'"):
        fit_peer("tree")
    with pytest.raises(FieldError, match=r"n_neighbors of knn must be"):
        fit_peer("knn", n_neighbors=0)
