"""Data of your own: bring a file, look at it, learn from it."""

from __future__ import annotations


def data() -> None:
    """The view."""
