"""The configuration as the state of its controls, and back.

A control's key is the name of its field, but for the fields that have several controls.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from playground.config import AS_ALL, DEFAULTS, RunConfig
from playground.fields import MAX_LAYERS, FieldError

LAYERS_KEY = "n_layers"
AUTO = "auto"
"""What a control shows where the configuration says None: the task's or the loss's own choice."""
AUTO_FIELDS = ("loss", "output_activation")
State = MutableMapping[Any, Any]
"""What each control says, by its key."""


def units_key(layer: int) -> str:
    """Key of the slider for the units of hidden layer ``layer`` (from 1)."""
    return f"units_{layer}"


def activation_key(layer: int) -> str:
    """Key of the choice of hidden layer ``layer``'s own activation (from 1)."""
    return f"activation_{layer}"


ALL_AS_ABOVE = {activation_key(layer): AS_ALL for layer in range(1, MAX_LAYERS + 1)}
"""What those controls say where no layer has an activation of its own."""


def fill(state: State, new: RunConfig, anew: bool = False) -> None:
    """Write a configuration into the controls' state, touching only what differs.

    A control written to is set in the browser as well, so one that a hand is moving at this moment
    must be left alone; ``anew`` writes to all of them.
    """
    values: dict[str, Any] = {name: getattr(new, name) for name in DEFAULTS}
    values |= {name: AUTO for name in AUTO_FIELDS if values[name] is None}
    units = values.pop("hidden_layers")
    bends = values.pop("layer_activations") + (AS_ALL,) * MAX_LAYERS
    values["features"] = list(new.features)
    values[LAYERS_KEY] = len(units)
    for layer, n_units in enumerate(units, start=1):
        values[units_key(layer)] = n_units
        values[activation_key(layer)] = bends[layer - 1]
    for key, value in values.items():
        if anew or key not in state or state[key] != value:
            state[key] = value


def configuration(state: State, previous: RunConfig) -> tuple[RunConfig, list[str]]:
    """The configuration the controls ask for; a control not on this page keeps its value."""
    values = {name: getattr(previous, name) for name in DEFAULTS}
    values |= {
        name: state[name]
        for name in DEFAULTS
        if state.get(name) is not None or (name in state and DEFAULTS[name] is None)
    }
    values |= {name: None for name in AUTO_FIELDS if values[name] == AUTO}
    n_layers = state.get(LAYERS_KEY, len(previous.hidden_layers))
    if values["activation"] == "step":
        n_layers = 0  # Rosenblatt's one neuron; the layer sliders are hidden then
    units = previous.hidden_layers or (8,)
    units += units[-1:] * MAX_LAYERS  # a new layer is as wide as the last one
    bends = previous.layer_activations + (AS_ALL,) * MAX_LAYERS
    try:
        values["hidden_layers"] = tuple(
            state.get(units_key(layer), units[layer - 1])
            for layer in range(1, min(int(n_layers), MAX_LAYERS) + 1)
        )
        values["layer_activations"] = tuple(
            state.get(activation_key(layer), bends[layer - 1])
            for layer in range(1, len(values["hidden_layers"]) + 1)
        )
        values["features"] = tuple(state.get("features") or previous.features)
        return RunConfig.nearest(**values)
    except (FieldError, TypeError, ValueError) as error:
        return previous, [str(error)]
