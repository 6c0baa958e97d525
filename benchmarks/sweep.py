"""Time for the same grid: a sweep here beside scikit-learn over joblib; run with ``-m``.

    python -m benchmarks.sweep [rounds]

The grid: 5 learning rates × 4 widths × 3 activations on the spiral, 20 seeds each. Same points,
layers, batches, optimiser and epochs on both sides, the same number of worker processes, all of
them started before. Times are wall-clock, of ours with everything a sweep does (data, losses and
accuracies of all points after every epoch, the journal), of scikit-learn's of ``fit`` alone.
Ratios are paired within a round; the table shows their medians.

scikit-learn is given a tenth of the runs (two of the seeds of every cell), and its time is taken
ten times.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path

import joblib
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from playground import RunConfig
from playground.sweep.execute import execute
from playground.sweep.journal import Journal
from playground.sweep.spec import Axis, SweepSpec
from playground.training import Run
from playground.training.problem import Problem

SPEC = SweepSpec(
    "benchmark",
    RunConfig(dataset="spiral"),
    (
        Axis("learning_rate", (0.001, 0.003, 0.01, 0.03, 0.1)),
        Axis("width", (4, 8, 12, 16)),
        Axis("activation", ("tanh", "relu", "sigmoid")),
    ),
    seeds=tuple(range(20)),
    epochs=100,
)
SAMPLED_SEEDS = (0, 10)
THEIR_NAME = {"sigmoid": "logistic"}


def ours(spec: SweepSpec, jobs: int) -> float:
    """Seconds of a whole sweep."""
    with tempfile.TemporaryDirectory() as directory:
        journal = Journal(Path(directory) / "journal")
        journal.open(spec)
        started = time.perf_counter()
        execute(spec, journal, jobs=jobs)
        seconds = time.perf_counter() - started
        journal.close()
    return seconds


def fit(config: RunConfig, epochs: int) -> float:
    """Train scikit-learn's network of a configuration; returns its seconds."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    problem = Problem(config, Run(config).dataset)
    network = MLPClassifier(
        config.hidden_layers,
        activation=THEIR_NAME.get(config.activation, config.activation),
        solver=config.optimizer,
        alpha=0,
        batch_size=config.batch_size,
        learning_rate_init=config.learning_rate,
        max_iter=epochs,
        tol=0,
        n_iter_no_change=epochs,
        random_state=config.seed,
    )
    X, y = problem.inputs_train.astype("float32"), problem.answers_train
    started = time.perf_counter()
    network.fit(X, y)
    return time.perf_counter() - started


def theirs(configs: list[RunConfig], epochs: int, jobs: int) -> float:
    """Seconds until scikit-learn has trained all of them on worker processes."""
    started = time.perf_counter()
    with joblib.parallel_config(backend="loky", n_jobs=jobs, inner_max_num_threads=1):
        joblib.Parallel()(joblib.delayed(fit)(config, epochs) for config in configs)
    return time.perf_counter() - started


def main(rounds: int = 3) -> None:
    """Print the table."""
    jobs = joblib.cpu_count()
    configs = [c.config.replace(seed=seed) for c in SPEC.cells() for seed in SAMPLED_SEEDS]
    scale = SPEC.n_runs / len(configs)
    small = SweepSpec("warm", SPEC.base, SPEC.axes, (0,), epochs=1)
    ours(small, jobs)
    theirs(configs[:jobs], 1, jobs)
    times: dict[str, list[float]] = {"theirs": [], "ours": [], "one": [], "two": []}
    for _ in range(rounds):
        times["theirs"].append(scale * theirs(configs, SPEC.epochs, jobs))
        times["ours"].append(ours(SPEC, jobs))
        times["one"].append(ours(SPEC, 1))
        times["two"].append(ours(SPEC, 2))

    def row(title: str, slow: str, fast: str, goal: float) -> str:
        pairs = zip(times[slow], times[fast], strict=True)
        ratio = statistics.median(a / b for a, b in pairs)
        seconds = [f"{statistics.median(times[name]):.1f}" for name in (slow, fast)]
        return f"| {title} | **{ratio:.1f}** | {goal:g} | {' | '.join(seconds)} |"

    print(
        f"{SPEC.n_cells} cells × {len(SPEC.seeds)} seeds on the spiral, {SPEC.epochs} epochs, "
        f"{jobs} cores; medians of {rounds} rounds. scikit-learn trained {len(configs)} of the "
        f"{SPEC.n_runs:,} runs, and its time is taken {scale:g} times.\n"
    )
    print("| a / b | ratio | goal | a, seconds | b, seconds |")
    print("|---|---|---|---|---|")
    print(row(f"scikit-learn / ours, {jobs} workers each", "theirs", "ours", 15))
    print(row("ours: one worker / two workers", "one", "two", 1.6))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
