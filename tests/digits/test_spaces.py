"""Spaces of layers against scikit-learn's principal components."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from playground import Run
from playground.digits import DIGITS, digits, digits_dataset
from playground.digits.spaces import layer_spaces, layer_values, probe_scores

IMAGES = digits().images[:300]


def test_components_and_their_shares_are_those_of_scikit_learn(trained):
    spaces = layer_spaces(trained, IMAGES)
    assert [space.name for space in spaces] == ["pixels", "layer 1", "layer 2", "outputs"]
    assert [space.width for space in spaces] == [64, 32, 16, 10]
    for space, (_, A) in zip(spaces, layer_values(trained, IMAGES), strict=True):
        pca = PCA(3).fit(A)
        assert space.shares == pytest.approx(pca.explained_variance_ratio_, rel=1e-6)
        assert np.abs(space.coordinates) == pytest.approx(np.abs(pca.transform(A)), abs=1e-6)


def test_narrow_spaces_are_shown_as_they_are():
    run = Run(DIGITS.replace(hidden_layers=(2,)), digits_dataset())
    space = layer_spaces(run, IMAGES)[1]
    assert space.coordinates[:, :2] == pytest.approx(run.hidden(IMAGES.reshape(-1, 64))[0])
    assert not space.coordinates[:, 2].any()
    assert space.shares.sum() == pytest.approx(1)


def test_no_axis_flips_from_moment_to_moment():
    run = Run(DIGITS, digits_dataset())
    before = layer_spaces(run, IMAGES, 2)
    for _ in range(10):
        run.advance_batches(1)
        now = layer_spaces(run, IMAGES, 2, before)
        for earlier, later in zip(before, now, strict=True):
            assert (np.sum(earlier.view.axes * later.view.axes, axis=0) > -1e-9).all()
        before = now


def test_each_layer_is_easier_to_cut_than_the_one_before(trained):
    scores = probe_scores(trained)
    assert [score.name for score in scores] == ["pixels", "layer 1", "layer 2"]
    assert scores[-1].train > 0.99
    assert scores[-1].test > scores[0].test
    assert all(0 <= score.test <= score.train <= 1 for score in scores)
