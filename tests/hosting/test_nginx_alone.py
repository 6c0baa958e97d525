"""nginx itself: what it tells the application, TLS, and readers that never read."""

from __future__ import annotations

import contextlib
import http.client
import shutil
import socket
import ssl
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.hosting.stack import front

UPGRADE = "{}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"


class _Mirror(ThreadingHTTPServer):
    """Answers with the request's headers as text, and with a status of its own."""

    def __init__(self, status: int = 200) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.status = status
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        """``host:port``."""
        return f"127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: _Mirror

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        body = str(self.headers).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Referrer-Policy", "no-referrer")
        if self.path == "/place":
            self.send_header("Set-Cookie", "place=1; SameSite=Lax")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def mirrors(*statuses: int) -> Iterator[list[_Mirror]]:
    """Servers in place of the application, one for each status."""
    servers = [_Mirror(status) for status in statuses]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield servers
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def mirror() -> Iterator[str]:
    with mirrors(200) as (server,):
        yield server.address


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificates")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        + ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True,
        capture_output=True,
    )
    return folder


def test_the_application_learns_the_host_and_no_address(mirror):
    with front([mirror]) as nginx:
        connection = http.client.HTTPConnection(urlsplit(nginx.url).netloc)
        told = {"Host": "school.example:8501", "X-Forwarded-For": "198.51.100.7"}
        connection.request("GET", "/", headers=told)
        answer = connection.getresponse()
        heard = answer.read().decode()
    assert "Host: school.example:8501" in heard
    assert "X-Forwarded-Proto: http\n" in heard.replace("\r", "")
    assert "198.51.100.7" not in heard
    assert "127.0.0.1" not in heard
    assert answer.headers.get_all("Referrer-Policy") == ["no-referrer"]  # the application's own


def test_a_newcomer_to_a_full_process_is_let_in_by_the_other():
    with mirrors(503, 200) as (full, free), front([full.address, free.address]) as nginx:
        for _ in range(20):
            answer = _get(nginx.url)
            assert answer.status == 200
            assert answer.headers["Set-Cookie"].startswith("playground_process=process-2;")
    assert full.asked


def test_if_all_are_full_the_application_says_so_and_lots_are_drawn_anew():
    with mirrors(503, 503) as (one, other), front([one.address, other.address]) as nginx:
        answer = _get(nginx.url)
    assert answer.status == 503
    assert answer.headers["Referrer-Policy"] == "no-referrer"  # the application's page, not ours
    assert "Set-Cookie" not in answer.headers


def test_files_are_fetched_once():
    with mirrors(200) as (server,), front([server.address]) as nginx:
        for _ in range(5):
            assert _get(nginx.url, "/static/a.js").status == 200
            assert _get(nginx.url, "/assets/1/b.js").status == 200
    assert sorted(server.asked) == ["/assets/1/b.js", "/static/a.js"]


def _get(url: str, path: str = "/") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_lots_are_even_whatever_the_number_of_processes(mirror):
    drawn = Counter()
    with front([mirror] * 3) as nginx:
        for _ in range(300):
            drawn[_get(nginx.url).headers["Set-Cookie"].split(";")[0]] += 1
    assert sorted(drawn) == [f"playground_process=process-{i}" for i in (1, 2, 3)]
    assert min(drawn.values()) > 50  # 100 expected; 50 is six standard deviations away


def test_a_certificate_turns_tls_on(mirror, certificates):
    with front([mirror], certificates=certificates) as nginx:
        plain = http.client.HTTPConnection(urlsplit(nginx.url).netloc)
        plain.request("GET", "/warps?depth=3", headers={"Host": "localhost:80"})
        redirected = plain.getresponse()
        assert redirected.status == 308
        assert redirected.headers["Location"] == f"{nginx.tls_url}/warps?depth=3"
        plain.close()
        plain.request("GET", "/healthz")
        assert plain.getresponse().status == 200

        trusted = ssl.create_default_context(cafile=certificates / "fullchain.pem")
        secure = http.client.HTTPSConnection(urlsplit(nginx.tls_url).netloc, context=trusted)
        secure.request("GET", "/place")
        answer = secure.getresponse()
        assert "X-Forwarded-Proto: https" in answer.read().decode()
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
        # A course page of another site embeds the playground: only such cookies are sent there.
        place, process = answer.headers.get_all("Set-Cookie")
        assert "SameSite=None" in place
        assert "Secure" in place
        assert process.endswith("; SameSite=None; Secure; Partitioned")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_old_tls_is_refused(mirror, certificates):
    with front([mirror], certificates=certificates) as nginx:
        old = ssl.create_default_context(cafile=certificates / "fullchain.pem")
        old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        address = urlsplit(nginx.tls_url)
        with (
            socket.create_connection((address.hostname, address.port)) as raw,
            pytest.raises((ssl.SSLError, ConnectionError)),
        ):
            old.wrap_socket(raw, server_hostname="localhost")


def test_a_reader_that_never_reads_is_let_go():
    """The configuration with one time made shorter; the server sends until it is stopped."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        flood = threading.Thread(target=_flood, args=[server], daemon=True)
        flood.start()
        changes = {"  send_timeout 30s": "  send_timeout 1s"}
        with front([f"127.0.0.1:{server.getsockname()[1]}"], changes=changes) as nginx:
            address = urlsplit(nginx.url)
            with socket.create_connection((address.hostname, address.port)) as reader:
                reader.sendall(UPGRADE.format("GET /live HTTP/1.1").encode() + b"Host: a\r\n\r\n")
                flood.join(30)
                assert not flood.is_alive()


def _flood(server: socket.socket) -> None:
    """Accept one WebSocket and send zeros as long as anybody takes them."""
    connection, _ = server.accept()
    with connection, contextlib.suppress(ConnectionError):
        connection.recv(65536)
        connection.sendall(UPGRADE.format("HTTP/1.1 101 Switching Protocols").encode() + b"\r\n")
        while True:
            connection.sendall(bytes(2**18))


def test_who_never_finishes_a_request_is_let_go(mirror):
    changes = {"client_header_timeout 10s": "client_header_timeout 1s"}
    with front([mirror], changes=changes) as nginx:
        address = urlsplit(nginx.url)
        with socket.create_connection((address.hostname, address.port), timeout=30) as half_open:
            half_open.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n")
            with contextlib.suppress(ConnectionResetError):
                assert half_open.recv(1) == b""
