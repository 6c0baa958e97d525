"""Links, frames and QR codes."""

from __future__ import annotations

import io
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from playground.config import RunConfig
from playground.takeaway.links import iframe, lesson_address, live_address
from playground.takeaway.qr import BORDER, TooLong, qr_png, qr_svg


@pytest.mark.parametrize(
    ("here", "live"),
    [
        ("http://localhost:8501/yours", "http://localhost:8501/"),
        ("https://example.org/play/yours/", "https://example.org/play/"),
        ("https://example.org/play/yours?old=1#there", "https://example.org/play/"),
        ("https://yours.example.org/yours", "https://yours.example.org/"),
        ("https://example.org", "https://example.org/"),
    ],
)
def test_the_live_page_is_beside_this_one(here, live):
    assert live_address(here, "yours", {}) == live


@given(st.dictionaries(st.text(min_size=1), st.text(min_size=1)))
def test_whatever_the_settings_they_are_read_back(query):
    query = {k.encode("utf-8", "ignore").decode(): v for k, v in query.items()}
    query = {k: v.encode("utf-8", "ignore").decode() for k, v in query.items()}
    address = live_address("https://example.org/yours", "yours", query)
    read = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    assert read == query


def test_a_link_gives_the_same_configuration():
    config = RunConfig(dataset="xor", hidden_layers=(4, 2), features=("x", "y", "xy"), l2=0.003)
    address = live_address("https://example.org/yours", "yours", config.to_query())
    again, notes = RunConfig.from_query(dict(parse_qsl(urlsplit(address).query)))
    assert (again, notes) == (config, [])
    assert "hidden_layers=4,2" in address


def test_a_lesson_keeps_the_settings_and_adds_its_controls():
    live = live_address("https://example.org/yours", "yours", {"dataset": "xor"})
    address = lesson_address(live, ["dataset", "noise"])
    assert dict(parse_qsl(urlsplit(address).query)) == {
        "dataset": "xor",
        "embed": "true",
        "controls": "dataset,noise",
    }
    assert lesson_address("https://example.org/", []) == "https://example.org/?embed=true"


def test_the_frame_is_one_element_with_the_very_address():
    address = 'https://example.org/?a=1&b="><script>'
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attributes):
            found.append((tag, dict(attributes)))

    Reader().feed(iframe(address, 700))
    ((tag, attributes),) = found
    assert tag == "iframe"
    assert attributes["src"] == address
    assert attributes["height"] == "700"


def test_a_qr_code_is_black_on_white_with_its_marks_and_its_border():
    png = np.asarray(Image.open(io.BytesIO(qr_png("https://example.org/", scale=1))).convert("L"))
    side = len(png)
    assert png.shape == (side, side)
    assert set(np.unique(png)) == {0, 255}
    assert (png[:BORDER] == 255).all()
    assert (png[:, -BORDER:] == 255).all()
    code = png[BORDER:-BORDER, BORDER:-BORDER] == 0
    # Three finder patterns (ISO/IEC 18004, 6.3.3): rings of 7, 5 and 3 modules.
    ring = np.ones((7, 7), bool)
    ring[1:-1, 1:-1] = False
    ring[2:-2, 2:-2] = True
    for corner in (code[:7, :7], code[:7, -7:], code[-7:, :7]):
        assert (corner == ring).all()
    assert not (code[-7:, -7:] == ring).all()
    timing = code[6, 8:-8]  # 6.3.4: dark and light in turn
    assert (timing == (np.arange(len(timing)) % 2 == 0)).all()


def test_another_text_is_another_code_and_svg_has_the_modules_of_png():
    one, two = (qr_png(f"https://example.org/?seed={k}") for k in (1, 2))
    assert one != two
    svg = qr_svg("https://example.org/?seed=1")
    assert svg.startswith("<svg")
    side = Image.open(io.BytesIO(qr_png("https://example.org/?seed=1", scale=1))).width
    assert f'viewBox="0 0 {side} {side}"' in svg


def test_an_address_with_many_drawn_points_still_has_a_code():
    assert qr_svg("https://example.org/?points=" + "A" * 2400).startswith("<svg")


def test_a_text_that_no_code_can_hold_is_said_in_a_sentence():
    with pytest.raises(TooLong, match="Got an address of 5,000"):
        qr_png("a" * 5000)
