"""Settings of the view of own data."""

from __future__ import annotations

from playground.fields import Choice, Number, Setting
from playground.tables.bundled import BUNDLED

DATA_SETTINGS = {
    "data_set": Setting(Choice(tuple(BUNDLED), optional=True), None),
    "data_share": Setting(Number(0.1, 0.9), 0.5),
}
"""``data_set``: the bundled data set that is looked at; None where a file of the visitor's
is, or nothing. ``data_share``: the part of the points that is for training."""
