"""The still views of the digits in a real browser: images beside the pointer, places, widths."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from playground.digits import digits
from tests.e2e.stage_page import WAIT

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LAST = {
    "spaces": ".st-key-digits_probes .main-svg",
    "units": ".dbp-units figure img",
    "plane": ".st-key-digits_answers .main-svg",
    "beside": ".st-key-digits_study_accuracy .main-svg",
}
"""Of each view, what it draws last."""
THUMBNAIL = ".dbp-thumbnail"
ON_SHEET = """() => {
  const shown = [...document.querySelectorAll(".dbp-thumbnail")]
    .find((host) => host.style.visibility === "visible");
  if (!shown?.style.backgroundImage.startsWith("url")) return null;
  const [x, y] = shown.style.backgroundPosition.split(" ").map(parseFloat);
  const columns = parseFloat(shown.style.backgroundSize) / 72;
  return Math.round((-y / 72) * columns + -x / 72);
}"""
SAID = """selector => document.querySelector(selector).querySelector(".hoverlayer, svg.hover")
  ? [...document.querySelectorAll(`${selector} .hovertext`)].map((t) => t.textContent).join(" ")
  : "" """


def open_view(page: Page, app_url: str, view: str, query: str = "") -> None:
    page.goto(f"{app_url}/digits?digits={view}&{query}")
    expect(page.locator(LAST[view]).first).to_be_visible(timeout=2 * WAIT)


def pointed_at(page: Page, selector: str) -> tuple[int, str]:
    """Move over a figure until a point is met: the image shown, and what the figure says of it."""
    box = page.locator(f"{selector} .dbp-plot").bounding_box()
    assert box is not None
    for share in np.linspace(0.3, 0.7, 25):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + 0.5 * box["height"])
        page.wait_for_timeout(150)
        index = page.evaluate(ON_SHEET)
        said = page.evaluate(SAID, selector)
        if index is not None and said:
            return index, said
    raise AssertionError("No point was met.")


@pytest.mark.parametrize(
    ("query", "figure"),
    [
        ("", ".st-key-digits_flat_layer_1"),
        ("digits_dimensions=3&digits_space=1", ".st-key-digits_turned"),
    ],
)
def test_a_point_shows_its_image(page: Page, app_url: str, query: str, figure: str):
    open_view(page, app_url, "spaces", query)
    expect(page.locator(f"{figure} .main-svg").first).to_be_visible(timeout=WAIT)
    page.locator(figure).scroll_into_view_if_needed()
    index, said = pointed_at(page, figure)
    assert said.startswith(f"a {digits().labels[index]}, read as")
    page.mouse.move(2, 2)
    page.wait_for_function(f"() => ({ON_SHEET})() === null")


def test_a_place_on_the_plane_is_pressed(page: Page, app_url: str):
    open_view(page, app_url, "plane", "digits_pictures=false")
    box = page.locator(".st-key-digits_plane_figure .nsewdrag").bounding_box()
    assert box is not None
    x, y = box["x"] + 0.15 * box["width"], box["y"] + 0.85 * box["height"]
    page.mouse.move(x - 4, y)
    page.mouse.move(x, y)
    shown = page.locator(f"{THUMBNAIL}[style*='visibility: visible'] canvas")
    expect(shown).to_be_visible(timeout=WAIT)
    page.mouse.click(x, y)
    page.wait_for_function("() => /digits_x=.*digits_y=/.test(location.search)", timeout=WAIT)
    expect(page.get_by_test_id("stMain")).to_contain_text(
        re.compile(r"reads a 3 \([\d.]+%\)"), timeout=WAIT
    )


def test_time_moves_by_keyboard_and_the_sidebar_keeps_its_values(page: Page, app_url: str):
    open_view(page, app_url, "beside", "digits_hidden_layers=7")
    expect(page.locator(".st-key-digits_units_1")).to_contain_text("7")
    page.locator(".st-key-digits_time [role=slider], .st-key-digits_time input").first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => location.search.includes('digits_at=37')", timeout=WAIT)
    expect(page.get_by_test_id("stMain")).to_contain_text("epoch 37 reads", timeout=WAIT)
    expect(page.locator(".st-key-digits_units_1")).to_contain_text("7")


@pytest.mark.parametrize("view", LAST)
def test_nothing_is_wider_than_a_phone(browser: Browser, app_url: str, view: str):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    try:
        page = context.new_page()
        open_view(page, app_url, view)
        assert page.evaluate(OVERFLOW) <= 0
        for table in page.locator("[data-testid=stMarkdown] table").all():
            box = table.bounding_box()
            assert box is None or box["x"] + box["width"] <= 391
        for plane in page.locator(".st-key-digits_plane_figure").all():
            box = plane.bounding_box()
            assert box is not None
            assert abs(box["height"] - box["width"]) <= 1
    finally:
        context.close()
