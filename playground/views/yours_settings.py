"""What the page of your own lets people choose."""

from __future__ import annotations

from playground.fields import Choice, Names, Number, Setting
from playground.figures.kept_curves import MEASURES
from playground.takeaway.programs import LIBRARIES
from playground.views.control_rows import ROWS
from playground.views.yours_data_settings import DATA_SETTINGS

VIEW_NAMES = ("data", "runs", "weights", "pictures", "link")
"""In the order of their buttons; the first is shown first (rows: ``views/yours.py``)."""

SETTINGS: dict[str, Setting] = {
    "yours": Setting(Choice(VIEW_NAMES), VIEW_NAMES[0]),
    **DATA_SETTINGS,
    "runs_measure": Setting(Choice(tuple(MEASURES)), "test_accuracy"),
    "weights_library": Setting(Choice(tuple(LIBRARIES)), "numpy"),
    "pictures_at": Setting(Number(0, 1e9, optional=True), None),
    "link_controls": Setting(Names(tuple(ROWS), least=0), ("dataset", "noise", "hidden_layers")),
    "link_height": Setting(Number(400, 1600, whole=True), 760),
}
"""The page's settings beside the configuration.

``pictures_at`` is the moment of the picture, in epochs; None is the newest. ``link_controls`` and
``link_height`` (pixels) are those of a page for a lesson.
"""
