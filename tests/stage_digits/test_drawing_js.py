"""The browser makes drawings into images, and spoils images, just as the library does."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from playground.digits.corruption import CORRUPTIONS, corrupt
from playground.digits.data import digits
from playground.digits.drawing import MAX_POINTS, draw

pytestmark = pytest.mark.browser

CASES = Path(__file__).parents[1] / "data" / "digits_drawing.json"
DRAW = """
const { draw } = await load("digits/drawing");
return argument.map((strokes) => {
  const { image, bitmap, pen } = draw(strokes);
  return { image: Array.from(image), ink: bitmap.reduce((a, b) => a + b, 0), pen };
});
"""
CORRUPT = """
const { corrupt, UNSPOILT } = await load("digits/corruption");
return argument.cases.map((amounts) =>
  argument.images.map((image) => Array.from(corrupt(image, { ...UNSPOILT, ...amounts }))));
"""
NOTHING = {"right": 0, "down": 0, "degrees": 0, "noise": 0}


def test_reference_drawings_come_out_alike(run):
    cases = json.loads(CASES.read_text())
    for case, got in zip(cases, run(DRAW, [case["strokes"] for case in cases]), strict=True):
        assert got["image"] == case["image"]
        assert got["pen"] == pytest.approx(case["pen"], rel=1e-12)
        assert got["ink"] == sum(case["image"])


def _scribbles(rng: np.random.Generator) -> list[list[list[float]]]:
    """Some strokes of a hand that trembles, of any size and place."""
    size, place = 10 ** rng.uniform(-1, 3), rng.uniform(-500, 500, 2)
    lengths = rng.integers(0, 25, rng.integers(1, 5))
    return [(rng.normal(0, 1, (n, 2)).cumsum(axis=0) * size + place).tolist() for n in lengths]


def test_any_scribble_comes_out_alike(run):
    drawings = [_scribbles(np.random.default_rng(seed)) for seed in range(60)]
    for strokes, got in zip(drawings, run(DRAW, drawings), strict=True):
        expected = draw(strokes)
        assert got["image"] == expected.image.ravel().tolist()
        assert got["pen"] == pytest.approx(expected.pen, rel=1e-9)


def test_the_pad_takes_as_many_points_as_the_library(run):
    body = """return (await load("digits/drawing")).MAX_POINTS;"""
    assert run(body) == MAX_POINTS


def test_images_are_moved_and_turned_alike(run):
    images = digits().X[:6]
    cases = [
        {}, {"right": 1}, {"right": -2.25, "down": 0.75}, {"degrees": 35}, {"degrees": -180},
        {"right": 4, "down": -4, "degrees": 95},
    ]  # fmt: skip
    got = run(CORRUPT, {"images": images.tolist(), "cases": cases})
    for amounts, found in zip(cases, got, strict=True):
        np.testing.assert_allclose(found, corrupt(images, **amounts), atol=2e-5)


def test_noise_is_normal_and_only_grows_with_its_amount(run):
    grains = np.array(run("return Array.from((await load('digits/corruption')).GRAINS);"))
    assert grains.shape == (64,)
    assert abs(grains.mean()) < 3 / 8
    assert 0.75 < grains.std() < 1.25
    image = digits().X[0]
    cases = [{"noise": amount} for amount in (0, 0.1, 0.5)]
    got = np.array(run(CORRUPT, {"images": [image.tolist()], "cases": cases}))[:, 0]
    for amount, found in zip((0, 0.1, 0.5), got, strict=True):
        expected = np.clip(image + amount * 16 * grains, 0, 16)
        np.testing.assert_allclose(found, expected, atol=2e-5)


def test_the_sliders_have_the_librarys_bounds(run):
    table = run("return (await load('digits/corruption')).CORRUPTIONS;")
    assert list(table) == list(CORRUPTIONS)
    for name, row in CORRUPTIONS.items():
        bounds = (table[name]["low"], table[name]["high"], table[name]["step"])
        assert bounds == (row.kind.low, row.kind.high, row.step)
    assert run("return (await load('digits/corruption')).UNSPOILT;") == NOTHING
