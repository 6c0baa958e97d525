"""One real application for hostile visitors, and what was tried, counted and printed at the end."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.server import ROOT, Application, running
from tests.tab import Tab

ROOMY = {  # so that the caps on rates do not hide what lies behind them
    "PLAYGROUND_MESSAGES_PER_SECOND": "100000",
    "PLAYGROUND_MALFORMED_MESSAGES": "100000",
    "PLAYGROUND_CONNECTIONS_PER_MINUTE": "100000",
}
MORE_MEMORY = 1.15  # after all that was tried; a cap that gives way costs far more
TRIED: Counter[str] = Counter()
_PAGE = re.compile(r'st\.Page\("pages/(\w+)\.py"')
PAGES = tuple(_PAGE.findall((ROOT / "playground" / "main.py").read_text()))


@pytest.fixture(scope="session")
def lasting_application() -> Iterator[Application]:
    """The application after a visit to every page, for which it loads what it needs."""
    with running(port=0, prefix=(), **ROOMY) as application:
        asyncio.run(_see_everything(application.url))
        yield application


async def _see_everything(url: str) -> None:
    tab = Tab(url)
    await tab.open_page()
    for page in PAGES:
        await tab.visit(page)
    await tab.close()


@pytest.fixture
def standing(lasting_application: Application) -> Iterator[Application]:
    """The application, which must stand and not have grown."""
    memory = lasting_application.memory
    yield lasting_application
    assert lasting_application.process.poll() is None
    assert lasting_application.memory <= MORE_MEMORY * memory


@pytest.fixture
def application(standing: Application) -> Iterator[Application]:
    """The application, which must fail nowhere in our code, either."""
    before = len(standing.log_text())
    yield standing
    assert f"{ROOT}/playground" not in standing.log_text()[before:]  # as tracebacks name it


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.Runner]:
    """An event loop that lasts from one example to the next."""
    with asyncio.Runner() as runner:
        yield runner


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how much was tried."""
    if TRIED:
        said = ", ".join(f"{count:,} {what}" for what, count in sorted(TRIED.items()))
        terminalreporter.write_line(f"Hostile input tried: {said}.")
