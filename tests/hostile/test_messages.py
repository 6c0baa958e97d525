"""Anything may come through the live socket: it steers its own run within the rules, or nothing."""

from __future__ import annotations

import json
import math
import tracemalloc
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed

from playground.live import commands
from playground.live.limits import Limits
from tests.faults.conftest import token_of, watch
from tests.faults.neighbour import undisturbed
from tests.faults.test_network import handshake
from tests.hostile.conftest import TRIED
from tests.server import Application

QUICK = {"deadline": None, "suppress_health_check": list(HealthCheck)}
values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
extremes = st.sampled_from(["epoch", "batch", "new", "same", 10**400, -1, 2**32, 1e308, 0, True])
fields = st.dictionaries(
    st.sampled_from(["seq", "unit", "want", "weights", "epochs_per_frame", "token", "run_id"]),
    values | extremes,
)
numbers = st.integers(-2, 12) | st.floats(-20, 20) | extremes
rows = st.lists(st.tuples(*[numbers] * 5) | values, max_size=8)
by_hand = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("points")},
        optional={"set": rows, "drop": st.lists(numbers, max_size=9), "clear": st.booleans()},
    ),
    *(
        st.fixed_dictionaries(
            {"type": st.just(kind), "layer": numbers},
            optional={"value": numbers, "seq": numbers, "frozen": st.booleans()}
            | dict.fromkeys(("from", "to"), numbers | st.none()),
        )
        for kind in ("weight", "freeze")
    ),
).map(json.dumps)
kinds = st.sampled_from([*commands.PARSERS, "run", "state", "bye", "__class__"])
objects = st.builds(lambda kind, more: json.dumps({"type": kind} | more), kinds, fields)
texts = (
    objects
    | by_hand
    | st.text(max_size=60)
    | st.sampled_from(["[" * 4000, '{"type":' * 500, "9" * 4000])
)


@settings(max_examples=1000, **QUICK)
@given(texts)
def test_a_text_is_a_command_within_its_bounds_or_malformed(text):
    TRIED["texts read as commands"] += 1
    try:
        command = commands.parse_command(text)
    except commands.Malformed:
        return
    for name, value in vars(command).items():
        if isinstance(value, str):
            assert value in ("epoch", "batch", "same", "new")
        elif name == "points":
            assert all(abs(p.x) <= 6 and abs(p.y) <= 6 and abs(p.answer) <= 10 for p in value)
            assert all(0 <= p.id <= commands.MAX_ID for p in value)
        elif name == "drop":
            assert all(0 <= number <= commands.MAX_ID for number in value)
        elif value is not None:
            assert math.isfinite(value)
            assert name in ("epochs_per_frame", "value") or 0 <= value <= commands.MAX_SEQ
            assert name != "value" or abs(value) <= commands.MAX_WEIGHT


def test_the_longest_message_allowed_costs_little_memory():
    longest = Limits().message_bytes
    worst = ["[" * longest, "{" * longest, '{"a":' * (longest // 5), "[1," * (longest // 3)]
    worst += ['{"type":"points","set":[' + "[]," * (longest // 4) + "[]]}"]
    worst += ['{"type":"points","drop":[' + "1," * (longest // 3) + "1]}"]
    worst += ['"' + "\\u0041" * (longest // 6) + '"', "[" + "[]," * (longest // 3) + "[]]"]
    tracemalloc.start()
    try:
        for text in worst:
            with suppress(commands.Malformed):
                commands.parse_command(text)
        assert tracemalloc.get_traced_memory()[1] < 200 * longest
    finally:
        tracemalloc.stop()


def test_sequences_of_messages_leave_a_run_that_obeys(application: Application):
    token = token_of(application.url, "hidden_layers=2&n_samples=40")
    with undisturbed(application.url), watch(application.url, token).load() as watcher:

        @settings(max_examples=40, **QUICK)
        @given(st.lists(texts | st.binary(max_size=50), min_size=5, max_size=30))
        def send_all(messages):
            for message in messages:
                TRIED["messages through the socket"] += 1
                watcher.socket.send(message)
            watcher.send("pace", epochs_per_frame=0.25)
            watcher.send("reset", weights="same")
            watcher.send("pause", seq=0)
            before = watcher.run["run_id"]
            watcher.until(lambda: watcher.run["run_id"] > before and not watcher.state["playing"])
            assert watcher.state["message"] == ""
            assert set(watcher.state["config"]) >= {"hidden_layers", "learning_rate"}

        send_all()
        watcher.until_quiet()
        # All points may be gone: here are some.
        watcher.send("points", set=[[1, 1, 1, 0, 0], [2, -1, 1, 1, 0]], clear=True)
        watcher.send("reset", weights="same")
        watcher.until_quiet()
        assert watcher.state["blocked"] == ""
        watcher.play(5)
    assert "failed" not in application.log_text()


def test_bytes_that_are_no_frames_end_their_own_connection(application: Application):
    token = token_of(application.url)
    frames = [
        b"\x81\xff" + b"\x7f" * 8,  # nine exabytes are announced
        b"\x81\xff\x00\x00\x00\x00\x01\x40\x00\x00aaaa",  # twenty-one megabytes
        b"\x88\x80\x00\x00\x00\x00",
        b"\x80\x80\x00\x00\x00\x00",  # goes on with a message that never began
        b"\x09\x80\x00\x00\x00\x00",  # a ping in pieces
        b"\x81\x05hello",  # not masked
        b"\xf1\x80\x00\x00\x00\x00",  # reserved bits
        b"\x81\x84\x00\x00\x00\x00\xff\xfe\xff\xfe",  # not UTF-8
        b"\x89\xfe\x00\x80\x00\x00\x00\x00" + b"a" * 128,  # a ping that is too long
    ]

    def send_raw(data: bytes) -> None:
        TRIED["raw byte strings through the socket"] += 1
        with handshake(application.url, token) as raw, suppress(OSError):
            raw.sendall(data)
            raw.settimeout(0.005)
            raw.recv(10)

    with undisturbed(application.url):
        for data in frames:
            send_raw(data)
        settings(max_examples=40, **QUICK)(given(st.binary(min_size=1, max_size=80))(send_raw))()
        with watch(application.url, token).load() as watcher:
            watcher.play(5)
            with suppress(ConnectionClosed):
                watcher.socket.send("x" * 5_000_000)
                watcher.until(lambda: False)
            assert watcher.messages[-1]["code"] == 1009
