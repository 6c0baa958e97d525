"""The capacity page's figures: pixels read by another, tables parsed, arrays behind the lines."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import numpy as np
import pytest
from PIL import Image

from playground.analysis.universal_approximation import approximate
from playground.figures.boundary_tiles import TINT, Tile, frame_of, picture_png, tile_table
from playground.figures.capacity_fit import error_figure, fit_figure
from playground.figures.capacity_gap import gap_figure, gap_reach
from playground.figures.palette import class_colors

SVG = "{http://www.w3.org/2000/svg}"
VOID = ("img", "input", "br")


class Parsed(HTMLParser):
    """Elements (tag, attributes) of an HTML text; fails where tags are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def pixels(picture, **options):
    """RGBA as Pillow reads the file."""
    image = Image.open(io.BytesIO(picture_png(picture, **options)))
    image.verify()
    return np.array(Image.open(io.BytesIO(picture_png(picture, **options))))


def rgb(color):
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_has_the_classes_colours_y_upwards_and_fades_where_unsure(dark):
    picture = np.full((48, 48), 128, np.uint8)
    picture[0] = 255  # the lowest y: surely class 1
    picture[-1] = 0
    seen = pixels(picture, dark=dark)
    assert seen.shape == (48, 48, 4)
    orange, blue = (rgb(color) for color in class_colors(2, dark=dark))
    assert (seen[0, :, :3] == orange).all()
    assert (seen[-1, :, :3] == blue).all()
    assert (seen[[0, -1], :, 3] == round(255 * TINT)).all()
    assert (seen[20, :, 3] < 5).all()


def test_a_picture_of_several_classes_shows_the_likeliest():
    picture = np.zeros((48, 48, 4), np.uint8)
    for k in range(4):
        picture[k, :, k] = 255
    picture[4:] = 64
    seen = pixels(picture)[::-1]
    for k, color in enumerate(class_colors(4)):
        assert (seen[k, :, :3] == rgb(color)).all()
        assert seen[k, 0, 3] == round(255 * TINT)
    assert (seen[4:, :, 3] == 0).all()


def test_a_picture_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"2 or 3 axes. Got shape \(4,\)"):
        picture_png(np.zeros(4, np.uint8))


@pytest.mark.parametrize(
    ("rate", "frame"),
    [(1, "most"), (0.9, "most"), (0.89, "half"), (0.5, "half"), (0.2, "few"), (0, "")],
)
def test_frames_say_how_often_it_succeeds(rate, frame):
    assert frame_of(rate) == frame


def test_a_table_holds_its_tiles_in_their_places():
    picture = np.zeros((48, 48), np.uint8)
    tiles = {
        (0, 0): Tile(picture, "97%", "4/5", "half", "/?noise=0.1&seed=3", "one & only"),
        (0, 1): Tile(None, "–", title="not yet"),
        (1, 1): Tile(picture, "50%"),
    }
    parsed = Parsed(tile_table("tanh", ["1 unit", "2"], ["1 layer", "2 layers"], tiles))
    assert len(parsed.all("tr")) == 3
    assert [cell["scope"] for cell in parsed.all("th")] == ["col", "col", "row", "row"]
    assert len(parsed.all("td")) == 5  # a corner and four places
    (link,) = parsed.all("a")
    assert link["href"] == "/?noise=0.1&seed=3"
    assert link["target"] == "_blank"
    assert link["aria-label"] == "one & only"
    assert link["class"] == "dbp-tile is-half"
    assert len(parsed.all("img")) == 2
    assert {"97%", "4/5", "50%", "–", "tanh"} <= set(parsed.text)


def test_nothing_in_a_table_is_taken_for_markup():
    bad = '"><script>alert(1)</script>'
    tile = Tile(np.zeros((48, 48), np.uint8), bad, bad, "most", bad, bad)
    parsed = Parsed(tile_table(bad, [bad], [bad], {(0, 0): tile}))
    assert parsed.all("script") == []
    assert parsed.all("a")[0]["href"] == bad


