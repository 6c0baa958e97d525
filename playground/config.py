"""RunConfig: everything that decides a run's numbers, validated, capped, written as URL or JSON.

``FIELDS`` is the one table behind validation, the URL, the controls and the documentation. Code
that builds a ``RunConfig`` by hand gets a ``ValueError`` for a bad value; text from outside (a URL,
a file) goes through ``from_query``, which takes the nearest allowed value and says what it changed.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from datasets import DATASETS, FEATURES
from playground.fields import (
    Choice,
    FieldError,
    Flag,
    Kind,
    LayerNames,
    Layers,
    Names,
    Number,
    shown,
)
from playground.nn import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    OUTPUTS,
    SCHEDULES,
    n_parameters,
)

MAX_PARAMETERS = 10_000
"""Weights and biases of one network: what the server trains and the browser draws live."""
NARROWED = 32
"""Units to which layers of a larger network are narrowed; eight such layers are within the cap."""
AS_ALL = "same"
"""In ``layer_activations``: this layer has the network's ``activation``."""
MAX_QUERY_TEXT = 200  # characters of one URL value that are looked at; longer ones are cut


@dataclass(frozen=True)
class FieldRow:
    """One field: its kind and bounds, and whether a running network takes a change at once."""

    kind: Kind
    live: bool = False


def _field(default: Any, kind: Kind, live: bool = False) -> Any:
    return dataclasses.field(default=default, metadata={"row": FieldRow(kind, live)})


