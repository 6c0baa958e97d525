"""The boundary as a figure: regions, points and units in its arrays."""

from __future__ import annotations

import re

import numpy as np
import pytest

from datasets import Axis
from playground.figures.boundary_figure import Cloud, boundary_figure, curve_figure, figure_html
from playground.figures.palette import class_colors
from playground.figures.tints import mix, pale, ramp, tints

TICKS = np.linspace(-6, 6, 5)
AXES = (Axis("height", 170.0, 5.0), Axis("mass <kg>", 70.0, 2.0))


def cloud(n_classes, seed=0):
    rng = np.random.default_rng(seed)
    return Cloud(rng.uniform(-5, 5, (30, 2)), np.arange(30) % max(n_classes, 1))


def shares(n_classes):
    rng = np.random.default_rng(1)
    raw = rng.uniform(0.1, 1, (5, 5, n_classes)) ** 4
    return raw / raw.sum(axis=-1, keepdims=True)


def drawn(n_classes, **more):
    train, test = cloud(n_classes), cloud(n_classes, 2)
    names = tuple(f"kind {k}" for k in range(n_classes))
    lines = [np.array([[0.0, 0.0], [1.0, 2.0]])]
    answers = shares(n_classes) if n_classes else np.linspace(-3, 3, 25).reshape(5, 5)
    figure = boundary_figure(
        TICKS, answers, lines, train, test, axes=AXES, class_names=names, **more
    )
    return figure, answers, train, test


def of_kind(figure, kind):
    return [trace for trace in figure.data if trace.type == kind]


def test_two_classes_are_one_field_from_tint_to_tint():
    figure, answers, *_ = drawn(2)
    (field,) = of_kind(figure, "contour")
    assert np.allclose(field.z, answers[..., 1])
    assert field.colorscale[0][1] == tints(2)[0]
    assert field.colorscale[-1][1] == tints(2)[1]
    assert (field.zmin, field.zmax) == (0, 1)
    middle = field.colorscale[len(field.colorscale) // 2]
    assert middle == (0.5, pale())


@pytest.mark.parametrize("n_classes", [3, 10])
def test_each_class_has_a_field_where_it_is_ahead(n_classes):
    figure, answers, *_ = drawn(n_classes)
    winners = answers.argmax(axis=-1)
    fields = {trace.colorscale[-1][1]: trace for trace in of_kind(figure, "contour")}
    for k, tint in enumerate(tints(n_classes)):
        if (winners == k).any():
            assert np.array_equal(np.asarray(fields[tint].z) > 0, winners == k)
        else:
            assert tint not in fields


def test_values_beyond_the_reach_have_the_full_colour():
    figure, *_ = drawn(0, reach=2.0)
    (field,) = of_kind(figure, "contour")
    assert np.asarray(field.z).min() == -2
    assert np.asarray(field.z).max() == 2


def test_everything_stands_in_the_datas_own_units():
    figure, _, train, _ = drawn(2)
    (field,) = of_kind(figure, "contour")
    assert np.allclose(field.x, 170 + 5 * TICKS)
    assert np.allclose(field.y, 70 + 2 * TICKS)
    first = next(trace for trace in figure.data if trace.name == "kind 0" and trace.showlegend)
    assert np.allclose(first.x, 170 + 5 * train.places[train.answers == 0, 0])
    assert np.allclose(figure.layout.xaxis.range, [140, 200])
    assert np.allclose(figure.layout.yaxis.range, [58, 82])
    assert figure.layout.yaxis.scaleratio == pytest.approx(2.5)  # a square plane
    assert figure.layout.xaxis.title.text == "height"
    assert figure.layout.yaxis.title.text == "mass &lt;kg&gt;"


@pytest.mark.parametrize("n_classes", [2, 10])
def test_every_point_is_drawn_once_filled_or_as_a_ring(n_classes):
    figure, _, train, test = drawn(n_classes)
    colors = class_colors(n_classes)
    for part, marks in ((train, True), (test, False)):
        traces = [
            trace
            for trace in of_kind(figure, "scatter")
            if trace.name.startswith("kind") and trace.showlegend == marks
        ]
        assert sum(len(trace.x) for trace in traces) == len(part.places)
        for k, trace in enumerate(traces):
            color = trace.marker.color if marks else trace.marker.line.color
            assert color == colors[k]


def test_names_of_own_data_are_no_markup():
    figure, *_ = drawn(2, title="<b>mine</b> & yours", words="<i>x</i>")
    assert "&lt;b&gt;mine&lt;/b&gt; &amp; yours" in figure.layout.title.text
    document = figure_html(figure, "</title><script>alert(1)</script>")
    assert "<script>alert" not in document
    assert document.count("<html") == 1
    assert "Plotly.newPlot" in document
    assert re.findall(r"<(?:script|link)[^>]*(?:src|href)=.(?!data:)", document) == []


def test_a_curve_runs_through_its_points():
    curve = np.column_stack([TICKS, np.sin(TICKS)])
    axes = (Axis("x"), Axis("target"))
    figure = curve_figure(curve, cloud(0), cloud(0, 3), axes=axes, y_range=(-1, 2))
    line, train, test = figure.data
    assert np.allclose(line.y, np.sin(TICKS))
    assert len(train.x) == len(test.x) == 30
    assert tuple(figure.layout.yaxis.range) == (-1, 2)


def test_mixtures_are_even_to_the_eye():
    assert mix("#000000", "#FFFFFF", 0) == "#000000"
    assert mix("#123456", "#ABCDEF", 1) == "#ABCDEF"
    grey = mix("#000000", "#FFFFFF", 0.5)
    assert grey == "#636363"  # OKLab's L = 0.5 is a linear light of 1/8
    steps = ramp(["#FF0000", "#00FF00", "#0000FF"], 5)
    assert steps[::2] == ["#FF0000", "#00FF00", "#0000FF"]
