"""Watcher: a small browser for tests, with its own decoder of the wire format."""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from websockets.sync.client import connect

PATIENCE = 20.0  # seconds; only a broken server takes so long


@dataclass(frozen=True)
class Moment:
    """One decoded record."""

    seq: int
    batch: int
    progress: float
    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float
    compute_seconds: float
    params: np.ndarray


def decode(message: bytes) -> tuple[int, list[Moment]]:
    """Stride and records of a binary message, straight from the contract's byte layout."""
    kind, count, stride, n_params = struct.unpack_from("<4I", message)
    assert kind == 1
    size = 40 + 4 * n_params
    assert len(message) == 16 + count * size
    moments = []
    for i in range(count):
        *fields, reserved = struct.unpack_from("<IId5fI", message, 16 + i * size)
        assert reserved == 0
        params = struct.unpack_from(f"<{n_params}f", message, 16 + i * size + 40)
        moments.append(Moment(*fields, np.array(params, np.float32)))
    return stride, moments


class Watcher:
    """Connects, remembers everything it is told, and keeps the history as the browser does."""

    def __init__(self, url: str, token: str, **options) -> None:
        options = {"subprotocols": ["playground.live", token], "max_size": None} | options
        self._connection = connect(url, compression=None, open_timeout=PATIENCE, **options)
        self.socket = self._connection.__enter__()
        self.messages: list[dict] = []
        self.binary_sizes: list[int] = []
        self.moments: dict[int, Moment] = {}
        self.run: dict = {}
        self.state: dict = {}
        self.stride = 0

    def __enter__(self) -> Watcher:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        self._connection.__exit__(None, None, None)

    @property
    def last_seq(self) -> int:
        return max(self.moments, default=-1)

    def send(self, type: str, **fields) -> None:
        self.socket.send(json.dumps({"type": type, **fields}))

    def receive(self, timeout: float = PATIENCE) -> dict | bytes:
        """The next message, taken into account."""
        message = self.socket.recv(timeout)
        if isinstance(message, bytes):
            self.stride, moments = decode(message)
            self.binary_sizes.append(len(message))
            self.moments.update((moment.seq, moment) for moment in moments)
            return message
        news = json.loads(message)
        self.messages.append(news)
        if news["type"] == "run":
            self.run = self.state = news
            self.moments.clear()
        elif news["type"] == "state":
            self.state = news
        elif news["type"] == "truncate":
            self.moments = {s: m for s, m in self.moments.items() if s <= news["seq"]}
        return news

    def until(self, condition: Callable[[], object], timeout: float = PATIENCE) -> None:
        """Receive until the condition holds."""
        give_up = time.monotonic() + timeout
        while not condition():
            self.receive(max(0.01, give_up - time.monotonic()))

    def until_type(self, type: str) -> dict:
        """Receive until a message of this type arrives."""
        while True:
            news = self.receive()
            if isinstance(news, dict) and news["type"] == type:
                return news

    def until_quiet(self, seconds: float = 0.4) -> None:
        """Receive until nothing has come for a while."""
        try:
            while True:
                self.receive(seconds)
        except TimeoutError:
            pass

    def load(self) -> Watcher:
        """Receive the run and its whole kept history."""
        self.until(lambda: self.run and len(self.moments) >= self.run["history_count"])
        return self

    def play(self, snapshots: int, want: int = 20) -> None:
        """Play as the browser does, acknowledging, until so many more snapshots have come."""
        goal = self.last_seq + snapshots
        self.send("shown", seq=self.last_seq, want=want)
        self.send("play")
        while self.last_seq < goal:
            if isinstance(self.receive(), bytes):
                self.send("shown", seq=self.last_seq, want=want)

    def pause(self, seq: int | None = None) -> int:
        """Pause at a snapshot (the last received one) and return its number."""
        seq = self.last_seq if seq is None else seq
        self.send("pause", seq=seq)
        self.until(lambda: self.state["playing"] is False and self.last_seq <= seq)
        return seq
