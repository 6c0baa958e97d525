"""The figures of neuron, activations, differences and losses: the arrays and shapes behind them."""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.figures.activation_curve import CurveCard, activation_cards, activation_curve
from playground.figures.gradient_check import both_gradients, error_by_step, times_by_size
from playground.figures.gradient_stack import (
    Quantity,
    idle_bars,
    ratio_table,
    stack_profile,
    times,
)
from playground.figures.loss_curves import LOSS, SLOPE, escape_curves, over_sum, pushes_on_run
from playground.figures.neuron_cards import PLANE, NeuronCard, crossing, neuron_cards, signed
from playground.figures.neuron_lesson import lesson_plane, mistakes_stairs
from playground.figures.palette import class_colors

SVG = "{http://www.w3.org/2000/svg}"
Z = np.linspace(-6, 6, 481)
REAL = st.floats(-3, 3, allow_nan=False)


def pictures(html):
    """Every SVG image of an HTML text, parsed."""
    coded = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    return [ET.fromstring(base64.b64decode(text)) for text in coded]


def card(values, weights=(1.0, -0.5, 0.2), nudged=(1.1, -0.5, 0.2), answers=(0.2, 0.3)):
    return NeuronCard(
        "Neuron", "f(z) = …", Z, values, (-1.0, 1.0), (-1.3, 1.3), weights, nudged, (1.0, 2.0),
        (0.2, 0.3), answers,
    )  # fmt: skip


# One neuron


@given(REAL, REAL, REAL)
@settings(max_examples=200, deadline=None)
def test_a_line_ends_on_the_square_and_is_where_z_is_0(w1, w2, b):
    ends = crossing((w1, w2, b))
    corners = PLANE * np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]])
    signs = np.sign(corners @ [w1, w2] + b)
    if ends is None:
        if np.hypot(w1, w2) > 0.01:
            assert abs(signs.sum()) >= 3  # no line: all corners on one side, or one touched
        return
    assert np.abs(ends).max() <= PLANE + 1e-9
    np.testing.assert_allclose(np.abs(ends).max(axis=1), PLANE, rtol=1e-9)
    np.testing.assert_allclose(ends @ [w1, w2] + b, 0, atol=1e-6)


def test_a_neurons_gradient_has_the_answers_colours_where_they_are():
    weights = (1.0, -0.5, 0.2)
    plane, _ = pictures(neuron_cards([card(np.tanh(Z), weights)]))
    (gradient,) = plane.iter(f"{SVG}linearGradient")
    start, end = (
        np.array([float(gradient.get(x)), -float(gradient.get(y))])
        for x, y in (("x1", "y1"), ("x2", "y2"))
    )
    negative, positive = class_colors(2)
    stops = list(gradient.iter(f"{SVG}stop"))
    assert len(stops) > 20
    for stop in stops:
        place = start + float(stop.get("offset")) * (end - start)
        a = np.tanh(place @ weights[:2] + weights[2])
        assert float(stop.get("stop-opacity")) == pytest.approx(0.8 * abs(a), abs=2e-3)
        if abs(a) > 0.01:
            assert stop.get("stop-color") == (positive if a > 0 else negative)


def test_a_step_jumps_in_the_picture_too():
    step = np.where(Z >= 0, 1.0, -1.0)
    html = neuron_cards([card(step, answers=(-1.0, 1.0))])
    plane, curve = pictures(html)
    offsets = [float(stop.get("offset")) for stop in plane.iter(f"{SVG}stop")]
    assert offsets.count(0.5) == 2
    (path,) = [el.get("d") for el in curve.iter(f"{SVG}path") if el.get("class") == "line"]
    assert path.count("M") == 2  # two pieces, no upright line between them
    assert "flips" in html
    assert "is-flip" in html


