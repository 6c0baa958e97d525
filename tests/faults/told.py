"""What a page in Chromium is told of its run, message by message."""

from __future__ import annotations

import json

from playwright.sync_api import Page, WebSocket


def told_to(page: Page) -> list[dict]:
    """Every JSON message that the page's live socket gets from now on."""
    told: list[dict] = []

    def hear(data: str | bytes) -> None:
        if isinstance(data, str):
            told.append(json.loads(data))

    def listen(connection: WebSocket) -> None:
        if connection.url.endswith("/live"):
            connection.on("framereceived", hear)

    page.on("websocket", listen)
    return told


def runs(told: list[dict]) -> list[dict]:
    """The ``run`` messages among them."""
    return [news for news in told if news["type"] == "run"]
