"""What the defaults learn, over twenty seeds; run with ``python -m benchmarks.learns``.

Prints, for each dataset, in how many runs 99 % of the training points came to fit and after how
many epochs, and the same for two and three tanh units on the circle (Olah's claim that two cannot).
Then the same of the optimisers of a race on the spiral; the genetic algorithm's epochs are
generations, and it runs over eight seeds.
"""

from __future__ import annotations

import math
import statistics

from playground import Run, RunConfig
from playground.racing import Contestant, RaceConfig
from playground.training.repeat import repeat

SEEDS = 20
ACCURACY = 0.99
RACERS = ("adam", "momentum", "nesterov", "rmsprop")
GENETIC_SEEDS = 8


def epochs_needed(config: RunConfig, most: int) -> list[int | None]:
    """Per seed, the epochs until the accuracy is reached; None if ``most`` do not do."""
    needed: list[int | None] = []
    for seed in range(SEEDS):
        run = Run(config.replace(seed=seed, stop_accuracy=ACCURACY))
        run.advance(most)
        needed.append(run.epoch if run.status == "stopped" else None)
    return needed


def row(title: str, goal: str, needed: list[int | None]) -> str:
    """One row of the table."""
    reached = sorted(n for n in needed if n is not None)
    median = f"{statistics.median(n if n is not None else 10**9 for n in needed):.0f}"
    if len(reached) <= len(needed) / 2:
        median = "–"
    slowest = str(reached[-1]) if reached else "–"
    return f"| {title} | {len(reached)} of {len(needed)} | {goal} | {median} | {slowest} |"


def race_rows(kinds: tuple[str, ...], seeds: int, most: int, goal: str) -> list[str]:
    """A row for each kind of contestant, with its default settings on the spiral."""
    race = RaceConfig(RunConfig(), tuple(map(Contestant, kinds)))
    repeated = repeat(race, range(seeds), epochs=most, accuracy=ACCURACY)
    return [
        row(f"spiral, {label}", goal, [None if math.isnan(n) else int(n) for n in epochs])
        for label, epochs in zip(repeated.labels, repeated.epochs.tolist(), strict=True)
    ]


def main() -> None:
    """Print the table."""
    print("| run | reaches 99 % | goal | median epoch | slowest |")
    print("|---|---|---|---|---|")
    for dataset in ("circle", "gauss", "moons", "xor", "spiral"):
        needed = epochs_needed(RunConfig(dataset=dataset), most=1000)
        print(row(f"{dataset}, defaults", "≥ 19", needed))
    for units, goal in ((2, "0"), (3, "≥ 19")):
        config = RunConfig(dataset="circle", hidden_layers=(units,))
        print(row(f"circle, 2-{units}-1 tanh", goal, epochs_needed(config, most=2000)))
    for text in race_rows(RACERS, SEEDS, 1000, "≥ 18"):
        print(text)
    for text in race_rows(("genetic",), GENETIC_SEEDS, 4000, "≥ 7"):
        print(text)


if __name__ == "__main__":
    main()
