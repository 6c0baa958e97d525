"""The picture of own points: places, classes, units, and nothing of a name that acts as HTML."""

from __future__ import annotations

import numpy as np
import pytest

from datasets import DOMAIN, Axis, Dataset, Plane
from playground.figures.own_points import axis_ticks, plane_axes, points_figure
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


def test_the_axes_of_a_plane_measure_what_the_stage_says():
    wide = RNG.normal(size=(40, 3))
    axes = (Axis("height", 170, 10), Axis("weight", 65, 8), Axis("age", 40, 5))
    tilted = np.array([[3.0, 4.0, 0], [-0.8, 0.6, 0]])
    along = np.array([[2.0, 0, 0], [0, 0, 3.0]])

    def measured(directions, names):
        plane = Plane(np.array([0.5, 0, 1.0]), directions, names)
        part = {"n_coordinates": 3, "plane": plane, "axes": axes}
        return plane_axes(Dataset(wide[:20], Y[:20], wide[20:], Y[20:], **part))

    # One unit of a component is one standard unit of the space, whatever its direction's length.
    assert measured(tilted, ("PC 1", "PC 2")) == (Axis("PC 1", 0, 5), Axis("PC 2", 0, 1))
    # Along a column: 170 + 10 · (0.5 + 2u) and 40 + 5 · (1 + 3v).
    assert measured(along, ("height", "age")) == (Axis("height", 175, 20), Axis("age", 45, 15))


def test_values_have_the_colours_of_their_sign_in_their_own_unit():
    y = RNG.normal(size=40)
    data = Dataset(X[:20], y[:20], X[20:], y[20:], task="regression")
    figure = points_figure(data, Axis("price", 100, 50))
    np.testing.assert_allclose(figure.data[0].marker.color, 100 + 50 * y[:20])
    assert (figure.data[0].marker.cmin, figure.data[0].marker.cmax) == (50, 150)
    assert figure.data[0].marker.colorbar.title.text == "price"


@pytest.mark.parametrize(
    ("offset", "scale"), [(0, 1), (170, 5), (-3e-5, 2e-6), (1e7, 3e5), (0.5, -0.1), (5, 1e-3)]
)
def test_ticks_are_round_values_at_their_places(offset, scale):
    places, words = axis_ticks(Axis("a", offset, scale))
    assert 4 <= len(words) <= 13
    assert np.abs(places).max() <= DOMAIN + 1e-9
    values = offset + scale * places
    np.testing.assert_allclose([float(word) for word in words], values, atol=abs(scale) / 50)
    assert len(set(words)) == len(words)


def test_names_of_columns_and_classes_are_no_html():
    evil = "<a href='x'>b</a>"
    axes = (Axis(evil), Axis("y"))
    figure = points_figure(classes(class_names=(evil, "v", "w"), axes=axes), Axis(evil))
    assert "<a" not in figure.to_json().replace("\\u003c", "<")