@pytest.mark.parametrize("weights", [(0, 0, 0.5), (0, 0, 0), (1e-9, 0, 2), (0, 3, 3), (2, 0, -3)])
def test_any_weights_make_a_picture(weights):
    html = neuron_cards([card(np.tanh(Z), weights, weights)], dark=True)
    assert len(pictures(html)) == 2


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [((0.5, 0.5), "stays"), ((0.5, 0.525), "moves +0.025"), ((0, 1.5), "moves +1.500")],
)
def test_the_verdict(answers, verdict):
    """What has no jump cannot flip, however far it moves."""
    assert f"<mark>{verdict}</mark>" in neuron_cards([card(np.maximum(Z, 0), answers=answers)])


def test_numbers_have_a_true_minus_and_zero_no_sign():
    assert (signed(-0.5), signed(0.25)) == ("−0.500", "+0.250")
    assert signed(-0.0001) == signed(0) == "0.000"


def test_the_lesson_shows_every_point_and_both_lines():
    X = np.array([[1.0, 1.0], [-1.0, 0.5], [2.0, -2.0]])
    y = np.array([1, 0, 1])
    html = lesson_plane(X, y, before=(0, 1, 0), after=(1, 1, 0.5), looked_at=1, wrong=True)
    (svg,) = pictures(html)
    negative, positive = class_colors(2)
    discs = [el for el in svg.iter(f"{SVG}circle") if el.get("fill") == positive]
    assert [(float(d.get("cx")), -float(d.get("cy"))) for d in discs] == [(1, 1), (2, -2)]
    assert sum(el.get("fill") == negative for el in svg.iter(f"{SVG}path")) == 1
    kinds = [el.get("class") for el in svg.iter(f"{SVG}line")]
    assert sorted(kinds) == ["line", "line", "was"]  # the line, its arrow, the line before
    (ring,) = [el for el in svg.iter(f"{SVG}circle") if el.get("class") == "wrong"]
    assert (float(ring.get("cx")), -float(ring.get("cy"))) == (-1, 0.5)
    areas = {el.get("fill"): el.get("points") for el in svg.iter(f"{SVG}polygon")}
    for color, sign in ((positive, 1), (negative, -1)):  # each side where the answer is its class
        corners = np.array([p.split(",") for p in areas[color].split()], float) * [1, -1]
        assert (sign * (corners @ [1, 1] + 0.5) >= -1e-2).all()


def test_weights_of_zero_have_no_line():
    html = lesson_plane(
        np.ones((1, 2)), np.ones(1, int), before=(0, 0, 0), after=(0, 0, 0), looked_at=None,
        wrong=False,
    )  # fmt: skip
    (svg,) = pictures(html)
    assert not list(svg.iter(f"{SVG}line"))


def test_the_stairs_rise_once_a_mistake():
    wrong = np.array([True, False, True, True, False, False])
    (svg,) = pictures(mistakes_stairs(wrong, 4, 3, most=6))
    (stairs,) = [el.get("d") for el in svg.iter(f"{SVG}path") if el.get("stroke")]
    assert stairs.count("V") == 3
    heights = [float(text) for text in re.findall(r"V([\d.]+)", stairs)]
    assert heights == sorted(heights, reverse=True)
    (dot,) = svg.iter(f"{SVG}circle")
    assert float(dot.get("cy")) == pytest.approx(heights[-1], abs=0.1)


# Activations


def test_a_curve_has_its_arrays_and_shades():
    value, slope = np.tanh(Z), 1 - np.tanh(Z) ** 2
    figure = activation_curve(Z, value, slope, ((-6, -2.2), (2.2, 6)), label="tanh")
    np.testing.assert_array_equal(figure.data[0].y, value)
    np.testing.assert_array_equal(figure.data[1].y, slope)
    assert [(s.x0, s.x1) for s in figure.layout.shapes] == [(-6, -2.2), (2.2, 6)]
    other = activation_curve(Z, Z, np.ones_like(Z), (), label="linear", dark=True)
    assert other.layout.yaxis.range == figure.layout.yaxis.range  # nothing jumps


