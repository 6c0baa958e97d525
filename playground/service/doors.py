"""Doors: how many pages may be open, what a newcomer sees beyond that, and what nobody is shown.

An open page is a WebSocket of Streamlit's. A newcomer to a full house gets a small page that says
so and looks again by itself, at a moment of its own so that a class does not knock all at once. A
page whose connection broke finds its place kept for a while: nobody inside is disturbed.
"""

from __future__ import annotations

import random
import time
from collections import Counter

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.live.journal import Journal

STREAM = "/_stcore/stream"
CLOSED = ("/_stcore/metrics", "/_stcore/agent")
"""Streamlit's own figures and programming interface, which it shows to everybody."""
NOT_PAGES = ("/_stcore/", "/media/", "/component/", "/static/", "/assets/")
RETRY_SECONDS = (20, 40)
KEPT_SECONDS = 30.0
LEFT_BY_ITSELF = (1000, 1001, 1005)  # close codes of a browser that closes or leaves the page
TRY_AGAIN_LATER = 1013

FULL_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{seconds}">
<title>All places are taken</title>
<style>
:root {{ color-scheme: light dark }}
body {{ display: grid; place-items: center; min-height: 90vh; margin: 1.5rem;
  font: 1.05rem/1.55 system-ui, sans-serif }}
main {{ max-width: 32rem }}
h1 {{ font-size: 1.6rem; line-height: 1.25; margin: 0 0 .6em }}
p {{ margin: 0 0 .8em }}
</style>
</head>
<body>
<main>
<h1>All places are taken</h1>
<p>The Decision Boundary Playground is open on {sessions} pages now, as many as this server
carries well. A place becomes free as soon as somebody closes theirs.</p>
<p>This page looks again in {seconds} seconds, and then about every half minute; it lets you in by
itself. If it is still full in ten minutes, please come back later: your settings are in the
address.</p>
</main>
</body>
</html>
"""


class Doors:
    """Counts the open pages of this process.

    Parameters
    ----------
    max_sessions : int
        As many may be open.

    Attributes
    ----------
    refused : Counter
        How many newcomers were turned away: ``"page"`` or ``"connection"``.
    """

    def __init__(self, max_sessions: int) -> None:
        self.max_sessions = max_sessions
        self.refused: Counter[str] = Counter()
        self._open = 0
        self._kept: list[float] = []  # until when each place of a lost connection is kept
        self._journal = Journal()

    @property
    def sessions(self) -> int:
        """Open pages."""
        return self._open

    def places(self) -> int:
        """How many newcomers may come in now."""
        now = time.monotonic()
        self._kept = [until for until in self._kept if until > now]
        return max(0, self.max_sessions - self._open - len(self._kept))

    def enter(self, returning: bool) -> bool:
        """Count a page in, if there is a place, or one kept for somebody who is returning."""
        free = self.places() > 0
        if returning and self._kept:
            self._kept.pop(0)
        elif not free:
            self.turn_away("connection")
            return False
        self._open += 1
        return True

    def leave(self, close_code: int) -> None:
        """Count a page out; a place that was lost rather than left is kept for a while."""
        self._open -= 1
        if close_code not in LEFT_BY_ITSELF:
            self._kept.append(time.monotonic() + KEPT_SECONDS)

    def turn_away(self, what: str) -> None:
        """Count and log a newcomer who has to wait."""
        self.refused[what] += 1
        self._journal.warn("A newcomer was turned away: all places for open pages are taken")


class DoorKeeper:
    """ASGI middleware in front of the application."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        kind, path = scope["type"], scope.get("path", "")
        if kind == "websocket" and path.endswith(STREAM):
            await self._serve_page(scope, receive, send)
        elif kind == "http" and any(name in path for name in CLOSED):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
        elif kind == "http" and not self._doors.places() and _asks_for_page(Request(scope)):
            await self._say_full(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _serve_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A page that had a session tells its name as the third of the subprotocols.
        if not self._doors.enter(returning=len(scope.get("subprotocols", ())) > 2):
            await receive()
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})
            return
        close_code = 1006

        async def receive_and_note() -> Message:
            nonlocal close_code
            message = await receive()
            if message["type"] == "websocket.disconnect":
                close_code = message.get("code") or 1006
            return message

        try:
            await self._app(scope, receive_and_note, send)
        finally:
            self._doors.leave(close_code)

    async def _say_full(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._doors.turn_away("page")
        seconds = random.randint(*RETRY_SECONDS)
        text = FULL_PAGE.format(seconds=seconds, sessions=self._doors.max_sessions)
        headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
        await HTMLResponse(text, 503, headers)(scope, receive, send)


def _asks_for_page(request: Request) -> bool:
    """Whether a browser wants to open one of the application's pages."""
    if request.method not in ("GET", "HEAD") or any(n in request.url.path for n in NOT_PAGES):
        return False
    return "text/html" in request.headers.get("accept", "")
