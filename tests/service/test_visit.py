"""One visit to every page in a real browser: no policy violated, nothing from outside, no traces.

The server runs with its network cut off, and logs JSON.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect
from prometheus_client.parser import text_string_to_metric_families

from tests.chromium import chromium
from tests.e2e.stage_page import StagePage
from tests.server import free_port, running

GUARD = Path(__file__).parent / "guard"
PAGES = ("warps", "compare", "capacity", "sweep", "optimizers", "inside", "digits")
SECRET = "4711"  # in the address of every page, as a seed
# Streamlit looks for its server below the page's own path first, and says so when it is not there.
EXPECTED_404 = ("/_stcore/health", "/_stcore/host-config")
REPORT = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`violated: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


@dataclass
class Visit:
    """What was seen of the whole visit."""

    log: str = ""
    guard: str = ""
    metrics: str = ""
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    downloads: list[str] = field(default_factory=list)
    origin: str = ""
    course: str = ""  # a site that may embed the page
    embedded: list[bool] = field(default_factory=list)  # there, and on another site


@pytest.fixture(scope="module")
def visit(tmp_path_factory) -> Visit:
    guard = tmp_path_factory.mktemp("guard") / "attempts.txt"
    guard.touch()
    metrics, course = f"127.0.0.1:{free_port()}", free_port()
    environment = {
        "PLAYGROUND_LOG_FORMAT": "json",
        "PLAYGROUND_METRICS_ADDRESS": metrics,
        "PLAYGROUND_FRAME_ANCESTORS": f"'self' http://127.0.0.1:{course}",
        "NETWORK_GUARD": str(guard),
        "PYTHONPATH": os.pathsep.join([str(GUARD), os.environ.get("PYTHONPATH", "")]),
    }
    seen = Visit(course=f"http://127.0.0.1:{course}")
    with running(**environment) as server:
        seen.origin = server.url
        with ThreadPoolExecutor(1) as thread:  # other tests keep Playwright open in this one
            thread.submit(_go_round, seen).result()
        with urllib.request.urlopen(f"http://{metrics}/metrics") as answer:
            seen.metrics = answer.read().decode()
        server.process.terminate()
        server.process.wait(20)
        seen.log = server.log_text()
    seen.guard = guard.read_text()
    return seen


def _go_round(seen: Visit) -> None:
    with chromium() as browser:
        page = _watched_page(browser, seen)
        stage = StagePage(page, seen.origin).open(seed=SECRET, hidden_layers="3")
        stage.press("play").wait_epoch(2).press("play")
        stage.part("boundary").hover()
        _download(page, seen, page.locator(".modebar-btn[data-title='Save as PNG']").first)
        for path in PAGES:
            page.goto(f"{seen.origin}/{path}?seed={SECRET}&hidden_layers=3")
            expect(page.locator("[data-testid=stApp]")).to_have_attribute(
                "data-test-script-state", "notRunning", timeout=30_000
            )
            if path == "warps":
                _turn_and_take_away(stage, page, seen)
            page.wait_for_timeout(250)
            expect(page.locator("[data-testid=stException]")).to_have_count(0)
        page.context.close()
        for port in (int(seen.course.rpartition(":")[2]), free_port()):
            with _course(port, seen.origin) as site:
                seen.embedded.append(_is_embedded(browser, site))


@contextmanager
def _course(port: int, origin: str) -> Iterator[str]:
    """A site whose page embeds ours."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            frame = f'<iframe src="{origin}/?hidden_layers=2" width="1200" height="800"></iframe>'
            self.wfile.write(frame.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{port}/"
    server.shutdown()
    server.server_close()


def _is_embedded(browser: Browser, site: str) -> bool:
    """Whether the page shows itself in the frame of a site."""
    page = browser.new_page()
    page.goto(site)
    inside = page.frames[1]
    shown = not inside.url.startswith("chrome-error")
    if shown:
        expect(inside.get_by_test_id("train-loss")).to_have_text(re.compile(r"\d"), timeout=30_000)
    page.close()
    return shown


def _watched_page(browser: Browser, seen: Visit) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.add_init_script(REPORT)
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("websocket", lambda socket: seen.requests.append(socket.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda message: _note_console(message, seen))
    return page


def _note_console(message: ConsoleMessage, seen: Visit) -> None:
    at = message.location.get("url", "")
    expected = "404" in message.text and at.endswith(EXPECTED_404)
    if message.type == "error" and not expected:
        seen.errors.append(f"{message.text} ({at})")


def _turn_and_take_away(stage: StagePage, page: Page, seen: Visit) -> None:
    """Turn the space in 3-D, and take its picture and the whole morph away."""
    stage.wait_run().slide("depth", 5)
    stage.part("space").hover()
    page.mouse.down()
    page.mouse.move(700, 400, steps=4)
    page.mouse.up()
    _download(page, seen, stage.part("space-png"))
    _download(page, seen, page.get_by_role("button", name="The whole morph as HTML"))


def _download(page: Page, seen: Visit, button: Locator) -> None:
    with page.expect_download() as download:
        button.click()
    seen.downloads.append(download.value.suggested_filename)


def test_no_page_violates_the_policy_or_reports_an_error(visit):
    assert visit.errors == []
    assert [Path(name).suffix for name in visit.downloads] == [".png", ".png", ".html"]


def test_the_browser_asks_nobody_but_the_server(visit):
    own = (f"{visit.origin}/", f"{visit.origin.replace('http', 'ws')}/", "data:", "blob:")
    assert [url for url in visit.requests if not url.startswith(own)] == []
    sockets = [url for url in visit.requests if url.startswith("ws")]
    assert len(sockets) >= 2
    assert any(url.startswith("blob:") for url in visit.requests)  # the policy has to allow this


def test_only_the_named_site_may_embed_the_page(visit):
    assert visit.embedded == [True, False]


def test_the_server_asks_nobody(visit):
    assert visit.guard == ""


def test_the_guard_would_have_noticed(tmp_path):
    attempts = tmp_path / "attempts.txt"
    program = "import urllib.request; urllib.request.urlopen('http://example.org')"
    environment = os.environ | {"NETWORK_GUARD": str(attempts), "PYTHONPATH": str(GUARD)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True)
    assert done.returncode != 0
    assert attempts.read_text().startswith("socket.getaddrinfo example.org")


def test_the_log_is_json_and_knows_nothing_of_the_visitor(visit):
    lines = [line for line in visit.log.splitlines() if line.startswith("{")]
    said = [json.loads(line) for line in lines]
    assert {"Ready", "Closing"} <= {record["message"] for record in said}
    assert all({"time", "level", "logger", "message"} <= set(record) for record in said)
    logged = "\n".join(lines)
    for trace in (SECRET, "127.0.0.1", "hidden_layers", "Mozilla", "Chrome", "?"):
        assert trace not in logged
    assert not re.search(r"[\w-]{40,}", logged)  # as long as a token
    others = [line for line in visit.log.splitlines() if line and not line.startswith("{")]
    assert all("You can now view" in line or "URL:" in line for line in others)


def test_the_figures_tell_what_was_done(visit):
    figures = {
        sample.name: sample.value
        for family in text_string_to_metric_families(visit.metrics)
        for sample in family.samples
        if "le" not in sample.labels
    }
    assert figures["playground_epochs_total"] >= 2
    assert figures["playground_live_runs"] >= 1
    assert figures["playground_frame_lag_seconds_count"] >= 1
    assert figures["playground_sessions_limit"] == 200
    assert figures["process_resident_memory_bytes"] > 1e7
    assert figures["process_open_fds"] > 3
