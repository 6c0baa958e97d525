"""What a table begins with: the most label-like column, and inputs that do not give it away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from playground.tables.choice import answers, can_be_classes, set_column, suggested
from tests.tables.samples import flowers, table

RNG = np.random.default_rng(0)
N = 60
SIZES = {"length": RNG.normal(size=N), "width": RNG.normal(size=N)}
WORDS = np.array(["a", "b", "c"])[RNG.integers(0, 3, N)]
NAMES = [f"Person {k}" for k in range(N)]


@pytest.mark.parametrize(
    ("columns", "inputs", "answer"),
    [
        ({**SIZES, "kind": WORDS}, ("length", "width"), "kind"),
        ({"kind": WORDS, **SIZES}, ("length", "width"), "kind"),
        ({"who": NAMES, **SIZES, "class": RNG.integers(0, 3, N)}, ("length", "width"), "class"),
        ({"id": range(100, 100 + N), **SIZES, "kind": WORDS}, ("length", "width"), "kind"),
        ({"count": range(N), **SIZES, "kind": WORDS}, ("length", "width"), "kind"),
        ({**SIZES, "price": RNG.normal(size=N)}, ("length", "width"), "price"),
        (
            {"sex": WORDS, **SIZES, "Survived": RNG.integers(0, 2, N)},
            ("length", "width"),
            "Survived",
        ),
        ({"x": SIZES["length"], "y": SIZES["width"], "z": WORDS}, ("x", "y"), "z"),
        ({"x1": SIZES["length"], "x2": SIZES["width"], "y": RNG.normal(size=N)}, ("x1", "x2"), "y"),
        (
            {**SIZES, "target": np.searchsorted(["a", "b", "c"], WORDS), "species": WORDS},
            ("length", "width"),
            "species",
        ),
        (
            {**{f"c{k}": RNG.normal(size=N) for k in range(30)}, "kind": WORDS},
            ("c0", "c1", "c2", "c3"),
            "kind",
        ),
    ],
)
def test_a_table_begins_with_what_a_person_would_choose(columns, inputs, answer):
    begin = suggested(table(pd.DataFrame(columns)))
    assert (begin.inputs, begin.answer) == (inputs, answer)


def test_a_table_of_ours_begins_with_all_its_columns():
    columns = {f"c{k}": RNG.normal(size=N) for k in range(16)} | {"y": RNG.normal(size=N)}
    columns["set"] = ["train", "test"] * (N // 2)
    ours = table(pd.DataFrame(columns))
    assert set_column(ours) == "set"
    begin = suggested(ours)
    assert (len(begin.inputs), begin.answer) == (16, "y")


def test_names_of_rows_and_constant_columns_are_no_answer():
    frame = pd.DataFrame({"same": [1] * 200, "who": [f"Person {k}" for k in range(200)]})
    frame["few"] = [1, 2] * 100
    many = table(frame)
    assert answers(many) == ("few",)
    assert can_be_classes(many["few"])
    assert not can_be_classes(many["who"])


def test_numbers_with_fractions_or_many_values_are_no_classes():
    found = table(pd.DataFrame({"a": [0.5, 1.5] * 20, "b": range(40), "c": [-1, 1] * 20}))
    assert [can_be_classes(found[name]) for name in "abc"] == [False, False, True]


def test_columns_with_missing_values_are_suggested_too():
    begin = suggested(table(flowers()))
    assert begin.inputs == ("Länge", "Höhe (mm)")
    assert begin.answer == "Art"
