"""A page's network is cut and restored while it plays: the same run goes on, nothing is missing."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.chromium import chromium
from tests.e2e.stage_page import StagePage
from tests.faults.line import Line
from tests.faults.neighbour import undisturbed
from tests.faults.told import runs, told_to
from tests.server import running

pytestmark = pytest.mark.browser
_SLIDER_IS_AT = "(end) => +document.querySelector('[data-testid=time-slider]').max === end"


def test_a_page_comes_back_with_its_whole_history():
    with running() as application, chromium() as browser:
        page = browser.new_page()
        told = told_to(page)
        with Line(urlsplit(application.url).netloc) as line, undisturbed(application.url):
            stage = StagePage(page, line.url).open(hidden_layers="4", dataset="xor")
            stage.press("play").wait_epoch(5)
            line.cut()
            expect(stage.part("status")).to_have_attribute("data-status", "reconnecting")
            seen = stage.number("epoch")
            line.restore()
            stage.wait_epoch(seen + 3)
            first, again = runs(told)
            assert again["run_id"] == first["run_id"]
            assert again["history_count"] == again["last_seq"] + 1
            assert again["playing"] is True
            stage.press("play")
            stage.wait_until(_SLIDER_IS_AT, _paused(stage, told)["last_seq"])
            assert stage.part("message").inner_text() == ""
        page.close()
        assert "Traceback" not in application.log_text()


def _paused(stage: StagePage, told: list[dict]) -> dict:
    """The server's answer to a pause."""
    while told[-1]["type"] != "state" or told[-1]["playing"]:
        stage.page.wait_for_timeout(50)
    return told[-1]
