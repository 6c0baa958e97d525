"""Streamlit's own stream is abused: nothing changes for the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse, ForwardMsg
from websockets.exceptions import ConnectionClosed

from playground.views.downloads import MOST_FILES
from tests.faults.neighbour import undisturbed
from tests.hostile.conftest import TRIED
from tests.hostile.test_uploads import session_of
from tests.server import Application
from tests.tab import Tab

QUICK = {"deadline": None, "suppress_health_check": list(HealthCheck)}
COMMANDS = ("clear_cache", "set_run_on_save", "stop_script", "load_git_info", "app_heartbeat")
COMMANDS += ("debug_disconnect_websocket", "debug_shutdown_runtime")
SMALL = "hidden_layers=2&n_samples=40"


@pytest.fixture
def page(
    lasting_application: Application, loop: asyncio.Runner
) -> Iterator[Callable[..., tuple[Tab, str]]]:
    """``page(path)``: an open page, and the id of its session."""
    opened = []

    def make(path: str = "") -> tuple[Tab, str]:
        tab = Tab(lasting_application.url, SMALL)
        loop.run(tab.open_page())
        opened.append(tab)
        session = session_of(tab)
        if path:
            loop.run(tab.visit(path, SMALL))
        return tab, session

    yield make
    for tab in opened:
        loop.run(tab.close())


async def send(tab: Tab, message: BackMsg | bytes) -> None:
    """Say something that the page itself would not."""
    assert tab._stream is not None
    await tab._stream.send(message if isinstance(message, bytes) else message.SerializeToString())


async def answer(tab: Tab) -> BackendOperationResponse:
    """The next answer to an operation."""
    assert tab._stream is not None
    while True:
        message = ForwardMsg()
        message.ParseFromString(await tab._stream.recv(decode=False))
        if message.WhichOneof("type") == "backend_operation_response":
            return message.backend_operation_response


def test_no_command_of_streamlits_ends_or_disturbs_anything(
    application: Application, loop: asyncio.Runner, page
):
    with undisturbed(application.url):
        for name in COMMANDS:
            TRIED["commands to Streamlit"] += 1
            tab, _ = page()
            message = BackMsg()
            setattr(message, name, True)
            loop.run(send(tab, message))
            with suppress(ConnectionClosed):
                loop.run(tab.rerun())
        tab, _ = page()
        assert tab.exceptions == []


def test_bytes_that_are_no_messages_disturb_nobody(
    application: Application, loop: asyncio.Runner, page
):
    @settings(max_examples=60, **QUICK)
    @given(st.binary(max_size=200))
    def say(data: bytes) -> None:
        TRIED["raw byte strings to Streamlit"] += 1
        with suppress(ConnectionClosed):
            loop.run(send(tabs[-1], data))
            return
        tabs.append(page()[0])

    tabs = [page()[0]]
    with undisturbed(application.url):
        say()
        with suppress(ConnectionClosed):
            loop.run(send(tabs[-1], bytes(25 * 2**20)))
        page()


def test_operations_on_the_server_are_refused_and_those_of_others_too(
    application: Application, loop: asyncio.Runner, page
):
    _, others = page()
    tab, own = page()
    for session, operation in [
        (own, "install_skills"),
        (own, "dismiss_skills_nudge"),
        (own, "dataframe_chunk"),
        (others, "deferred_file"),
    ]:
        TRIED["commands to Streamlit"] += 1
        message = BackMsg()
        asked = message.backend_operation_request
        asked.request_id, asked.session_id = "1", session
        getattr(asked, operation).SetInParent()
        loop.run(send(tab, message))
        assert loop.run(answer(tab)).error_msg


def test_files_are_made_on_demand_only_so_many_times(loop: asyncio.Runner, page):
    tab, session = page("warps")
    file = next(filter(None, map(deferred_file, tab.heard)))
    for number in range(MOST_FILES + 5):
        message = BackMsg()
        asked = message.backend_operation_request
        asked.request_id, asked.session_id = str(number), session
        asked.deferred_file.file_id = file
        loop.run(send(tab, message))
    answers = [loop.run(answer(tab)) for _ in range(MOST_FILES + 5)]
    assert sum(bool(each.deferred_file.url) for each in answers) == MOST_FILES
    assert sum(bool(each.error_msg) for each in answers) == 5


def deferred_file(raw: bytes) -> str:
    """The name under which a page may ask for a file that is made on demand; empty if none."""
    message = ForwardMsg()
    message.ParseFromString(raw)
    element = message.delta.new_element
    return element.download_button.deferred_file_id
