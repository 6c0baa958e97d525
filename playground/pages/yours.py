"""Yours: data and runs of your own: bring them, keep them, take them away."""

from playground.views import session, style
from playground.views.yours import yours
from playground.views.yours_settings import SETTINGS

style.page_style()
session.start("yours", SETTINGS)
yours()
