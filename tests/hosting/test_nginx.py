"""nginx in front of two application processes, from the files that compose.yaml mounts."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.hosting.stack import Hosted, hosted
from tests.server import running
from tests.tab import Tab, display

COOKIE = "playground_process"


@pytest.fixture(scope="module")
def stack() -> Iterator[Hosted]:
    with hosted() as started:
        yield started


def ask(
    url: str, path: str = "/", method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One request exactly as written: no redirects, no cookies, no clean-up of the path."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def drawn(url: str, path: str = "/", **headers: str) -> str:
    """The process that a visitor without a cookie is given."""
    found = re.match(rf"{COOKIE}=([^;]+)", ask(url, path, **headers)[1]["set-cookie"])
    assert found
    return found[1]


async def knows(url: str, token: str, cookie: str = "") -> bool:
    """Whether the live run of this token is to be had there."""
    try:
        async with connect(
            url.replace("http", "ws", 1) + "/live",
            subprotocols=["playground.live", token],
            additional_headers={"Cookie": cookie} if cookie else {},
        ) as live:
            await live.recv()
            return True
    except InvalidStatus:
        return False


def test_newcomers_go_to_both_processes(stack):
    assert {drawn(stack.url) for _ in range(24)} == {"process-1", "process-2"}


def test_a_made_up_cookie_is_a_newcomer(stack):
    assert drawn(stack.url, Cookie=f"{COOKIE}=process-99").startswith("process-")


def test_whoever_has_a_cookie_stays_and_gets_no_other(stack):
    for process in ("process-1", "process-2"):
        for _ in range(5):
            status, headers, _ = ask(stack.url, Cookie=f"{COOKIE}={process}")
            assert status == 200
            assert "set-cookie" not in headers


def test_a_browser_that_refuses_cookies_meets_one_process_with_all_parts_of_its_page(stack):
    browser = {"User_Agent": "strict", "Sec_Fetch_Dest": "empty"}
    assert len({drawn(stack.url, "/_stcore/health", **browser) for _ in range(20)}) == 1


def test_the_cookie_is_for_the_server_alone_and_this_site(stack):
    cookie = ask(stack.url)[1]["set-cookie"]
    assert "; Path=/; HttpOnly; SameSite=Lax" in cookie


def test_both_sockets_pass_both_ways_and_lead_to_the_same_process(stack):
    """The page's token, got through one socket, opens the other: so they met in one process.
    Asking the processes themselves shows which; two tabs of two visitors differ."""

    async def visit() -> None:
        tabs: dict[str, Tab] = {}
        while len(tabs) < 2:
            tab = await Tab(stack.url, "dataset=spiral").open()
            tabs.setdefault(tab._cookies, tab)
        showing = asyncio.create_task(display(tabs.values))
        for cookie, tab in tabs.items():
            await tab.play()
            await tab.until(lambda tab=tab: tab.messages > 3 and tab.state["playing"])
            at = int(cookie.removeprefix(f"{COOKIE}=process-")) - 1
            for i, application in enumerate(stack.applications):
                assert await knows(application.url, tab.token) == (i == at)
        showing.cancel()
        for tab in tabs.values():
            await tab.close()

    asyncio.run(visit())


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore/metrics?a=b",
        "//_stcore//metrics",
        "/x/../_stcore/metrics",
        "/%5Fstcore/metrics",
        "/_stcore/./metrics",
        "/metrics",
        "/metrics/",
    ],
)
def test_figures_about_the_server_are_closed(stack, path):
    status, _, body = ask(stack.url, path)
    assert status == 404
    assert b"memory" not in body


def test_health_can_be_asked(stack):
    assert ask(stack.url, "/healthz")[0] == 200
    assert ask(stack.url, "/readyz")[0] == 200


@pytest.mark.parametrize("path", ["/", "/healthz", "/_stcore/metrics", "/_stcore/host-config"])
def test_security_headers_are_there_once(stack, path):
    connection = http.client.HTTPConnection(urlsplit(stack.url).netloc, timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", path)
        headers = connection.getresponse().headers
    assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
    for name in ("Referrer-Policy", "Content-Security-Policy"):
        assert len(headers.get_all(name, [])) == 1
    assert headers.get_all("Strict-Transport-Security") is None  # only over TLS
    assert re.fullmatch(r"nginx|uvicorn", headers["Server"])


@pytest.mark.parametrize("path", ["/", "/_stcore/host-config"])
def test_the_applications_own_headers_pass_as_they_are(stack, path):
    own = ask(stack.applications[0].url, path)[1]
    passed = ask(stack.url, path)[1]
    policies = [name for name in own if "policy" in name or name.startswith("x-")]
    assert "content-security-policy" in policies
    assert {name: passed[name] for name in policies} == {name: own[name] for name in policies}


def test_files_come_from_the_cache_and_compressed(stack):
    page = ask(stack.url)[2].decode()
    script = re.search(r'src="\.?(/static/[^"]+\.js)"', page)
    assert script
    plain = ask(stack.applications[0].url, script[1])
    _, headers, body = ask(stack.url, script[1], Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert len(body) < len(plain[2]) / 2
    assert "set-cookie" not in headers
    assert ask(stack.url, script[1])[2] == plain[2]


def test_big_bodies_are_refused_and_uploads_have_a_limit_of_their_own(stack):
    megabyte = bytes(2**20)
    assert ask(stack.url, "/", "POST", bytes(100_000))[0] == 413
    upload = "/_stcore/upload_file/session/file"
    assert ask(stack.url, upload, "PUT", 12 * megabyte)[0] == 413
    assert ask(stack.url, upload, "PUT", megabyte)[0] in (400, 403)  # the application's answer


def test_the_log_names_no_visitor(stack):
    session = "0123-session-4567"
    ask(stack.url, "/?points=secret", User_Agent="their-browser", Referer="http://their.page")
    ask(stack.url, f"/_stcore/upload_file/{session}/file", "PUT", b"x")
    log = stack.front.log_text()
    assert '"path":"/_stcore/upload_file/"' in log
    for personal in ("secret", "their", session, "127.0.0.1", "::1"):
        assert personal not in log


def test_killed_process_its_visitors_go_to_the_other_and_stay_there(stack):
    """The last one here: it kills both."""
    first, second = stack.applications
    first.process.kill()
    first.process.wait()
    mine = f"{COOKIE}=process-1"
    status, headers, _ = ask(stack.url, Cookie=mine)
    assert status == 200
    assert headers["set-cookie"].startswith(f"{COOKIE}=process-2;")
    assert asyncio.run(_opens_stream(stack.url, mine)).startswith(f"{COOKIE}=process-2;")
    assert {ask(stack.url)[0] for _ in range(20)} == {200}

    with running(port=urlsplit(first.url).port):
        moved = f"{COOKIE}=process-2"
        assert "set-cookie" not in ask(stack.url, Cookie=moved)[1]
        assert {drawn(stack.url) for _ in range(24)} == {"process-1", "process-2"}

    second.process.kill()
    second.process.wait()
    status, headers, body = ask(stack.url, Cookie=mine)
    assert status == 503
    assert headers["retry-after"]
    assert b"asks again" in body
    assert "default-src 'none'" in headers["content-security-policy"]


async def _opens_stream(url: str, cookie: str) -> str:
    """Open Streamlit's stream; the cookie that the handshake sets."""
    async with connect(
        url.replace("http", "ws", 1) + "/_stcore/stream",
        subprotocols=["streamlit"],
        additional_headers={"Cookie": cookie},
    ) as stream:
        return stream.response.headers["Set-Cookie"]
