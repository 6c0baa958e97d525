"""What columns, classes and values are called on the stage, and that no name is markup."""

from __future__ import annotations

import json

import numpy as np
import pytest

from playground import Run, RunConfig
from playground.live.wire import describe_run
from tests.columns import diabetes_pair, iris_pair, wine

pytestmark = pytest.mark.browser

THREE = RunConfig(dataset="blobs", centers=3, hidden_layers=(4,))


def message(config, data=None) -> dict:
    return json.loads(json.dumps(describe_run(Run(config, data))))


def call(run, module: str, function: str, *arguments):
    body = f"const {{ {function} }} = await load('{module}'); return {function}(...argument);"
    return run(body, list(arguments))


def test_directions_of_a_shape_are_x_and_y_as_they_are(run):
    across, up = call(run, "measures", "measuresOf", message(THREE))
    assert across == {"name": "x", "offset": 0, "scale": 1, "own": False}
    assert up["name"] == "y"


def test_two_columns_give_back_their_values(run):
    data = iris_pair()
    told = message(THREE, data)
    measures = call(run, "measures", "measuresOf", told)
    for k, measure in enumerate(measures):
        axis = data.axes[k]
        values = [call(run, "measures", "toValue", measure, float(x)) for x in data.X_train[:5, k]]
        np.testing.assert_allclose(values, axis.offset + axis.scale * data.X_train[:5, k])
        back = [call(run, "measures", "toCoordinate", measure, value) for value in values]
        np.testing.assert_allclose(back, data.X_train[:5, k], atol=1e-9)


def test_a_component_is_measured_in_its_own_length(run):
    data = wine()
    across, up = call(run, "measures", "measuresOf", message(THREE, data))
    assert across["name"] == data.plane.names[0]
    along = data.plane.directions[0]
    scores = (data.X_train - data.plane.origin) @ along / np.linalg.norm(along)
    places = data.plane.places(data.X_train)[:, 0]
    np.testing.assert_allclose(across["scale"] * places, scores, rtol=1e-6)
    assert up["offset"] == 0


def test_a_column_of_a_wide_plane_has_its_own_units(run):
    told = message(THREE, wine())
    d = len(told["axes"])
    told["plane"] = {
        "origin": [0.5] * d,
        "directions": [[2 * (i == k) for i in range(d)] for k in (0, 4)],
        "names": [told["axes"][0]["name"], told["axes"][4]["name"]],
    }
    measures = call(run, "measures", "measuresOf", told)
    for measure, axis in zip(measures, (told["axes"][0], told["axes"][4]), strict=True):
        assert measure["name"] == axis["name"]
        assert measure["scale"] == pytest.approx(2 * axis["scale"])
        assert measure["offset"] == pytest.approx(axis["offset"] + 0.5 * axis["scale"])


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (3.14159, 0.01, "3.14"),
        (-3.4, 0.01, "−3.40"),
        (-0.001, 0.01, "0.00"),
        (12750, 10, "12,750"),
        (1680, 9, "1680"),
        (0.00012, 3e-6, "0.000120"),
        (1.2e12, 1e10, "1.20e+12"),
        (3e-9, 1e-10, "3.00e-9"),
        (-5, 1, "−5"),
    ],
)
def test_numbers_have_the_digits_that_matter(run, value, step, text):
    assert call(run, "measures", "numberText", value, step) == text


def test_a_target_is_told_in_its_own_units(run):
    told = message(RunConfig(dataset="reg-plane"), diabetes_pair())
    answer = told["answer"]
    assert answer["name"] == "progression"
    text = call(run, "measures", "targetText", told, 1.5, 0.01)
    assert text == f"{answer['offset'] + 1.5 * answer['scale']:.0f}"
    assert call(run, "measures", "targetText", told | {"answer": None}, 1.5, 0.01) == "1.50"
    spread = call(run, "measures", "spreadText", answer, 0.5)
    assert float(spread) == pytest.approx(0.5 * answer["scale"], abs=0.5)


def test_places_say_what_they_measure(run):
    said = call(
        run, "measures", "placeText", {"name": "petal length (cm)", "offset": 3, "scale": 0.5}, 2
    )
    assert said == "petal length 4.00"
    component = {"name": "PC 1 (36%)", "offset": 0, "scale": 1}
    assert call(run, "measures", "placeText", component, -1.5) == "PC 1: −1.50"


def test_the_share_of_the_spread_is_the_components(run):
    data = wine()
    share = call(run, "measures", "shareOfSpread", message(THREE, data))
    X = np.concatenate([data.X_train, data.X_test])
    variances = np.linalg.eigvalsh(np.cov(X.T, bias=True))
    assert share == pytest.approx(variances[-2:].sum() / variances.sum(), abs=1e-5)


