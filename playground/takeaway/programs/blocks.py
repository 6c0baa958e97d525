"""The numbers inside a program: points, weights and what is frozen, as blocks of text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.nn import layer_views
from playground.takeaway.programs.story import FROM_HERE, Story, plain
from playground.takeaway.taken import Taken


def blocks(taken: Taken, story: Story) -> list[str]:
    """Training points, test points and, where they are needed, weights, as blocks of text."""
    data = taken.dataset
    digits = 10 if taken.config.precision == "float32" else 17
    found = []
    columns = _columns(taken)
    for name, X, y in (("TRAIN", data.X_train, data.y_train), ("TEST", data.X_test, data.y_test)):
        answers = y if data.task == "regression" else np.searchsorted(data.classes, y)
        rows = np.column_stack([X, answers])
        found.append(f'# {columns}\n{name} = """\\\n{_text(rows, digits)}"""')
    if story.start == FROM_HERE and taken.config.standardize:
        scales = _text(np.stack([taken.feature_mean, taken.feature_scale]), 17)
        found.append(f'# The mean and the scale of each input.\nSCALES = """\\\n{scales}"""')
    if story.start == FROM_HERE:
        texts = [np.vstack([W, b]) for W, b in taken.layers]
        n_digits = 9 if taken.config.precision == "float32" else 17
        inside = ",\n".join(f'    """\\\n{_text(rows, n_digits)}"""' for rows in texts)
        found.append(
            "# Each layer: a line for each unit below, a column for each unit; the last line is "
            f"b.\nWEIGHTS = [\n{inside},\n]"
        )
    if taken.frozen.any():
        masks = [~part for part in layer_views(taken.frozen, taken.sizes)]
        inside = ",\n".join(f'    """\\\n{_text(mask.astype(int), 1)}"""' for mask in masks)
        found.append(
            "# Each layer, as its weights lie: 1 where one learns, 0 where it is frozen.\n"
            f"LEARNS = [\n{inside},\n]"
        )
    return found


def _text(rows: NDArray, digits: int) -> str:
    lines = (" ".join(f"{value:.{digits}g}" for value in row) for row in rows.tolist())
    return "".join(f"{line}\n" for line in lines)


def _columns(taken: Taken) -> str:
    data = taken.dataset
    names = ["x", "y"] if data.n_coordinates == 2 else list(taken.input_names)
    answer = "target" if data.task == "regression" else "class"
    return f"Columns: {', '.join(plain(name) for name in names)}, {answer}."[:96]
