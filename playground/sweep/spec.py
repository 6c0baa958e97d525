"""The sweep file: a TOML text that says a sweep, read and written.

The names of the grid are offered here too, so that ``spec`` is all that others need.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import fields
from typing import Any

from playground.config import DEFAULTS, FIELDS, RunConfig
from playground.fields import Choice, FieldError, Kind, Number, shown
from playground.sweep.errors import SpecError, SweepError
from playground.sweep.grid import (
    AXIS_KINDS,
    LAYER_AXES,
    MAX_CELLS,
    MAX_RUNS,
    STOP_FIELDS,
    Axis,
    Cell,
    SweepSpec,
    check_caps,
    checked,
    unknown,
    why_no_axis,
)

__all__ = [
    "AXIS_KINDS",
    "MAX_CELLS",
    "MAX_RUNS",
    "Axis",
    "Cell",
    "SpecError",
    "SweepError",
    "SweepSpec",
    "check_caps",
    "read_toml",
    "to_toml",
]

MAX_LINES, MAX_TEXT, MAX_DOTS = 1_000, 100_000, 20
_DEFAULT_WORD = "default"  # TOML has no null: how a file writes None


def read_toml(text: str) -> SweepSpec:
    """The sweep that a TOML text describes.

    Raises
    ------
    SpecError
        For what is no TOML, an unknown or missing key, or a value that breaks its rule; with key
        and line. (Caps and combinations are not looked at: see ``check_caps``, ``cells``.)
    """
    table = _parsed(text)
    try:
        return _spec(table)
    except SpecError as error:
        raise error.at(text) from None


def to_toml(spec: SweepSpec) -> str:
    """A TOML text that ``read_toml`` turns into the same sweep."""
    seeds = len(spec.seeds) if spec.seeds == tuple(range(len(spec.seeds))) else list(spec.seeds)
    head = {"name": spec.name, "epochs": spec.epochs, "seeds": seeds}
    head |= {"goal": spec.goal, "thumbnails": spec.thumbnails}
    base = {
        name: value for name, value in spec.base.to_dict().items() if value != _plain_default(name)
    }
    axes = {axis.field: [_plain(value) for value in axis.values] for axis in spec.axes}
    parts = [head] + [{f"[{name}]": None} | t for name, t in (("base", base), ("axes", axes)) if t]
    return "\n".join("".join(_line(*item) for item in part.items()) for part in parts)


def _line(key: str, value: Any) -> str:
    # JSON's numbers, texts and lists are TOML's.
    return f"{key}\n" if value is None else f"{key} = {json.dumps(value, ensure_ascii=False)}\n"


def _plain(value: Any) -> Any:
    """A value as a file writes it."""
    if value is None:
        return _DEFAULT_WORD
    return list(value) if isinstance(value, tuple) else value


def _plain_default(name: str) -> Any:
    default = DEFAULTS[name]
    return list(default) if isinstance(default, tuple) else default


def _parsed(text: str) -> dict[str, Any]:
    if len(text) > MAX_TEXT or text.count("\n") > MAX_LINES:
        raise SpecError(
            f"A sweep file must have at most {MAX_LINES:,} lines and {MAX_TEXT:,} characters."
        )
    # Each dot of a key nests one level deeper, and reading it takes quadratic time.
    if any(piece.count(".") > MAX_DOTS for piece in re.split(r"[=,\n{}\[\]]", text)):
        raise SpecError(f"A name in a sweep file must have at most {MAX_DOTS} dots.")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise SpecError("The file is no TOML: its lists are nested too deeply.") from None
    except ValueError as error:
        said = re.sub(r" \(at .*\)$", "", str(error)).rstrip(".")
        place = re.search(r"\(at line (\d+)", str(error))
        line = int(place[1]) if place else len(text.rstrip("\n").split("\n"))
        raise SpecError(f"The file is no TOML here: {said}.", None, line) from None


def _spec(table: dict[str, Any]) -> SweepSpec:
    known = tuple(field.name for field in fields(SweepSpec))
    for key in table:
        if key not in known:
            raise SpecError(unknown(key, known), key)
    for key in ("epochs", "seeds"):
        if key not in table:
            raise SpecError("is missing: every sweep must say it.", key)
    for key in ("base", "axes"):
        if not isinstance(table.setdefault(key, {}), dict):
            raise SpecError(f"must be a table, [{key}]. Got {shown(table[key])}.", key)
    axes = tuple(Axis(field, _read_values(field, of)) for field, of in table["axes"].items())
    given = {"name": "sweep"} | table | {"base": _base(table["base"]), "axes": axes}
    if isinstance(given["seeds"], int) and not isinstance(given["seeds"], bool):
        given["seeds"] = range(checked(Number(1, 1e6, whole=True), given["seeds"], "seeds"))
    return SweepSpec(**given)


def _base(values: dict[str, Any]) -> RunConfig:
    given = {}
    for name, value in values.items():
        key = f"base.{name}"
        if name == "seed" or name in STOP_FIELDS:
            raise SpecError(why_no_axis(name), key)
        if name not in FIELDS:
            raise SpecError(unknown(name, tuple(AXIS_KINDS)[len(LAYER_AXES) :]), key)
        kind = FIELDS[name].kind
        given[name] = checked(kind, _read_value(kind, value), key)
    try:
        return RunConfig(**given)
    except FieldError as error:
        raise SpecError(str(error), "base") from None


def _read_values(field: str, values: Any) -> Any:
    kind = AXIS_KINDS.get(field)
    if kind is None or not isinstance(values, list):
        return values
    return [_read_value(kind, value) for value in values]


def _read_value(kind: Kind, value: Any) -> Any:
    """A file's value: the word for None where None is allowed."""
    optional = isinstance(kind, Choice | Number) and kind.optional
    return None if optional and value == _DEFAULT_WORD else value
