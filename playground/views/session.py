"""The visitor's configuration and run: the one file that owns ``st.session_state`` for them.

Every control's key is the name of its ``RunConfig`` field, so the whole exchange is: controls →
configuration → URL and run. The URL is written in this one place (rather than bound control by
control) because one configuration field can have several controls, pages without controls must
keep it, and a bad value deserves the nearest allowed one and a sentence, not silence.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st

from datasets import Dataset
from playground.config import DEFAULTS, RunConfig
from playground.fields import FieldError, Setting
from playground.live.registry import REGISTRY
from playground.live.watched_run import WatchedRun
from playground.presets import PRESETS, Preset
from playground.tables import OwnData
from playground.training.run import make_dataset_for
from playground.training.saved import SavedRun
from playground.views import config_controls, page_settings
from playground.views import own as own_data

PRESET_KEY = "preset"
_CONFIG, _QUERY, _TOKEN, _NOTES, _PAGE = "_config", "_query", "_token", "_notes", "_page"
_SETTINGS, _KEPT = "_settings", "_kept"
_LEARNT, _LOADED, _SHAPE = "_learnt", "_loaded", "_shape"
NO_SETTINGS: Mapping[str, Setting] = {}
Kept = TypeVar("Kept")


def stage_key(part: str = "") -> str:
    """Key of the mounted stage; another page, or part of a page, has another stage."""
    return "_".join(filter(None, ("stage", st.session_state[_PAGE], part)))


def start(page: str, settings: Mapping[str, Setting] = NO_SETTINGS) -> None:
    """Bring URL, controls and configuration together; call before any control is drawn.

    Parameters
    ----------
    page : str
        Name of the page: going to another one drops its address's parameters, but keeps the run.
    settings : mapping of str to Setting
        What this page lets people choose beside the configuration. The name is the key of the
        control and of the address; no name may be a field's.
    """
    state = st.session_state
    kept_here: dict[str, str] = kept(f"settings of {page}", dict)
    own_data.take_drawn(_run())
    query = st.query_params.to_dict()
    points = query.get(own_data.POINTS)
    came_from = state.get(_PAGE)
    state[_PAGE] = page
    changed_outside = query != state.get(_QUERY)
    others = {own_data.POINTS, *settings}
    about_run = {name: text for name, text in query.items() if name not in others}
    about_page = {name: text for name, text in query.items() if name in settings}
    page_notes: list[str] = []
    if _CONFIG not in state:
        _adopt(*RunConfig.from_query(about_run))
        page_notes = page_settings.read(state, settings, about_page) + own_data.read_address(points)
    elif came_from != page:  # its controls are new ones, which know nothing yet
        config_controls.fill(state, state[_CONFIG], anew=True)
        page_settings.read(state, settings, kept_here | about_page)
    else:
        chosen, notes = config_controls.configuration(state, state[_CONFIG])
        by_hand = chosen != state[_CONFIG] or page_settings.moved(
            state, settings, state.get(_SETTINGS, {})
        )
        if changed_outside and not by_hand:  # Back, Forward, edited address
            _adopt(*RunConfig.from_query(about_run))
            page_notes = page_settings.read(state, settings, about_page) + own_data.read_address(
                points
            )
        elif chosen != state[_CONFIG] or notes:
            _adopt(chosen, notes)
    data = own()
    if data is not None and data.dataset.task != state[_CONFIG].task:
        _adopt(own_data.with_task_of(data, state[_CONFIG]), state.get(_NOTES, []))
    state[_NOTES] = state.get(_NOTES, []) + page_notes
    _fill(state[_CONFIG])
    state[_SETTINGS] = page_settings.values(state, settings, state.get(_SETTINGS, {}))
    chosen_here = page_settings.for_address(settings, state[_SETTINGS])
    kept_here.clear()
    kept_here.update(chosen_here)
    wanted = state[_CONFIG].to_query() | chosen_here | own_data.for_address()
    if query != wanted:
        st.query_params.from_dict(wanted)
    state[_QUERY] = wanted


def setting(name: str) -> Any:
    """The value of a page's setting in this script run."""
    return st.session_state[_SETTINGS][name]


def choose(**values: Any) -> None:
    """Callback: give page settings, or fields of the configuration, these values.

    An activation is then that of all layers.
    """
    if "activation" in values:
        values |= config_controls.ALL_AS_ABOVE
    for name, value in values.items():
        st.session_state[name] = value


def said(name: str) -> Any:
    """Callback: what the control with this key says; None if there is none."""
    return st.session_state.get(name)


def show(**values: Any) -> None:
    """Before they are drawn: give controls that are no settings these values, where they differ.

    A control written to is set in the browser as well, which a hand may be moving at this moment.
    """
    for key, value in values.items():
        if key not in st.session_state or st.session_state[key] != value:
            st.session_state[key] = value