@dataclass(frozen=True, kw_only=True)
class RunConfig:
    """The complete description of a run: two runs with equal configurations give equal numbers.

    Raises
    ------
    ValueError
        For a value outside its field's rule, a combination that means nothing (cross-entropy
        for regression, a step activation in a hidden layer), or layers that together have more
        than ``MAX_PARAMETERS``; the message names both.
    """

    # Data
    dataset: str = _field("spiral", Choice(tuple(DATASETS)))
    n_samples: int = _field(500, Number(20, 2000, whole=True))
    noise: float = _field(0.0, Number(0, 0.5))
    centers: int = _field(3, Number(2, 5, whole=True))
    train_share: float = _field(0.5, Number(0.1, 0.9))
    seed: int = _field(0, Number(0, 2**31 - 1, whole=True))
    features: tuple[str, ...] = _field(("x", "y"), Names(tuple(FEATURES)))
    standardize: bool = _field(True, Flag())
    # Network
    hidden_layers: tuple[int, ...] = _field((8, 8, 8), Layers())
    activation: str = _field("tanh", Choice(tuple(ACTIVATIONS)))
    # Layers with an activation of their own; AS_ALL, and layers not listed, have ``activation``.
    layer_activations: tuple[str, ...] = _field(
        (), LayerNames(tuple(name for name in ACTIVATIONS if name != "step"), AS_ALL)
    )
    initializer: str = _field("he", Choice(tuple(INITIALIZERS)))
    output_activation: str | None = _field(None, Choice(tuple(OUTPUTS), optional=True))
    weight_seed: int | None = _field(None, Number(0, 2**31 - 1, whole=True, optional=True))
    precision: str = _field("float32", Choice(("float32", "float64")))
    # Training
    loss: str | None = _field(None, Choice(tuple(LOSSES), optional=True))
    huber_delta: float = _field(1.0, Number(0.01, 10))
    optimizer: str = _field("adam", Choice(tuple(OPTIMIZERS)), live=True)
    learning_rate: float = _field(0.01, Number(1e-5, 10), live=True)
    beta1: float = _field(0.9, Number(0, 0.999), live=True)
    beta2: float = _field(0.999, Number(0, 0.9999), live=True)
    schedule: str = _field("constant", Choice(tuple(SCHEDULES)), live=True)
    schedule_epochs: int = _field(200, Number(1, 100_000, whole=True), live=True)
    batch_size: int = _field(32, Number(0, 2000, whole=True), live=True)
    shuffle: bool = _field(True, Flag())
    l1: float = _field(0.0, Number(0, 10), live=True)
    l2: float = _field(0.0, Number(0, 10), live=True)
    dropout: float = _field(0.0, Number(0, 0.9), live=True)
    clip_norm: float = _field(0.0, Number(0, 1000), live=True)
    # Stop at (0: never)
    stop_epoch: int = _field(0, Number(0, 1_000_000, whole=True), live=True)
    stop_loss: float = _field(0.0, Number(0, 10), live=True)
    stop_accuracy: float = _field(0.0, Number(0, 1), live=True)

    def __post_init__(self) -> None:
        for name, row in FIELDS.items():
            object.__setattr__(self, name, row.kind.check(name, getattr(self, name)))
        n_layers = len(self.hidden_layers)
        if len(self.layer_activations) > n_layers:
            # Names without a layer mean nothing: equal runs should have equal configurations.
            there_are = self.layer_activations[:n_layers]
            kind = FIELDS["layer_activations"].kind
            object.__setattr__(self, "layer_activations", kind.check("", there_are))
        for conflict in _conflicts(vars(self)):
            raise FieldError(conflict.sentence)

    @property
    def task(self) -> str:
        """``"classification"`` or ``"regression"``."""
        return DATASETS[self.dataset].task

    @property
    def n_classes(self) -> int:
        """Number of classes of the chosen dataset; 0 for regression."""
        n_classes = DATASETS[self.dataset].n_classes
        return self.centers if n_classes is None else n_classes

    @property
    def n_parameters(self) -> int:
        """Weights and biases of the network."""
        return _n_parameters(vars(self))

    @property
    def activations(self) -> tuple[str, ...]:
        """The activation of each hidden layer, the first first."""
        n_layers = len(self.hidden_layers)
        own = self.layer_activations + (AS_ALL,) * (n_layers - len(self.layer_activations))
        return tuple(self.activation if name == AS_ALL else name for name in own)

    @property
    def resolved_loss(self) -> str:
        """The loss in use: ``loss``, or the task's own where it is None."""
        if self.activation == "step":
            return "squared"
        own = "cross_entropy" if self.task == "classification" else "squared"
        return self.loss or own

    @property
    def resolved_output(self) -> str:
        """The output activation in use: ``output_activation``, or the loss's own if None."""
        if self.activation == "step":
            return "step"
        if self.output_activation is not None:
            return self.output_activation
        if self.task == "regression":
            return "linear"
        return "softmax" if self.resolved_loss == "cross_entropy" else "tanh"

    def replace(self, **changes: Any) -> RunConfig:
        """A copy with some fields changed, validated again."""
        return dataclasses.replace(self, **changes)

    def restarts(self, other: RunConfig) -> tuple[str, ...]:
        """Names of the fields whose difference from ``other`` needs a new run."""
        return tuple(
            name
            for name, row in FIELDS.items()
            if not row.live and getattr(self, name) != getattr(other, name)
        )

    def to_query(self) -> dict[str, str]:
        """What differs from the defaults, as readable URL parameters."""
        return {
            name: row.kind.format(getattr(self, name))
            for name, row in FIELDS.items()
            if getattr(self, name) != DEFAULTS[name]
        }

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple[RunConfig, list[str]]:
        """The nearest allowed configuration to any URL parameters, and what was changed, in words.

        Never raises: unknown names are left out, numbers are moved into their bounds, unreadable
        values fall back to the default, and combinations that mean nothing are resolved.
        """
        values = dict(DEFAULTS)
        notes: list[str] = []
        for key, text in query.items():
            name, text = str(key), str(text)[:MAX_QUERY_TEXT]
            row = FIELDS.get(name)
            if row is None:
                notes.append(f"There is no setting called {shown(name)}; it was left out.")
                continue
            values[name], exact = row.kind.parse(text, DEFAULTS[name])
            if not exact:
                used = _written(row, values[name])
                notes.append(f"{name} cannot be {shown(text)}; {used} is used.")
        return _settled(values, notes)

    def to_dict(self) -> dict[str, Any]:
        """All fields as plain JSON values (tuples become lists)."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in vars(self).items()
        }

    def to_json(self) -> str:
        """All fields as a JSON object."""
        return json.dumps(self.to_dict())

    @classmethod
    def from_json(cls, text: str) -> RunConfig:
        """The configuration written by ``to_json``; ValueError for anything else."""
        try:
            values = json.loads(text)
        except ValueError as error:
            raise FieldError(f"A configuration must be a JSON object. {error}.") from None
        if not isinstance(values, dict):
            raise FieldError(f"A configuration must be a JSON object. Got {shown(values)}.")
        unknown = sorted(set(values) - set(FIELDS))
        if unknown:
            raise FieldError(f"A configuration has no field {shown(unknown[0])}.")
        return cls(**values)

    @classmethod
    def nearest(cls, **values: Any) -> tuple[RunConfig, list[str]]:
        """The configuration with these values, what means nothing together resolved in words.

        Raises
        ------
        ValueError
            If a value by itself breaks its field's rule.
        """
        checked = {name: FIELDS[name].kind.check(name, value) for name, value in values.items()}
        return _settled(dict(DEFAULTS) | checked, [])


FIELDS: dict[str, FieldRow] = {f.name: f.metadata["row"] for f in dataclasses.fields(RunConfig)}
DEFAULTS: dict[str, Any] = {f.name: f.default for f in dataclasses.fields(RunConfig)}
LIVE_FIELDS: frozenset[str] = frozenset(name for name, row in FIELDS.items() if row.live)


@dataclass(frozen=True)
class _Conflict:
    """Two fields that mean nothing together, and the change that resolves it."""

    sentence: str
    field: str
    value: Any


def _conflicts(values: Mapping[str, Any]) -> Iterable[_Conflict]:
    """Combinations of single-field valid values that mean nothing, the first first."""
    regression = DATASETS[values["dataset"]].task == "regression"
    loss, output = values["loss"], values["output_activation"]
    size = _n_parameters(values)
    if size > MAX_PARAMETERS:
        layers = values["hidden_layers"]
        yield _Conflict(
            f"hidden_layers must make at most {MAX_PARAMETERS:,} weights and biases together. "
            f"Got {size:,} with {layers}.",
            "hidden_layers",
            tuple(min(units, NARROWED) for units in layers),
        )
    if values["activation"] == "step":
        if values["hidden_layers"]:
            yield _Conflict(
                "activation step is one neuron trained by Rosenblatt's rule, so hidden_layers must "
                f"be empty. Got {values['hidden_layers']}.",
                "hidden_layers",
                (),
            )
        if regression:
            yield _Conflict(
                "activation step answers one of two classes, so the dataset must be one for "
                f"classification. Got {values['dataset']!r}.",
                "activation",
                "tanh",
            )
        if loss not in (None, "squared"):
            yield _Conflict(
                "activation step learns by Rosenblatt's rule, so loss must be squared or None. "
                f"Got {loss!r}.",
                "loss",
                None,
            )
        if output not in (None, "step"):
            yield _Conflict(
                "activation step is the output itself, so output_activation must be step or None. "
                f"Got {output!r}.",
                "output_activation",
                None,
            )
        return
    if output == "step":
        yield _Conflict(
            "output_activation step needs activation step (one neuron, Rosenblatt's rule). "
            f"Got activation {values['activation']!r}.",
            "output_activation",
            None,
        )
    if regression and loss == "cross_entropy":
        yield _Conflict(
            "loss cross_entropy compares class probabilities, so it needs a dataset with classes. "
            f"Got {values['dataset']!r}.",
            "loss",
            None,
        )
    if regression and output not in (None, "linear"):
        yield _Conflict(
            f"output_activation must be linear or None for regression. Got {output!r}.",
            "output_activation",
            None,
        )
    uses_cross_entropy = not regression and loss in (None, "cross_entropy")
    if uses_cross_entropy and output not in (None, "softmax"):
        yield _Conflict(
            "loss cross_entropy works on probabilities, so output_activation must be softmax or "
            f"None. Got {output!r}.",
            "output_activation",
            None,
        )
    if not regression and not uses_cross_entropy and output == "softmax":
        yield _Conflict(
            f"output_activation softmax belongs to loss cross_entropy. Got loss {loss!r}.",
            "output_activation",
            None,
        )


def _n_parameters(values: Mapping[str, Any]) -> int:
    """Weights and biases of the network that these values describe."""
    row = DATASETS[values["dataset"]]
    n_classes = values["centers"] if row.n_classes is None else row.n_classes
    n_outputs = n_classes if n_classes > 2 else 1
    return n_parameters((len(values["features"]), *values["hidden_layers"], n_outputs))


def _settled(values: dict[str, Any], notes: list[str]) -> tuple[RunConfig, list[str]]:
    """Resolve conflicts one after another until none is left, noting each in words."""
    while True:
        conflict = next(iter(_conflicts(values)), None)
        if conflict is None:
            return RunConfig(**values), notes
        values[conflict.field] = conflict.value
        row = FIELDS[conflict.field]
        used = _written(row, conflict.value)
        notes.append(f"{conflict.sentence} {conflict.field} {used} is used.")


def _written(row: FieldRow, value: Any) -> str:
    return "its own choice" if value is None else row.kind.format(value)
