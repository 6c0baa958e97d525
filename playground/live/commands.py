"""What the browser says to the server: one small object per command, read from checked JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from datasets import DOMAIN
from datasets.point_set import Point

MAX_SEQ = 2**32 - 1
PACE_BOUNDS = (0.1, 100.0)
MAX_ID = 2**31 - 1
MAX_POINTS_SET, MAX_POINTS_DROPPED = 60, 200
MAX_ANSWER = 10.0
MAX_PLACE = 10_000
"""Of a layer, row or column; no network is as large."""
MAX_WEIGHT = 100.0
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


@dataclass(frozen=True)
class Points:
    """Points drawn, moved and removed by hand: first the clearing, then the dropping."""

    points: tuple[Point, ...]
    drop: tuple[int, ...]
    clear: bool


@dataclass(frozen=True)
class Weight:
    """Set a weight (row: the unit it comes from; the bias comes last) of a kept snapshot."""

    layer: int
    row: int
    column: int
    value: float
    seq: int | None


@dataclass(frozen=True)
class Freeze:
    """Let weights learn no more, or again; without row and column those of the whole layer."""

    layer: int
    row: int | None
    column: int | None
    frozen: bool


Command = Play | Pause | Step | Pace | Rewind | Reset | Shown | Probe | Points | Weight | Freeze


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
    return _as_number(name, message.get(name))


def _as_number(name: str, value: Any) -> float:
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


def _flag(message: dict[str, Any], name: str) -> bool:
    value = message.get(name, False)
    if not isinstance(value, bool):
        raise Malformed(f"its {name} is not true or false")
    return value


def _list(message: dict[str, Any], name: str, most: int) -> list[Any]:
    value = message.get(name, [])
    if not isinstance(value, list) or len(value) > most:
        raise Malformed(f"its {name} is not a list of at most {most}")
    return value


def _id(value: Any) -> int:
    number = _as_number("id", value)
    if not 0 <= number <= MAX_ID or number != int(number):
        raise Malformed(f"an id is not a whole number from 0 to {MAX_ID}")
    return int(number)


def _point(row: Any) -> Point:
    if not isinstance(row, list) or len(row) != 5:
        raise Malformed("a point is not id, x, y, answer, test")
    x, y = (_within(_as_number("place", value), DOMAIN) for value in row[1:3])
    answer = _within(_as_number("answer", row[3]), MAX_ANSWER)
    test = row[4] if isinstance(row[4], bool) else _as_number("test", row[4]) != 0
    return Point(_id(row[0]), x, y, answer, test)


def _within(value: float, most: float) -> float:
    return min(max(value, -most), most)


def _points(message: dict[str, Any]) -> Points:
    return Points(
        tuple(map(_point, _list(message, "set", MAX_POINTS_SET))),
        tuple(map(_id, _list(message, "drop", MAX_POINTS_DROPPED))),
        _flag(message, "clear"),
    )


def _place(message: dict[str, Any], name: str) -> int:
    return _whole(message, name, 0, MAX_PLACE)


def _maybe_place(message: dict[str, Any], name: str) -> int | None:
    return None if message.get(name) is None else _place(message, name)


def _weight(message: dict[str, Any]) -> Weight:
    value = _within(_number(message, "value"), MAX_WEIGHT)
    layer, row, column = (_place(message, name) for name in ("layer", "from", "to"))
    return Weight(layer, row, column, value, _maybe_seq(message))


def _freeze(message: dict[str, Any]) -> Freeze:
    row, column = _maybe_place(message, "from"), _maybe_place(message, "to")
    return Freeze(_place(message, "layer"), row, column, _flag(message, "frozen"))


PARSERS: dict[str, Callable[[dict[str, Any]], Command]] = {
    "play": lambda _: Play(),
    "pause": lambda message: Pause(_maybe_seq(message)),
    "step": lambda message: Step(_one_of(message, "unit", ("epoch", "batch")), _maybe_seq(message)),
    "pace": _pace,
    "rewind": lambda message: Rewind(_seq(message)),
    "reset": lambda message: Reset(_one_of(message, "weights", ("same", "new"))),
    "shown": lambda message: Shown(_seq(message), _whole(message, "want", 1, MAX_WANT)),
    "probe": lambda message: Probe(_seq(message)),
    "points": _points,
    "weight": _weight,
    "freeze": _freeze,
}
