"""Uploads: a page holds few files, and all pages together no more than the cap."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.live.limits import Limits
from playground.service.uploads import FILES_OF_A_PAGE, UploadGate
from tests.service.asgi import ask

MEGABYTE = bytes(2**20)
PATH = "/base/_stcore/upload_file"


@pytest.fixture
def held():
    return {}


@pytest.fixture
def app(held):
    async def keep(request: Request) -> Response:
        data = await request.body()
        await asyncio.sleep(0)
        files = held.setdefault(request.path_params["session"], {})
        if request.method == "PUT":
            files[request.path_params["file"]] = SimpleNamespace(data=data)
        else:
            files.pop(request.path_params["file"], None)
        return Response(status_code=204)

    limits = Limits(upload_megabytes=1, all_uploads_megabytes=6)
    return Starlette(
        routes=[Route(PATH + "/{session}/{file}", keep, methods=["PUT", "DELETE"])],
        middleware=[Middleware(UploadGate, held=lambda: held, limits=limits)],
    )


def put(app, session: str, file: str, body: bytes = MEGABYTE) -> int:
    return ask(app, f"{PATH}/{session}/{file}", method="PUT", body=body).status


def test_a_page_may_hold_few_files_and_exchange_them(app, held):
    assert [put(app, "ada", f"f{i}", b"x") for i in range(FILES_OF_A_PAGE)] == [204] * 4
    answer = ask(app, f"{PATH}/ada/one-more", method="PUT", body=b"x")
    assert answer.status == 413
    assert b"remove one first" in answer.body
    assert put(app, "ada", "f0", b"y") == 204
    assert ask(app, f"{PATH}/ada/f0", method="DELETE").status == 204
    assert put(app, "ada", "one-more", b"x") == 204
    assert put(app, "bob", "f0", b"x") == 204


def test_all_pages_together_stay_within_the_cap(app, held):
    statuses = [put(app, f"page-{i}", "f") for i in range(9)]
    assert statuses == [204] * 6 + [413] * 3
    del held["page-0"]  # its page was closed
    assert put(app, "page-8", "f") == 204


def test_uploads_that_come_at_once_count_before_they_have_arrived(app, held):
    async def send_all() -> list[int]:
        statuses: list[int] = []

        async def send_one(number: int) -> None:
            async def receive():
                await asyncio.sleep(0.01)
                return {"type": "http.request", "body": MEGABYTE, "more_body": False}

            async def send(message):
                if message["type"] == "http.response.start":
                    statuses.append(message["status"])

            path = f"{PATH}/page-{number % 3}/{number}"
            scope = {"type": "http", "method": "PUT", "path": path, "headers": []}
            await app(scope | {"query_string": b""}, receive, send)

        await asyncio.gather(*(send_one(number) for number in range(30)))
        return statuses

    statuses = asyncio.run(send_all())
    assert statuses.count(204) == 6
    assert sum(len(files) for files in held.values()) == 6
    held.clear()
    assert put(app, "page-0", "late") == 204


def test_a_small_cap_still_lets_one_file_in():
    async def keep(_, __, send):
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    gate = UploadGate(keep, dict, Limits(upload_megabytes=10, all_uploads_megabytes=1))
    assert put(gate, "ada", "f") == 204
