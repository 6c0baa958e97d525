"""Table: every environment variable of an instance with its default and a sentence, as Markdown."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

from playground.live.limits import Limits, variable
from playground.service.settings import Settings
from playground.sweep.jobs import VARIABLES, Jobs

SWEEPS = {
    "max_running": "Sweeps that run at the same time; others wait their turn.",
    "max_cells": "Cells of one sweep.",
    "max_runs": "Trainings of one sweep: its cells times its seeds.",
}


def limits_table() -> str:
    """README's table, one row for each variable."""
    rows = [
        (variable(field), field.default, field.metadata["sentence"])
        for kind in (Limits, Settings)
        for field in dataclasses.fields(kind)
    ]
    of_jobs = inspect.signature(Jobs).parameters
    rows += [(name, of_jobs[field].default, SWEEPS[field]) for field, name in VARIABLES.items()]
    lines = ["| variable | default | |", "|---|---|---|"]
    lines += [f"| `{name}` | {_shown(value)} | {words} |" for name, value, words in rows]
    return "\n".join(lines)


def _shown(value: Any) -> str:
    """A default as it would be set; empty ones as a dash."""
    if isinstance(value, float | int):
        return f"{value:.12g}"
    return f"`{value}`" if value else "–"
