"""Headers: what every answer tells the browser to refuse, above all anything from outside.

The content security policy knows one origin, the page's own. What it allows there, and why:

- ``script-src blob:``: Streamlit imports the stage's entry from a blob that it made itself;
- ``'wasm-unsafe-eval'``: Streamlit's protobuf counts with 64-bit numbers in WebAssembly;
- the hash in ``script-src``: the one inline script of Streamlit's page, hashed from its text;
- ``style-src 'unsafe-inline'``: Streamlit's and Plotly's styles are made in the browser;
- ``img-src data: blob:``: icons, pictures drawn on the page, downloads of them;
- ``connect-src 'self'``: also the page's own WebSockets.
"""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_UNUSED_FEATURES = (
    "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip


def content_security_policy(frame_ancestors: str, page: str) -> str:
    """The policy, as the value of its header.

    Parameters
    ----------
    frame_ancestors : str
        Who may embed the page, in the header's own words.
    page : str
        HTML of the page, whose inline scripts are allowed by their hash.
    """
    hashes = [f"'sha256-{_digest(text)}'" for text in _INLINE_SCRIPT.findall(page)]
    directives = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", "blob:", "'wasm-unsafe-eval'", *hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "media-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": frame_ancestors,
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def security_headers(frame_ancestors: str, page: str) -> dict[str, str]:
    """All headers by name."""
    headers = {
        "Content-Security-Policy": content_security_policy(frame_ancestors, page),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED_FEATURES),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Permitted-Cross-Domain-Policies": "none",
    }
    old_words = {"'self'": "SAMEORIGIN", "'none'": "DENY"}
    if frame_ancestors in old_words:  # the older header knows no list of sites
        headers["X-Frame-Options"] = old_words[frame_ancestors]
    return headers


class SecurityHeaders:
    """ASGI middleware that puts the same headers on every answer, in place of any other value."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
