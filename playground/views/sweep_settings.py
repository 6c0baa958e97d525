"""The settings of the Sweep page, as in its address, and the sweep that they ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

from playground.fields import Choice, FieldError, Kind, Number, Setting, shown
from playground.sweep.job import Job
from playground.sweep.jobs import JOBS
from playground.sweep.spec import AXIS_KINDS, Axis, SweepSpec
from playground.views import session
from playground.views.sweep_axes import AXES, AXIS_SETTINGS, in_sentence, values_key
from playground.views.sweep_measures import MEASURES

EPOCHS = (20, 50, 100, 200, 300, 500, 1000, 2000, 5000)
GOALS = (0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
MAX_SEEDS = 100
SOURCES = {"choose": "Choose the grid", "file": "From a file"}
VIEWS = {
    "map": "Heat map",
    "table": "Table",
    "lines": "Parallel coordinates",
}
ROWS = {"cells": "per combination", "runs": "per run"}
NONE = "none"
"""No second axis."""


@dataclass(frozen=True)
class Ticket:
    """The id of a job: its letters and nothing else."""

    def check(self, name: str, value: Any) -> str:
        if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_-]{0,40}", value):
            return value
        raise FieldError(f"{name} must be the id of a sweep. Got {shown(value)}.")

    def parse(self, text: str, default: Any) -> tuple[str, bool]:
        try:
            return self.check("", text), True
        except FieldError:
            return default, False

    def format(self, value: Any) -> str:
        return value


_AXIS = Choice(("", NONE, *AXIS_KINDS))  # "": the page's own choice
SETTINGS: dict[str, Setting] = AXIS_SETTINGS | {
    "source": Setting(Choice(tuple(SOURCES)), "choose"),
    "seeds": Setting(Number(1, MAX_SEEDS, whole=True), 10),
    "epochs": Setting(Number(1, EPOCHS[-1], whole=True), 200),
    "goal": Setting(Number(0.5, 1), 0.99),
    "view": Setting(Choice(tuple(VIEWS)), "map"),
    "rows": Setting(Choice(tuple(ROWS)), "cells"),
    "measure": Setting(Choice(("", *MEASURES)), ""),
    "across": Setting(_AXIS, ""),
    "up": Setting(_AXIS, ""),
    "job": Setting(cast(Kind, Ticket()), ""),
}


def chosen_sweep() -> SweepSpec:
    """The sweep that the page's choices describe, on the configuration of the sidebar.

    Raises
    ------
    SpecError
        For axes that do not go together.
    """
    config = session.config()
    fields = session.setting("vary")
    n_seeds = session.setting("seeds")
    words = " × ".join(in_sentence(AXES[field].label) for field in fields)
    return SweepSpec(
        name=f"{words[:1].upper()}{words[1:]} on {config.dataset}"[:100],
        base=config,
        axes=tuple(Axis(field, session.setting(values_key(field))) for field in fields),
        seeds=tuple(range(config.seed, config.seed + n_seeds)),
        epochs=session.setting("epochs"),
        goal=session.setting("goal"),
    )


def current_job() -> Job | None:
    """The sweep this page shows, by the id in its address."""
    return JOBS.get(session.setting("job"))


@dataclass(frozen=True)
class Example:
    """A sweep that is ready to start: a question, and the settings that answer it."""

    question: str
    grid: str
    look_for: str
    settings: dict[str, Any]


EXAMPLES: dict[str, Example] = {
    "width": Example(
        "How wide must the network be for the spiral?",
        "2–8 units × 1–3 layers × 10 seeds",
        "Which corner is always solved? Width does not replace a second layer.",
        {
            "dataset": "spiral",
            "noise": 0.0,
            "activation": "tanh",
            "vary": ["width", "depth"],
            values_key("width"): [2, 3, 4, 6, 8],
            values_key("depth"): [1, 2, 3],
            "seeds": 10,
            "epochs": 1000,
            "measure": "success",
        },
    ),
    "rate": Example(
        "Which learning rate suits which optimiser?",
        "4 optimisers × 5 rates × 10 seeds",
        "Each optimiser has a valley of its own: too small is slow, too large never settles.",
        {
            "dataset": "spiral",
            "noise": 0.0,
            "activation": "tanh",
            "vary": ["learning_rate", "optimizer"],
            values_key("learning_rate"): [0.001, 0.01, 0.03, 0.1, 0.3],
            values_key("optimizer"): ["sgd", "momentum", "rmsprop", "adam"],
            "seeds": 10,
            "epochs": 200,
            "measure": "test",
        },
    ),
    "noise": Example(
        "Does L2 help when the data are noisy?",
        "4 noises × 4 rates × 10 seeds",
        "More noise, more overfitting – and L2 takes most of it back. What does it cost on test "
        "points?",
        {
            "dataset": "circle",
            "n_samples": 200,
            "activation": "tanh",
            "vary": ["noise", "l2"],
            values_key("noise"): [0.0, 0.2, 0.35, 0.5],
            values_key("l2"): [0.0, 0.1, 0.3, 1.0],
            "seeds": 10,
            "epochs": 500,
            "measure": "gap",
        },
    ),
}
