"""What the page inside a step lets people choose."""

from __future__ import annotations

from playground.fields import Choice, Setting

VIEW_NAMES = ("graph",)
"""In the order of their buttons; the first is shown first (rows: ``views/inside.py``)."""

SETTINGS: dict[str, Setting] = {
    "inside": Setting(Choice(VIEW_NAMES), "graph"),
}
"""The page's settings beside the configuration."""
