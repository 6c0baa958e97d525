"""What a race of eight costs beside one of its contestants alone; run with ``-m``.

    python -m benchmarks.race [rounds]

Every round advances the race and each contestant's own ``Run`` in turn by the same epochs, all of
them recording loss and accuracy after each epoch. A ratio is that of the least processor times,
so that a busy machine does not count. "One alone" is the mean of the eight.

Eight with one batch size are one pass of replicas. Full batch and batch 1 take other numbers of
steps, so they are passes of their own; their race is shown beside the sum of the eight.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import mean

from playground import RunConfig
from playground.racing import Contestant
from playground.training import Race, Run

BASE = RunConfig(hidden_layers=(8, 8))
EPOCHS = 10
GOAL = 2.5

ALIKE = tuple(
    map(
        Contestant,
        ("mini_batch", "momentum", "momentum_ema", "nesterov", "rmsprop", "adam"),
    )
) + (Contestant("adam_uncorrected"), Contestant.of("adam", learning_rate=0.003))
EIGHT_ADAMS = tuple(
    Contestant.of("adam", learning_rate=rate)
    for rate in (0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05)
)
EVERY_SIZE = (Contestant("full_batch"), Contestant("stochastic"), *ALIKE[:6])


def seconds(advance: Callable[[int], object]) -> float:
    """Processor time of some epochs: all run on one thread."""
    started = time.process_time()
    advance(EPOCHS)
    return time.process_time() - started


def least_seconds(
    contestants: tuple[Contestant, ...], rounds: int, base: RunConfig = BASE
) -> tuple[float, list[float]]:
    """Of an epoch of the race, and of each contestant alone."""
    advances = [Race(base, contestants).advance]
    advances += [Run(contestant.config(base)).advance for contestant in contestants]
    best = [float("inf")] * len(advances)
    for _ in range(rounds):
        for i, advance in enumerate(advances):
            best[i] = min(best[i], seconds(advance))
    together, *alone = (each / EPOCHS for each in best)
    return together, alone


def row(title: str, contestants: tuple[Contestant, ...], rounds: int, goal: str) -> str:
    """One row of the table."""
    together, alone = least_seconds(contestants, rounds)
    ratios = [together / one for one in (mean(alone), max(alone), min(alone), sum(alone))]
    cells = [f"{together * 1e6:.0f}", f"{mean(alone) * 1e6:.0f}"]
    cells += [f"**{ratios[0]:.2f}**", goal, *(f"{ratio:.2f}" for ratio in ratios[1:])]
    return f"| {title} | {' | '.join(cells)} |"


def main(rounds: int = 60) -> None:
    """Print the table."""
    print(
        "| eight contestants, [8, 8] | race, µs an epoch | one alone | race / one | goal "
        "| / the slowest | / the fastest | / all eight in turn |"
    )
    print("|---|---|---|---|---|---|---|---|")
    print(row(f"all rules, batch {BASE.batch_size}", ALIKE, rounds, f"≤ {GOAL}"), flush=True)
    print(row(f"Adam at eight rates, batch {BASE.batch_size}", EIGHT_ADAMS, rounds, f"≤ {GOAL}"))
    print(row("with full batch and batch 1", EVERY_SIZE, rounds, "–"))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
