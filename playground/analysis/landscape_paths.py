"""Paths through weight space: what a run or a race has kept of its past, or a run made for it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.analysis.landscape import flat
from playground.racing import RaceConfig, labels
from playground.training import Run
from playground.training.race_moment import TAIL
from playground.training.snapshot import Snapshot

MOST = 400
"""Moments of one path; more are left out evenly, but never the first and the last."""


@dataclass(frozen=True, eq=False)
class Path:
    """Where a network went.

    Attributes
    ----------
    label : str
    params : ndarray (n, P)
        Its parameters at each moment.
    losses : ndarray (n, 2)
        Train and test loss.
    progress : ndarray (n,)
        Epochs.
    spans : bool
        Whether it has a say in the plane: who jumps between far networks would fill it alone.
    """

    label: str
    params: NDArray
    losses: NDArray[np.float64]
    progress: NDArray[np.float64]
    spans: bool = True


def run_path(snapshots: Sequence[Snapshot], label: str) -> Path:
    """The path of a run through its snapshots."""
    some = thinned(snapshots)
    return Path(
        label,
        np.stack([one.params for one in some]),
        np.array([[one.train_loss, one.test_loss] for one in some]),
        np.array([one.progress for one in some]),
    )


def race_paths(
    config: RaceConfig, snapshots: Sequence[Snapshot], n_parameters: int | None = None
) -> list[Path]:
    """Every contestant's path through the snapshots of a race; who diverged, to its good end.

    A genetic algorithm's does not span the plane, unless there are no others. With data that are
    not the configuration's a network has ``n_parameters``.
    """
    some = thinned(snapshots)
    n, size = len(config.contestants), n_parameters or config.base.n_parameters
    numbers = np.stack([one.params for one in some])
    params = numbers[:, : n * size].reshape(len(some), n, size)
    tail = numbers[:, n * size :].reshape(len(some), n, len(TAIL)).astype(float)
    losses = tail[..., [TAIL.index("train_loss"), TAIL.index("test_loss")]]
    ended = tail[-1, :, TAIL.index("ended")]
    progress = np.array([one.progress for one in some])
    genetic = [one.genetic is not None for one in config.contestants]
    paths = []
    for i, label in enumerate(labels(config.contestants)):
        seen = progress <= ended[i] if ended[i] >= 0 else np.full(len(some), True)
        seen[0] = True
        spans = all(genetic) or not genetic[i]
        paths.append(Path(label, params[seen, i], losses[seen, i], progress[seen], spans))
    return paths


def training_steps(run: Run, epochs: int, label: str) -> Generator[float, None, Path]:
    """Train a run and keep its path; yields the share that is done, and may be left at any time.

    Ends early where the run does.
    """
    every = max(1, -(-epochs // MOST))
    moments = [(flat(run.layers), run.metrics(), run.progress)]
    done = 0
    while done < epochs and run.status == "running":
        run.advance(epochs=min(every, epochs - done))
        done += every
        moments.append((flat(run.layers), run.metrics(), run.progress))
        yield min(done / epochs, 1.0)
    return Path(
        label,
        np.stack([params for params, _, _ in moments]),
        np.array([metrics[:2] for _, metrics, _ in moments]),
        np.array([progress for _, _, progress in moments]),
    )


def trained_path(run: Run, epochs: int, label: str = "run") -> Path:
    """Train a run and keep its path; see ``training_steps``."""
    steps = training_steps(run, epochs, label)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def thinned(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """At most ``MOST`` of them, evenly spread, with both ends."""
    places = np.linspace(0, len(snapshots) - 1, min(len(snapshots), MOST)).round().astype(int)
    return [snapshots[place] for place in places]
