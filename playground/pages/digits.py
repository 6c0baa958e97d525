"""Digits: the same engine reads handwriting, as 64 numbers an image."""

from playground.views import session, style
from playground.views.digits import digits
from playground.views.digits_settings import SETTINGS

style.page_style()
session.start("digits", SETTINGS)
digits()