def test_a_card_for_every_activation():
    cards = [
        CurveCard(name, "slope ≤ 1", Z, Z, np.ones_like(Z), (), name == "b") for name in ("a", "b")
    ]
    html = activation_cards(cards)
    assert len(pictures(html)) == 2
    assert html.count("is-chosen") == 1


QUANTITY = Quantity("length", (-9, 4), -4, 2)


def test_a_profile_shows_medians_and_quartiles():
    rng = np.random.default_rng(0)
    rows = {"He": 10.0 ** rng.uniform(-3, 0, (8, 4)), "zeros": np.zeros((8, 4))}
    figure = stack_profile(rows, QUANTITY, has_output=True)
    lines = {t.name: t for t in figure.data if t.mode == "lines+markers"}
    np.testing.assert_allclose(lines["He"].y, np.median(rows["He"], axis=0))
    assert list(lines["He"].x) == [1, 2, 3, 4]
    assert (np.array(lines["zeros"].y) > 0).all()  # at the edge of the logarithmic axis, as crosses
    assert set(lines["zeros"].marker.symbol) == {"x"}
    assert list(lines["zeros"].customdata) == [0, 0, 0, 0]
    assert figure.layout.xaxis.ticktext[-1] == "output"
    short = stack_profile({"He": rows["He"][:, :2]}, QUANTITY, has_output=False)
    assert short.layout.xaxis.range == figure.layout.xaxis.range
    assert short.layout.yaxis.range == figure.layout.yaxis.range


def test_the_table_colours_powers_of_ten():
    ratios = np.array([[1.0, 1e-3], [100.0, 0.0], [1e9, 5e-5]])
    figure = ratio_table(ratios, ["a", "b", "c"], ["He", "zeros"], 1)
    np.testing.assert_allclose(figure.data[0].z, [[0, -3], [2, -6], [6, np.log10(5e-5)]])
    places = list(zip(figure.data[1].y, figure.data[1].x, figure.data[1].text, strict=True))
    assert places[3] == ("b", "zeros", "0")
    assert len(places) == len(figure.data[1].textfont.color) == 6
    (frame,) = figure.layout.shapes
    assert (frame.y0, frame.y1) == (0.5, 1.5)


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(0, "0"), (1, "×1.0"), (0.0126, "×0.013"), (234.4, "×230"), (0.0996, "×0.10"),
     (9970, "×1·10⁴"), (9.7e-4, "×1·10⁻³"), (2.1e-5, "×2·10⁻⁵"),
     (1.2e4, "×1·10⁴"), (0.99, "×0.99"), (12.3, "×12")],
)  # fmt: skip
def test_factors_are_written_short(ratio, text):
    assert times(ratio) == text


def test_bars_have_the_shares():
    figure = idle_bars({"He": np.array([0.1, 0.4]), "zeros": np.ones(2)}, "share")
    assert [list(bar.y) for bar in figure.data] == [[0.1, 0.4], [1, 1]]
    assert figure.layout.yaxis.range == (0, 1)


# Differences


def test_both_gradients_lie_on_the_diagonal_and_far_ones_at_the_edge():
    exact = np.array([0.1, -0.2, 0.05])
    numeric = np.array([0.1, -0.21, 7.0])
    figure = both_gradients(exact, numeric, ["a", "b", "c"])
    points = figure.data[1]
    np.testing.assert_array_equal(points.x, exact)
    np.testing.assert_allclose(points.y, [0.1, -0.21, 0.23])
    assert list(points.marker.symbol) == ["circle", "circle", "triangle-up-open"]
    assert points.customdata[2][1] == 7.0
    assert figure.layout.xaxis.range == figure.layout.yaxis.range
    np.testing.assert_allclose(figure.layout.xaxis.range, (-0.23, 0.23))
    both_gradients(np.zeros(2), np.zeros(2), ["a", "b"])  # no gradient at all


