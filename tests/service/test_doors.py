"""The doors: how many pages may be open, who waits how, and whose place is kept."""

from __future__ import annotations

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from playground.service import doors as module
from playground.service.doors import RETRY_SECONDS, DoorKeeper, Doors
from tests.service.asgi import ask

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def doors():
    return Doors(2)


@pytest.fixture
def app(doors):
    async def page(_):
        return PlainTextResponse("the page")

    paths = ["/", "/warps", "/live", "/media/film.html", "/_stcore/health", "/_stcore/metrics"]
    paths += ["/base/_stcore/metrics", "/_stcore/agent/openapi.json"]
    return Starlette(
        routes=[Route(path, page, methods=["GET", "POST"]) for path in paths],
        middleware=[Middleware(DoorKeeper, doors=doors)],
    )


def fill(doors: Doors) -> None:
    while doors.enter("", returning=False):
        pass
    doors.refused.clear()


def test_a_newcomer_to_a_full_house_is_told_when_to_come_back(app, doors):
    assert ask(app, "/warps", **BROWSER).status == 200
    fill(doors)
    answer = ask(app, "/warps", **BROWSER)
    assert answer.status == 503
    seconds = int(answer.headers["retry-after"])
    assert RETRY_SECONDS[0] <= seconds <= RETRY_SECONDS[1]
    text = answer.body.decode()
    assert f'http-equiv="refresh" content="{seconds}"' in text
    assert "All places are taken" in text
    assert "<script" not in text
    assert answer.headers["cache-control"] == "no-store"
    assert doors.refused["page"] == 1
    doors.leave("", 1001)
    assert ask(app, "/warps", **BROWSER).status == 200


def test_a_class_that_comes_at_once_is_not_let_in_by_halves(app, doors):
    statuses = [ask(app, "/", **BROWSER).status for _ in range(5)]
    assert statuses == [200, 200, 503, 503, 503]
    assert doors.enter("", returning=False)
    assert doors.enter("", returning=False)
    assert not doors.enter("", returning=False)


def test_a_page_that_never_connects_gives_its_place_back(app, doors, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    for _ in range(2):
        assert ask(app, "/", **BROWSER).status == 200
    assert ask(app, "/", **BROWSER).status == 503
    now += module.HELD_SECONDS + 1
    assert ask(app, "/", **BROWSER).status == 200


def test_whoever_is_inside_may_load_the_page_anew(app, doors):
    cookie = ask(app, "/", **BROWSER).headers["set-cookie"].split(";")[0]
    number = cookie.split("=")[1]
    assert doors.enter(number, returning=False)
    fill(doors)
    assert ask(app, "/", **BROWSER).status == 503
    again = ask(app, "/", **BROWSER, cookie=cookie)
    assert again.status == 200
    assert "set-cookie" not in again.headers
    doors.leave(number, 1001)  # the browser closes the old page when the new one arrives
    assert ask(app, "/", **BROWSER).status == 503  # the place is held
    assert doors.enter(number, returning=False)


@pytest.mark.parametrize("number", ["", "1", "x" * 32, "0" * 33, "../" * 11])
def test_a_number_of_one_s_own_making_is_exchanged(app, number):
    answer = ask(app, "/", **BROWSER, cookie=f"playground_place={number}")
    assert "HttpOnly" in answer.headers["set-cookie"]


def test_newcomers_look_again_at_moments_of_their_own(app, doors):
    fill(doors)
    waits = {ask(app, "/", **BROWSER).headers["retry-after"] for _ in range(40)}
    assert len(waits) > 5


@pytest.mark.parametrize("path", ["/media/film.html", "/_stcore/health"])
def test_whoever_is_inside_gets_what_belongs_to_the_page(app, doors, path):
    fill(doors)
    assert ask(app, path, **BROWSER).status == 200
    assert (
        ask(app, "/live", accept="*/*").status == 200
    )  # a page that asks whether there is a server
    assert ask(app, "/", method="POST", **BROWSER).status == 200


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/base/_stcore/metrics", "/_stcore/agent/openapi.json"]
)
def test_streamlit_s_own_figures_are_shown_to_nobody(app, path):
    assert ask(app, path).status == 404


def test_a_lost_place_is_held_for_its_owner_and_a_left_one_is_not(doors, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(module.time, "monotonic", lambda: now)
    fill(doors)
    doors.leave("", 1006)
    assert doors.places() == 0
    assert not doors.enter("", returning=False)
    assert doors.enter("", returning=True)
    assert not doors.enter("", returning=True)  # only as many as were held
    doors.leave("", 1006)
    now += module.HELD_SECONDS + 1
    assert doors.enter("", returning=False)
    doors.leave("", 1001)
    assert doors.places() == 1


def connect(doors: Doors, *subprotocols: str, close_code: int = 1001) -> list[str]:
    """Open Streamlit's stream and let the browser close it; the types of what was sent."""
    sent = []

    async def application(scope, receive, send):
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        assert doors.sessions == 1
        assert (await receive())["type"] == "websocket.disconnect"

    async def go():
        news = [{"type": "websocket.connect"}]
        news.append({"type": "websocket.disconnect", "code": close_code})

        async def receive():
            return news.pop(0)

        async def send(message):
            sent.append(message["type"])

        scope = {"type": "websocket", "path": "/base/_stcore/stream"}
        scope |= {"subprotocols": list(subprotocols), "headers": []}
        await DoorKeeper(application, doors)(scope, receive, send)

    asyncio.run(go())
    return sent


def test_an_open_page_is_counted_in_and_out():
    doors = Doors(1)
    assert connect(doors, "streamlit") == ["websocket.accept"]
    assert (doors.sessions, doors.places()) == (0, 1)
    assert connect(doors, "streamlit", close_code=1006) == ["websocket.accept"]
    assert (doors.sessions, doors.places()) == (0, 0)
    assert connect(doors, "streamlit") == ["websocket.close"]
    assert doors.refused["connection"] == 1
    assert connect(doors, "streamlit", "xsrf", "session") == ["websocket.accept"]
    assert (doors.sessions, doors.places()) == (0, 1)
