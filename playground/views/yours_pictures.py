"""The boundary as a picture, and the training as a film, to take away."""

from __future__ import annotations


def pictures() -> None:
    """The view."""
