"""Capacity: how many units and layers it takes, and when there are too many."""

from playground.views import session, style
from playground.views.capacity import capacity
from playground.views.capacity_settings import SETTINGS

style.page_style()
session.start("capacity", SETTINGS)
capacity()
