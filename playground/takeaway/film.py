"""Which kept moments of a run a film shows, and the curves that go with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.takeaway.portrait import Portrait
from playground.training.snapshot import Snapshot

MOST_FRAMES = 100
"""Of an animated GIF."""
LOG_RATIO = 20.0
"""Losses that span more than this are drawn over a logarithmic scale."""


@dataclass(frozen=True, eq=False)
class Film:
    """Moments of one run, the oldest first.

    Attributes
    ----------
    portrait : Portrait
    snapshots : tuple of Snapshot
        At least one.
    """

    portrait: Portrait
    snapshots: tuple[Snapshot, ...]

    @property
    def losses(self) -> NDArray[np.float64]:
        """Training and test loss of each moment, (n, 2)."""
        return np.array([(s.train_loss, s.test_loss) for s in self.snapshots], dtype=np.float64)


def chosen_moments(snapshots: Sequence[Snapshot], most: int = MOST_FRAMES) -> list[Snapshot]:
    """Some of the kept snapshots, evenly in the square root of the epoch.

    A network changes most at the start, so the film gives it more frames there: half of them show
    the first quarter of the training.

    Parameters
    ----------
    snapshots : sequence of Snapshot
        Oldest first.
    most : int
        The first and the last are always among them.

    Raises
    ------
    ValueError
        For no snapshots, or room for fewer than two.
    """
    if not snapshots or most < 2:
        raise ValueError(f"A film needs a moment, and room for 2. Got {len(snapshots)}, {most}.")
    if len(snapshots) <= most:
        return list(snapshots)
    roots = np.sqrt([snapshot.progress for snapshot in snapshots])
    wanted = np.linspace(roots[0], roots[-1], most)
    after = np.clip(np.searchsorted(roots, wanted), 1, len(roots) - 1)
    nearest = after - (wanted - roots[after - 1] < roots[after] - wanted)
    nearest[0], nearest[-1] = 0, len(roots) - 1
    return [snapshots[i] for i in np.unique(nearest).tolist()]


def caption(snapshot: Snapshot) -> str:
    """Epoch, loss and accuracy of a moment, as in "epoch 12, loss 0.310 / 0.350 (train / test)"."""
    words = f"epoch {epoch_words(snapshot.progress)}"
    words += f", loss {number(snapshot.train_loss)} / {number(snapshot.test_loss)}"
    if np.isfinite(snapshot.train_accuracy):
        words += f", accuracy {share(snapshot.train_accuracy)} / {share(snapshot.test_accuracy)}"
    return f"{words} (train / test)"


def epoch_words(progress: float) -> str:
    """Completed epochs; within the first hundred also the fraction."""
    whole = np.floor(progress + 1e-9)
    if progress - whole < 1e-6 or progress >= 100:
        return f"{whole:,.0f}"
    return f"{np.floor(progress * 10 + 1e-6) / 10:.1f}"


def number(loss: float) -> str:
    """A loss in three digits or so."""
    if not np.isfinite(loss):
        return "∞"
    return f"{loss:.3f}" if 0.001 <= loss < 100 or loss == 0 else f"{loss:.1e}"


def share(accuracy: float) -> str:
    """An accuracy in per cent; 100% means all."""
    return "100%" if accuracy == 1 else f"{np.floor(accuracy * 1000) / 10:.1f}%"
