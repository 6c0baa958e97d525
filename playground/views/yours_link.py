"""A link to these settings, and a page for a lesson to put into another site."""

from __future__ import annotations


def link() -> None:
    """The view."""
