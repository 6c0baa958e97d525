"""Runs: saved to a file and loaded again, kept, and compared."""

from __future__ import annotations


def runs() -> None:
    """The view."""
