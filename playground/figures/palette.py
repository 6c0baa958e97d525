"""The colours of classes, and of negative and positive: one language for every picture.

The first eight are Okabe and Ito's (2008, "Color Universal Design"), in an order that gives two
classes the pair easiest to tell apart with any colour vision; indigo and wine make ten.
"""

from __future__ import annotations

CLASS_COLORS: tuple[str, ...] = (
    "#E69F00",  # orange
    "#0072B2",  # blue
    "#009E73",  # green
    "#CC79A7",  # pink
    "#D55E00",  # vermilion
    "#56B4E9",  # sky blue
    "#F0E442",  # yellow
    "#999999",  # grey
    "#332288",  # indigo
    "#882255",  # wine
)
"""Colour of each class index on a light background."""

CLASS_COLORS_DARK: tuple[str, ...] = (
    "#FFAE1A",
    "#4C93E6",
    "#26D894",
    "#C79ACB",
    "#EE5C3A",
    "#A8F0FF",
    "#FFFBA8",
    "#CFCFCF",
    "#8266F2",
    "#BE6084",
)
"""The same hues for a dark background: contrast to Streamlit's #0E1117 is 4.5 : 1 or more."""

NEGATIVE, POSITIVE = CLASS_COLORS[0], CLASS_COLORS[1]
"""Signs of weights, of responses and of regression values have the first two classes' colours."""

NEGATIVE_DARK, POSITIVE_DARK = CLASS_COLORS_DARK[0], CLASS_COLORS_DARK[1]


def class_colors(n_classes: int, *, dark: bool = False) -> tuple[str, ...]:
    """Colours of class index 0 to ``n_classes`` − 1; they repeat beyond ten."""
    colors = CLASS_COLORS_DARK if dark else CLASS_COLORS
    return tuple(colors[k % len(colors)] for k in range(n_classes))
