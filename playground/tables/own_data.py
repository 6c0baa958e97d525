"""OwnData: a data set that is not one of the shapes, and where it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from datasets import Axis, Dataset

LONGEST = 14
"""Characters of a column's name in a label."""


@dataclass(frozen=True, eq=False)
class OwnData:
    """What a visitor brought or drew.

    Attributes
    ----------
    name : str
        As it is called on the page: a file's name, or ``drawn points``.
    dataset : Dataset
    notes : tuple of str
        What was left out or changed on the way, a sentence each.
    """

    name: str
    dataset: Dataset
    notes: tuple[str, ...] = ()

    @property
    def answer(self) -> Axis:
        """What is to be told; without a name where the points never had one."""
        return self.dataset.answer

    def feature_label(self, label: str) -> str:
        """A feature's label, "x²", with the names of the columns: "height²"."""
        names = [axis.name.partition(" (")[0] for axis in self.dataset.axes[:2]]
        if len(names) < 2:
            return label
        told = [name if len(name) <= LONGEST else name[: LONGEST - 1] + "…" for name in names]
        words = {"x": told[0], "y": told[1], "xy": f"{told[0]} · {told[1]}"}
        return re.sub("xy|x|y", lambda found: words[found[0]], label)

    @property
    def in_words(self) -> str:
        """Points, inputs and classes, as in "150 points, 4 inputs, 3 classes"."""
        data = self.dataset
        n_points = len(data.X_train) + len(data.X_test)
        answers = f"{data.n_classes} classes" if data.n_classes else "a number to predict"
        return f"{n_points:,} points, {data.n_coordinates} inputs, {answers}"
