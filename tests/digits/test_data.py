"""The digits and their split: all of scikit-learn's images, once each, the same for everybody."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from playground.digits import digits, digits_dataset
from playground.digits.data import as_rows


def test_every_image_is_there_once_with_its_label():
    ours, theirs = digits(), load_digits()
    rows = sorted((*x, y) for x, y in zip(ours.X.tolist(), ours.labels.tolist(), strict=True))
    expected = sorted(
        (*x, y) for x, y in zip(theirs.data.tolist(), theirs.target.tolist(), strict=True)
    )
    assert rows == expected
    assert set(np.unique(ours.images)) == set(range(17))


def test_both_parts_have_the_same_share_of_each_digit():
    data = digits()
    train, test = data.labels[data.train], data.labels[data.test]
    assert (len(train), len(test)) == (1347, 450)
    expected = np.bincount(data.labels) * 450 / 1797
    assert np.abs(np.bincount(test) - expected).max() < 1


def test_nobody_can_change_them():
    for values in (digits().images, digits().labels, digits_dataset().X_train):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 1


def test_the_dataset_holds_the_two_parts():
    data, images = digits_dataset(), digits()
    assert data.n_classes == 10
    assert np.array_equal(data.X_train, images.X[images.train])
    assert np.array_equal(data.X_test.reshape(-1, 8, 8), images.images[images.test])


@pytest.mark.parametrize("shape", [(64,), (8, 8), (1, 64), (1, 8, 8)])
def test_an_image_may_come_in_several_shapes(shape):
    rows = as_rows(np.full(shape, 20.0))
    assert rows.shape == (1, 64)
    assert (rows == 16).all()


@pytest.mark.parametrize("shape", [(), (63,), (8, 7), (2, 8, 9), (2, 2, 8, 8)])
def test_other_shapes_are_refused_in_words(shape):
    with pytest.raises(ValueError, match="Images must be 8×8 pixels"):
        as_rows(np.zeros(shape))


def test_pixels_must_be_finite():
    with pytest.raises(ValueError, match=r"Pixels must be finite. Got nan"):
        as_rows(np.full(64, np.nan))
