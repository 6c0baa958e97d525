"""What the page inside a step lets people choose."""

from __future__ import annotations

from playground.fields import Choice, Setting
from playground.views.inside_graph_settings import GRAPH_SETTINGS
from playground.views.inside_lab_settings import LAB_SETTINGS

VIEW_NAMES = ("neuron", "activations", "graph", "backprop", "differences", "losses")
"""In the order of their buttons; the first is shown first (rows: ``views/inside.py``)."""

SETTINGS: dict[str, Setting] = {
    "inside": Setting(Choice(VIEW_NAMES), VIEW_NAMES[0]),
    **GRAPH_SETTINGS,
    **LAB_SETTINGS,
}
"""The page's settings beside the configuration."""
