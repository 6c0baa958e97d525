"""The grid of a sweep: a configuration, the axes that change it, the seeds; all checked.

A sweep trains ``base`` with every combination of its axes' values, each with every seed, for the
same number of epochs. One combination is a cell, one seed of it a run.
"""

from __future__ import annotations

import difflib
import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.config import DEFAULTS, FIELDS, RunConfig
from playground.fields import MAX_LAYERS, MAX_UNITS, FieldError, Flag, Kind, Number, shown
from playground.sweep.errors import SpecError

MAX_CELLS = 1_000
MAX_RUNS = 20_000
"""Caps of one sweep; on the command line ``--max-cells`` and ``--max-runs`` set others."""

MAX_NAME = 100

STOP_FIELDS = tuple(name for name in FIELDS if name.startswith("stop_"))
LAYER_AXES: dict[str, Kind] = {
    "width": Number(1, MAX_UNITS, whole=True),
    "depth": Number(0, MAX_LAYERS, whole=True),
}
"""Axes that together make hidden_layers: depth layers of width units each."""

AXIS_KINDS: dict[str, Kind] = LAYER_AXES | {
    name: row.kind for name, row in FIELDS.items() if name not in ("seed", *STOP_FIELDS)
}
"""Everything that can be an axis, and the rule of its values."""

_SEED = Number(0, 2**31 - 1, whole=True)
_NUMBERS: dict[str, Kind] = {
    "epochs": Number(1, 100_000, whole=True),
    "goal": Number(0.01, 1),
    "thumbnails": Flag(),
}


@dataclass(frozen=True)
class Axis:
    """One direction of the grid.

    Attributes
    ----------
    field : str
        A field of ``RunConfig``, or ``"width"`` or ``"depth"``, which make hidden_layers.
    values : tuple
        Different values that the field allows.
    """

    field: str
    values: tuple

    def __post_init__(self) -> None:
        key = f"axes.{self.field}"
        if self.field not in AXIS_KINDS:
            raise SpecError(why_no_axis(self.field), key)
        if isinstance(self.values, str | bytes | Mapping) or not isinstance(self.values, Iterable):
            raise SpecError(f"must list its values. Got {shown(self.values)}.", key)
        kind = AXIS_KINDS[self.field]
        values = tuple(checked(kind, value, key) for value in self.values)
        if not values:
            raise SpecError("must list at least one value. Got none.", key)
        _check_different(values, key)
        object.__setattr__(self, "values", values)


@dataclass(frozen=True)
class Cell:
    """One combination of the grid.

    Attributes
    ----------
    index : int
        Its place in the grid, the last axis running fastest.
    values : dict
        Value of each axis.
    config : RunConfig
        With the first seed.
    seeds : tuple of int
    """

    index: int
    values: dict[str, Any]
    config: RunConfig
    seeds: tuple[int, ...]

    @property
    def configs(self) -> list[RunConfig]:
        """One configuration a seed."""
        return [self.config.replace(seed=seed) for seed in self.seeds]


