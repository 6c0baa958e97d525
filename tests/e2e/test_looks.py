"""Only what a browser can show of the page's looks: nothing cut off, nothing from outside."""

from __future__ import annotations

from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.stage_page import StagePage


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_screen(browser: Browser, app_url: str, size, scheme):
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme
    )
    stage = StagePage(context.new_page(), app_url).open()
    stage.press("step").wait_epoch(1)
    for part in ("play", "boundary", "network", "epoch", "train-loss"):
        expect(stage.part(part)).to_be_visible()
        box = stage.part(part).bounding_box()
        assert box is not None
        assert box["x"] >= -1
        assert box["x"] + box["width"] <= size[0] + 1
    overflow = stage.page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0
    context.close()


def test_one_screen_on_a_laptop(open_stage):
    stage = open_stage()
    for part in ("play", "network", "boundary", "warp-1", "curves", "time-slider"):
        box = stage.part(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900


def test_nothing_is_fetched_from_elsewhere(open_stage, page, app_url):
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlparse(request.url).netloc))
    stage = open_stage()
    stage.press("step").wait_epoch(1)
    page.wait_for_timeout(1000)
    assert hosts - {""} == {urlparse(app_url).netloc}


def test_dark_and_light_differ(browser: Browser, app_url: str):
    shots = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        stage = StagePage(context.new_page(), app_url).open()
        shots.append(stage.pixels("network"))
        context.close()
    assert shots[0] != shots[1]


def test_the_controls_can_be_opened_on_a_phone(browser: Browser, app_url: str):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    stage = StagePage(context.new_page(), app_url).open()
    stage.page.get_by_test_id("stExpandSidebarButton").tap()
    stage.wait_until(
        "() => document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().x >= 0"
    )
    expect(stage.control("dataset")).to_be_visible()
    context.close()
