"""One application and one Chromium for all browser tests; a fresh page for each.

Both end with these tests: while Playwright runs, its thread can run no event loop of another test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.chromium import chromium
from tests.e2e.stage_page import StagePage
from tests.server import application


@pytest.fixture(scope="package")
def app_url() -> Iterator[str]:
    with application() as url:
        yield url


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test if the browser reports an uncaught error."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


@pytest.fixture
def open_stage(page: Page, app_url: str) -> Callable[..., StagePage]:
    """Open a page with URL parameters and wait until the stage shows its run."""

    def opened(path: str = "", **query: str) -> StagePage:
        return StagePage(page, app_url).open(path, **query)

    return opened
