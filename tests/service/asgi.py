"""Asking an ASGI application without a network: one request, one answer."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any


@dataclass
class Answer:
    """What an application answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def ask(app: Any, path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    """One HTTP request; a body comes in two pieces."""
    pieces = [body[: len(body) // 2], body[len(body) // 2 :]]
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        piece = pieces.pop(0) if pieces else b""
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(name.lower().encode(), text.encode()) for name, text in headers.items()],
    }
    asyncio.run(app(scope, receive, send))
    pairs = [(name.decode().lower(), text.decode()) for name, text in said[0]["headers"]]
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"a header is sent twice: {names}"
    content = b"".join(message.get("body", b"") for message in said[1:])
    return Answer(said[0]["status"], dict(pairs), content)
