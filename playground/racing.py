"""Racing: who takes part in a race of optimisers, and how that is written as text.

The table ``CONTESTANTS`` says what kinds there are and which settings each has, in the order in
which the text gives them: ``adam:0.01,momentum:0.03:0.9,genetic``. A setting left out or left
empty has its default.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from playground.config import FIELDS, RunConfig
from playground.fields import Choice, FieldError, Number, shown
from playground.fields import Kind as FieldKind
from playground.nn import OPTIMIZERS
from playground.nn.genetics import CROSSOVERS, SELECTIONS

MAX_CONTESTANTS = 8
MAX_NUMBERS = 100_000
"""Numbers in one moment of a race, so that what is kept of its past stays small."""


@dataclass(frozen=True)
class ContestantSetting:
    """One setting of a kind of contestant.

    Attributes
    ----------
    name, label : str
    kind : Choice or Number
    default : object
    """

    name: str
    label: str
    kind: FieldKind
    default: Any


@dataclass(frozen=True)
class ContestantRow:
    """One kind of contestant.

    Attributes
    ----------
    name, label : str
    settings : tuple of ContestantSetting
        In the order of the text.
    optimizer : str or None
        A key of ``OPTIMIZERS``; None for the genetic algorithm.
    batch_size : int or None
        0 for all points at once; None for the race's own.
    """

    name: str
    label: str
    settings: tuple[ContestantSetting, ...]
    optimizer: str | None = None
    batch_size: int | None = None


_LABELS = {"learning_rate": "η", "beta1": "β₁", "beta2": "β₂"}


def _gradient(
    name: str,
    optimizer: str,
    learning_rate: float,
    *,
    label: str | None = None,
    batch_size: int | None = None,
    beta2: float = 0.999,
) -> ContestantRow:
    row = OPTIMIZERS[optimizer]
    defaults = {"learning_rate": learning_rate}
    if row.uses_beta1:
        defaults["beta1"] = 0.9
    if row.uses_beta2:
        defaults["beta2"] = beta2
    settings = tuple(
        ContestantSetting(field, _LABELS[field], FIELDS[field].kind, default)
        for field, default in defaults.items()
    )
    return ContestantRow(name, label or row.label, settings, optimizer, batch_size)


CONTESTANTS: dict[str, ContestantRow] = {
    row.name: row
    for row in (
        _gradient("full_batch", "sgd", 0.3, label="gradient descent, full batch", batch_size=0),
        _gradient("mini_batch", "sgd", 0.1, label="gradient descent, mini-batch"),
        _gradient("stochastic", "sgd", 0.01, label="gradient descent, batch 1", batch_size=1),
        _gradient("momentum", "momentum", 0.03),
        _gradient("momentum_ema", "momentum_ema", 0.3),
        _gradient("nesterov", "nesterov", 0.03),
        # With β₂ 0.999 two of eight seeds missed the spiral; with 0.9 none.
        _gradient("rmsprop", "rmsprop", 0.01, beta2=0.9),
        _gradient("adam", "adam", 0.01),
        _gradient("adam_uncorrected", "adam_uncorrected", 0.01),
        ContestantRow(
            "genetic",
            "genetic algorithm",
            (
                ContestantSetting("population", "population", Number(8, 200, whole=True), 50),
                ContestantSetting("elite", "elite", Number(1, 4, whole=True), 2),
                ContestantSetting(
                    "selection", "selection", Choice(tuple(SELECTIONS)), "truncation"
                ),
                ContestantSetting("crossover", "crossover", Choice(tuple(CROSSOVERS)), "neuron"),
                ContestantSetting("mutation", "σ", Number(0.01, 2), 0.3),
            ),
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class GeneticConfig:
    """Settings of the genetic algorithm; those of the contestant ``genetic``.

    Attributes
    ----------
    population : int
        Individuals of a generation.
    elite : int
        The best, who live on unchanged.
    selection, crossover : str
        Keys of ``SELECTIONS`` and ``CROSSOVERS``.
    mutation : float
        Every individual's step size σ at the start; later each child has its own.

    Raises
    ------
    ValueError
        For a value outside its setting's rule.
    """

    population: int = 50
    elite: int = 2
    selection: str = "truncation"
    crossover: str = "neuron"
    mutation: float = 0.3

    def __post_init__(self) -> None:
        for row in CONTESTANTS["genetic"].settings:
            object.__setattr__(self, row.name, row.kind.check(row.name, getattr(self, row.name)))


@dataclass(frozen=True)
class Contestant:
    """One who takes part: a kind and its settings.

    Parameters
    ----------
    kind : str
        A key of ``CONTESTANTS``.
    values : tuple
        The settings' values in the table's order; those left out have their defaults.

    Raises
    ------
    ValueError
        For an unknown kind, too many values, or one outside its setting's rule.
    """

    kind: str
    values: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in CONTESTANTS:
            raise FieldError(
                f"A contestant must be one of {', '.join(CONTESTANTS)}. Got {shown(self.kind)}."
            )
        rows = self.row.settings
        if len(self.values) > len(rows):
            raise FieldError(
                f"{self.kind} has at most {len(rows)} settings. Got {shown(self.values)}."
            )
        given = (*self.values, *(row.default for row in rows[len(self.values) :]))
        checked = tuple(
            row.kind.check(f"{row.name} of {self.kind}", value)
            for row, value in zip(rows, given, strict=True)
        )
        object.__setattr__(self, "values", checked)

    @classmethod
    def of(cls, kind: str, **settings: Any) -> Contestant:
        """A contestant with some of its settings by name."""
        values = cls(kind).settings
        for name in settings:
            if name not in values:
                raise FieldError(
                    f"{kind} has no setting {shown(name)}. It has {', '.join(values)}."
                )
        return cls(kind, tuple((values | settings).values()))

    @property
    def row(self) -> ContestantRow:
        """Its row of ``CONTESTANTS``."""
        return CONTESTANTS[self.kind]

    @property
    def settings(self) -> dict[str, Any]:
        """Its settings by name, in the table's order."""
        return {row.name: v for row, v in zip(self.row.settings, self.values, strict=True)}

    @property
    def genetic(self) -> GeneticConfig | None:
        """The settings of a genetic algorithm; None for a method of gradients."""
        return GeneticConfig(**self.settings) if self.row.optimizer is None else None

    def config(self, base: RunConfig) -> RunConfig:
        """The configuration it would have in a run alone (the base for a genetic algorithm).

        Raises
        ------
        ValueError
            If the base does not go with it.
        """
        row = self.row
        if row.optimizer is None:
            return base
        size = base.batch_size if row.batch_size is None else row.batch_size
        return base.replace(optimizer=row.optimizer, batch_size=size, **self.settings)


