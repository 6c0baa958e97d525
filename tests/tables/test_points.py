"""Points as rows: taken away and brought back they are the same; edited, they say what is wrong."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets import DATASETS, Axis, Dataset, make_dataset
from playground.tables import OwnData
from playground.tables.bundled import BUNDLED, bundled_choice, bundled_table
from playground.tables.choice import Choice, suggested
from playground.tables.make import own_from
from playground.tables.points import (
    own_from_points,
    point_columns,
    points_csv,
    points_frame,
)
from playground.tables.read import read_table
from playground.tables.table import TableError
from tests.tables.samples import table

ARRAYS = ("X_train", "y_train", "X_test", "y_test")


def assert_same_points(one: Dataset, other: Dataset) -> None:
    for name in ARRAYS:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=1e-9)
    assert one.task == other.task


def brought_back(own: OwnData) -> OwnData:
    read = read_table(points_csv(own), own.name)
    return own_from(read, suggested(read), train_share=0.9, seed=7)


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_points_come_back_the_same(name):
    own = own_from(bundled_table(name), bundled_choice(name))
    again = brought_back(own)
    assert_same_points(own.dataset, again.dataset)
    assert again.dataset.class_names == own.dataset.class_names
    assert again.answer.name == own.answer.name
    assert points_csv(again).count(b"\n") == points_csv(own).count(b"\n")


@pytest.mark.parametrize("name", [name for name, row in DATASETS.items() if row.n_inputs == 2])
def test_shapes_and_drawn_points_come_back_to_the_last_digit(name):
    own = OwnData("drawn points", make_dataset(name, n_samples=100, noise=0.1))
    again = brought_back(own)
    for array in ARRAYS:
        np.testing.assert_array_equal(getattr(own.dataset, array), getattr(again.dataset, array))


def test_labels_of_drawn_points_keep_their_colours():
    X = np.random.default_rng(0).uniform(-5, 5, (20, 2))
    own = OwnData("drawn points", Dataset(X[:10], [3, 7] * 5, X[10:], [3, 7] * 5))
    assert brought_back(own).dataset.classes == (3, 7)


def test_columns_are_named_after_what_they_measure_and_never_twice():
    X = np.random.default_rng(0).normal(size=(20, 2))
    dataset = Dataset(
        X[:10], [0, 1] * 5, X[10:], [0, 1] * 5, axes=(Axis("set", 5, 2), Axis("class")),
        class_names=("a", "b"), answer=Axis("class"),
    )  # fmt: skip
    own = OwnData("x", dataset)
    assert point_columns(own) == ["set", "class", "class (2)", "set (2)"]
    np.testing.assert_allclose(points_frame(own)["set"][:10], 5 + 2 * X[:10, 0])
    assert_same_points(
        own_from(read_table(points_csv(own), "x"), Choice(("set", "class"), "class (2)")).dataset,
        own_from(table(points_frame(own)), Choice(("set", "class"), "class (2)")).dataset,
    )


def test_a_spreadsheet_finds_no_formula_in_the_file():
    frame = pd.DataFrame({"=a": [1.0, 2, 3, 4, 5, 6], "b": [2.0, 3, 1, 5, 4, 6]})
    frame["kind"] = ["=cmd()", "@x", "-1"] * 2
    own = own_from(table(frame), Choice(("=a", "b"), "kind"))
    cells = pd.read_csv(io.BytesIO(points_csv(own)), header=None, dtype=str).to_numpy().ravel()
    assert not any(cell.startswith(("=", "@")) for cell in cells)
    again = brought_back(own)
    assert again.dataset.class_names == own.dataset.class_names
    assert [axis.name for axis in again.dataset.axes] == ["=a", "b"]


IRIS = own_from(bundled_table("iris"), bundled_choice("iris"))
SPIRAL = OwnData("points of “Spiral”", make_dataset("spiral", n_samples=60))
PLANE = OwnData("points of “Plane”", make_dataset("reg-plane", n_samples=60))


@pytest.mark.parametrize("own", [IRIS, SPIRAL, PLANE], ids=["iris", "spiral", "plane"])
def test_a_frame_that_nobody_edited_gives_the_same_points(own):
    made = own_from_points(points_frame(own), own)
    assert_same_points(made.dataset, own.dataset)
    assert made.dataset.axes == own.dataset.axes
    assert made.dataset.plane is own.dataset.plane
    assert made.dataset.class_names == own.dataset.class_names


def test_changed_added_and_deleted_rows_are_taken_on_the_old_scale():
    frame = points_frame(IRIS)
    frame.loc[0, "petal width (cm)"] = 9.0
    frame = frame.drop(index=[1, 2])
    frame.loc[200] = [5.0, 3.0, 1.5, 0.2, "setosa", "test"]
    made = own_from_points(frame, IRIS).dataset
    axis = IRIS.dataset.axes[3]
    assert made.X_train[0, 3] == pytest.approx((9 - axis.offset) / axis.scale)
    assert len(made.X_train) == len(IRIS.dataset.X_train) - 2
    assert len(made.X_test) == len(IRIS.dataset.X_test) + 1
    np.testing.assert_array_equal(made.X_train[1:], IRIS.dataset.X_train[3:])


def test_a_class_without_points_is_gone_with_its_name():
    frame = points_frame(IRIS)
    made = own_from_points(frame[frame["species"] != "setosa"], IRIS).dataset
    assert made.class_names == ("versicolor", "virginica")
    assert made.classes == (0, 1)


def test_labels_without_names_stay_what_they_are():
    frame = points_frame(SPIRAL)
    frame["class"] = frame["class"].replace({"1": "6"})
    assert own_from_points(frame, SPIRAL).dataset.classes == (0, 6)


@pytest.mark.parametrize(
    ("own", "column", "value", "said"),
    [
        (SPIRAL, "x", None, "Row 1 needs a number as “x”."),
        (SPIRAL, "y", np.inf, "Row 1 needs a number as “y”."),
        (SPIRAL, "x", 1e200, "Row 1 needs a number"),
        (SPIRAL, "class", None, "Row 1 needs a class"),
        (SPIRAL, "class", "12", "whole number from 0 to 9"),
        (SPIRAL, "class", "²", "whole number from 0 to 9"),
        (SPIRAL, "set", "exam", "Row 1 must say train or test"),
        (PLANE, "value", "high", "Row 1 needs a number as “value”."),
    ],
)
def test_a_bad_cell_is_named(own, column, value, said):
    frame = points_frame(own).astype(object)
    frame.loc[0, column] = value
    with pytest.raises(TableError, match=said.replace("(", r"\(")):
        own_from_points(frame, own)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f.head(2), "4 to 2,000 points"),
        (lambda f: pd.concat([f] * 40), "4 to 2,000 points"),
        (lambda f: f.assign(**{"class": "1"}), "2 to 10 different classes"),
        (lambda f: f.assign(set="train"), "must have test"),
        (lambda f: f.drop(columns="y"), "columns must stay"),
    ],
)
def test_a_bad_table_is_said(change, said):
    with pytest.raises(TableError, match=said):
        own_from_points(change(points_frame(SPIRAL)), SPIRAL)


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.just("train")
)


@given(st.dictionaries(st.tuples(st.integers(0, 70), st.integers(0, 3)), CELLS, max_size=8))
@settings(max_examples=100, deadline=None)
def test_whatever_is_typed_gives_points_or_a_sentence(typed):
    frame = points_frame(SPIRAL).astype(object)
    for (row, place), cell in typed.items():
        if row not in frame.index:
            frame.loc[row] = [0.5, 0.5, "1", "train"]
        frame.loc[row, frame.columns[place]] = cell
    with contextlib.suppress(TableError):
        made = own_from_points(frame, SPIRAL)
        assert np.isfinite(made.dataset.X_train).all()
