"""The pictures of a sweep: their arrays, their colours, what is written where."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.figures.palette import NEGATIVE, POSITIVE, POSITIVE_DARK
from playground.figures.sweep_colors import (
    PALE,
    color_at,
    color_scale,
    contrast,
    limits_of,
    readable_ink,
)
from playground.figures.sweep_curves import learning_curves
from playground.figures.sweep_heat_map import heat_map
from playground.figures.sweep_parallel import (
    LEFT_OUT,
    MOST_TICKS,
    Coordinate,
    parallel_coordinates,
    round_numbers,
)

VALUES = np.array([[0.5, 0.75, np.nan], [0.9, 0.6, 1.0]])
TEXTS = [["50%", "75%", ""], ["90%", "60%", "100%"]]
WORDS = {"x_label": "Units", "y_label": "Layers", "measure": "Test accuracy", "form": ".0%"}
NAMES = {"x_names": ["2", "4", "8"], "y_names": ["1", "3"]}


def drawn(**options):
    return heat_map(VALUES, TEXTS, **WORDS, **NAMES, limits=(0.5, 1.0), **options)


def test_the_heat_map_holds_the_values_rows_upwards():
    figure = drawn()
    np.testing.assert_array_equal(figure.data[0].z, VALUES)
    assert list(figure.layout.xaxis.ticktext) == ["2", "4", "8"]
    assert list(figure.layout.yaxis.ticktext) == ["1", "3"]
    assert figure.layout.xaxis.title.text.endswith("Units")
    assert figure.layout.yaxis.title.text == "Layers"
    assert figure.layout.yaxis.range[0] < figure.layout.yaxis.range[1]
    assert figure.data[0].colorbar.title.text == "Test accuracy"
    assert (figure.data[0].zmin, figure.data[0].zmax) == (0.5, 1.0)


@pytest.mark.parametrize("dark", [False, True])
def test_every_value_is_written_once_in_an_ink_that_can_be_read(dark):
    figure = drawn(dark=dark)
    written = figure.data[2:]
    together = np.char.add(np.array(written[0].text, str), np.array(written[1].text, str))
    np.testing.assert_array_equal(together, TEXTS)
    scale = color_scale(dark=dark)
    for layer in written:
        for row, texts in enumerate(layer.text):
            for column, text in enumerate(texts):
                if text:
                    share = (VALUES[row, column] - 0.5) / 0.5
                    assert contrast(layer.textfont.color, color_at(scale, share)) >= 4.5


def test_there_is_a_place_to_press_in_the_middle_of_every_cell():
    places = drawn().data[1]
    cells = [(column, row) for row in range(2) for column in range(3)]
    assert list(zip(places.x, places.y, strict=True)) == cells
    assert places.marker.opacity == 0


def test_a_grid_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"values must have shape \(2, 3\). Got \(3, 2\)"):
        heat_map(VALUES.T, TEXTS, **WORDS, **NAMES, limits=(0, 1))


def test_colours_are_those_of_plus_and_minus():
    assert color_scale() == [(0.0, PALE), (1.0, POSITIVE)]
    assert [color for _, color in color_scale(diverging=True)] == [NEGATIVE, PALE, POSITIVE]
    assert color_scale(low_is_good=True)[0] == (0.0, POSITIVE)
    assert color_scale(dark=True)[-1] == (1.0, POSITIVE_DARK)


def test_colours_between_are_mixed():
    scale = [(0.0, "#000000"), (0.5, "#0A0000"), (1.0, "#0AFF00")]
    assert color_at(scale, 0) == "#000000"
    assert color_at(scale, 0.25) == "#050000"
    assert color_at(scale, 0.75) == "#0A8000"
    assert color_at(scale, 1) == "#0AFF00"


def test_contrast_is_that_of_the_guideline():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=1e-3)
    assert readable_ink("#FFFFFF") != "#FFFFFF"
    assert readable_ink("#000000") == "#FFFFFF"


@given(low=st.floats(-1e4, 1e4), width=st.floats(1e-3, 1e4))
def test_a_scale_has_round_numbers_within_its_ends(low, width):
    numbers = round_numbers(low, low + width)
    slack = 1e-6 * (abs(low) + width)
    assert 2 <= len(numbers) <= MOST_TICKS
    assert low - slack <= numbers[0] < numbers[-1] <= low + width + slack
    steps = np.diff(numbers)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-6)
    assert f"{steps[0]:.0e}"[0] in "125"


numbers = st.lists(st.floats(-1e6, 1e6) | st.just(math.nan), max_size=8)


@given(values=numbers, diverging=st.booleans())
def test_limits_hold_all_values_and_are_never_empty(values, diverging):
    low, high = limits_of(values, diverging=diverging)
    assert low < high
    known = [value for value in values if not math.isnan(value)]
    assert all(low <= value <= high for value in known)
    if diverging:
        assert low == -high


def test_limits_reach_up_to_the_best_there_is():
    assert limits_of([0.2, 0.9], diverging=False, top=1.0) == (0.2, 1.0)
    assert limits_of([1.0, 1.0], diverging=False, top=1.0) == (0.0, 1.0)


COORDINATES = [
    Coordinate("Optimiser", [0, 1, 1], names=["SGD", "Adam"]),
    Coordinate("Test accuracy", [0.5, 1.0, 0.75], limits=(0.5, 1.0), form=".0%"),
]


def lines(**options):
    return parallel_coordinates(
        COORDINATES, [0.5, 1.0, math.nan], measure="Test accuracy", limits=(0.5, 1.0), **options
    )


def test_heights_run_from_bottom_to_top():
    np.testing.assert_allclose(COORDINATES[0].heights(), [0.25, 0.75, 0.75])
    np.testing.assert_allclose(COORDINATES[1].heights(), [0, 1, 0.5])
    assert COORDINATES[0].ticks() == [(0.25, "SGD"), (0.75, "Adam")]
    assert COORDINATES[1].ticks()[0] == (0, "50%")
    assert COORDINATES[1].ticks()[-1] == (1, "100%")


def test_every_cell_with_a_measure_is_a_line_through_its_values():
    figure = lines(hovers=["first", "second", "third"])
    *strokes, points = figure.data
    through = {}
    for stroke in strokes:
        for x, y in zip(stroke.x, stroke.y, strict=True):
            if not math.isnan(x):
                through.setdefault(stroke.line.color, []).append((x, y))
    assert sorted(through.values()) == [[(0, 0.25), (1, 0)], [(0, 0.75), (1, 1)]]
    assert list(points.customdata) == [0, 0, 1, 1]  # the third cell has no measure
    assert list(points.text) == ["first", "first", "second", "second"]
    np.testing.assert_allclose(points.y, [0.25, 0, 0.75, 1])
    assert list(figure.layout.xaxis.ticktext) == ["Optimiser", "Test<br>accuracy"]


def test_what_is_not_chosen_gives_way_but_stays():
    *strokes, points = lines(chosen=[1]).data
    pale = next(stroke for stroke in strokes if stroke.line.color == LEFT_OUT)
    assert pale.y[0] == 0.25
    assert list(points.customdata) == [0, 0, 1, 1]
    assert points.marker.opacity[0] < points.marker.opacity[2] == 1


def test_learning_curves_and_the_gap_between_them():
    figure = learning_curves([0, 1, 10], [0.5, 0.8, 1.0], [0.5, 0.7, 0.9])
    train, test = figure.data
    assert (train.name, test.name) == ("training points", "test points")
    np.testing.assert_array_equal(train.y, [0.5, 0.8, 1.0])
    np.testing.assert_array_equal(test.y, [0.5, 0.7, 0.9])
    np.testing.assert_array_equal(test.x, [0, 1, 10])
    assert test.fill == "tonexty"  # up to the curve before it: training
    assert figure.layout.xaxis.title.text == "epoch"
    assert figure.layout.yaxis.title.text == "accuracy"
