"""A colour for each contestant of a race; the stage has the same (assets/race/colors.js).

Found by search: the set whose nearest pair is furthest apart in OKLab (Ottosson 2020) for normal
vision, deuteranopia and protanopia alike (simulated as in Machado and others 2009), with enough
contrast to the background for thin lines, and none near the colours of two classes.
"""

from __future__ import annotations

RACE_COLORS: tuple[str, ...] = (
    "#894E3B", "#1414F0", "#4E9D76", "#B1009D", "#FF4E14", "#003B00", "#6289FF", "#4E0062",
)  # fmt: skip
"""On a light background."""

RACE_COLORS_DARK: tuple[str, ...] = (
    "#B1B100", "#4E89B1", "#9DEBD8", "#D89DEB", "#FF0076", "#008900", "#9D3BFF", "#00FF27",
)  # fmt: skip
"""On a dark background."""


def race_colors(n: int, *, dark: bool = False) -> tuple[str, ...]:
    """Colours of contestants 0 to ``n`` − 1."""
    return (RACE_COLORS_DARK if dark else RACE_COLORS)[:n]
