"""Strangers, foreign pages, floods and nonsense are refused or bounded, and the others go on."""

import json
import logging
import socket
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus, NegotiationError
from websockets.sync.client import connect

from tests.live.conftest import Server, wait_until
from tests.live.watcher import PATIENCE, Watcher


def refused(server: Server, subprotocols: list[str] | None, **options) -> int:
    """HTTP status of a refused handshake."""
    with (
        pytest.raises(InvalidStatus) as caught,
        connect(server.url, subprotocols=subprotocols, compression=None, **options),
    ):
        pass
    return caught.value.response.status_code


@pytest.mark.parametrize(
    "subprotocols",
    [
        None,
        ["playground.live"],
        ["playground.live", "wrong"],
        ["playground.live", "x" * 5000],
        ["wrong.protocol", "TOKEN"],
        ["TOKEN", "playground.live"],
        ["playground.live", "TOKEN", "more"],
    ],
)
def test_a_wrong_or_missing_token_is_refused(serve, caplog, subprotocols):
    server = serve()
    token = server.open().token
    given_ones = subprotocols and [token if s == "TOKEN" else s for s in subprotocols]
    assert refused(server, given_ones) == 403
    assert "A connection was refused" in caplog.text
    assert token not in caplog.text


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("http://HOST", True),
        ("https://HOST", True),
        ("https://friend.example", True),
        ("https://friend.example:8443", False),
        ("http://friend.example", False),
        ("http://evil.example", False),
        ("http://127.0.0.1", False),
        ("http://127.0.0.1:1", False),
        ("http://HOST.evil.example", False),
        ("http://HOST/page", False),
        ("http://user@HOST", False),
        ("ftp://HOST", False),
        ("HOST", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_our_own_pages_may_connect(server: Server, origin, allowed):
    origin = origin and origin.replace("HOST", server.host)
    run = server.open()
    headers = {} if origin is None else {"Origin": origin}
    if allowed:
        with server.watch(run, additional_headers=headers) as watcher:
            watcher.load()
    else:
        options = {"additional_headers": headers}
        assert refused(server, ["playground.live", run.token], **options) == 403


@pytest.mark.parametrize(
    "host", ["", "a b", "evil.example/path", "user@evil.example", "other.example", "x" * 300]
)
def test_a_strange_host_is_refused(server: Server, host):
    run = server.open()
    assert raw_handshake(server, run.token, f"Host: {host}\r\n") == 403
    assert raw_handshake(server, run.token, f"Host: {server.host}\r\n") == 101
    two = f"Host: {server.host}\r\nHost: {server.host}\r\n"
    assert raw_handshake(server, run.token, two) in (400, 403)


def raw_handshake(server: Server, token: str, host_lines: str) -> int:
    """HTTP status of a handshake with Host lines of our own."""

    address, port = server.host.split(":")
    with socket.create_connection((address, int(port)), timeout=PATIENCE) as raw:
        raw.sendall(
            f"GET /live HTTP/1.1\r\n{host_lines}Upgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: playground.live, {token}\r\n\r\n".encode()
        )
        return int(raw.recv(4096).split()[1])


def closing_code(watcher: Watcher) -> int:
    """The code the server closes with; whatever comes before is read."""
    try:
        while True:
            watcher.receive()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006


def test_an_oversized_message_ends_the_connection(serve, caplog):
    server = serve()
    run, other = server.open(), server.open()
    with server.watch(other).load() as neighbour:
        for message in ["x" * 4097, b"\0" * 5000, json.dumps({"type": "play", "pad": "ü" * 2100})]:
            with server.watch(run).load() as watcher:
                watcher.socket.send(message)
                assert closing_code(watcher) == 1009
        assert "A message was too long" in caplog.text
        neighbour.play(10)
    with server.watch(run).load() as watcher:
        watcher.socket.send(json.dumps({"type": "play", "pad": "x" * 4000}))
        watcher.until(lambda: watcher.state["playing"])


def test_endless_messages_end_the_connection(serve, caplog):
    server = serve()
    run, other = server.open(), server.open()
    with server.watch(other).load() as neighbour, server.watch(run).load() as watcher:
        flood = threading.Thread(target=send_until_closed, args=(watcher,), daemon=True)
        flood.start()
        neighbour.play(30)
        assert closing_code(watcher) == 1008
        flood.join(PATIENCE)
        assert "came too fast" in caplog.text


def send_until_closed(watcher: Watcher) -> None:
    try:
        while True:
            watcher.send("shown", seq=0, want=5)
    except ConnectionClosed:
        return


def test_malformed_messages_are_answered_and_then_end_the_connection(serve, caplog):
    server = serve()
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.socket.send("nonsense")
        watcher.socket.send(b"\1\2\3")
        assert watcher.until_type("state")["playing"] is False
        watcher.play(3)
        watcher.until_quiet()
        for _ in range(18):
            watcher.send("fly")
        assert closing_code(watcher) == 1008
        assert watcher.messages[-1]["type"] == "bye"
        assert "made no sense" in caplog.text


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
types = st.sampled_from(["play", "pause", "step", "pace", "rewind", "reset", "shown", "probe", "?"])
names = st.sampled_from(["seq", "unit", "want", "weights", "epochs_per_frame"])
fuzzed = st.builds(
    lambda kind, fields: json.dumps({"type": kind} | fields),
    types,
    st.dictionaries(names, json_values | st.sampled_from(["epoch", "batch", "new", "same"])),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(fuzzed | st.text(max_size=50) | st.binary(max_size=50), max_size=15))
def test_nothing_a_browser_sends_breaks_its_run(lasting_server: Server, messages):
    run = lasting_server.open()
    try:
        with lasting_server.watch(run).load() as watcher:
            for message in messages:
                watcher.socket.send(message)
            watcher.send("reset", weights="same")
            watcher.send("pause", seq=0)
            watcher.until(lambda: not watcher.state["playing"] and watcher.state["run_id"] > 1)
            assert watcher.state["message"] == ""
            run_id = watcher.state["run_id"]
            watcher.send("reset", weights="same")
            watcher.until(lambda: watcher.run["run_id"] > run_id)
            watcher.load().play(2)
    finally:
        lasting_server.registry.drop(run.token)


def test_a_thousand_connections_are_bounded_while_a_run_keeps_streaming(serve, caplog):
    server = serve(max_connections=20, connections_per_minute=2000)
    watched, target = server.open(), server.open()
    tokens = [server.open().token for _ in range(40)]
    with server.watch(watched).load() as watcher:
        outcomes: list[str] = []
        knocking = [
            threading.Thread(target=knock, args=(server, tokens[i::8] + ["wrong"], outcomes))
            for i in range(8)
        ]
        for thread in knocking:
            thread.start()
        while any(thread.is_alive() for thread in knocking):
            watcher.play(5)
        assert outcomes.count("refused") >= 900
        assert outcomes.count("let in") >= 1
        assert server.registry._connections <= 20
        watcher.play(20)
        assert "too many connections" in caplog.text
        assert sum("refused" in record.message for record in caplog.records) < 200
    wait_until(lambda: server.registry._connections == 0)
    with server.watch(target).load() as late:
        late.play(5)


def knock(server: Server, tokens: list[str], outcomes: list[str]) -> None:
    """125 attempts, keeping open what is let in."""
    held = []
    for i in range(125):
        try:
            held.append(Watcher(server.url, tokens[i % len(tokens)]))
            outcomes.append("let in")
        except (InvalidStatus, NegotiationError, OSError):
            outcomes.append("refused")
    for watcher in held:
        watcher.close()


def test_one_token_is_not_good_for_endless_connections(serve, caplog):
    server = serve(connections_per_minute=3)
    run = server.open()
    for _ in range(3):
        server.watch(run).load().close()
    assert refused(server, ["playground.live", run.token]) == 403
    assert "too often" in caplog.text


def test_the_log_holds_no_tokens_and_no_addresses(serve, caplog):
    server = serve()
    caplog.set_level(logging.DEBUG, "playground.live")
    run = server.open()
    refused(server, ["playground.live", "a-wrong-token"])
    with server.watch(run).load() as watcher:
        watcher.socket.send("nonsense")
        watcher.socket.send("x" * 5000)
        closing_code(watcher)
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name == "playground.live")
    assert ours
    for secret in (run.token, "a-wrong-token", "127.0.0.1", "nonsense"):
        assert secret not in ours
