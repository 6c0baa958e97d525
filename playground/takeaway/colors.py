"""Colors: what a drawn picture is painted with; the figures' palette gives them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rgb = tuple[int, int, int]


@dataclass(frozen=True)
class Colors:
    """Colours as ``#RRGGBB``.

    Attributes
    ----------
    classes : tuple of str
        Full colours, one a class; the first two also stand for negative and positive.
    tints : tuple of str
        Of each class's region.
    table, strong : tuple of str
        From the first tint over pale to the second, for values and for two classes; and from the
        first full colour to the second, for points with values.
    pale, paper, ink, faint, test : str
        Where a network is unsure, the background, writing, hairlines, and the test curve.
    """

    classes: tuple[str, ...]
    tints: tuple[str, ...]
    table: tuple[str, ...]
    strong: tuple[str, ...]
    pale: str
    paper: str
    ink: str
    faint: str
    test: str

    @property
    def exact(self) -> tuple[str, ...]:
        """The colours that mean something by themselves, each once."""
        named = (self.paper, self.ink, self.faint, self.pale, self.test)
        return tuple(dict.fromkeys((*named, *self.classes, *self.tints)))

    def blended(self, shares: NDArray[np.float64]) -> NDArray[np.uint8]:
        """Colours (…, 3) of class probabilities (…, n_classes): paler the less sure."""
        n_classes = shares.shape[-1]
        if n_classes == 2:
            return self.of_values(2 * shares[..., 1] - 1)
        unsure = np.array(rgb(self.pale), dtype=np.float64)
        tints = np.array([rgb(self.tints[k % len(self.tints)]) for k in range(n_classes)])
        floor = 1 / n_classes
        sure = (shares.max(axis=-1, keepdims=True) - floor) / (1 - floor)
        return np.rint(unsure + sure.clip(0, 1) * (shares @ tints - unsure)).astype(np.uint8)

    def of_values(self, values: NDArray[np.float64], strong: bool = False) -> NDArray[np.uint8]:
        """Colours (…, 3) of values from −1 to 1."""
        chosen = self.strong if strong else self.table
        table = np.array([rgb(color) for color in chosen], dtype=np.uint8)
        places = np.rint((np.clip(values, -1, 1) + 1) / 2 * (len(table) - 1)).astype(int)
        return table[places]


def rgb(color: str) -> Rgb:
    """``#RRGGBB`` as three numbers from 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
