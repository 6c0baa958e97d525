"""What the race and the genetic view let people choose; part of the optimisers page's settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from playground.fields import Choice, Flag, Number, Setting
from playground.racing import (
    CONTESTANTS,
    DEFAULT_CONTESTANTS,
    MAX_CONTESTANTS,
    Contestant,
    ContestantList,
)
from playground.views import session

AXES = ("epochs", "evaluations", "seconds")
LENGTHS = (200, 300, 500, 1000, 2000, 3000, 5000, 10_000)
REPEATS = (5, 10, 20, 30, 50)
RACE = {
    "contestants": Setting(ContestantList(), DEFAULT_CONTESTANTS),
    "goal": Setting(Number(0.5, 1), 0.99),
    "race_epochs": Setting(Number(10, 20_000, whole=True), 1000),
    "axis": Setting(Choice(AXES), "epochs"),
    "log_axis": Setting(Flag(), False),
    "log_race": Setting(Flag(), True),
    "repeats": Setting(Number(2, 50, whole=True), 10),
}
GENETIC = {row.name: Setting(row.kind, row.default) for row in CONTESTANTS["genetic"].settings} | {
    "generations": Setting(Number(10, 20_000, whole=True), 5000)
}
ON_STAGE = {
    "contestants": "contestants",
    "goal": "goal",
    "axis": "axis",
    "log_axis": "log_axis",
    "log_loss": "log_race",
}
"""Names of choices on the stage (``stage/assets/race/choices.js``), and of the settings."""
MAX_TEXT = 40  # characters of one value from the stage that are looked at


def choices_for_stage(heard: Mapping[str, Any]) -> dict[str, Any]:
    """What the stage's editor needs: the kinds there are, and what is chosen.

    Parameters
    ----------
    heard : mapping
        ``"told"``: number of the stage's last choice that was taken over.
    """
    chosen = {name: session.setting(own) for name, own in ON_STAGE.items()}
    listed = [{"kind": c.kind, "values": c.settings} for c in chosen["contestants"]]
    return chosen | {
        "contestants": listed,
        "kinds": [kind_for_stage(name) for name in CONTESTANTS],
        "most": MAX_CONTESTANTS,
        "told": heard.get("told", 0),
    }


def take_choice(value: Any, heard: dict[str, Any]) -> None:
    """Callback: something was chosen on the stage."""
    if not isinstance(value, dict):
        return
    told = value.get("told")
    heard["told"] = told if isinstance(told, int) and not isinstance(told, bool) else 0
    for name, own in ON_STAGE.items():
        if name not in value:
            continue
        kind, default = RACE[own].kind, session.setting(own)
        if name == "contestants":
            session.choose(contestants=list(read_contestants(value[name], default)))
        else:
            session.choose(**{own: kind.parse(str(value[name])[:MAX_TEXT], default)[0]})


def read_contestants(value: Any, default: tuple[Contestant, ...]) -> tuple[Contestant, ...]:
    """The nearest line-up to what the stage's editor says; ``default`` if it says nothing.

    Parameters
    ----------
    value : object
        A list of ``{"kind": name, "values": {setting: value}}``, or anything made by hand.
    """
    entries = value if isinstance(value, list) else []
    words = [_word(entry) for entry in entries[:MAX_CONTESTANTS] if isinstance(entry, dict)]
    return ContestantList().parse(",".join(words), default)[0]


def _word(entry: Mapping[str, Any]) -> str:
    kind, values = str(entry.get("kind"))[:MAX_TEXT], entry.get("values")
    given: Mapping[str, Any] = values if isinstance(values, dict) else {}
    rows = CONTESTANTS[kind].settings if kind in CONTESTANTS else ()
    return ":".join(_plain([kind, *(given.get(row.name, "") for row in rows)]))


def _plain(parts: Iterable[Any]) -> list[str]:
    return [str(part)[:MAX_TEXT].replace(":", "").replace(",", "") for part in parts]


def kind_for_stage(name: str) -> dict[str, Any]:
    """A row of ``CONTESTANTS`` as the stage's editor needs it."""
    row = CONTESTANTS[name]
    settings = []
    for setting in row.settings:
        kind = setting.kind
        told: dict[str, Any] = {"name": setting.name, "label": setting.label}
        told["default"] = setting.default
        if isinstance(kind, Choice):
            told["names"] = list(kind.names)
        elif isinstance(kind, Number):
            told |= {"low": kind.low, "high": kind.high, "whole": kind.whole}
        settings.append(told)
    return {"name": name, "label": row.label, "settings": settings}
