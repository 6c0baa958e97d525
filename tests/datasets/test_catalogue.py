"""make_dataset over its whole range: sizes, determinism, classes, and what it refuses."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets import DATASETS, make_dataset
from datasets.catalogue import _every_class_first

ARGUMENTS = {
    "name": st.sampled_from(list(DATASETS)),
    "n_samples": st.integers(20, 2000),
    "noise": st.floats(0, 0.5),
    "train_share": st.floats(0.1, 0.9),
    "seed": st.integers(0, 2**31 - 1),
    "centers": st.integers(2, 5),
}


def points(dataset):
    return np.concatenate([dataset.X_train, dataset.X_test])


def targets(dataset):
    return np.concatenate([dataset.y_train, dataset.y_test])


@given(**ARGUMENTS)
def test_any_allowed_arguments_give_a_complete_dataset(name, n_samples, train_share, **others):
    dataset = make_dataset(name, n_samples=n_samples, train_share=train_share, **others)
    row = DATASETS[name]
    n_train, n_test = len(dataset.X_train), len(dataset.X_test)
    assert n_train + n_test == n_samples
    assert n_train >= 1
    assert n_test >= 1
    assert abs(n_train - n_samples * train_share) < 1 + 1e-5
    assert dataset.task == row.task
    n_classes = others["centers"] if row.n_classes is None else row.n_classes
    assert dataset.classes == tuple(range(n_classes))
    if row.task == "classification" and n_train >= n_classes:
        assert set(dataset.y_train.tolist()) == set(range(n_classes))
    if name != "gauss":
        assert np.abs(points(dataset)).max() <= 6


@given(**ARGUMENTS)
def test_equal_arguments_give_equal_numbers(**arguments):
    first, second = make_dataset(**arguments), make_dataset(**arguments)
    for part in ("X_train", "y_train", "X_test", "y_test"):
        assert np.array_equal(getattr(first, part), getattr(second, part))


@pytest.mark.parametrize("name", DATASETS)
def test_another_seed_gives_other_numbers(name):
    first, second = make_dataset(name, seed=0), make_dataset(name, seed=1)
    assert not np.array_equal(first.X_train, second.X_train)


@pytest.mark.parametrize("name", DATASETS)
def test_the_split_moves_no_point(name):
    few = make_dataset(name, train_share=0.2, noise=0.1, seed=3)
    many = make_dataset(name, train_share=0.7, noise=0.1, seed=3)
    assert np.array_equal(points(few), points(many))
    assert np.array_equal(targets(few), targets(many))


@pytest.mark.parametrize("name", DATASETS)
def test_points_are_shuffled_before_the_split(name):
    dataset = make_dataset(name, n_samples=1000, seed=2)
    for train, test in ((dataset.X_train, dataset.X_test), (dataset.y_train, dataset.y_test)):
        spread = max(train.std(), 0.1)
        assert np.abs(train.mean(axis=0) - test.mean(axis=0)).max() < 0.3 * spread


@pytest.mark.parametrize(
    ("share", "n_train"), [(0.1, 50), (0.29, 145), (0.3, 150), (0.57, 285), (0.7, 350), (0.9, 450)]
)
def test_shares_that_binary_fractions_miss_are_rounded_right(share, n_train):
    assert len(make_dataset("moons", n_samples=500, train_share=share).X_train) == n_train


@pytest.mark.parametrize("seed", range(200))
def test_the_smallest_noisiest_circle_still_has_both_classes_to_learn_from(seed):
    dataset = make_dataset("circle", n_samples=20, noise=0.5, train_share=0.1, seed=seed)
    assert sorted(dataset.y_train.tolist()) == [0, 1]


def test_a_missing_class_is_swapped_in_and_nothing_else_moves():
    y = np.array([0, 0, 0, 1, 2, 1])
    order = _every_class_first(np.arange(6), y, 4)
    assert order.tolist() == [0, 1, 4, 3, 2, 5]


def test_fewer_training_points_than_classes_are_left_as_they_are():
    dataset = make_dataset("blobs", n_samples=20, train_share=0.1, centers=5)
    assert len(np.unique(dataset.y_train)) == 2
    assert dataset.n_classes == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"noise": 0.7}, "noise must be between 0 and 0.5. Got 0.7 instead."),
        ({"noise": -0.1}, "noise must be between 0 and 0.5. Got -0.1 instead."),
        ({"noise": math.nan}, "noise must be between 0 and 0.5. Got nan instead."),
        ({"noise": "a lot"}, "noise must be between 0 and 0.5. Got a lot instead."),
        ({"train_share": 1}, "train_share must be between 0.1 and 0.9. Got 1 instead."),
        ({"n_samples": 19}, "n_samples must be a whole number, between 20 and 2000. Got 19"),
        ({"n_samples": 10**12}, "n_samples must be a whole number, between 20 and 2000."),
        ({"n_samples": 50.5}, "n_samples must be a whole number, between 20 and 2000. Got 50.5"),
        ({"n_samples": True}, "n_samples must be a whole number"),
        ({"seed": -1}, "seed must be a whole number, 0 or more. Got -1 instead."),
        ({"seed": None}, "seed must be a whole number, 0 or more. Got None instead."),
        ({"centers": 6}, "centers must be a whole number, between 2 and 5. Got 6 instead."),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError) as error:
        make_dataset("blobs", **arguments)
    assert str(error.value).startswith(message)


@pytest.mark.parametrize("name", ["Spiral ", "", None, ["spiral"]])
def test_unknown_names_are_answered_with_the_known_ones(name):
    with pytest.raises(ValueError, match=r"name must be one of circle, xor, .*Got"):
        make_dataset(name)


def test_numpy_scalars_are_numbers_too():
    dataset = make_dataset(
        "moons", n_samples=np.int64(40), noise=np.float32(0.25), seed=np.uint8(3)
    )
    assert len(dataset.X_train) == 20
