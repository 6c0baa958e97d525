"""The colour of each optimiser, the same in every picture, and of the ground they walk on."""

from __future__ import annotations

from playground.figures.race_colors import race_colors

_PLACES = {
    "sgd": 0,
    "momentum": 1,
    "nesterov": 2,
    "rmsprop": 3,
    "adam": 4,
    "momentum_ema": 6,
    "adam_uncorrected": 7,
}
"""The colours that the page's own race gives them; tests hold the names to the optimisers'."""
_GROUND = ("#EDF0F6", "#D3DAE6", "#B3BDCE", "#8B98AE", "#66728A")
_GROUND_DARK = ("#12161D", "#1C232D", "#28313E", "#364252", "#47556A")


def optimizer_color(name: str, *, dark: bool = False) -> str:
    """Colour of an optimiser's path."""
    return race_colors(8, dark=dark)[_PLACES[name]]


def ground_scale(*, dark: bool = False) -> list[tuple[float, str]]:
    """From the lowest to the highest loss: quiet greys, so that paths stand out."""
    colors = _GROUND_DARK if dark else _GROUND
    return [(place / (len(colors) - 1), color) for place, color in enumerate(colors)]


def ink(*, dark: bool = False) -> str:
    """The page's own writing."""
    return "#FAFAFA" if dark else "#31333F"


def faint(*, dark: bool = False) -> str:
    """What may be overlooked."""
    return "rgba(250,250,250,0.35)" if dark else "rgba(49,51,63,0.35)"


def wire(*, dark: bool = False) -> str:
    """Lines on a surface and its walls, where Plotly knows no transparency."""
    return "#4A5668" if dark else "#AEB7C6"


def paper(*, dark: bool = False) -> str:
    """The page's background: the edge that lifts a mark off the ground."""
    return "#0E1117" if dark else "#FFFFFF"
