"""The input features, each against the standard library's own function."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets import FEATURES, feature_matrix

EXPECTED = {
    "x": lambda x, _: x,
    "y": lambda _, y: y,
    "x2": lambda x, _: x**2,
    "y2": lambda _, y: y**2,
    "xy": lambda x, y: x * y,
    "sin_x": lambda x, _: math.sin(x),
    "sin_y": lambda _, y: math.sin(y),
    "cos_x": lambda x, _: math.cos(x),
    "cos_y": lambda _, y: math.cos(y),
}


def test_the_table_is_in_the_order_shown():
    assert list(FEATURES) == list(EXPECTED)
    assert [feature.label for feature in FEATURES.values()][2:6] == ["x²", "y²", "xy", "sin x"]


@given(x=st.floats(-6, 6), y=st.floats(-6, 6))
def test_every_feature_computes_what_its_label_says(x, y):
    values = feature_matrix([[x, y]], FEATURES)
    assert values.shape == (1, len(FEATURES))
    for value, function in zip(values[0], EXPECTED.values(), strict=True):
        assert value == pytest.approx(function(x, y), abs=1e-12)


@given(x=st.floats(-6, 6), y=st.floats(-6, 6))
def test_the_expression_of_a_feature_is_its_function(x, y):
    points = np.array([[x, y], [y, x]])
    names = {"x": points[:, 0], "y": points[:, 1], "np": np}
    for feature in FEATURES.values():
        assert np.array_equal(eval(feature.expression, dict(names)), feature.function(points))


def test_columns_follow_the_order_asked_for():
    X = np.array([[2.0, 3.0], [4.0, 5.0]])
    assert feature_matrix(X, ["y", "x2"]).tolist() == [[3, 4], [5, 16]]


def test_more_than_two_coordinates_are_features_themselves():
    X = np.arange(6.0).reshape(2, 3)
    assert np.array_equal(feature_matrix(X, ["x"], 3), X)
    with pytest.raises(ValueError, match=r"X must have shape \(n, 3\). Got \(2, 2\) instead"):
        feature_matrix(X[:, :2], ["x"], 3)


def test_no_points_give_no_rows():
    assert feature_matrix(np.zeros((0, 2)), ["x", "y"]).shape == (0, 2)


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match=r"features must be among x, y, .* Got 'z' instead"):
        feature_matrix([[1, 2]], ["x", "z"])
    with pytest.raises(ValueError, match=r"at least one of x, y, .* Got none"):
        feature_matrix([[1, 2]], [])
    with pytest.raises(ValueError, match=r"X must have shape \(n, 2\). Got \(3,\) instead"):
        feature_matrix([1, 2, 3], ["x"])
