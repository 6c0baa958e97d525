"""Origins: Streamlit's stream is for the server's own pages, as the live socket is.

The check is made here, and what it was made on is taken away, for Streamlit's own would ask a
server on the internet what the address of this machine is, and keep everybody waiting meanwhile.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.live.counters import COUNTERS
from playground.live.handshake import Refused, check_origin
from playground.live.journal import Journal
from playground.live.limits import Limits

STREAM = "/_stcore/stream"
CLOSED_POLICY = 1008


class OwnOrigin:
    """ASGI middleware in front of everything that looks at the Origin header."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._journal = Journal()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        is_stream = scope["type"] == "websocket" and scope["path"].endswith(STREAM)
        if is_stream:
            try:
                check_origin(Headers(scope=scope), self._limits)
            except Refused as refusal:
                COUNTERS.refused[str(refusal)] += 1
                self._journal.warn(f"A connection was refused: {refusal}")
                await receive()
                await send({"type": "websocket.close", "code": CLOSED_POLICY})
                return
        if is_stream or scope["type"] == "http":
            # Without the header no other site is allowed to read an answer, which is as it was.
            kept = [(name, text) for name, text in scope["headers"] if name != b"origin"]
            scope = {**scope, "headers": kept}
        await self._app(scope, receive, send)
