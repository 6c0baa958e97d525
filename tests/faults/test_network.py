"""The network between a page and its run is cut or goes dead: nothing is lost, nobody notices."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed

from tests.faults.conftest import token_of, watch
from tests.faults.line import Line
from tests.faults.neighbour import undisturbed
from tests.live.conftest import wait_until
from tests.live.watcher import Watcher
from tests.server import Application

WIDE = "hidden_layers=32,32,32,32,32,32,32,32"  # 30 kB a snapshot


def line_to(application: Application) -> Line:
    return Line(urlsplit(application.url).netloc)


def whole(watcher: Watcher) -> bool:
    """Whether it has every snapshot from the first to the last."""
    return sorted(watcher.moments) == list(range(watcher.last_seq + 1))


def test_a_page_whose_network_was_cut_gets_its_whole_history(application: Application):
    with undisturbed(application.url), line_to(application) as line:
        token = token_of(application.url)
        watcher = watch(line.url, token).load()
        watcher.play(40)
        before = dict(watcher.moments)
        line.cut()
        with pytest.raises((ConnectionClosed, EOFError)):
            watcher.until(lambda: False)
        with suppress(OSError):
            watcher.close()
        line.restore()
        with watch(line.url, token).load() as again:
            assert again.state["playing"] is True  # it waits for whoever watches it
            again.play(20)
            assert whole(again)
            assert set(before) <= set(again.moments)
            for seq, moment in before.items():
                assert (again.moments[seq].params == moment.params).all()


def test_a_dead_line_stops_its_own_run_only_and_the_page_comes_back(application: Application):
    with undisturbed(application.url), line_to(application) as line:
        token = token_of(application.url)
        with watch(line.url, token).load() as watcher:
            watcher.play(20)
            line.freeze()
            watcher.until_quiet()
            with watch(application.url, token).load() as elsewhere:  # as after a change of network
                stood = elsewhere.last_seq
                elsewhere.until_quiet()
                elsewhere.play(20)
                assert whole(elsewhere)
                assert stood <= watcher.last_seq + 60  # the window, whatever was under way
            line.restore()
            with pytest.raises(ConnectionClosed):
                watcher.until(lambda: False)
        assert watcher.messages[-1]["code"] == 4409


def test_a_reader_that_stalls_is_let_go_and_its_memory_with_it(application: Application):
    token = token_of(application.url, WIDE)
    with undisturbed(application.url), handshake(application.url, token, 4096) as stalled:
        memory = application.memory
        largest = memory

        def given_up() -> bool:
            nonlocal largest
            with suppress(OSError):
                stalled.sendall(client_frame(b'{"type":"step","unit":"batch"}'))
            largest = max(largest, application.memory)
            time.sleep(0.02)
            return "were not read" in application.log_text()

        wait_until(given_up)
        assert largest <= 1.5 * memory


def handshake(url: str, token: str, receive_buffer: int = 0) -> socket.socket:
    """A connected live socket, bare; with a tiny buffer if so many bytes are said."""
    raw = socket.socket()
    if receive_buffer:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    raw.connect((urlsplit(url).hostname, urlsplit(url).port))
    raw.sendall(
        f"GET /live HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: playground.live, {token}\r\n\r\n".encode()
    )
    assert b"101" in raw.recv(100)
    return raw


def client_frame(text: bytes) -> bytes:
    """A short text message, masked with zeros as RFC 6455 section 5.2 lays it out."""
    return bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text


def test_a_thousand_half_open_connections_keep_nobody_out(application: Application):
    parts = urlsplit(application.url)
    beginnings = [
        b"",
        b"GET / HT",
        b"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n",
        b"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
        b"POST /_stcore/upload_file/a/b HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\nabc",
    ]
    files = application.open_files
    held = []
    with undisturbed(application.url):
        try:
            for number in range(1000):
                raw = socket.create_connection((parts.hostname, parts.port), timeout=20)
                with suppress(OSError):
                    raw.sendall(beginnings[number % len(beginnings)])
                held.append(raw)
            wait_until(lambda: application.open_files >= files + 600)
            with watch(application.url, token_of(application.url)).load() as newcomer:
                newcomer.play(20)
        finally:
            for raw in held:
                raw.close()
