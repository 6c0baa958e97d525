"""The capacity page in a real browser: a tiny grid to its end, a tile opened live, both widths."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.stage_page import WAIT, StagePage

TINY = "dataset=circle&n_samples=100&widths=1,4&depths=1&bends=tanh,linear&seeds=2&goal=0.9"
GRID = "[data-testid=grid]"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def open_view(page: Page, app_url: str, query: str) -> None:
    page.goto(f"{app_url}/capacity?{query}")
    expect(page.locator(".st-key-view")).to_be_visible(timeout=WAIT)


def test_a_tiny_grid_is_trained_and_a_tile_opens_live(page: Page, app_url: str):
    open_view(page, app_url, f"{TINY}&epochs=30")
    page.locator(".st-key-train button").click()
    tiles = page.locator(f"{GRID} a.dbp-tile")
    expect(tiles).to_have_count(4, timeout=2 * WAIT)
    expect(page.locator(".st-key-train button")).to_be_visible(timeout=WAIT)
    page.wait_for_function(  # every picture has been decoded
        f"() => [...document.querySelectorAll('{GRID} img')].every(i => i.naturalWidth === 48)"
    )
    expect(page.get_by_test_id("stMain")).to_contain_text("in at least half of its seeds")
    tile = tiles.nth(1)
    title = tile.get_attribute("aria-label") or ""
    assert title.startswith("1 layer of 4 tanh units")
    tile.focus()  # by keyboard as well as by pointer
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    live = StagePage(opened.value, app_url).wait_run()
    query = live.query()
    assert query["hidden_layers"] == "4"
    assert query["dataset"] == "circle"
    assert "widths" not in query
    live.press("step").wait_epoch(1)


def test_a_grid_can_be_cancelled(page: Page, app_url: str):
    open_view(page, app_url, TINY.replace("seeds=2", "seeds=20&epochs=2000"))
    page.locator(".st-key-train button").click()
    page.locator(".st-key-cancel button").click(timeout=WAIT)
    expect(page.locator(".st-key-resume button")).to_be_visible(timeout=WAIT)


@pytest.mark.parametrize(("size", "scheme"), [((1440, 900), "light"), ((390, 844), "dark")])
def test_nothing_is_wider_than_the_screen(browser: Browser, app_url: str, size, scheme):
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
    )
    page = context.new_page()
    small = "dataset=gauss&n_samples=60&study_epochs=10"
    for view, shown in (
        ("grid", ".st-key-train"),
        ("few_many", ".st-key-gap_32 .js-plotly-plot"),
        ("approximation", ".st-key-errors .js-plotly-plot"),
    ):
        open_view(page, app_url, f"view={view}&{small}")
        expect(page.locator(shown)).to_be_visible(timeout=WAIT)
        assert page.evaluate(OVERFLOW) <= 0
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
    context.close()


def test_the_slider_of_units_changes_the_fit(page: Page, app_url: str):
    open_view(page, app_url, "view=approximation&units=4")
    words = page.get_by_test_id("stMain")
    expect(words).to_contain_text("4 units: median error", timeout=WAIT)
    thumb = page.locator(".st-key-units input[type=range]")
    thumb.focus()
    page.keyboard.press("ArrowRight")
    expect(words).to_contain_text("8 units: median error", timeout=WAIT)
    page.wait_for_function("() => location.search.includes('view=approximation')")