DEFAULT_CONTESTANTS: tuple[Contestant, ...] = tuple(
    map(Contestant, ("mini_batch", "momentum", "nesterov", "rmsprop", "adam", "genetic"))
)


def labels(contestants: Iterable[Contestant]) -> list[str]:
    """A name for each; those of one kind are told apart by the settings in which they differ."""
    listed = list(contestants)
    names: list[str] = []
    for contestant in listed:
        alike = [other for other in listed if other.kind == contestant.kind]
        parts = [contestant.row.label]
        for row in contestant.row.settings:
            value = contestant.settings[row.name]
            if any(other.settings[row.name] != value for other in alike):
                parts.append(f"{row.label} {row.kind.format(value)}")
        name = ", ".join(parts)
        twins = sum(other == name or other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({twins + 1})" if twins else name)
    return names


@dataclass(frozen=True)
class ContestantList:
    """One to eight contestants as a field: ``adam:0.01,momentum:0.03:0.9,genetic``."""

    def check(self, name: str, value: Any) -> tuple[Contestant, ...]:
        if isinstance(value, str | bytes) or not isinstance(value, Iterable):
            raise FieldError(f"{name} must list contestants. Got {shown(value)}.")
        chosen = tuple(value)
        for item in chosen:
            if not isinstance(item, Contestant):
                raise FieldError(f"{name} must list contestants. Got {shown(item)}.")
        if not 1 <= len(chosen) <= MAX_CONTESTANTS:
            raise FieldError(
                f"{name} must be from 1 to {MAX_CONTESTANTS} contestants. Got {len(chosen)}."
            )
        return chosen

    def parse(self, text: str, default: Any) -> tuple[tuple[Contestant, ...], bool]:
        words = [word.strip() for word in text.lower().split(",") if word.strip()]
        found = [_parse_one(word) for word in words]
        chosen = [contestant for contestant, _ in found if contestant is not None]
        exact = len(chosen) == len(words) <= MAX_CONTESTANTS and all(exact for _, exact in found)
        return tuple(chosen[:MAX_CONTESTANTS]) or default, exact and bool(chosen)

    def format(self, value: Any) -> str:
        return ",".join(map(_format_one, value))


def _parse_one(word: str) -> tuple[Contestant | None, bool]:
    kind, *texts = (part.strip() for part in word.split(":"))
    exact = kind in CONTESTANTS
    if not exact:
        close = difflib.get_close_matches(kind, CONTESTANTS, n=1)
        if not close:
            return None, False
        kind = close[0]
    rows = CONTESTANTS[kind].settings
    values = []
    for row, text in zip(rows, texts, strict=False):
        value, read = row.kind.parse(text, row.default) if text else (row.default, True)
        values.append(value)
        exact = exact and read
    return Contestant(kind, tuple(values)), exact and len(texts) <= len(rows)


def _format_one(contestant: Contestant) -> str:
    texts = [
        "" if value == row.default else row.kind.format(value)
        for row, value in zip(contestant.row.settings, contestant.values, strict=True)
    ]
    while texts and not texts[-1]:
        texts.pop()
    return ":".join([contestant.kind, *texts])


@dataclass(frozen=True)
class RaceConfig:
    """The complete description of a race; beside a ``RunConfig`` what a live run may be of.

    Parameters
    ----------
    base : RunConfig
        Data, network and all else that the contestants share.
    contestants : sequence of Contestant
    individuals : int
        How many of each genetic algorithm's population are shown; 0: the fittest alone.

    Raises
    ------
    ValueError
        For no contestants or too many, a base that does not go with one, or a race of more than
        ``MAX_NUMBERS`` numbers; the message says so.
    """

    base: RunConfig
    contestants: tuple[Contestant, ...] = DEFAULT_CONTESTANTS
    individuals: int = 0

    def __post_init__(self) -> None:
        checked = ContestantList().check("contestants", self.contestants)
        object.__setattr__(self, "contestants", checked)
        for contestant in checked:
            contestant.config(self.base)
        size = self.n_numbers
        if size > MAX_NUMBERS:
            raise FieldError(
                f"A race must have at most {MAX_NUMBERS:,} numbers: weights and averages of "
                f"every contestant, and of a genetic algorithm the whole population. Got {size:,}."
            )

    @property
    def n_numbers(self) -> int:
        """Numbers in one moment of it."""
        n = self.base.n_parameters
        return sum(n * (c.genetic.population + 1 if c.genetic else 4) for c in self.contestants)

    def replace(self, **changes: Any) -> RaceConfig:
        """A copy with some fields of the base changed, validated again."""
        return RaceConfig(self.base.replace(**changes), self.contestants, self.individuals)

    def restarts(self, other: RaceConfig) -> tuple[str, ...]:
        """What differs from ``other``: any difference needs a new race, or it were not fair."""
        fields = tuple(
            name for name in FIELDS if getattr(self.base, name) != getattr(other.base, name)
        )
        return fields + (("contestants",) if self.contestants != other.contestants else ())

    def to_dict(self) -> dict[str, Any]:
        """The base's fields as plain JSON values, and the contestants as text."""
        return self.base.to_dict() | {"contestants": ContestantList().format(self.contestants)}

    @classmethod
    def nearest(
        cls, base: RunConfig, contestants: Iterable[Contestant]
    ) -> tuple[RaceConfig, list[str]]:
        """The largest race allowed of these, and who was left out, in words; never raises."""
        chosen: tuple[Contestant, ...] = ()
        notes: list[str] = []
        for contestant in contestants:
            try:
                cls(base, (*chosen, contestant))
            except FieldError as error:
                notes.append(f"{error} {_format_one(contestant)} was left out.")
            else:
                chosen = (*chosen, contestant)
        return cls(base, chosen or (Contestant("mini_batch"),)), notes
