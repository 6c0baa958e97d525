"""A page's network is cut and restored while it plays: the same run goes on, nothing is missing."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.chromium import chromium
from tests.e2e.stage_page import WAIT, StagePage
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
            wait(stage, lambda: len(runs(told)) == 2)
            stage.wait_epoch(seen + 3)
            first, again = runs(told)
            assert again["run_id"] == first["run_id"]
            assert again["history_count"] == again["last_seq"] + 1
            assert again["playing"] is True
            stage.press("play")
            wait(stage, lambda: told[-1]["type"] == "state" and not told[-1]["playing"])
            stage.wait_until(_SLIDER_IS_AT, told[-1]["last_seq"])
            assert stage.part("message").inner_text() == ""
        page.close()
        assert "Traceback" not in application.log_text()


def wait(stage: StagePage, condition: Callable[[], bool]) -> None:
    """Let the page live until the condition holds; fail when it does not come true."""
    give_up = time.monotonic() + WAIT / 1000
    while not condition():
        assert time.monotonic() < give_up, "the condition never came true"
        stage.page.wait_for_timeout(50)
