"""Taking a picture and a film away, and the page in a lesson's frame, in a real browser."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.stage_page import WAIT, StagePage


@pytest.fixture
def pictures(open_stage, page):
    """A run that has learnt something, and its pictures."""
    stage = open_stage(dataset="circle", hidden_layers="4")
    stage.press("play").wait_epoch(3)
    stage.press("play")
    page.locator(".st-key-pages").get_by_text("Yours").click()
    page.get_by_text("Picture and film").click()
    expect(page.locator(".st-key-pictures_plot .main-svg").first).to_be_visible(timeout=WAIT)
    return page


def saved(page, press) -> bytes:
    with page.expect_download(timeout=WAIT) as download:
        press()
    return download.value.path().read_bytes()


def test_the_picture_is_saved_as_pixels_and_as_shapes(pictures):
    png = saved(pictures, lambda: pictures.get_by_test_id("save-png").click())
    image = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    assert min(image.shape[:2]) > 1000
    assert (image[3, 3] == 255).all()  # on white paper
    svg = saved(pictures, lambda: pictures.get_by_test_id("save-svg").click())
    root = ET.fromstring(svg)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert "path" in tags
    assert "image" not in tags  # nothing in it is pixels
    assert "circle" in "".join(root.itertext())


def test_the_figure_and_the_film_open_without_a_network(pictures, browser, tmp_path):
    for key, name, part in (
        ("pictures_html", "Save as HTML", "#boundary .main-svg"),
        ("film_html", "Save the film as HTML", ".film-plane canvas"),
    ):
        button = pictures.locator(f".st-key-{key}").get_by_role("button", name=name)
        path = tmp_path / f"{key}.html"
        path.write_bytes(saved(pictures, button.click))
        context = browser.new_context(offline=True)
        alone = context.new_page()
        asked = []
        alone.on("request", lambda request, asked=asked: asked.append(request.url))
        alone.goto(path.as_uri())
        expect(alone.locator(part).first).to_be_visible(timeout=WAIT)
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
        context.close()


def test_the_gif_is_drawn_and_saved(pictures):
    pictures.locator(".st-key-film_draw").get_by_role("button", name="Draw the GIF").click()
    button = pictures.locator(".st-key-film_gif").get_by_role("button")
    expect(button).to_be_visible(timeout=2 * WAIT)
    image = Image.open(io.BytesIO(saved(pictures, button.click)))
    assert image.format == "GIF"
    assert image.n_frames >= 5
    expect(pictures.locator("[data-testid=stImage] img")).to_be_visible()


FRAME = """([src, width, height]) => {
  const frame = document.createElement('iframe');
  Object.assign(frame, { src, width, height, id: 'lesson' });
  frame.style = 'border: 0';
  document.body.replaceChildren(frame);
}"""


def lesson(page, app_url, size, query):
    """The live page in a frame of a page of the same server."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{app_url}/_stcore/health")
    page.evaluate(FRAME, [f"{app_url}/?{query}", *map(str, size)])
    frame = page.frame_locator("#lesson")
    expect(frame.get_by_test_id("epoch")).to_have_text(re.compile(r"\d"), timeout=WAIT)
    return frame


@pytest.mark.parametrize("size", [(700, 600), (390, 700)])
def test_a_lesson_shows_the_chosen_controls_and_nothing_else(page, app_url, size):
    query = "embed=true&controls=dataset,noise,hidden_layers&dataset=xor&hidden_layers=4"
    frame = lesson(page, app_url, size, query)
    for key in ("dataset", "noise", "hidden_layers"):
        expect(frame.locator(f".st-key-{key}")).to_be_visible()
    for key in ("learning_rate", "pages", "preset", "seed"):
        expect(frame.locator(f".st-key-{key}")).to_have_count(0)
    expect(frame.locator("[data-testid=stSidebar]")).not_to_be_visible()
    fits = frame.locator("html").evaluate(
        "root => [root, root.querySelector('[data-testid=stMain]')].every("
        "part => part.scrollWidth <= part.clientWidth)"
    )
    assert fits
    bar = frame.locator(".st-key-embedded").bounding_box()
    stage = frame.get_by_test_id("stage").bounding_box()
    assert (bar["y"] < stage["y"]) == (size[0] > 640)


def test_moving_a_control_of_a_lesson_changes_its_run(page, app_url):
    frame = lesson(page, app_url, (1100, 760), "embed=true&controls=dataset&dataset=xor")
    before = frame.get_by_test_id("train-loss").inner_text()
    frame.locator(".st-key-dataset").get_by_role("radio", name="circle").click()
    expect(frame.get_by_test_id("train-loss")).not_to_have_text(before, timeout=WAIT)
    (inner,) = [found for found in page.frames if found != page.main_frame]
    inner.wait_for_function("() => location.search.includes('dataset=circle')", timeout=WAIT)
    assert "embed=true" in inner.url
    assert "controls=dataset" in inner.url
    stage = frame.get_by_test_id("stage").bounding_box()
    assert stage["y"] + stage["height"] <= 760 + 1  # everything is in sight


def test_the_link_opens_the_same_settings(page, app_url):
    page.goto(f"{app_url}/yours?yours=link&dataset=xor&hidden_layers=3,2")
    code = page.locator("[data-testid=stCode] code").first
    expect(code).to_have_text(re.compile("dataset=xor"), timeout=WAIT)
    address = code.inner_text().strip()
    assert address == f"{app_url}/?dataset=xor&hidden_layers=3,2"
    expect(page.locator(".st-key-link_qr img")).to_be_visible()
    page.goto(address)
    StagePage(page, app_url).wait_run().wait_query(hidden_layers="3,2", dataset="xor")
