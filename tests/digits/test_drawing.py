"""Drawings become images like the originals, wherever and however large they were drawn."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from playground.digits.drawing import CENTER, INK, counted, draw, draw_dots
from tests.digits.samples import SAMPLES, reference_cases

CASES = Path(__file__).parents[1] / "data" / "digits_drawing.json"
COORDINATES = st.floats(-1000, 1000, allow_subnormal=False)
STROKES = st.lists(
    st.lists(st.tuples(COORDINATES, COORDINATES), max_size=12), min_size=1, max_size=4
)


@pytest.mark.parametrize("digit", SAMPLES)
def test_the_default_network_reads_a_written_digit(trained, digit):
    image = draw(SAMPLES[digit]).image
    assert trained.predict(image.reshape(1, 64)) == [digit]


@pytest.mark.parametrize("digit", SAMPLES)
def test_a_drawing_is_made_as_the_originals_are(digit):
    drawn = draw(SAMPLES[digit])
    rows, columns = np.nonzero(drawn.bitmap)
    assert abs(drawn.bitmap.sum() - INK) <= 25
    assert rows.min() <= 1
    assert rows.max() >= 30
    box = (columns.min() + columns.max() + 1) / 2
    mass = columns.mean() + 0.5
    assert (box + mass) / 2 == pytest.approx(CENTER, abs=0.6)


@pytest.mark.parametrize("scale", [0.003, 1.7, 4000])
@pytest.mark.parametrize("place", [(0, 0), (-31, 77)])
def test_place_and_size_on_the_pad_do_not_matter(scale, place):
    for strokes in SAMPLES.values():
        moved = [np.array(stroke) * scale + place for stroke in strokes]
        difference = np.abs(draw(moved).image - draw(strokes).image)
        assert difference.sum() <= 8  # rounding decides how many dots a piece of a line gets


@settings(max_examples=60, deadline=None)
@given(STROKES)
def test_any_drawing_gives_an_image(strokes):
    drawn = draw(strokes)
    assert drawn.image.shape == (8, 8)
    assert (drawn.image == drawn.image.round()).all()
    assert 0 <= drawn.image.min() <= drawn.image.max() <= 16
    assert bool(drawn.bitmap.any()) == any(strokes)


@settings(max_examples=30, deadline=None)
@given(STROKES)
def test_ink_is_what_lies_within_half_a_pen_of_a_stroke(strokes):
    points = [np.array(stroke) for stroke in strokes if stroke]
    assume(points and np.ptp(np.concatenate(points), axis=0).max() > 1)
    drawn = draw(strokes)
    # An oracle that looks at pieces of lines, not at dots; where the drawing lies is found again
    # from the ink's own edges, so only what any placing has in common is asked.
    low, high = np.concatenate(points).min(axis=0), np.concatenate(points).max(axis=0)
    scale = (32 - drawn.pen) / (high - low).max()
    longest = [np.hypot(*(np.diff(line, axis=0).T)).sum() * scale for line in points]
    most = sum(length * (drawn.pen + 1.5) + np.pi * (drawn.pen / 2 + 1) ** 2 for length in longest)
    assert drawn.bitmap.sum() <= most


def test_blocks_are_counted():
    bitmap = np.random.default_rng(0).random((3, 32, 32)) < 0.4
    expected = [
        [[one[4 * r : 4 * r + 4, 4 * c : 4 * c + 4].sum() for c in range(8)] for r in range(8)]
        for one in bitmap
    ]
    assert np.array_equal(counted(bitmap), expected)


def test_lines_and_dots_on_them_are_the_same_drawing():
    line = [(0.0, 0.0), (3.0, 30.0)]
    dots = np.linspace(*line, 200)
    assert np.abs(draw([line]).image - draw_dots(dots).image).sum() <= 4


def test_the_smallest_of_drawings_is_a_dot():
    assert np.array_equal(draw([[(0, 0), (0, 1e-300)]]).image, draw([[(7, 7)]]).image)


def test_an_empty_pad_is_white():
    assert not draw_dots(np.zeros((0, 2))).image.any()
    assert not draw([]).image.any()
    assert draw([[]]).pen == 0


@pytest.mark.parametrize(
    ("strokes", "message"),
    [
        ([[1, 2, 3]], r"A stroke must have shape \(n, 2\). Got \(3,\)"),
        ([[["a", "b"]]], "A stroke must be a list of points"),
        ([[(0, 0), (np.nan, 1)]], r"Coordinates must lie within ±1,000,000. Got nan"),
        ([[(0, 0), (1e9, 1)]], r"Coordinates must lie within ±1,000,000. Got 1000000000"),
        ([np.zeros((4001, 2))], r"at most 4,000 points. Got 4,001"),
    ],
)
def test_what_is_no_drawing_is_refused_in_words(strokes, message):
    with pytest.raises(ValueError, match=message):
        draw(strokes)


def test_the_cases_for_the_browser_are_up_to_date():
    kept = json.loads(CASES.read_text())
    for case, now in zip(kept, reference_cases(), strict=True):
        assert case["strokes"] == now["strokes"]
        assert case["pen"] == pytest.approx(now["pen"], abs=1e-6)
        assert case["image"] == now["image"]
