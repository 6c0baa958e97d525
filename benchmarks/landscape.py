"""Time of a loss landscape; run with ``-m``.

    python -m benchmarks.landscape [rounds]

61 × 61 networks of two hidden layers of 8 units on all points of the spiral: through the replica
axis as the page computes it, and one network after another. Times are processor times, the least
of the rounds, so that a busy machine does not count. Beside it
what a sharpness takes, and a landscape of a large network.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from playground import RunConfig
from playground.analysis.landscape import (
    Ground,
    Plane,
    flat,
    grid_axis,
    landscape,
    random_plane,
)
from playground.analysis.sharpness import sharpness
from playground.training import Run

CONFIG = RunConfig(dataset="spiral", hidden_layers=(8, 8))
LARGE = CONFIG.replace(hidden_layers=(64, 64, 64))
EPOCHS = 50
RESOLUTION = 61
GOAL = 1.0


def least_seconds(function: Callable[[], object], rounds: int) -> float:
    """Processor time of the fastest of some calls: all run on one thread."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        function()
        best = min(best, time.process_time() - started)
    return best


def one_after_another(ground: Ground, plane: Plane) -> None:
    """The same grid without the replica axis."""
    axis = grid_axis(1.0, RESOLUTION)
    for y in axis:
        for x in axis:
            ground.loss(plane.origin + x * plane.first + y * plane.second)


def main(rounds: int) -> None:
    """Print the times."""
    for config in (CONFIG, LARGE):
        run = Run(config)
        run.advance(epochs=EPOCHS)
        together, alone, sharp = measured(run, rounds)
        name = f"{RESOLUTION}×{RESOLUTION} on {list(config.hidden_layers)}"
        print(f"{name}, {config.n_samples} points: {together:.2f} s", end="")
        print(f" (goal: at most {GOAL:g} s)" if config is CONFIG else "")
        print(f"  one network after another: {alone / together:.1f} times as long")
        print(f"  sharpness: {sharp:.3f} s")


def measured(run: Run, rounds: int) -> tuple[float, float, float]:
    """Seconds of a landscape around a run, of one without the replica axis, of a sharpness."""
    ground, params = Ground(run.config, run.dataset), flat(run.layers)
    plane = random_plane(params, run.layer_sizes, seed=0)
    return (
        least_seconds(lambda: landscape(ground, plane, resolution=RESOLUTION), rounds),
        least_seconds(lambda: one_after_another(ground, plane), 2),
        least_seconds(lambda: sharpness(ground, params), 1),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
