"""What the page of your own lets people choose."""

from __future__ import annotations

from playground.fields import Choice, Setting
from playground.figures.kept_curves import MEASURES
from playground.views.yours_data_settings import DATA_SETTINGS

VIEW_NAMES = ("data", "runs", "weights", "pictures", "link")
"""In the order of their buttons; the first is shown first (rows: ``views/yours.py``)."""

SETTINGS: dict[str, Setting] = {
    "yours": Setting(Choice(VIEW_NAMES), VIEW_NAMES[0]),
    **DATA_SETTINGS,
    "runs_measure": Setting(Choice(tuple(MEASURES)), "test_accuracy"),
}
"""The page's settings beside the configuration."""
