"""Files of any number and size are sent to a page that asked for none: the caps hold."""

from __future__ import annotations

import asyncio
import http.client
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from playground.live.limits import Limits
from playground.service.uploads import FILES_OF_A_PAGE
from tests.faults.neighbour import undisturbed
from tests.hostile.conftest import TRIED
from tests.server import Application
from tests.tab import Tab

MEGABYTE = bytes(2**20)
BOUNDARY = "0123456789"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="f.toml"\r\n\r\n'.encode()
)
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


class Sender:
    """An open page, and the requests that its browser could make."""

    def __init__(self, url: str, tab: Tab) -> None:
        self._address = urlsplit(url).netloc
        self.session = session_of(tab)
        cookie = self._ask("GET", "/_stcore/health", None, {})[1]
        found = re.search(r"_streamlit_xsrf=([^;]+)", cookie)
        assert found
        self._headers = {"Cookie": f"_streamlit_xsrf={found[1]}", "X-Xsrftoken": found[1]}

    def put(self, name: str, chunks: list[bytes], session: str = "") -> int:
        """Send a file in chunks, without saying how long it is; the answer's status."""
        TRIED["uploads"] += 1
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        path = f"/_stcore/upload_file/{session or self.session}/{name}"
        body = iter([HEAD, *chunks, TAIL])
        try:
            return self._ask("PUT", path, body, self._headers | kind)[0]
        except (BrokenPipeError, ConnectionResetError):  # it was not read to its end
            return 413

    def _ask(
        self, method: str, path: str, body: Iterator[bytes] | None, headers: dict[str, str]
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self._address, timeout=30)
        try:
            connection.request(method, path, body, headers, encode_chunked=body is not None)
            answer = connection.getresponse()
            answer.read()
            return answer.status, "; ".join(answer.headers.get_all("Set-Cookie", []))
        finally:
            connection.close()


def session_of(tab: Tab) -> str:
    """The id of a page's session, which its browser is told."""
    for raw in tab.heard:
        message = ForwardMsg()
        message.ParseFromString(raw)
        if message.WhichOneof("type") == "new_session":
            return message.new_session.initialize.session_id
    raise AssertionError("the page was not told its session")


@pytest.fixture
def sender(application: Application) -> Iterator[Sender]:
    with asyncio.Runner() as loop:
        tab = Tab(application.url)
        loop.run(tab.open_page())
        yield Sender(application.url, tab)
        loop.run(tab.close())


def test_uploads_stay_within_their_number_and_size(application: Application, sender: Sender):
    most = Limits().upload_megabytes
    before = application.memory
    with undisturbed(application.url):
        assert sender.put("whole", [MEGABYTE] * (most - 1)) == 204
        assert sender.put("too-large", [MEGABYTE] * (most + 30)) == 413
        statuses = [sender.put(f"file-{number}", [b"x"]) for number in range(200)]
    assert statuses == [204] * (FILES_OF_A_PAGE - 1) + [413] * (201 - FILES_OF_A_PAGE)
    assert application.memory - before < 4 * most * len(MEGABYTE)


@pytest.mark.parametrize("session", ["made-up", "../../etc", "%00", "x" * 3000])
def test_files_for_a_page_that_is_not_there_are_refused(sender: Sender, session: str):
    assert sender.put("file", [b"x"], session) in (400, 404)
