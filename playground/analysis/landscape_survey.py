"""A survey of a loss landscape: paths, plane, losses and sharpness, piece by piece."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasets import Dataset
from playground.analysis.landscape import (
    Ground,
    Landscape,
    Plane,
    blocks,
    grid_axis,
    landscape_rows,
    path_plane,
    random_plane,
)
from playground.analysis.landscape_paths import Path, training_steps
from playground.analysis.sharpness import MAX_STEPS, Sharpness, sharpness_steps
from playground.config import RunConfig
from playground.training import Run

N_BLOCKS = 60
TRAINED, DRAWN = 0.3, 0.85
"""Shares of the progress at which the training and the landscape end."""


@dataclass(frozen=True)
class View:
    """What part of a landscape to look at.

    Attributes
    ----------
    plane : {"path", "random"}
    seed : int
        Of random directions.
    extent : float
        Half a side, in lengths of the directions.
    resolution : int
        Points along a side, an odd number.
    """

    plane: str = "path"
    seed: int = 0
    extent: float = 1.25
    resolution: int = 61


@dataclass(frozen=True)
class Stage:
    """How far a survey is: a share, and what it does, in words."""

    share: float
    words: str


@dataclass(frozen=True, eq=False)
class Survey:
    """What was found.

    Attributes
    ----------
    landscape : Landscape
    plane : Plane
    paths : tuple of Path
    places : tuple of ndarray (n, 2)
        Each path's coordinates on the plane.
    leader : int
        Whose end is the middle: of the paths that span the plane, the one with the smallest train
        loss at its end.
    sharpness : Sharpness or None
        At the middle; None where the loss has no slopes.
    note : str
        Why the plane is not the one that was asked for; otherwise empty.
    """

    landscape: Landscape
    plane: Plane
    paths: tuple[Path, ...]
    places: tuple[NDArray[np.float64], ...]
    leader: int
    sharpness: Sharpness | None
    note: str


def survey(
    config: RunConfig,
    dataset: Dataset,
    paths: Sequence[Path],
    view: View,
    *,
    epochs: int = 0,
    known: Survey | None = None,
    scale: tuple[NDArray, NDArray] | None = None,
) -> Generator[Stage, None, Survey]:
    """Survey the landscape around the end of paths.

    Parameters
    ----------
    config : RunConfig
    dataset : Dataset
    paths : sequence of Path
        Empty: a run is trained for it.
    view : View
    epochs : int
        Of that training.
    known : Survey or None
        One of the same paths, which need not be walked and measured again.
    scale : tuple of ndarray (n_features,) or None
        Mean and spread of the inputs that a run has kept; None: those of its points.

    Yields
    ------
    Stage
        After each piece; the survey may be left then.
    """
    if known is not None:
        paths = known.paths
    elif not paths:
        run, label = Run(config, dataset), "the run"
        training = training_steps(run, epochs, label)
        while True:
            try:
                share = next(training)
            except StopIteration as end:
                paths = (end.value,)
                break
            yield Stage(TRAINED * share, f"Training for {epochs:,} epochs")
    ground = Ground(config, dataset, scale)
    leader = min(
        (i for i, path in enumerate(paths) if path.spans),
        key=lambda i: _or_infinity(paths[i].losses[-1, 0]),
    )
    origin = paths[leader].params[-1]
    plane, note = _plane(ground, paths, origin, view)
    axis = grid_axis(view.extent, view.resolution)
    parts = []
    for rows in blocks(view.resolution, N_BLOCKS):
        share = rows.start / view.resolution
        yield Stage(
            TRAINED + (DRAWN - TRAINED) * share,
            f"Computing the loss of {view.resolution**2:,} networks",
        )
        parts.append(landscape_rows(ground, plane, axis, rows))
    train, test = np.concatenate(parts, axis=1)
    sharp = known.sharpness if known is not None else None
    if known is None and config.activation != "step":
        power = sharpness_steps(ground, origin)
        for step in range(MAX_STEPS * 2 + 1):
            yield Stage(DRAWN + (1 - DRAWN) * step / (2 * MAX_STEPS), "Measuring the sharpness")
            try:
                next(power)
            except StopIteration as end:
                sharp = end.value
                break
    return Survey(
        Landscape(axis, train, test),
        plane,
        tuple(paths),
        tuple(plane.project(path.params) for path in paths),
        leader,
        sharp,
        note,
    )


def _plane(ground: Ground, paths: Sequence[Path], origin: NDArray, view: View) -> tuple[Plane, str]:
    if view.plane == "path":
        spanning = [path.params for path in paths if path.spans]
        try:
            return path_plane(np.concatenate(spanning), origin), ""
        except ValueError as error:
            note = f"{error} Random directions are shown instead."
            return random_plane(origin, ground.sizes, view.seed), note
    return random_plane(origin, ground.sizes, view.seed), ""


def _or_infinity(loss: float) -> float:
    return loss if np.isfinite(loss) else np.inf
