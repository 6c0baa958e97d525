"""One of two processes behind nginx is killed: its pages go on at the other, and say so."""

from __future__ import annotations

import os

import pytest

from tests.chromium import chromium
from tests.e2e.stage_page import StagePage
from tests.faults.neighbour import undisturbed
from tests.faults.told import runs, told_to
from tests.hosting.stack import hosted, nginx

COOKIE = "playground_process"
QUERY = {"dataset": "circle", "hidden_layers": "5,3", "learning_rate": "0.03"}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        nginx() is None and not os.environ.get("CI"), reason="nginx is not installed"
    ),
]


def test_pages_of_a_killed_process_begin_anew_at_the_other_and_say_so():
    with hosted(2) as stack, chromium() as browser:
        context = browser.new_context()
        page = context.new_page()
        told = told_to(page)
        stage = StagePage(page, stack.url).open(**QUERY)
        process = next(c["value"] for c in context.cookies() if c["name"] == COOKIE)
        killed = int(process.removeprefix("process-")) - 1
        other = f"process-{2 - killed}"
        with undisturbed(stack.url, cookie=f"{COOKIE}={other}"):
            stage.press("play").wait_epoch(3)
            before = runs(told)[-1]
            stack.applications[killed].process.kill()
            stage.wait_text("message", "starts anew")
            assert stage.query() == QUERY  # the whole configuration came from the address
            after = runs(told)[-1]
            assert after["config"] == before["config"]
            assert after["train"] == before["train"]
            assert after["layer_sizes"] == [2, 5, 3, 1]
            assert (after["last_seq"], after["playing"]) == (0, False)
            stage.press("play").wait_epoch(1)
        assert [c["value"] for c in context.cookies() if c["name"] == COOKIE] == [other]
        assert "Traceback" not in stack.applications[1 - killed].log_text()
