"""What the digits page lets people choose, and the run that its views share."""

from __future__ import annotations

from typing import Any

from playground.config import FIELDS, RunConfig
from playground.digits import DIGITS, LESSONS, digits_dataset
from playground.digits import SETTINGS as OF_NETWORK
from playground.digits.settings import PREFIX, Lesson, config_of, settings_of
from playground.fields import Choice, FieldError, Setting
from playground.live.registry import REGISTRY
from playground.live.watched_run import WatchedRun
from playground.nn import ACTIVATIONS
from playground.views import session
from playground.views.digits_view_settings import VIEW_SETTINGS

VIEW_NAMES = ("live", "spaces", "units", "plane", "beside")
"""In the order of their buttons; the first is shown first (rows: ``views/digits.py``)."""
LESSON_KEY = "digits_lesson"
OUTPUTS = {
    "softmax": ("cross_entropy", None),
    "sigmoid": ("squared", "sigmoid"),
    "tanh": ("squared", None),
}
"""What the page calls its outputs: the loss and the output activation that go together."""
BENDS = tuple(name for name in ACTIVATIONS if name != "step")
"""Activations of hidden layers; Rosenblatt's step is for one neuron between two classes."""
_TOGETHER = (PREFIX + "loss", PREFIX + "output_activation")

SETTINGS: dict[str, Setting] = {
    "digits": Setting(Choice(VIEW_NAMES), VIEW_NAMES[0]),
    "digits_outputs": Setting(Choice(tuple(OUTPUTS)), "softmax"),
    **{name: row for name, row in OF_NETWORK.items() if name not in _TOGETHER},
    "digits_activation": Setting(Choice(BENDS), DIGITS.activation),
    **VIEW_SETTINGS,
}
"""The page's settings; the sidebar's configuration of the other pages has no say here."""


def chosen_config() -> tuple[RunConfig, list[str]]:
    """The configuration that the page's settings ask for, and what had to be changed, in words."""
    chosen = {name: session.setting(name) for name in SETTINGS if name.startswith(PREFIX)}
    chosen |= dict(zip(_TOGETHER, OUTPUTS[session.setting("digits_outputs")], strict=True))
    return config_of(chosen, REGISTRY.limits.max_parameters)


def digits_run() -> WatchedRun:
    """This visitor's run of the digits under the page's settings, opened if there is none.

    Raises
    ------
    AtCapacity
        If all places for live runs are taken.
    """
    config, _ = chosen_config()
    place: dict[str, str] = session.kept("digits", dict)
    run = REGISTRY.get(place.get("token", ""))
    if run is None:
        run = REGISTRY.open(config, digits_dataset())
        place["token"] = run.token
    elif run.config != config:
        run.configure(config)
    return run


def lesson() -> Lesson | None:
    """The lesson that the visitor started from."""
    return LESSONS.get(session.said(LESSON_KEY) or "")


def use_lesson() -> None:
    """Callback: take over the chosen lesson's network."""
    chosen = lesson()
    if chosen is not None:
        session.choose(**lesson_settings(chosen.config))


def lesson_settings(config: RunConfig) -> dict[str, Any]:
    """The values of ``SETTINGS`` that ask for a configuration."""
    pair = (config.resolved_loss, config.output_activation)
    outputs = next((name for name, row in OUTPUTS.items() if row == pair), "softmax")
    values = {k: v for k, v in settings_of(config).items() if k not in _TOGETHER}
    values |= {name: list(v) for name, v in values.items() if isinstance(v, tuple)}
    return values | {"digits_outputs": outputs}


def take_weights(seed: Any) -> None:
    """Callback: the run was reset with new initial weights; the address should say which."""
    try:
        FIELDS["weight_seed"].kind.check("weight_seed", seed)
    except FieldError:
        return
    session.choose(digits_weight_seed=seed)
