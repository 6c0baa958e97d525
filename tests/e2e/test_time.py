"""The kept history in a real browser: drag, continue from there, lose the connection, come back."""

from __future__ import annotations

import pytest
from playwright.sync_api import WebSocketRoute


def _played(stage, epochs: float = 8):
    stage.press("play").wait_epoch(epochs).press("play")
    return stage


def test_the_slider_replays_without_the_server(open_stage, page):
    sent: list[str] = []
    page.on(
        "websocket",
        lambda socket: (
            socket.on("framesent", lambda data: sent.append(str(data)))
            if socket.url.endswith("/live")
            else None
        ),
    )
    stage = open_stage()
    first = stage.pixels("boundary")
    _played(stage)
    last = stage.pixels("boundary")
    assert last != first
    stage.slide("time-slider", 1)
    page.wait_for_timeout(300)
    sent.clear()
    for value in (5, 3, 2, 0):
        stage.slide("time-slider", value)
        page.wait_for_timeout(50)
    stage.wait_text("epoch", r"^0(\.0+)?$")
    stage.wait_pixels("boundary", same_as=first)
    assert sent == []


def test_continue_from_here_rewinds_the_run_itself(open_stage):
    stage = _played(open_stage())
    stage.slide("time-slider", 2).release("time-slider")
    epoch = stage.number("epoch")
    stage.press("continue")
    stage.wait_epoch(epoch + 0.5).press("play")
    end = int(stage.part("time-slider").get_attribute("max") or 0)
    stage.slide("time-slider", 2)
    assert stage.number("epoch") == pytest.approx(epoch)
    assert end >= 3


def test_a_dropped_connection_comes_back_with_its_history(open_stage, page):
    sockets: list[WebSocketRoute] = []

    def relay(route: WebSocketRoute) -> None:
        sockets.append(route)
        route.connect_to_server()

    page.route_web_socket(lambda url: url.endswith("/live"), relay)
    stage = _played(open_stage())
    epoch = stage.number("epoch")
    kept = int(stage.part("time-slider").get_attribute("max") or 0)
    sockets[-1].close(code=1011, reason="cut for the test")
    for _ in range(100):
        if len(sockets) > 1:
            break
        page.wait_for_timeout(100)
    assert len(sockets) > 1
    stage.wait_epoch(epoch)
    stage.wait_until(
        "kept => +document.querySelector('[data-testid=time-slider]').max >= kept", kept
    )
    stage.press("step").wait_epoch(int(epoch) + 1)