@dataclass(frozen=True)
class SweepSpec:
    """A sweep: every combination of the axes' values, with every seed.

    Parameters
    ----------
    name : str
    base : RunConfig
        What no axis changes. Its seed and stop conditions do not count: the seeds are ``seeds``,
        and every run is trained for ``epochs``.
    axes : sequence of Axis
    seeds : sequence of int
        Each draws data and first weights (only data where ``weight_seed`` is set).
    epochs : int
    goal : float
        Training accuracy from which a run counts as a success.
    thumbnails : bool
        Whether to keep a small picture of one run's answers in every cell.

    Raises
    ------
    SpecError
        For a value that breaks a rule.
    """

    name: str
    base: RunConfig
    axes: tuple[Axis, ...]
    seeds: tuple[int, ...]
    epochs: int
    goal: float = 0.99
    thumbnails: bool = False

    def __post_init__(self) -> None:
        put = object.__setattr__
        name = self.name
        if not isinstance(name, str) or not name.isprintable() or not 0 < len(name) <= MAX_NAME:
            raise SpecError(f"must be 1 to {MAX_NAME} letters. Got {shown(name)}.", "name")
        neutral = {"seed": 0} | {field: DEFAULTS[field] for field in STOP_FIELDS}
        put(self, "base", self.base.replace(**neutral))
        put(self, "axes", tuple(self.axes))
        put(self, "seeds", _checked_seeds(self.seeds))
        for key, kind in _NUMBERS.items():
            put(self, key, checked(kind, getattr(self, key), key))
        chosen = [axis.field for axis in self.axes]
        for field in chosen:
            if chosen.count(field) > 1:
                raise SpecError("can be an axis only once.", f"axes.{field}")
            if field in LAYER_AXES and "hidden_layers" in chosen:
                raise SpecError("cannot be an axis beside hidden_layers.", f"axes.{field}")
        if "width" not in chosen and "depth" in chosen and not self.base.hidden_layers:
            raise SpecError("needs a width: another axis, or base.hidden_layers.", "axes.depth")
        if "depth" not in chosen and "width" in chosen and not self.base.hidden_layers:
            raise SpecError("needs a depth: another axis, or base.hidden_layers.", "axes.width")

    @property
    def n_cells(self) -> int:
        """Combinations in the grid."""
        return math.prod(len(axis.values) for axis in self.axes)

    @property
    def n_runs(self) -> int:
        """Networks to train."""
        return self.n_cells * len(self.seeds)

    def cells(self) -> list[Cell]:
        """The whole grid, the last axis running fastest.

        Raises
        ------
        SpecError
            For a combination that means nothing; it names the values.
        """
        names = [axis.field for axis in self.axes]
        grid = itertools.product(*(axis.values for axis in self.axes))
        return [self._cell(i, dict(zip(names, at, strict=True))) for i, at in enumerate(grid)]

    def _cell(self, index: int, values: dict[str, Any]) -> Cell:
        changes = {field: value for field, value in values.items() if field not in LAYER_AXES}
        if len(changes) < len(values):
            base = self.base.hidden_layers
            depth = values.get("depth", len(base))
            changes["hidden_layers"] = (values.get("width", base[0] if base else 1),) * depth
        if "activation" in changes:  # it is that of all layers
            changes.setdefault("layer_activations", ())
        try:
            config = self.base.replace(seed=self.seeds[0], **changes)
        except FieldError as error:
            these = ", ".join(f"{field} {_word(value)}" for field, value in values.items())
            sentence = f"the combination {these} means nothing: {error}"
            key = f"axes.{next(iter(values))}" if len(values) == 1 else "axes"
            raise SpecError(sentence, key) from None
        return Cell(index, values, config, self.seeds)


def check_caps(spec: SweepSpec, max_cells: int = MAX_CELLS, max_runs: int = MAX_RUNS) -> None:
    """SpecError if a sweep has more cells or runs than allowed."""
    for what, n, most in (("cells", spec.n_cells, max_cells), ("runs", spec.n_runs, max_runs)):
        if n > most:
            sentence = f"the sweep must have at most {most:,} {what}. Got {n:,}."
            raise SpecError(sentence, "axes" if spec.axes else "seeds")


def checked(kind: Kind, value: Any, key: str) -> Any:
    """The value, if it keeps the rule; otherwise a SpecError."""
    try:
        return kind.check("", value)
    except FieldError as error:
        raise SpecError(str(error).strip(), key) from None


def _checked_seeds(seeds: Any) -> tuple[int, ...]:
    if isinstance(seeds, str | bytes | Mapping) or not isinstance(seeds, Iterable):
        raise SpecError(f"must be a number of seeds or a list. Got {shown(seeds)}.", "seeds")
    chosen = tuple(checked(_SEED, seed, "seeds") for seed in seeds)
    if not chosen:
        raise SpecError("must list at least one seed. Got none.", "seeds")
    _check_different(chosen, "seeds")
    return chosen


def _check_different(values: tuple, key: str) -> None:
    if len(set(values)) < len(values):
        twice = next(value for i, value in enumerate(values) if value in values[:i])
        raise SpecError(f"must list different values. Got {shown(twice)} twice.", key)


def why_no_axis(field: str) -> str:
    """Why a name can be no axis, as a sentence."""
    if field == "seed":
        return "has a place of its own: write seeds = 20, or a list, at the top."
    if field in STOP_FIELDS:
        return "has no place in a sweep: every run is trained for the same epochs."
    return unknown(field, tuple(AXIS_KINDS))


def unknown(key: str, known: tuple[str, ...]) -> str:
    """That there is no such key, with the nearest there is."""
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f" Did you mean {close[0]}?" if close else f" There are {', '.join(known)}."
    return f"there is no setting called {shown(key)}.{hint}"


def _word(value: Any) -> str:
    return str(list(value) if isinstance(value, tuple) else value)
