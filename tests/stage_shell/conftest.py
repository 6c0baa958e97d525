"""The stage's modules in a real browser: served from the tree, run without the application."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import chromium

ASSETS = Path(__file__).parents[2] / "playground" / "stage" / "assets"
PAGE = "<!doctype html><meta charset=utf-8><title>modules</title><body></body>"

# The body of an async function; `load("player")` imports playground/stage/assets/player.js.
CALL = """
async ([body, argument]) => {
  const load = (name) => import(`/${name}.js`);
  const call = Object.getPrototypeOf(async () => {}).constructor;
  return new call("load", "argument", body)(load, argument);
}
"""


class _Handler(SimpleHTTPRequestHandler):
    def guess_type(self, path: Any) -> str:
        return "text/javascript" if str(path).endswith(".js") else super().guess_type(path)

    def do_GET(self) -> None:
        if self.path == "/favicon.ico":  # Chromium asks for it once, and tells when there is none
            self.send_response(204)
            self.end_headers()
            return
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def modules_url() -> Iterator[str]:
    """Where the stage's files are served, and an empty page to import them into."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(ASSETS)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="package")
def in_browser() -> Iterator[Callable[..., Any]]:
    """``in_browser(function, *arguments)`` calls ``function(browser, *arguments)``.

    In a thread of its own: while Playwright runs, its thread can run no event loop of a test.
    """
    with ThreadPoolExecutor(1, "browser") as thread:
        started = chromium()
        browser = thread.submit(started.__enter__).result()
        yield lambda function, *arguments: thread.submit(function, browser, *arguments).result()
        thread.submit(started.__exit__, None, None, None).result()


@pytest.fixture(scope="package")
def run(in_browser, modules_url) -> Callable[..., Any]:
    """``run(body, argument)``: what a JavaScript function body (see ``CALL``) returns."""
    page = in_browser(lambda browser: browser.new_page())
    in_browser(lambda _: page.goto(modules_url))
    return lambda body, argument=None: in_browser(lambda _: page.evaluate(CALL, [body, argument]))
