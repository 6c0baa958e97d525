"""Weights and code of the run as it stands, to take away."""

from __future__ import annotations


def weights() -> None:
    """The view."""
