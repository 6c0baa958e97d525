"""Points by number: a set does as a dictionary of them would, and says what can be learnt of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets import Axis, Dataset, make_dataset
from datasets.point_set import (
    NO_POINTS,
    NO_VALUES,
    ONE_CLASS,
    ONE_CLASS_TO_LEARN,
    ONE_POINT,
    DrawnDataset,
    Point,
    PointSet,
)

DATA = make_dataset("moons", n_samples=20)
places = st.floats(-6, 6).map(lambda value: round(value, 3))
points = st.builds(Point, st.integers(0, 40), places, places, st.integers(0, 4), st.booleans())
changes = st.tuples(
    st.lists(points, max_size=6), st.lists(st.integers(0, 45), max_size=6), st.booleans()
)


def as_dictionary(found: PointSet) -> dict[int, tuple]:
    """Number → (x, y, answer, test), read from the rows that are told."""
    ids = found.ids_by_set
    return {
        number: (*row, name == "test")
        for name in ("train", "test")
        for number, row in zip(ids[name], found.rows(name == "test"), strict=True)
    }


@settings(max_examples=150, deadline=None)
@given(st.lists(changes, max_size=6), st.integers(5, 30))
def test_a_set_does_as_a_dictionary_would(steps, most):
    found = PointSet.of(DATA)
    expected = as_dictionary(found)
    assert len(found) == len(expected) == 20
    for new, drop, clear in steps:
        found = found.changed(new, drop, clear=clear, most=most)
        expected = {} if clear else {id: p for id, p in expected.items() if id not in drop}
        for point in new:
            if point.id in expected or len(expected) < most:
                expected[point.id] = point[1:]
        told = as_dictionary(found)
        assert list(told) == list(found.ids[~found.is_test]) + list(found.ids[found.is_test])
        assert told.keys() == expected.keys()
        for id, row in expected.items():
            np.testing.assert_allclose(np.array(told[id], float), np.array(row, float), atol=1e-6)
        assert len(found.labels) >= 2
        if not found.blocked:
            data = found.dataset()
            assert data.classes == found.labels
            n_train = int((~found.is_test).sum())
            assert len(data.X_train) == n_train
            assert len(data.X_test) == len(found) - n_train or data.is_untested
            assert as_dictionary(PointSet.of(data)).keys() == set(range(len(found)))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], NO_POINTS),
        ([(0, True), (1, True)], NO_POINTS),
        ([(1, False), (1, False)], ONE_CLASS),
        ([(1, False)], ONE_CLASS),
        ([(1, False), (1, False), (0, True)], ONE_CLASS_TO_LEARN),
        ([(1, False), (0, False)], ""),
    ],
)
def test_what_cannot_be_learnt_is_said(rows, sentence):
    drawn = [Point(i, i, 1, answer, test) for i, (answer, test) in enumerate(rows)]
    assert PointSet.of(DATA).changed(drawn, clear=True).blocked == sentence


def test_a_curve_needs_two_points():
    curve = PointSet.of(make_dataset("curve", n_samples=20))
    assert curve.labels == ()
    assert curve.blocked == ""
    assert curve.changed(clear=True).blocked == NO_VALUES
    one = curve.changed([Point(1, 2, 0, 3.5, False)], clear=True)
    assert one.blocked == ONE_POINT
    two = one.changed([Point(2, 3, 0, -3.5, False)])
    assert two.blocked == ""
    assert two.dataset().y_train.tolist() == [3.5, -3.5]
    assert two.dataset().task == "regression"


def test_new_classes_get_labels_and_names_of_their_own():
    X, y = DATA.X_train, DATA.y_train * 2 - 1
    axes = (Axis("width", 2, 0.5), Axis("height"))
    own = Dataset(X, y, X, y, axes=axes, class_names=("no", "yes"))
    drawn = PointSet.of(own).changed([Point(99, 0, 0, 3, False)])
    data = drawn.dataset()
    assert data.classes == (-1, 1, 2, 3)
    assert data.class_names == ("no", "yes", "2", "3")
    assert data.axes == axes
    assert data.y_train[-1] == 3
    assert drawn.changed(drop=[99]).labels == (-1, 1, 2, 3)  # it may be drawn again


def test_points_of_a_wider_space_are_none_of_a_plane():
    X = np.zeros((4, 3))
    with pytest.raises(ValueError, match="These have 3"):
        PointSet.of(Dataset(X, [0, 1, 0, 1], X, [0, 1, 0, 1], n_coordinates=3))


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ((0, 2), "y must be among the labels 0, 2. Got 1 instead"),
        ((0,), "at least 2"),
        ((), "at least 2"),
    ],
)
def test_labels_must_be_those_of_the_points(labels, words):
    X, y = DATA.X_train, DATA.y_train
    with pytest.raises(ValueError, match=words):
        DrawnDataset(X, y, X, y, task="classification", labels=labels)