def test_what_a_network_is_told_of_a_column_is_exact(run):
    data = wine()
    own = Run(THREE, data)
    said = call(run, "measures", "toldAs", message(THREE, data), 0)
    axis = data.axes[0]
    middle = axis.offset + axis.scale * own.feature_mean[0]
    spread = axis.scale * own.feature_scale[0]
    assert said == f"(value − {middle:.2f}) ÷ {spread:.2f}"
    assert call(run, "measures", "toldAs", message(THREE), 0) == ""
    squared = message(THREE.replace(features=("x2", "y")), iris_pair())
    assert squared["feature_names"] == ["y", "x2"]
    assert call(run, "measures", "toldAs", squared, 0).startswith("(value − ")
    assert call(run, "measures", "toldAs", squared, 1) == ""


def test_inputs_have_the_columns_names(run):
    features = ("x", "y", "x2", "xy", "sin_y")
    told = message(THREE.replace(features=features), iris_pair())
    names = [call(run, "names", "inputName", told, i) for i in range(5)]
    assert names == [
        "sepal length (cm)",
        "petal length (cm)",
        "sepal length²",
        "sepal length × petal length",
        "sin petal length",
    ]
    assert call(run, "names", "inputName", message(THREE), 0) == "x"
    assert call(run, "names", "inputName", message(THREE, wine()), 12) == "proline"


def test_classes_have_their_names_or_numbers(run):
    assert call(run, "names", "classWords", message(THREE, iris_pair()), 2) == "virginica"
    assert call(run, "names", "classWords", message(THREE), 2) == "class 2"
    numbered = message(THREE, iris_pair()) | {"class_names": ["0", "-1.5", "two"]}
    assert call(run, "names", "classWords", numbered, 1) == "class -1.5"
    assert call(run, "names", "className", numbered, 2) == "two"


@pytest.mark.parametrize(
    ("name", "most", "text"),
    [
        ("short", 9, "short"),
        ("nonflavanoid_phenols", 12, "nonflav…nols"),
        ("column number 14", 9, "colum… 14"),
        ("ключ 🌍🌍🌍🌍🌍", 6, "клю…🌍🌍"),
    ],
)
def test_long_names_lose_their_middle(run, name, most, text):
    got = call(run, "names", "shortened", name, most)
    assert len(got) <= most
    assert got.replace("… ", "…") == text.replace("… ", "…")


@pytest.mark.parametrize(
    ("name", "text"),
    [("length (cm)", "length"), ("p [Pa]", "p"), ("f(x) of", "f(x) of"), ("(cm)", "(cm)")],
)
def test_units_are_what_follows_in_brackets(run, name, text):
    assert call(run, "names", "bare", name) == text


HOSTILE = '<a href="javascript:alert(1)">x</a> %{x} & <b>'


def test_names_have_no_meaning_as_markup(run):
    told = message(THREE, iris_pair())
    told["class_names"][0] = told["axes"][0]["name"] = HOSTILE
    words = call(run, "points", "pointWords", told, "train", 0)
    assert "<a" not in words
    assert words.count("<b>") == words.count("</b>") == 1
    assert "&lt;a href" in words
    trace = run(
        "const { pointTrace } = await load('points');"
        "const { createPalette } = await load('colors');"
        "const { readTheme } = await load('theme');"
        "const palette = createPalette(readTheme(document.body));"
        "const trace = pointTrace(argument, 'train', palette, true);"
        "return [trace.hovertemplate, trace.x.length];",
        told,
    )
    assert trace == ["%{customdata}<extra></extra>", len(told["train"])]
    title = call(run, "own_axes", "axisTitle", {"name": HOSTILE, "own": True}, 10_000)["text"]
    assert "<" not in title


def test_a_wide_point_says_in_what_it_stands_out(run):
    data = wine()
    words = call(run, "points", "pointWords", message(THREE, data), "train", 7).split("<br>")
    assert words[:2] == ["training point", "<b>class_0</b>"]
    farthest = np.argsort(-np.abs(data.X_train[7]))[:4]
    starts = [data.axes[i].name[:8] for i in farthest]
    assert [line[:8] for line in words[4:]] == starts
    value = (
        data.axes[farthest[0]].offset + data.axes[farthest[0]].scale * data.X_train[7][farthest[0]]
    )
    assert float(words[4].split()[-1].replace(",", "")) == pytest.approx(value, rel=0.02)
