"""Doors: how many pages may be open, what a newcomer sees beyond that, and what nobody is shown.

An open page is a WebSocket of Streamlit's. A newcomer to a full house gets a small page that says
so and looks again by itself, at a moment of its own so that a class does not knock all at once.
Whoever is shown the real page has a place until its connection comes; one whose connection broke
finds it kept for a while; and one that loads its page anew is known by a cookie, a random number
that is stored nowhere. So nobody inside is disturbed, nor let in by halves.
"""

from __future__ import annotations

import random
import re
import secrets
import time
from collections import Counter

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.live.journal import Journal
from playground.service.origins import STREAM

CLOSED = ("/_stcore/metrics", "/_stcore/agent")
"""Streamlit's own figures and programming interface, which it shows to everybody."""
NOT_PAGES = ("/_stcore/", "/media/", "/component/", "/static/", "/assets/")
RETRY_SECONDS = (20, 40)
HELD_SECONDS = 30.0  # for a page that is loading, or for one that lost its connection
COOKIE = "playground_place"
LEFT_BY_ITSELF = (1000, 1001, 1005)  # close codes of a browser that closes or leaves the page
TRY_AGAIN_LATER = 1013
_NUMBER = re.compile(r"[0-9a-f]{32}")

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
        self._inside: Counter[str] = Counter()  # open pages of each browser
        self._loading: list[float] = []  # until when a place is held for a page that was shown
        self._lost: list[float] = []  # and for one that may connect again
        self._journal = Journal()

    @property
    def sessions(self) -> int:
        """Open pages."""
        return self._inside.total()

    def places(self) -> int:
        """How many newcomers may come in now."""
        now = time.monotonic()
        self._loading = [until for until in self._loading if until > now]
        self._lost = [until for until in self._lost if until > now]
        taken = self.sessions + len(self._loading) + len(self._lost)
        return max(0, self.max_sessions - taken)

    def show_page(self, browser: str) -> bool:
        """Whether a browser is shown the page; if so, a place is held until it connects."""
        is_inside = browser != "" and self._inside[browser] > 0
        if not is_inside and not self.places():
            self._turn_away("page")
            return False
        self._loading.append(time.monotonic() + HELD_SECONDS)
        return True

    def enter(self, browser: str, returning: bool) -> bool:
        """Count a page in, if a place is free, or held for a page such as this."""
        free = self.places() > 0
        held = self._lost if returning else self._loading
        if self.sessions >= self.max_sessions or not (held or free):
            self._turn_away("connection")
            return False
        if held:
            held.pop(0)
        self._inside[browser] += 1
        return True

    def leave(self, browser: str, close_code: int) -> None:
        """Count a page out; a place that was lost rather than left is held for a while."""
        self._inside[browser] -= 1
        if not self._inside[browser]:
            del self._inside[browser]
        if close_code not in LEFT_BY_ITSELF:
            self._lost.append(time.monotonic() + HELD_SECONDS)

    def _turn_away(self, what: str) -> None:
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
            await self._serve_stream(scope, receive, send)
        elif kind == "http" and any(name in path for name in CLOSED):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
        elif kind == "http" and _asks_for_page(Request(scope)):
            await self._show_page(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _show_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        browser = _browser(scope)
        if not self._doors.show_page(browser):
            seconds = random.randint(*RETRY_SECONDS)
            text = FULL_PAGE.format(seconds=seconds, sessions=self._doors.max_sessions)
            headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
            await HTMLResponse(text, 503, headers)(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookie = f"{COOKIE}={secrets.token_hex(16)}; Path=/; HttpOnly; SameSite=Lax"
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        await self._app(scope, receive, send if browser else send_with_cookie)

    async def _serve_stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        browser = _browser(scope)
        # A page that had a session tells its name as the third of the subprotocols.
        if not self._doors.enter(browser, returning=len(scope.get("subprotocols", ())) > 2):
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
            self._doors.leave(browser, close_code)


def _browser(scope: Scope) -> str:
    """The number that a browser was given; empty if it has none, or something else."""
    number = HTTPConnection(scope).cookies.get(COOKIE, "")
    return number if _NUMBER.fullmatch(number) else ""


def _asks_for_page(request: Request) -> bool:
    """Whether a browser wants to open one of the application's pages."""
    if request.method != "GET" or any(name in request.url.path for name in NOT_PAGES):
        return False
    return "text/html" in request.headers.get("accept", "")
