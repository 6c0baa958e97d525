"""Limits: every cap of the live server, each settable by an environment variable.

The variable is the field's name in capitals after ``PLAYGROUND_``: ``PLAYGROUND_MAX_RUNS=40``.
README's table is made of the fields below.
"""

from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.config import MAX_PARAMETERS, RunConfig
from playground.fields import MAX_UNITS
from playground.nn import n_parameters

PREFIX = "PLAYGROUND_"
FEWEST_POINTS = 20  # fewer than a configuration can ask for would allow none at all


def _limit(default: Any, sentence: str, most: float = math.inf) -> Any:
    return dataclasses.field(default=default, metadata={"sentence": sentence, "most": most})


@dataclass(frozen=True)
class Limits:
    """Caps that keep one process bounded, whatever its visitors do; each says what it is."""

    max_sessions: int = _limit(
        200, "Open pages. A newcomer beyond them sees a page that looks again by itself."
    )
    max_runs: int = _limit(
        120, "Live runs in memory, watched or not; the next visitor's page waits for a place."
    )
    max_connections: int = _limit(200, "Open live connections, of all runs together.")
    connections_per_minute: int = _limit(
        60, "New connections that one run is good for; a page on a bad line needs far fewer."
    )
    training_share: float = _limit(
        0.5, "Largest share of the computing thread one run may take while others wait.", most=1.0
    )
    max_points: int = _limit(2000, "Points of one dataset; the page takes the nearest allowed.")
    max_parameters: int = _limit(
        MAX_PARAMETERS, "Weights and biases of one network; layers beyond it are narrowed."
    )
    upload_megabytes: int = _limit(10, "Size of one uploaded file; a page may hold four.")
    all_uploads_megabytes: int = _limit(100, "Uploaded files of all pages together.")
    idle_seconds: float = _limit(
        15 * 60.0, "A run that nobody watches any more is dropped after so long."
    )
    yield_seconds: float = _limit(
        3 * 60.0,
        "When all places are taken, a run that nobody has watched for so long makes room for a "
        "newcomer.",
    )
    unclaimed_seconds: float = _limit(
        2 * 60.0, "A run that nobody has watched yet is dropped after so long."
    )
    history_bytes: int = _limit(24 * 2**20, "Kept snapshots of one run; beyond them, every other.")
    all_histories_bytes: int = _limit(
        64 * 2**20, "Kept snapshots of all runs together, shared out evenly among them."
    )
    message_bytes: int = _limit(4096, "Longest message that a live connection may send.")
    messages_per_second: int = _limit(100, "Messages a live connection may send, and one burst.")
    malformed_messages: int = _limit(20, "Messages without meaning before a connection is closed.")
    send_seconds: float = _limit(20.0, "A reader that takes nothing for so long is disconnected.")
    allowed_origins: tuple[str, ...] = _limit(
        (),
        "Other pages (`https://example.org`, separated by commas) that may connect; needed where a "
        "proxy changes the Host header.",
    )
    allowed_hosts: tuple[str, ...] = _limit(
        (), "Host names that the sockets answer to, separated by commas; empty: any."
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Limits:
        """The limits with what the environment sets; ValueError names a variable it cannot use."""
        given: dict[str, Any] = {}
        for field in dataclasses.fields(cls):
            name = variable(field)
            if name in environment:
                given[field.name] = _parse(name, environment[name], field)
        return cls(**given)

    def admit(self, config: RunConfig) -> tuple[RunConfig, list[str]]:
        """The nearest configuration this server takes, and what was changed, in words."""
        notes = []
        points = max(self.max_points, FEWEST_POINTS)
        if config.n_samples > points:
            config = config.replace(n_samples=points)
            notes.append(f"This server allows at most {points:,} points; so many are used.")
        layers = _narrowed(config, self.max_parameters)
        if layers != config.hidden_layers:
            config = config.replace(hidden_layers=layers)
            written = ",".join(map(str, layers)) or "none"
            notes.append(
                f"This server allows at most {self.max_parameters:,} weights and biases in a "
                f"network; hidden layers {written} are used."
            )
        return config, notes


def variable(field: dataclasses.Field[Any]) -> str:
    """Name of the environment variable that sets a limit."""
    return PREFIX + field.name.upper()


def _narrowed(config: RunConfig, most: int) -> tuple[int, ...]:
    """The hidden layers, cut to the greatest width at which the network is small enough."""
    ends = len(config.features), config.n_classes if config.n_classes > 2 else 1
    layers = config.hidden_layers
    while True:
        for width in range(MAX_UNITS, 0, -1):
            narrow = tuple(min(units, width) for units in layers)
            if not narrow or n_parameters((ends[0], *narrow, ends[1])) <= most:
                return narrow
        layers = layers[:-1]


def _parse(name: str, text: str, field: dataclasses.Field[Any]) -> object:
    """``text`` as the type of the field's default."""
    if isinstance(field.default, tuple):
        return tuple(word.strip().rstrip("/").lower() for word in text.split(",") if word.strip())
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    whole, most = isinstance(field.default, int), field.metadata["most"]
    if not 0 < number <= min(most, 1e15) or (whole and number != int(number)):
        kind = "a positive whole number" if whole else "a positive number"
        bound = f" up to {most:g}" if most < math.inf else ""
        raise ValueError(f"{name} must be {kind}{bound}. Got {text!r}.")
    return int(number) if whole else number
