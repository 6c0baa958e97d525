"""Points in an address: there and back, and whatever else an address may hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets import DOMAIN, Axis, Dataset, make_dataset
from datasets.point_text import MOST_POINTS, point_text, read_point_text


@given(st.data())
def test_points_come_back_rounded_to_twentieths_with_their_class_and_set(data):
    n = data.draw(st.integers(4, 60))
    rng = np.random.default_rng(data.draw(st.integers(0, 999)))
    X = rng.uniform(-7, 7, (n, 2))
    y = np.arange(n) % data.draw(st.integers(2, 10))
    before = Dataset(X[2:], y[2:], X[:2], y[:2], task="classification")
    after = read_point_text(point_text(before))
    inside = np.clip(before.X_train, -DOMAIN, DOMAIN)
    assert np.abs(after.X_train - inside).max() <= 0.5 * DOMAIN / 120 + 1e-12
    assert np.array_equal(after.y_train, before.y_train)
    assert np.array_equal(after.y_test, before.y_test)
    assert point_text(after) == point_text(before)


@given(st.text(max_size=60) | st.text(alphabet="ABCDwxyz0189-_", max_size=60))
def test_any_text_is_data_or_one_sentence(text):
    try:
        said, read = "", read_point_text(text)
    except ValueError as error:
        said, read = str(error), None
    assert "\n" not in said
    assert read is None or np.abs(read.X_train).max() <= DOMAIN


def test_points_that_serve_for_both_sets_are_written_once():
    X, y = np.array([[0.0, 1], [2, 3], [-4, 5]]), np.array([0, 1, 1])
    text = point_text(Dataset(X, y, X, y, task="classification"))
    assert len(text) == 4 * 3
    after = read_point_text(text)
    assert np.allclose(after.X_train, X)
    assert np.array_equal(after.X_test, after.X_train)


def test_what_an_address_cannot_hold_is_no_text():
    spiral = make_dataset("spiral")
    assert len(point_text(spiral)) == 4 * 500
    assert point_text(make_dataset("spiral", n_samples=MOST_POINTS + 10)) == ""
    assert point_text(make_dataset("reg-plane")) == ""
    axes = (Axis("a"), Axis("b"))
    named = Dataset(spiral.X_train, spiral.y_train, spiral.X_test, spiral.y_test, axes=axes)
    assert point_text(named) == ""


def test_too_long_a_text_is_refused_before_it_is_read():
    with pytest.raises(ValueError, match="600 points"):
        read_point_text("A" * 10_000_000)
