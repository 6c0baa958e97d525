"""A page's own settings, beside the configuration: from an address into the controls, and back."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from playground.fields import FieldError, Setting, shown

MAX_TEXT = 400
"""Characters of one setting in the address that are looked at."""
Settings = Mapping[str, Setting]
State = MutableMapping[Any, Any]
"""What each control says, by its key: the setting's name."""


def read(state: State, settings: Settings, query: Mapping[str, str]) -> list[str]:
    """Write an address's settings into the controls; what had to be changed, in words."""
    notes = []
    for name, row in settings.items():
        value, exact = row.default, True
        if name in query:
            value, exact = row.kind.parse(query[name][:MAX_TEXT], row.default)
        if not exact:
            used = row.kind.format(value) or "nothing"
            notes.append(f"{name} cannot be {shown(query[name])}; {used} is used.")
        state[name] = list(value) if isinstance(value, tuple) else value
    return notes


def moved(state: State, settings: Settings, before: Mapping[str, Any]) -> bool:
    """Whether a control of a setting was moved: its address may still be on the way back then."""
    for name in settings:
        value = state.get(name)
        now = tuple(value) if isinstance(value, list) else value
        if now is not None and name in before and now != before[name]:
            return True
    return False


def values(state: State, settings: Settings, before: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as their controls say; one that says nothing it may is put back."""
    found: dict[str, Any] = {}
    for name, row in settings.items():
        fallback = before.get(name, row.default)
        try:
            found[name] = row.kind.check(name, state.get(name, fallback))
        except FieldError:  # a selection emptied by hand
            found[name] = fallback
        if state.get(name) is None or name not in state:
            state[name] = list(found[name]) if isinstance(found[name], tuple) else found[name]
    return found


def for_address(settings: Settings, chosen: Mapping[str, Any]) -> dict[str, str]:
    """What differs from the defaults, as in an address."""
    return {
        name: row.kind.format(chosen[name])
        for name, row in settings.items()
        if chosen[name] != row.default
    }
