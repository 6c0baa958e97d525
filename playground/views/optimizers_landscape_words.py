"""What a survey of a loss landscape found, in words and as tables to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from playground.analysis.landscape_survey import Survey
from playground.analysis.sharpness import Sharpness
from playground.config import RunConfig
from playground.nn import OPTIMIZERS

NO_SLOPES = (
    "A network with a hard step has no sharpness: its loss is made of flat terraces with cliffs "
    "between them, and no gradient knows of a cliff."
)


def plane_words(whose: str, found: Survey) -> str:
    """Whose landscape it is, how much of the path the plane shows, how deep the middle lies."""
    path = found.paths[found.leader]
    train, test = path.losses[-1]
    whose = whose.format(leader=path.label)
    said = f"{whose} Its loss there: **{train:.3g}** on training points, {test:.3g} on test points."
    if found.plane.shares:
        which = "the paths vary" if sum(one.spans for one in found.paths) > 1 else "the path varies"
        share = sum(found.plane.shares)
        said += f" The plane holds **{share:.0%}** of how {which} (first two principal components)."
    return f"{said} {found.note}".strip()


def sharpness_words(config: RunConfig, sharpness: Sharpness | None) -> str:
    """The largest curvature at the middle, and what it means for the learning rate."""
    if sharpness is None:
        return NO_SLOPES
    value = sharpness.value
    about = "" if sharpness.converged else "about "
    said = f"**Sharpness** λ = {about}**{value:.3g}**: "
    if value <= 0:
        return said + "the loss curves downwards in every direction here; no minimum is near."
    limit = 2 / value
    rate, name = config.learning_rate, config.optimizer
    said += (
        "the largest curvature where the middle is (largest eigenvalue of the Hessian). Along it, "
        f"full-batch gradient descent comes to rest for rates below 2/λ = **{limit:.3g}** and "
        "swings apart above. "
    )
    if OPTIMIZERS[name].uses_beta2:
        return said + f"{OPTIMIZERS[name].label} scales each weight's step, so its rate is another."
    if rate < limit:
        return said + f"Its rate {rate:g} is below that."
    return said + f"Its rate {rate:g} is above that: it cannot settle in so sharp a valley."


def grid_csv(found: Survey) -> str:
    """One line a place of the grid."""
    axis = found.landscape.axis
    return _csv(
        ["x", "y", "train_loss", "test_loss"],
        (
            [x, y, found.landscape.train[j, i], found.landscape.test[j, i]]
            for j, y in enumerate(axis)
            for i, x in enumerate(axis)
        ),
    )


def paths_csv(found: Survey) -> str:
    """One line a moment of a path: its place on the plane, its true losses."""
    return _csv(
        ["path", "epoch", "x", "y", "train_loss", "test_loss"],
        (
            [path.label, progress, *place, *losses]
            for path, places in zip(found.paths, found.places, strict=True)
            for progress, place, losses in zip(path.progress, places, path.losses, strict=True)
        ),
    )


def _csv(header: list[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([cell if isinstance(cell, str) else f"{cell:.8g}" for cell in row])
    return text.getvalue()
