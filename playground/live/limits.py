"""Limits: every cap of the live server, each settable by an environment variable.

The variable is the field's name in capitals after ``PLAYGROUND_``: ``PLAYGROUND_MAX_RUNS=40``.
"""

from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PREFIX = "PLAYGROUND_"


@dataclass(frozen=True)
class Limits:
    """Caps that keep one process bounded, whatever its visitors do.

    Attributes
    ----------
    max_runs : int
        Runs in memory, watched or not; the next visitor is told that all places are taken.
    max_connections : int
        Open WebSockets, of all runs together.
    connections_per_minute : int
        New connections that one run's token is good for; a page that keeps losing its connection
        needs far fewer.
    idle_seconds, unclaimed_seconds : float
        A run that nobody watches is dropped after this long: once watched, or never watched yet.
    history_bytes : int
        Snapshots kept of one run.
    message_bytes, messages_per_second, malformed_messages : int
        What one connection may send: the longest message, how many a second, how many that mean
        nothing before it is closed.
    send_seconds : float
        A reader that takes nothing for this long is disconnected.
    allowed_origins : tuple of str
        Pages (``https://example.org``, separated by commas) that may connect beside the server's
        own; needed where a proxy changes the Host header.
    allowed_hosts : tuple of str
        Host names the server answers to; empty: any.
    """

    max_runs: int = 120
    max_connections: int = 200
    connections_per_minute: int = 60
    idle_seconds: float = 15 * 60.0
    unclaimed_seconds: float = 2 * 60.0
    history_bytes: int = 24 * 2**20
    message_bytes: int = 4096
    messages_per_second: int = 100
    malformed_messages: int = 20
    send_seconds: float = 20.0
    allowed_origins: tuple[str, ...] = ()
    allowed_hosts: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Limits:
        """The limits with what the environment sets; ValueError names a variable it cannot use."""
        given: dict[str, Any] = {}
        for field in dataclasses.fields(cls):
            name = PREFIX + field.name.upper()
            if name in environment:
                given[field.name] = _parse(name, environment[name], field.default)
        return cls(**given)


def _parse(name: str, text: str, default: object) -> object:
    """``text`` as the type of ``default``."""
    if isinstance(default, tuple):
        return tuple(word.strip().rstrip("/").lower() for word in text.split(",") if word.strip())
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    whole = isinstance(default, int)
    if not 0 < number < math.inf or (whole and number != int(number)):
        kind = "a positive whole number" if whole else "a positive number"
        raise ValueError(f"{name} must be {kind}. Got {text!r}.")
    return int(number) if whole else number
