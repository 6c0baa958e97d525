"""What the defaults learn, over twenty seeds; run with ``python -m benchmarks.learns``.

Prints, for each dataset, in how many runs 99 % of the training points came to fit and after how
many epochs, and the same for two and three tanh units on the circle (Olah's claim that two cannot).
"""

from __future__ import annotations

import statistics

from playground import Run, RunConfig

SEEDS = 20
ACCURACY = 0.99


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
    if len(reached) <= SEEDS / 2:
        median = "–"
    slowest = str(reached[-1]) if reached else "–"
    return f"| {title} | {len(reached)} of {SEEDS} | {goal} | {median} | {slowest} |"


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


if __name__ == "__main__":
    main()
