"""Settings of the view of own data."""

from __future__ import annotations

from playground.fields import Choice, Setting
from playground.tables.bundled import BUNDLED

DATA_SETTINGS = {"data_set": Setting(Choice(tuple(BUNDLED), optional=True), None)}
"""The bundled data set that is looked at; None where there is a file of the visitor's, or none."""
