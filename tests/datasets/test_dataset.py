"""Dataset: what it infers, what it refuses, and that it cannot be changed."""

import dataclasses

import numpy as np
import pytest

from datasets import Axis, Dataset, Plane

X = [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]


def dataset(y_train, y_test=None, **options):
    return Dataset(X, y_train, X, y_train if y_test is None else y_test, **options)


def test_whole_numbers_are_labels():
    data = dataset([-1.0, 1.0, -1.0])
    assert data.task == "classification"
    assert data.classes == (-1, 1)
    assert data.n_classes == 2
    assert data.y_train.dtype == np.int64


def test_classes_are_those_of_both_parts_in_order():
    assert dataset([7, 3, 3], [3, 5, 3]).classes == (3, 5, 7)


def test_fractions_are_targets():
    data = dataset([0.5, 1.0, 2.0])
    assert data.task == "regression"
    assert data.classes == ()
    assert data.n_classes == 0


def test_many_distinct_whole_numbers_are_targets_unless_stated():
    many = np.zeros((11, 2)), np.arange(11)
    assert Dataset(*many, *many).task == "regression"
    assert Dataset(*many, *many, task="classification").n_classes == 11


def test_whole_numbers_can_be_targets():
    assert dataset([0, 1, 0], task="regression").y_train.dtype == np.float64


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[1, 2, 3]], [0], X, [0, 1, 0]), r"X_train must have shape \(n, 2\). Got \(1, 3\)"),
        ((X, [0, 1, 0], X, [0, 1]), r"y_test must have shape \(3,\).*Got \(2,\)"),
        ((np.zeros((0, 2)), [], X, [0, 1, 0]), "X_train must have at least 1 point. Got 0"),
        ((X, [0, 1, np.nan], X, [0, 1, 0]), "y_train must be finite. Got nan"),
        ((X, [0, 1, 0], [[0, np.inf]] * 3, [0, 1, 0]), "X_test must be finite. Got inf"),
        ((X, ["a", "b", "a"], X, [0, 1, 0]), "y_train must be an array of numbers. Got"),
        ((X, [0, 1, 0], X, [0, 1, 0], "ranking"), "task must be one of .* Got 'ranking'"),
        ((X, [0, 0.5, 0], X, [0, 1, 0], "classification"), "whole numbers as labels. Got 0.5"),
        ((X, [4, 4, 4], X, [4, 4, 4]), "at least 2 distinct labels. Got 1 instead: 4."),
    ],
)
def test_unusable_data_is_refused_in_words(arguments, message):
    with pytest.raises(ValueError, match=message):
        Dataset(*arguments)


def test_wider_rows_are_taken_where_they_are_announced():
    rows = np.arange(12.0).reshape(3, 4)
    data = Dataset(rows, [0, 1, 0], rows, [0, 1, 0], n_coordinates=4)
    assert data.X_train.shape == (3, 4)
    with pytest.raises(ValueError, match=r"X_train must have shape \(n, 5\). Got \(3, 4\)"):
        Dataset(rows, [0, 1, 0], rows, [0, 1, 0], n_coordinates=5)
    with pytest.raises(ValueError, match=r"n_coordinates must be at least 2. Got 1"):
        Dataset(rows[:, :1], [0, 1, 0], rows[:, :1], [0, 1, 0], n_coordinates=1)


def test_arrays_are_copies_that_cannot_be_written():
    points, labels = np.array(X), np.array([0, 1, 0])
    data = Dataset(points, labels, points, labels)
    points[:] = 9
    assert data.X_train[0, 0] == 0
    with pytest.raises(ValueError, match="read-only"):
        data.X_train[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        data.y_train[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.task = "regression"


def test_replacing_a_part_checks_again():
    data = dataset([0, 1, 0])
    with pytest.raises(ValueError, match="y_test must have shape"):
        dataclasses.replace(data, y_test=np.array([1]))


def test_a_plane_measures_its_directions():
    axes = (Axis("height", 170, 10), Axis("weight", 65, 8), Axis("age", 40, 5))
    origin = np.array([0.5, 0, 1.0])
    tilted = Plane(origin, np.array([[3.0, 4, 0], [-0.8, 0.6, 0]]), ("PC 1", "PC 2"))
    # One unit of a component is one standard unit of the space, whatever its direction's length.
    assert [tilted.axis(k, axes) for k in (0, 1)] == [Axis("PC 1", 0, 5), Axis("PC 2", 0, 1)]
    along = Plane(origin, np.array([[2.0, 0, 0], [0, 0, 3]]), ("height", "age"))
    # 170 + 10 · (0.5 + 2u) and 40 + 5 · (1 + 3v).
    assert [along.axis(k, axes) for k in (0, 1)] == [Axis("height", 175, 20), Axis("age", 45, 15)]
    assert along.axis(0, ()) == Axis("height", 0, 2)


def test_a_fingerprint_tells_all_that_is_shown():
    wide = np.random.default_rng(0).normal(size=(6, 3))
    here, there = (
        Plane(np.zeros(3), np.eye(3)[list(rows)], ("a", "b")) for rows in ((0, 1), (0, 2))
    )

    def made(**more):
        return Dataset(wide, [0, 1] * 3, wide, [0, 1] * 3, n_coordinates=3, **more)

    others = [
        {},
        {"plane": here},
        {"plane": there},
        {"plane": dataclasses.replace(here, names=("a", "c"))},
        {"axes": (Axis("a"), Axis("b"), Axis("c"))},
        {"axes": (Axis("a", 1.0), Axis("b"), Axis("c"))},
        {"class_names": ("no", "yes")},
        {"answer": Axis("kind")},
        {"one_scale": True},
    ]
    prints = [made(**more).fingerprint for more in others]
    assert len(set(prints)) == len(others)
    assert prints == [made(**more).fingerprint for more in others]
