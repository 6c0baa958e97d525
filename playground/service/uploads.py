"""Uploads: how much the uploaded files of a page, and of all pages, may take of the memory.

Streamlit bounds one file. It keeps files in memory under whatever name they are sent, so without a
bound on their number a single page could fill it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.live.journal import Journal
from playground.live.limits import Limits

UPLOADS = "/_stcore/upload_file/"
FILES_OF_A_PAGE = 4
TOO_LARGE = 413
Held = Callable[[], Mapping[str, Mapping[str, Any]]]
"""The files that are held, by their page's session and their own name; each has its ``data``."""


class UploadGate:
    """ASGI middleware: an upload beyond the caps is refused before its body is read.

    Parameters
    ----------
    app : ASGIApp
    held : callable
        What is held at this moment.
    limits : Limits
    """

    def __init__(self, app: ASGIApp, held: Held, limits: Limits) -> None:
        self._app = app
        self._held = held
        self._file_bytes = limits.upload_megabytes * 2**20
        self._all_bytes = max(self._file_bytes, limits.all_uploads_megabytes * 2**20)
        self._under_way: dict[str, int] = {}  # uploads that are being received, by session
        self._journal = Journal()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        _, found, name = scope.get("path", "").partition(UPLOADS)
        if scope["type"] != "http" or scope["method"] != "PUT" or not found:
            await self._app(scope, receive, send)
            return
        session, _, file = name.partition("/")
        if why := self._refusal(session, file):
            self._journal.warn("An upload was refused: too many files are held")
            await PlainTextResponse(why, TOO_LARGE)(scope, receive, send)
            return
        self._under_way[session] = self._under_way.get(session, 0) + 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way[session] -= 1
            if not self._under_way[session]:
                del self._under_way[session]

    def _refusal(self, session: str, file: str) -> str:
        """Why a file cannot be taken now; empty if it can."""
        held = {name: dict(files) for name, files in dict(self._held()).items()}
        others = [name for name in held.get(session, {}) if name != file]
        if len(others) + self._under_way.get(session, 0) >= FILES_OF_A_PAGE:
            return f"A page may hold {FILES_OF_A_PAGE} uploaded files. Please remove one first."
        taken = sum(len(each.data) for files in held.values() for each in files.values())
        taken += self._file_bytes * sum(self._under_way.values())
        if taken + self._file_bytes > self._all_bytes:
            return "The server holds as many uploaded files as it may. Please try again later."
        return ""