def test_error_curves_are_drawn_with_the_powers_beside_them():
    steps = 10.0 ** np.arange(-14, 0.25, 0.5)
    errors = {
        ("float64", "forward"): steps + 1e-15 / steps,
        ("float64", "central"): steps**2 + 1e-15 / steps,
        ("float32", "forward"): np.minimum(steps + 1e-6 / steps, 1),
        ("float32", "central"): np.minimum(steps**2 + 1e-6 / steps, 1),
    }
    figure = error_by_step(steps, errors, 2e-7, h=1e-5)
    drawn = {trace.name: trace for trace in figure.data if trace.name}
    assert set(drawn) == {f"{rule}, {precision}" for precision, rule in errors}
    shown = np.clip(errors["float64", "central"], 1e-12, 1e3)
    np.testing.assert_allclose(drawn["central, float64"].y, shown)
    slopes = [
        np.diff(np.log10(trace.y))[0] / np.diff(np.log10(trace.x))[0]
        for trace in figure.data
        if not trace.name
    ]
    np.testing.assert_allclose(slopes, [2, 1, -1])
    words = [note.text for note in figure.layout.annotations]
    assert {"truncation<br>∝ h²", "truncation<br>∝ h", "rounding<br>∝ 1/h"} < set(words)
    moved = error_by_step(steps, errors, 2e-7, h=1e-9)
    assert moved.layout.xaxis.range == figure.layout.xaxis.range
    assert moved.layout.yaxis.range == figure.layout.yaxis.range


def test_curves_without_an_error_have_no_power():
    steps = 10.0 ** np.arange(-14, 0.25, 0.5)
    none = {(p, r): np.zeros(29) for p in ("float64", "float32") for r in ("forward", "central")}
    assert len(error_by_step(steps, none, 1e-7, h=1e-5).data) == 4


def test_times_are_in_milliseconds_and_hollow_where_not_measured():
    figure = times_by_size(
        np.array([10, 1000]), np.array([1e-5, 1e-4]), np.array([1e-4, 0.1]), np.array([True, False])
    )
    np.testing.assert_allclose(figure.data[0].y, [0.1, 100])
    np.testing.assert_allclose(figure.data[1].y, [0.01, 0.1])
    assert list(figure.data[0].marker.symbol) == ["circle", "circle-open"]


# Losses


def test_both_losses_over_z_with_a_mark():
    z = np.linspace(-10, 10, 201)
    p = 1 / (1 + np.exp(-z))
    curves = {"cross-entropy": -np.log(p), "squared error": 0.5 * (p - 1) ** 2}
    figure = over_sum(z, curves, 40, LOSS)
    np.testing.assert_array_equal(figure.data[0].y, curves["cross-entropy"])
    assert (figure.data[1].x[0], figure.data[1].y[0]) == (z[40], curves["cross-entropy"][40])
    low, high = figure.layout.yaxis.range
    assert low < 0
    assert high > 10  # the loss of the most confident mistake that the slider reaches
    assert over_sum(z, curves, 3, SLOPE, dark=True).layout.yaxis.range == SLOPE.reach


def test_pushes_and_escapes_show_what_they_are_given():
    right, values = np.array([0.1, 0.9]), np.array([0.9, 0.1])
    figure = pushes_on_run(right, {"cross-entropy": values, "squared error": values / 9})
    np.testing.assert_array_equal(figure.data[0].x, right)
    np.testing.assert_array_equal(figure.data[1].y, values / 9)
    lines = {"cross-entropy": np.array([0.5, 1.0]), "squared error": np.array([0.5, 0.5])}
    drawn = escape_curves(np.array([0, 1]), lines, lines)
    assert [list(trace.y) for trace in drawn.data] == [[0.5, 1]] * 2 + [[0.5, 0.5]] * 2
