"""Live: a network learns to read handwriting, and reads what you draw."""

from __future__ import annotations

from playground.views.digits_settings import digits_run, take_weights
from playground.views.live_stage import live_stage

PACE = 0.1
"""Epochs a frame: 96 % of the test images are right after about five epochs."""


def live() -> None:
    """The view: the stage of the digits."""
    live_stage("digits", watched=digits_run, pace=PACE, on_weights=take_weights)
