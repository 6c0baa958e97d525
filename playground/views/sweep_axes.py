"""What a sweep on the page can vary: axes in plain words, their offered values, their settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from datasets import DATASETS
from playground.fields import Choice, FieldError, Kind, Number, Setting, shown
from playground.nn import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES
from playground.sweep.spec import AXIS_KINDS

MAX_AXES = 4
MAX_VALUES = 12  # of one axis


@dataclass(frozen=True)
class AxisRow:
    """One axis that is offered.

    Attributes
    ----------
    label : str
    marks : tuple
        Values to pick from; numbers may also be typed.
    chosen : tuple
        The values it starts with.
    table : mapping or None
        Where the values are names: the rows whose ``label`` says each in words.
    unit : str
        ``"%"`` shows shares as percentages.
    """

    label: str
    marks: tuple
    chosen: tuple
    table: Mapping[str, Any] | None = None
    unit: str = ""

    def word(self, value: Any) -> str:
        """A value as people say it."""
        if self.table is not None:
            return self.table[value].label if value in self.table else str(value)
        if isinstance(value, str):  # typed, and not read yet
            return value
        if self.unit == "%":
            return f"{100 * value:g}%"
        return "all" if self.unit == "points" and value == 0 else f"{value:g}"


def _named(label: str, table: Mapping[str, Any], *chosen: str, without: str = "") -> AxisRow:
    return AxisRow(label, tuple(name for name in table if name != without), chosen, table)


AXES: dict[str, AxisRow] = {
    "width": AxisRow("Units per layer", (1, 2, 3, 4, 6, 8, 12, 16, 24, 32), (2, 4, 8)),
    "depth": AxisRow("Hidden layers", tuple(range(9)), (1, 2, 3)),
    "activation": _named("Activation", ACTIVATIONS, "tanh", "relu", without="step"),
    "initializer": _named("Initial weights", INITIALIZERS, "he", "glorot"),
    "optimizer": _named("Optimiser", OPTIMIZERS, "sgd", "momentum", "adam"),
    "learning_rate": AxisRow(
        "Learning rate", (1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0), (0.001, 0.01, 0.1)
    ),
    "batch_size": AxisRow(
        "Batch size", (1, 2, 4, 8, 16, 32, 64, 128, 256, 0), (8, 32, 128), unit="points"
    ),
    "schedule": _named("Learning-rate schedule", SCHEDULES, *list(SCHEDULES)[:2]),
    "loss": _named("Loss", LOSSES, "cross_entropy", "squared"),
    "l1": AxisRow("L1 rate", (0.0, 1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1), (0.0, 0.001, 0.01)),
    "l2": AxisRow("L2 rate", (0.0, 1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1), (0.0, 0.001, 0.01)),
    "dropout": AxisRow("Dropout", (0.0, 0.1, 0.2, 0.3, 0.4, 0.5), (0.0, 0.2), unit="%"),
    "dataset": _named("Dataset", DATASETS, "circle", "xor", "spiral"),
    "noise": AxisRow("Noise", (0.0, 0.1, 0.2, 0.3, 0.4, 0.5), (0.0, 0.2, 0.4), unit="%"),
    "n_samples": AxisRow("Points", (50, 100, 200, 500, 1000, 2000), (100, 500)),
    "train_share": AxisRow("Train share", (0.1, 0.3, 0.5, 0.7, 0.9), (0.1, 0.5, 0.9), unit="%"),
}
"""The axes by the name that the sweep's file gives them, in the order they are offered."""


def axis_label(field: str) -> str:
    """Any axis in words; those of files that the page does not offer have their field's name."""
    return AXES[field].label if field in AXES else field


def in_sentence(label: str) -> str:
    """A label amid a sentence: "learning rate", but "L2 rate"."""
    return label if label[1:2].isdigit() else label[:1].lower() + label[1:]


def value_word(field: str, value: Any) -> str:
    """A value of any axis in words."""
    if field in AXES:
        return AXES[field].word(value)
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "none"
    return "default" if value is None else str(value)


@dataclass(frozen=True)
class Several:
    """Different values of one kind; numbers in ascending order. What breaks the rule is left out.

    A person may type anything here, and one bad value should not cost the good ones: the page says
    what is left out (``left_out``).
    """

    kind: Kind
    most: int = MAX_VALUES
    least: int = 1

    def check(self, name: str, value: Any) -> tuple:
        if isinstance(value, str | bytes) or not isinstance(value, Iterable):
            raise FieldError(f"{name} must be a list. Got {shown(value)}.")
        good = [read for item in value if (read := self._read(item)) is not None]
        different = list(dict.fromkeys(good))[: self.most]
        if len(different) < self.least:
            raise FieldError(f"{name} must list at least {self.least} value.")
        return tuple(sorted(different) if isinstance(self.kind, Number) else different)

    def parse(self, text: str, default: Any) -> tuple[tuple, bool]:
        words = [word.strip() for word in text.split(",") if word.strip()]
        try:
            values = self.check("", words)
        except FieldError:
            return default, False
        return values, len(values) == len(words)

    def format(self, value: Any) -> str:
        return ",".join(self.kind.format(item) for item in value)

    def left_out(self, items: Iterable[Any]) -> list[str]:
        """Those of the items, as typed, that cannot be used."""
        return [str(item) for item in items if self._read(item) is None]

    def _read(self, item: Any) -> Any:
        """One value as it is or as it is written ("25%" too); None if it breaks the rule."""
        try:
            if isinstance(item, str):
                text = item.strip().lower()
                item = _number(text) if isinstance(self.kind, Number) else text
            return self.kind.check("", item)
        except ValueError:
            return None


def _number(text: str) -> float:
    return float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


def values_key(axis: str) -> str:
    """Key of the control for an axis's values."""
    return f"vary_{axis}"


AXIS_VALUES: dict[str, Several] = {name: Several(AXIS_KINDS[name]) for name in AXES}
"""The rule of each axis's values."""

AXIS_SETTINGS: dict[str, Setting] = {
    "vary": Setting(cast(Kind, Several(Choice(tuple(AXES)), MAX_AXES, 0)), ()),
} | {
    values_key(name): Setting(cast(Kind, kind), AXES[name].chosen)
    for name, kind in AXIS_VALUES.items()
}
"""Which axes, and the values of each."""
