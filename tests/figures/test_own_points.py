"""The picture of own points: places, classes, units, and nothing of a name that acts as HTML."""

from __future__ import annotations

import numpy as np
import pytest

from datasets import Axis, Dataset, Plane
from playground.figures.own_points import points_figure
from playground.figures.palette import class_colors

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 2))
Y = np.arange(40) % 3


def classes(**more: object) -> Dataset:
    return Dataset(X[:20], Y[:20], X[20:], Y[20:], **more)


@pytest.mark.parametrize("dark", [False, True])
def test_each_class_has_its_colour_filled_for_training_and_hollow_for_the_test(dark):
    figure = points_figure(classes(class_names=("u", "v", "w")), Axis(""), dark=dark)
    assert [trace.name for trace in figure.data] == ["u", "v", "w"] * 2
    for k, trace in enumerate(figure.data):
        data, answers = (X[:20], Y[:20]) if k < 3 else (X[20:], Y[20:])
        np.testing.assert_array_equal(np.column_stack([trace.x, trace.y]), data[answers == k % 3])
        assert trace.marker.color == class_colors(3, dark=dark)[k % 3]
        assert (trace.marker.symbol == "circle-open") == (k >= 3)
        assert trace.showlegend == (k < 3)


def test_points_of_more_inputs_are_seen_on_their_plane():
    wide = RNG.normal(size=(40, 4))
    plane = Plane(np.ones(4), np.eye(4)[[1, 3]] * 2, ("PC 1 (60%)", "PC 2 (20%)"))
    data = Dataset(wide[:20], Y[:20], wide[20:], Y[20:], n_coordinates=4, plane=plane)
    figure = points_figure(data, Axis(""))
    np.testing.assert_allclose(figure.data[0].x, (wide[:20][Y[:20] == 0, 1] - 1) / 2)
    assert figure.layout.xaxis.title.text == "PC 1 (60%)"
    # The directions are two standard units long, so a place of 5 is a value of 10.
    np.testing.assert_allclose(figure.layout.xaxis.tickvals, np.arange(-5, 6, 2.5))
    assert figure.layout.xaxis.ticktext == ("−10", "−5", "0", "5", "10")


def test_values_have_the_colours_of_their_sign_in_their_own_unit():
    y = RNG.normal(size=40)
    data = Dataset(X[:20], y[:20], X[20:], y[20:], task="regression")
    figure = points_figure(data, Axis("price", 100, 50))
    np.testing.assert_allclose(figure.data[0].marker.color, 100 + 50 * y[:20])
    assert (figure.data[0].marker.cmin, figure.data[0].marker.cmax) == (50, 150)
    assert figure.data[0].marker.colorbar.title.text == "price"


def test_ticks_are_in_the_columns_own_units():
    figure = points_figure(classes(axes=(Axis("height", 170, 5), Axis("y"))), Axis(""))
    axis = figure.layout.xaxis
    np.testing.assert_allclose(170 + 5 * np.array(axis.tickvals), np.arange(140, 201, 10))
    assert axis.ticktext[0] == "140"
    assert len(axis.ticktext) == 7


def test_names_of_columns_and_classes_are_no_html():
    evil = "<a href='x'>b</a>"
    axes = (Axis(evil), Axis("y"))
    figure = points_figure(classes(class_names=(evil, "v", "w"), axes=axes), Axis(evil))
    assert "<a" not in figure.to_json().replace("\\u003c", "<")
