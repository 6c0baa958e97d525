"""Real processes: the end of one is told and quick, its pages come back; full houses let wait."""

from __future__ import annotations

import asyncio
import signal
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import chromium
from tests.e2e.stage_page import StagePage
from tests.server import Application, free_port, running
from tests.tab import Tab

N_TABS = 100
FULL = "All 1 places for live runs are taken"
AT_MOST_SECONDS = 5.0  # what is promised to whoever stops the process


@pytest.fixture
def in_browser() -> Iterator[Callable[[Callable[[Browser], None]], None]]:
    """``in_browser(function)``: in a thread of its own, as other tests keep Playwright open."""

    def call(function: Callable[[Browser], None]) -> None:
        with chromium() as browser:
            function(browser)

    with ThreadPoolExecutor(1) as thread:
        yield lambda function: thread.submit(call, function).result()


def test_a_hundred_pages_are_told_and_the_process_is_gone():
    with running() as server:
        idle = [socket.create_connection(_address(server)) for _ in range(20)]  # say nothing
        took = asyncio.run(_open_and_stop(server))
        for connection in idle:
            connection.close()
        assert took <= AT_MOST_SECONDS
        assert "Traceback" not in server.log_text()


async def _open_and_stop(server: Application) -> float:
    tabs = [Tab(server.url, query="hidden_layers=2&n_samples=20") for _ in range(N_TABS)]
    places = asyncio.Semaphore(8)

    async def open_one(tab: Tab) -> None:
        async with places:
            await tab.open()

    await asyncio.gather(*(open_one(tab) for tab in tabs))
    await asyncio.gather(*(tab.play() for tab in tabs))
    assert all(tab.is_open for tab in tabs)
    started = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    await asyncio.to_thread(server.process.wait, 20)
    took = time.monotonic() - started
    await asyncio.gather(*(tab.close() for tab in tabs))
    assert {tab.bye.get("code") for tab in tabs} == {1012}
    assert all("restarting" in tab.bye["message"] for tab in tabs)
    return took


def test_newcomers_wait_and_pages_come_back_after_a_restart(in_browser):
    caps = {"MAX_SESSIONS": "2", "MAX_RUNS": "1", "IDLE_SECONDS": "1"}
    environment = {f"PLAYGROUND_{name}": text for name, text in caps.items()}
    port = free_port()

    def visit(browser: Browser) -> None:
        with running(port=port, **environment) as first:
            stage = _wait_and_go_in(browser, first.url)
            stage.press("play").wait_epoch(2)
            first.process.terminate()
            stage.wait_text("message", "server is restarting")
            first.process.wait(20)
        with running(port=port, **environment):
            stage.wait_text("message", "The server was restarted: this run starts anew")
            stage.wait_text("epoch", "^0$")
            assert stage.query() == {"dataset": "xor", "hidden_layers": "4,2"}
            expect(stage.control("n_layers").locator("input")).to_have_value("2")
            stage.press("play").wait_epoch(1)
            expect(stage.page.locator("[data-testid=stException]")).to_have_count(0)

    in_browser(visit)


def _wait_and_go_in(browser: Browser, url: str) -> StagePage:
    """A run's place and a page's are waited for, while nobody inside is disturbed."""
    inside = StagePage(browser.new_page(), url).open(hidden_layers="2")
    inside.press("play").wait_epoch(1)
    waiting = browser.new_page()
    waiting.goto(f"{url}/?dataset=xor&hidden_layers=4,2")
    expect(waiting.get_by_text(FULL)).to_be_visible(timeout=30_000)
    outside = browser.new_page()
    answer = outside.goto(url)
    assert answer.status == 503
    expect(outside.get_by_role("heading")).to_have_text("All places are taken")
    assert waiting.reload().status == 200
    inside.wait_epoch(inside.number("epoch") + 2)
    inside.page.close()
    entered = StagePage(waiting, url).wait_run()
    _knock_until_in(outside)
    outside.close()
    return entered


def _knock_until_in(page: Page) -> None:
    for _ in range(50):
        if page.reload().status == 200:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the place that was left did not become free")


def _address(server: Application) -> tuple[str, int]:
    host, port = server.url.removeprefix("http://").split(":")
    return host, int(port)
