"""Pictures of digits and weights, clouds of images, planes and studies: the arrays behind them."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageColor

from playground.figures.digit_pictures import (
    Shown,
    UnitCard,
    digit_sheet,
    gallery,
    image_row,
    ink_over,
    strip,
    weights_png,
)
from playground.figures.digit_plane import Ground, answer_bars, plane_figure, region_names
from playground.figures.digit_spaces import (
    Cloud,
    flat_figure,
    probe_figure,
    sheet_meta,
    turned_figure,
)
from playground.figures.digit_studies import ACCURACY, LOSS, Learning, learning_figure
from playground.figures.palette import class_colors
from playground.figures.png import data_url, palette_png, png

RNG = np.random.default_rng(8)
IMAGES = RNG.integers(0, 17, (5, 8, 8))


def decoded(file: bytes) -> np.ndarray:
    return np.array(Image.open(io.BytesIO(file)).convert("RGBA")).astype(int)


# Pictures


SIZES = st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(4))


@settings(max_examples=30, deadline=None)
@given(arrays(np.uint8, SIZES, elements=st.integers(0, 255)))
def test_a_png_holds_its_pixels(pixels):
    assert (np.array(Image.open(io.BytesIO(png(pixels)))) == pixels).all()


def test_a_png_of_a_palette_holds_its_colours():
    colors = RNG.integers(0, 256, (17, 4)).astype(np.uint8)
    places = RNG.integers(0, 17, (6, 11)).astype(np.uint8)
    assert (decoded(palette_png(places, colors)) == colors[places]).all()


@pytest.mark.parametrize("dark", [False, True])
def test_each_image_has_its_place_on_the_sheet(dark):
    sheet = decoded(digit_sheet(IMAGES, columns=3, dark=dark))
    assert sheet.shape == (16, 24, 4)
    light = sheet[..., :3].sum(axis=-1)
    for i, image in enumerate(IMAGES):
        row, column = divmod(i, 3)
        shown = light[8 * row : 8 * row + 8, 8 * column : 8 * column + 8]
        # More ink is darker on a light page, lighter on a dark one; as much ink, the same colour.
        order = np.argsort(image, axis=None, kind="stable")
        steps = np.diff(shown.ravel()[order]) * (1 if dark else -1)
        assert (steps[np.diff(image.ravel()[order]) > 0] > 0).all()
        assert (steps[np.diff(image.ravel()[order]) == 0] == 0).all()


def test_a_strip_parts_its_images_by_nothing():
    pixels = decoded(strip(IMAGES, columns=4))
    assert pixels.shape == (17, 35, 4)
    assert (pixels[8] == 0).all()
    assert (pixels[:, 8::9] == 0).all()
    alone = decoded(strip(IMAGES[4:], columns=1))
    assert (pixels[9:, :8] == alone).all()
    assert (pixels[9:, 9:] == 0).all()
    assert decoded(strip([])).shape == (8, 35, 4)


@pytest.mark.parametrize("dark", [False, True])
def test_weights_have_the_colours_of_their_signs(dark):
    weights = np.zeros((8, 8))
    weights[0, 0], weights[0, 1], weights[0, 2], weights[1, 0] = -2.0, 2.0, 7.0, -1.0
    pixels = decoded(weights_png(weights, 2.0, dark=dark))[..., :3]
    low, high = (np.array(ImageColor.getrgb(c)) for c in class_colors(2, dark=dark))
    assert (pixels[0, 0] == low).all()
    assert (pixels[0, 1] == high).all()
    assert (pixels[0, 2] == high).all()
    assert pixels[1, 0] == pytest.approx((low + pixels[7, 7]) / 2, abs=1)
    assert np.isfinite(decoded(weights_png(np.zeros((8, 8)), 0.0))).all()


def test_ink_over_a_plane_has_its_first_row_below():
    images = np.zeros((2, 2, 8, 8))
    images[0, 1] = 16  # the lower right one
    opacity = decoded(ink_over(images, strength=0.5))[..., 3]
    assert opacity.shape == (60, 60)
    assert (opacity[33:57, 33:57] == 128).all()
    assert opacity.sum() == 128 * 24**2


def test_words_are_no_html():
    card = UnitCard("<b>", "a & b", png(np.zeros((8, 8, 4), np.uint8)), strip(IMAGES), '"<i>')
    html = gallery([card], "<units>")
    assert "<b>&lt;b&gt;</b> a &amp; b" in html
    assert "<i>" not in html
    assert "<units>" not in html
    row = image_row([Shown(IMAGES[0], "<u>", wrong=True), Shown(IMAGES[1], "b")], "x")
    assert "<u>" not in row
    assert re.findall(r'figure class="(.*?)"', row) == ["is-wrong", ""]
    assert data_url(strip(IMAGES[:1], columns=1)) in row


# Spaces


def cloud(n_dimensions: int) -> Cloud:
    labels = np.array([0, 0, 0, 7, 7, 3])
    read = np.array([0, 0, 7, 7, 7, 3])
    coordinates = np.arange(6 * n_dimensions, dtype=float).reshape(6, n_dimensions) ** 2
    return Cloud(coordinates, labels, read, np.linspace(0.5, 1, 6), ["a", "b", "c"][:n_dimensions])


def test_a_flat_cloud_says_which_image_and_what_it_is_read_as():
    given = cloud(2)
    meta = sheet_meta("data:x", 48, 6)
    figure = flat_figure(given, meta)
    points, wrong, names = figure.data
    assert np.asarray(points.x) == pytest.approx(given.coordinates[:, 0])
    assert np.asarray(points.y) == pytest.approx(given.coordinates[:, 1])
    said = np.asarray(points.customdata)
    assert said[:, 0].tolist() == list(range(6))
    assert (said[:, 1] == given.labels).all()
    assert (said[:, 2] == given.predictions).all()
    assert said[:, 3] == pytest.approx(given.sureness)
    assert wrong.x.tolist() == [given.coordinates[2, 0]]
    assert list(names.text) == ["0", "3", "7"]
    assert names.y.tolist() == [
        np.median(given.coordinates[given.labels == k, 1]) for k in (0, 3, 7)
    ]
    assert figure.layout.meta == {"sheet": {"source": "data:x", "columns": 48, "n": 6}}
    low, high = figure.layout.xaxis.range
    assert low < given.coordinates[:, 0].min()
    assert high > given.coordinates[:, 0].max()


@pytest.mark.parametrize("dark", [False, True])
def test_points_have_the_colours_of_their_digits(dark):
    marker = flat_figure(cloud(2), {}, dark=dark).data[0].marker
    colors = class_colors(10, dark=dark)
    span = marker.cmax - marker.cmin
    for label in range(10):
        share = (label - marker.cmin) / span
        (step,) = [
            color
            for (start, color), (end, _) in zip(
                marker.colorscale[::2], marker.colorscale[1::2], strict=True
            )
            if start < share < end
        ]
        assert step.lower() == colors[label].lower()


def test_a_cloud_to_turn_keeps_names_before_its_points():
    given = cloud(3)
    figure = turned_figure(given, {})
    points, wrong = figure.data
    assert np.asarray(points.z) == pytest.approx(given.coordinates[:, 2])
    assert wrong.z.tolist() == [given.coordinates[2, 2]]
    named = figure.layout.scene.annotations
    assert [note.text for note in named] == ["<b>0</b>", "<b>3</b>", "<b>7</b>"]
    assert named[1].z == given.coordinates[5, 2]
    assert figure.layout.scene.uirevision
    assert figure.layout.scene.dragmode == "turntable"


def test_a_cloud_all_in_one_place_is_drawn():
    flat = Cloud(np.zeros((3, 2)), np.zeros(3, int), np.ones(3, int), np.ones(3), ["a", "b"])
    low, high = flat_figure(flat, {}).layout.xaxis.range
    assert low < 0 < high


def test_probes_by_layer():
    figure = probe_figure(["pixels", "layer 1"], [1.0, 0.9], [0.8, 0.62])
    test, train = figure.data
    assert list(test.x) == ["pixels", "layer 1"]
    assert test.y.tolist() == [0.8, 0.62]
    assert train.y.tolist() == [1.0, 0.9]
    assert figure.layout.yaxis.range[0] <= 0.61


# The plane


def ground(read: np.ndarray) -> Ground:
    """A plane on which the digits are read as given, surely."""
    n = len(read)
    probabilities = np.full((n, n, 10), 0.01)
    np.put_along_axis(probabilities, read[..., None], 0.91, axis=-1)
    ticks = np.arange(n) + 0.5
    return Ground(ticks, 10 * ticks, probabilities, (0, n, 0, 10 * n), np.zeros(64), np.eye(2, 64))


@settings(max_examples=40, deadline=None)
@given(arrays(np.int64, (9, 9), elements=st.integers(0, 3)))
def test_a_region_is_named_where_it_is_deepest(read):
    given_ground = ground(read)
    names, places = region_names(given_ground)
    assert names == [str(k) for k in np.unique(read)]
    padded = np.pad(read, 1, constant_values=-1)
    cells = np.argwhere(padded >= -1)
    for name, (x, y) in zip(names, places, strict=True):
        digit = int(name)
        others = cells[padded[tuple(cells.T)] != digit]
        depth = {
            (i, j): np.abs(others - (i + 1, j + 1)).sum(axis=1).min()
            for i, j in np.argwhere(read == digit).tolist()
        }
        assert depth[int(y / 10), int(x)] == max(depth.values())


@pytest.mark.parametrize("pictures", [None, np.full((2, 2, 8, 8), 16.0)])
def test_the_plane_says_what_is_read_and_where_images_come_from(pictures):
    read = np.zeros((6, 6), int)
    read[4:, :] = 7  # the upper rows
    there = ground(read)
    there.probabilities[0, 0, 3] = 0.05
    figure = plane_figure(
        there,
        marked=[[1.0, 20.0], [2.0, 50.0]],
        labels=[0, 7],
        named=True,
        chosen=(3.0, 30.0),
        pictures=pictures,
    )
    field, marked, names, chosen = figure.data
    assert (np.asarray(field.z) == read).all()
    said = np.asarray(field.customdata)
    assert said[0, 0] == pytest.approx([0.91, 3, 0.05])
    assert said[5, 5, 0] == pytest.approx(0.91)
    assert list(marked.text) == ["A", "B"]
    assert list(marked.marker.color) == [class_colors(8)[0], class_colors(8)[7]]
    assert list(names.text) == ["0", "7"]
    assert (chosen.x[0], chosen.y[0]) == (3.0, 30.0)
    images = figure.layout.images
    boxes = {(image.x, image.sizex, image.y, image.sizey) for image in images}
    assert len(images) == len(boxes) == (1 if pictures is None else 2)
    file = np.array(Image.open(io.BytesIO(_file(images[0].source))))
    upper, lower = file[0, 0, :3], file[-1, 3, :3]
    assert np.abs(upper - np.array(ImageColor.getrgb(class_colors(8)[7])).astype(int)).max() < 40
    assert np.abs(lower - np.array(ImageColor.getrgb(class_colors(8)[0])).astype(int)).max() < 40
    plane = figure.layout.meta["plane"]
    assert len(plane["origin"]) == 64
    assert np.array(plane["axes"]).shape == (2, 64)


def _file(source: str) -> bytes:

    return base64.b64decode(source.partition(",")[2])


def test_bars_say_what_is_worth_saying():
    shares = np.zeros(10)
    shares[[2, 3, 4]] = 0.89, 0.105, 0.005
    (bars,) = answer_bars(shares).data
    assert bars.y.tolist() == shares.tolist()
    assert list(bars.text)[2:5] == ["89%", "10%", ""]
    (sure,) = answer_bars(np.eye(10)[3] * 0.9999).data
    assert sure.text[3] == "99.9%"
    assert list(bars.x) == [str(k) for k in range(10)]


# Studies


def test_a_study_shows_mean_and_spread():
    test = np.array([[0.1, 0.5, 0.9], [0.3, 0.7, 0.5]])
    given = {"a": Learning(test + 0.05, test), "b": Learning(test, test / 2)}
    figure = learning_figure(given, ACCURACY, with_train=True, low=0.05)
    band, mean, train, *others = figure.data
    assert len(others) == 3
    assert mean.y.tolist() == pytest.approx([0.2, 0.6, 0.7])
    assert train.y.tolist() == pytest.approx([0.25, 0.65, 0.75])
    assert band.x.tolist() == [0, 1, 2, 2, 1, 0]
    assert band.y.tolist() == pytest.approx([0.3, 0.7, 0.9, 0.5, 0.5, 0.1])
    assert [trace.name for trace in figure.data if trace.showlegend is not False] == ["a", "b"]
    assert figure.layout.yaxis.range[0] == 0.05
    assert len(learning_figure(given, ACCURACY).data) == 4
    assert learning_figure(given, LOSS).layout.yaxis.type == "log"
