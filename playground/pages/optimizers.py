"""Optimisers: race them, and see the ground they run on."""

from playground.views import session, style
from playground.views.optimizers import optimizers
from playground.views.optimizers_settings import SETTINGS

style.page_style()
session.start("optimizers", SETTINGS)
optimizers()