def kept(name: str, make: Callable[[], Kept]) -> Kept:
    """What this visitor's session keeps under a name; made when it is first asked for."""
    store = st.session_state.setdefault(_KEPT, {})
    if name not in store:
        store[name] = make()
    return store[name]


def page() -> str:
    """Name of the page that is shown."""
    return st.session_state[_PAGE]


def config() -> RunConfig:
    """The configuration of this script run."""
    return st.session_state[_CONFIG]


def notes() -> list[str]:
    """What had to be changed in the address or between the controls, in words."""
    return st.session_state.get(_NOTES, [])


def close_notes() -> None:
    """Callback: the notes were read."""
    st.session_state[_NOTES] = []


def watched() -> WatchedRun:
    """This visitor's live run under the current configuration, opened if there is none."""
    run = opened()
    if run is None:
        data = own()
        run = REGISTRY.open(config(), None if data is None else data.dataset)
        st.session_state[_TOKEN] = run.token
        own_data.watch(run)
        _load_into(run)
    return run


def opened() -> WatchedRun | None:
    """This visitor's live run under the current configuration; None where there is none."""
    run = _run()
    learnt = st.session_state.pop(_LEARNT, False)
    if run is None or _load_into(run):
        return run
    data = own()
    dataset = None if data is None else data.dataset
    if run.dataset is not dataset:
        run.use_data(config(), dataset)
    elif run.config != config():
        run.configure(config(), keep_learnt=learnt)
    return run


def own() -> OwnData | None:
    """The visitor's own data; None while a shape is used."""
    return own_data.current()


def dataset() -> Dataset:
    """The data of this script run: the visitor's own, or the shape of the configuration."""
    data = own()
    return make_dataset_for(config()) if data is None else data.dataset


def use_own(data: OwnData) -> None:
    """Callback: learn from these data from now on."""
    if own() is None:
        st.session_state[_SHAPE] = {
            name: getattr(config(), name) for name in ("dataset", "centers")
        }
    own_data.put(data)
    _fill(own_data.with_task_of(data, config()))


def load_run(saved: SavedRun) -> None:
    """Callback: go on with a saved run, its data and its history."""
    data = None
    if saved.dataset is not None:
        data = OwnData(saved.own_name or own_data.DRAWN, saved.dataset)
    own_data.put(data)
    _fill(saved.config)
    st.session_state[_LOADED] = saved


def _load_into(run: WatchedRun) -> bool:
    """Hand the run what was loaded since the last time; whether there was anything."""
    saved = st.session_state.pop(_LOADED, None)
    if saved is None:
        return False
    try:
        run.load(saved)
    except ValueError as error:  # too large for this server
        drop_own()
        st.session_state[_NOTES] = [str(error)]
        return False
    return True


def drop_own() -> None:
    """Callback: back to the shapes, to the one that was used before."""
    own_data.put(None)
    before = st.session_state.pop(_SHAPE, None)
    if before is not None:
        values = {name: getattr(config(), name) for name in DEFAULTS}
        _fill(RunConfig.nearest(**values | before)[0])


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
        drop_own()
        _fill(chosen.config)


def architecture_from_stage() -> None:
    """Callback: + or − was pressed on the network picture."""
    value = stage_value("architecture")
    value = value if isinstance(value, dict) else {}
    try:
        config_controls.fill(
            st.session_state, config().replace(hidden_layers=value.get("hidden_layers"))
        )
    except FieldError:
        return  # the buttons never ask for this; a message made by hand changes nothing
    st.session_state[_LEARNT] = value.get("keep_learnt") is True


def preset_from_stage() -> None:
    """Callback: an experiment was chosen on the stage."""
    chosen = PRESETS.get(str(stage_value("preset")))
    if chosen is not None:
        drop_own()
        _fill(chosen.config)


def weights_from_stage(part: str = "") -> None:
    """Callback: the run was reset with new initial weights; the address should say which."""
    try:
        config_controls.fill(
            st.session_state, config().replace(weight_seed=stage_value("weights", part))
        )
    except FieldError:
        return


def _run() -> WatchedRun | None:
    return REGISTRY.get(st.session_state.get(_TOKEN, ""))


def stage_value(name: str, part: str = "") -> Any:
    """Callback: what the stage of this page, or of a part of it, has just told under a name."""
    return st.session_state[stage_key(part)].get(name)


def _fill(new: RunConfig) -> None:
    config_controls.fill(st.session_state, new)


def _adopt(new: RunConfig, notes: list[str]) -> None:
    new, cut = REGISTRY.limits.admit(new)
    st.session_state[_CONFIG] = new
    st.session_state[_NOTES] = notes + cut
    _fill(new)
