"""The visitor's configuration and run: the one file that owns ``st.session_state`` for them.

Every control's key is the name of its ``RunConfig`` field, so the whole exchange is: controls →
configuration → URL and run. The URL is written in this one place (rather than bound control by
control) because one configuration field can have several controls, pages without controls must
keep it, and a bad value deserves the nearest allowed one and a sentence, not silence.
"""

from __future__ import annotations

import secrets
from typing import Any

import streamlit as st

from playground.config import DEFAULTS, RunConfig
from playground.fields import MAX_LAYERS, FieldError
from playground.live.registry import REGISTRY
from playground.live.watched_run import WatchedRun
from playground.presets import PRESETS, Preset

PRESET_KEY = "preset"
LAYERS_KEY = "n_layers"
AUTO = "auto"
"""What a control shows where the configuration says None: the task's or the loss's own choice."""
AUTO_FIELDS = ("loss", "output_activation")
_CONFIG, _QUERY, _TOKEN, _NOTES, _PAGE = "_config", "_query", "_token", "_notes", "_page"


def stage_key() -> str:
    """Key of the mounted stage; another page has another stage."""
    return f"stage_{st.session_state[_PAGE]}"


def units_key(layer: int) -> str:
    """Key of the slider for the units of hidden layer ``layer`` (from 1)."""
    return f"units_{layer}"


def start(page: str) -> None:
    """Bring URL, controls and configuration together; call before any control is drawn.

    Parameters
    ----------
    page : str
        Name of the page: going to another one drops its address's parameters, but keeps the run.
    """
    state = st.session_state
    query = st.query_params.to_dict()
    came_from = state.get(_PAGE)
    state[_PAGE] = page
    if _CONFIG not in state:
        _adopt(*RunConfig.from_query(query))
    elif came_from != page:  # its controls are new ones, which know nothing yet
        _fill_controls(state[_CONFIG], anew=True)
    else:
        chosen, notes = _from_controls(state[_CONFIG])
        if chosen == state[_CONFIG] and query != state[_QUERY]:  # Back, Forward, edited address
            _adopt(*RunConfig.from_query(query))
        elif chosen != state[_CONFIG] or notes:
            _adopt(chosen, notes)
    _fill_controls(state[_CONFIG])
    wanted = state[_CONFIG].to_query()
    if query != wanted:
        st.query_params.from_dict(wanted)
    state[_QUERY] = wanted


def config() -> RunConfig:
    """The configuration of this script run."""
    return st.session_state[_CONFIG]


def notes() -> list[str]:
    """What had to be changed in the address or between the controls, in words."""
    return st.session_state.get(_NOTES, [])


def watched() -> WatchedRun:
    """This visitor's live run under the current configuration, opened if there is none."""
    state = st.session_state
    run = REGISTRY.get(state.get(_TOKEN, ""))
    if run is None:
        run = REGISTRY.open(config())
        state[_TOKEN] = run.token
    elif run.config != config():
        run.configure(config())
    return run


def regenerate() -> None:
    """Callback: new data of the same kind."""
    st.session_state["seed"] = secrets.randbelow(10_000)


def preset() -> Preset | None:
    """The preset the visitor started from."""
    return PRESETS.get(st.session_state.get(PRESET_KEY) or "")


def use_preset() -> None:
    """Callback: take over the configuration of the chosen preset."""
    chosen = preset()
    if chosen is not None:
        _fill_controls(chosen.config)


def architecture_from_stage() -> None:
    """Callback: + or − was pressed on the network picture."""
    value = _stage_value("architecture")
    layers = value.get("hidden_layers") if isinstance(value, dict) else None
    try:
        _fill_controls(config().replace(hidden_layers=layers))
    except FieldError:
        return  # the buttons never ask for this; a message made by hand changes nothing


def preset_from_stage() -> None:
    """Callback: an experiment was chosen on the stage."""
    chosen = PRESETS.get(str(_stage_value("preset")))
    if chosen is not None:
        _fill_controls(chosen.config)


def weights_from_stage() -> None:
    """Callback: the run was reset with new initial weights; the address should say which."""
    try:
        _fill_controls(config().replace(weight_seed=_stage_value("weights")))
    except FieldError:
        return


def _stage_value(name: str) -> Any:
    return st.session_state[stage_key()].get(name)


def _adopt(new: RunConfig, notes: list[str]) -> None:
    st.session_state[_CONFIG] = new
    st.session_state[_NOTES] = notes
    _fill_controls(new)


def _fill_controls(new: RunConfig, anew: bool = False) -> None:
    """Write a configuration into the controls' state, touching only what differs.

    A control written to is set in the browser as well, so one that a hand is moving at this moment
    must be left alone; ``anew`` writes to all of them.
    """
    values: dict[str, Any] = {name: getattr(new, name) for name in DEFAULTS}
    values |= {name: AUTO for name in AUTO_FIELDS if values[name] is None}
    units = values.pop("hidden_layers")
    values["features"] = list(new.features)
    values[LAYERS_KEY] = len(units)
    for layer, n_units in enumerate(units, start=1):
        values[units_key(layer)] = n_units
    for key, value in values.items():
        if anew or key not in st.session_state or st.session_state[key] != value:
            st.session_state[key] = value


def _from_controls(previous: RunConfig) -> tuple[RunConfig, list[str]]:
    """The configuration the controls ask for; a control not on this page keeps its value."""
    state = st.session_state
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
    try:
        values["hidden_layers"] = tuple(
            state.get(units_key(layer), units[layer - 1])
            for layer in range(1, min(int(n_layers), MAX_LAYERS) + 1)
        )
        values["features"] = tuple(state.get("features") or previous.features)
        return RunConfig.nearest(**values)
    except (FieldError, TypeError, ValueError) as error:
        return previous, [str(error)]