def test_points_are_drawn_where_they_lie():
    X = np.array([[-6.0, 6.0], [0, 0], [3, -6]])
    html = tile_table(
        "", ["2"], ["none"], {(0, 0): Tile(np.zeros((48, 48), np.uint8), "1")},
        points=(X, np.array([0, 1, 1])),
    )  # fmt: skip
    source = Parsed(html).all("img")[0]["src"]
    assert source is not None
    svg = ET.fromstring(base64.b64decode(source.removeprefix("data:image/svg+xml;base64,")))
    dots = svg.findall(f".//{SVG}circle")
    assert [(float(dot.get("cx")), float(dot.get("cy"))) for dot in dots] == [
        (0, 0),
        (24, 24),
        (36, 48),
    ]
    assert [dot.get("fill") for dot in dots] == [class_colors(2)[k] for k in (0, 1, 1)]
    inner = svg.find(f"{SVG}image").get("href")
    assert Image.open(io.BytesIO(base64.b64decode(inner.split(",")[1]))).size == (48, 48)


def test_the_gaps_lines_are_medians_and_their_bands_quartiles():
    epochs = np.arange(5)
    bands = {name: np.sort(np.random.default_rng(3).normal(size=(3, 5)), axis=0) for name in "ab"}
    figure = gap_figure(epochs, bands, title="2 units", reach=gap_reach([bands]))
    for i, (name, (low, middle, high)) in enumerate(bands.items()):
        band, line = figure.data[2 * i : 2 * i + 2]
        assert line.name == name
        np.testing.assert_array_equal(line.y, middle)
        np.testing.assert_array_equal(band.y, [*high, *low[::-1]])
        np.testing.assert_array_equal(band.x, [*epochs, *epochs[::-1]])
        assert re.search(r"rgba\(\d+, \d+, \d+, 0\.\d+\)", band.fillcolor)
    low, high = figure.layout.yaxis.range
    assert low < min(band.min() for band in bands.values())
    assert high > max(band.max() for band in bands.values())


@pytest.fixture(scope="module")
def every():
    return list(approximate("waves", "tanh", sizes=(1, 6), n_seeds=3, epochs=80, noise=0.1))


@pytest.mark.parametrize("dark", [False, True])
def test_the_drawn_shares_add_up_to_the_drawn_fit(every, dark):
    fits = every[1]
    figure = fit_figure(fits, 2, dark=dark)
    shares = [
        trace for trace in figure.data if trace.hovertemplate and "unit " in trace.hovertemplate
    ]
    named = {trace.name: trace for trace in figure.data}
    assert len(shares) == 6
    assert all(trace.yaxis == "y2" for trace in shares)
    total = np.sum([trace.y for trace in shares], axis=0) + named["output bias c"].y
    np.testing.assert_allclose(total, named["the fit"].y, atol=1e-6)
    np.testing.assert_array_equal(named["the function"].y, fits.truth)
    np.testing.assert_array_equal(named["points"].y, fits.points[:, 1])
    faint = [trace for trace in figure.data if trace.name is None]
    assert len(faint) == 2  # the other seeds
    negative, positive = class_colors(2, dark=dark)
    colors = [trace.line.color for trace in shares]
    assert colors == [negative if v < 0 else positive for v in fits.outgoing[2]]


def test_errors_are_drawn_on_log_axes_with_the_chosen_size_marked(every):
    errors = np.stack([fits.errors for fits in every])
    one, median, ring = error_figure((1, 6), errors, 6).data
    assert sorted(zip(one.x, one.y, strict=True)) == sorted(
        (n, error) for n, row in zip((1, 6), errors, strict=True) for error in row
    )
    np.testing.assert_allclose(median.y, [sorted(row)[1] for row in errors])
    assert (ring.x[0], ring.y[0]) == (6, median.y[1])
    layout = error_figure((1, 6), errors, 1).layout
    assert (layout.xaxis.type, layout.yaxis.type) == ("log", "log")
    low, high = layout.yaxis.range
    assert low < np.log10(errors.min()) < np.log10(errors.max()) < high
