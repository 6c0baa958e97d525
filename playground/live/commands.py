"""What the browser says to the server: one small object per command, read from checked JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

MAX_SEQ = 2**32 - 1
PACE_BOUNDS = (0.1, 100.0)
MAX_WANT = 60
"""Fewer than the recent snapshots a history keeps all of, so that the shown one is always kept."""


class Malformed(ValueError):
    """A message that is no command; the text says why, without repeating the message."""


@dataclass(frozen=True)
class Play:
    """Go on training."""


@dataclass(frozen=True)
class Pause:
    """Stop, at the snapshot that is shown (None: where the run is)."""

    seq: int | None


@dataclass(frozen=True)
class Step:
    """Train to the end of the epoch, or one batch, from the shown snapshot."""

    unit: str
    seq: int | None


@dataclass(frozen=True)
class Pace:
    """Epochs per display frame."""

    epochs_per_frame: float


@dataclass(frozen=True)
class Rewind:
    """Go back to a kept snapshot and wait there."""

    seq: int


@dataclass(frozen=True)
class Reset:
    """Start anew, with the same initial weights or new ones."""

    weights: str


@dataclass(frozen=True)
class Shown:
    """The newest snapshot on display, and how many more to keep ready."""

    seq: int
    want: int


@dataclass(frozen=True)
class Probe:
    """Ask for the linear probes of a kept snapshot."""

    seq: int


Command = Play | Pause | Step | Pace | Rewind | Reset | Shown | Probe


def parse_command(text: str) -> Command:
    """The command in a text message.

    Numbers outside their bounds become the nearest allowed one.

    Raises
    ------
    Malformed
        For text that is not a JSON object, an unknown type, a missing or wrongly typed field.
    """
    try:
        message = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Malformed("it is not JSON") from None
    if not isinstance(message, dict):
        raise Malformed("it is not a JSON object")
    kind = message.get("type")
    parse = PARSERS.get(kind) if isinstance(kind, str) else None
    if parse is None:
        raise Malformed("its type is unknown")
    return parse(message)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _number(message: dict[str, Any], name: str) -> float:
    value = message.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Malformed(f"its {name} is not a number")
    try:
        number = float(value)
    except OverflowError:  # a whole number of hundreds of digits
        number = math.inf if value > 0 else -math.inf
    return number


def _whole(message: dict[str, Any], name: str, low: int, high: int) -> int:
    return round(min(max(_number(message, name), low), high))


def _seq(message: dict[str, Any]) -> int:
    return _whole(message, "seq", 0, MAX_SEQ)


def _maybe_seq(message: dict[str, Any]) -> int | None:
    return None if message.get("seq") is None else _seq(message)


def _one_of(message: dict[str, Any], name: str, names: tuple[str, ...]) -> str:
    value = message.get(name, names[0])
    if not isinstance(value, str) or value not in names:
        raise Malformed(f"its {name} is not one of {', '.join(names)}")
    return value


def _pace(message: dict[str, Any]) -> Pace:
    low, high = PACE_BOUNDS
    return Pace(min(max(_number(message, "epochs_per_frame"), low), high))


PARSERS: dict[str, Callable[[dict[str, Any]], Command]] = {
    "play": lambda _: Play(),
    "pause": lambda message: Pause(_maybe_seq(message)),
    "step": lambda message: Step(_one_of(message, "unit", ("epoch", "batch")), _maybe_seq(message)),
    "pace": _pace,
    "rewind": lambda message: Rewind(_seq(message)),
    "reset": lambda message: Reset(_one_of(message, "weights", ("same", "new"))),
    "shown": lambda message: Shown(_seq(message), _whole(message, "want", 1, MAX_WANT)),
    "probe": lambda message: Probe(_seq(message)),
}
