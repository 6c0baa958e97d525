"""Time to 96 % of the test images, beside scikit-learn's ``MLPClassifier``; run with ``-m``.

    python -m benchmarks.digits [seeds]

The same network (64-32-16-10, ReLU, softmax and cross-entropy), optimiser (Adam), rate, batches and
inputs, in float32 on one thread. Each seed trains both, one epoch after another, until 96 % of the
450 test images are right; after each epoch both are measured on the test images (ours, as a ``Run``
always does, on loss and accuracy of the training images too). Processor time counts from the making
of the network. Who has not arrived after ``MOST_EPOCHS`` is left out, and counted.

Also printed: what the defaults reach on the test images after ``EPOCHS``.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from playground import Run
from playground.digits import DIGITS, EPOCHS, digits_dataset
from playground.training.problem import Problem

GOAL = 0.96
MOST_EPOCHS = 100


@dataclass(frozen=True)
class Arrival:
    """When 96 % were reached: epochs and processor time; epochs is 0 if they were not."""

    epochs: int
    seconds: float


def ours(seed: int) -> Arrival:
    """This engine, as people watch it."""
    data = digits_dataset()
    started = time.process_time()
    run = Run(DIGITS.replace(seed=seed), data)
    while run.epoch < MOST_EPOCHS:
        run.advance()
        if run.metrics()[3] >= GOAL:
            return Arrival(run.epoch, time.process_time() - started)
    return Arrival(0, time.process_time() - started)


def scikit_learn(seed: int) -> Arrival:
    """``MLPClassifier``, one ``partial_fit`` an epoch."""
    problem = Problem(DIGITS, digits_dataset())
    X, y = problem.inputs_train.astype(np.float32), problem.answers_train
    X_test, y_test = problem.inputs_test.astype(np.float32), problem.answers_test
    started = time.process_time()
    network = MLPClassifier(
        DIGITS.hidden_layers,
        activation=DIGITS.activation,
        solver=DIGITS.optimizer,
        alpha=DIGITS.l2,
        batch_size=DIGITS.batch_size,
        learning_rate_init=DIGITS.learning_rate,
        random_state=seed,
    )
    for epoch in range(1, MOST_EPOCHS + 1):
        network.partial_fit(X, y, classes=problem.classes)
        if np.mean(network.predict(X_test) == y_test) >= GOAL:
            return Arrival(epoch, time.process_time() - started)
    return Arrival(0, time.process_time() - started)


def reached(seeds: range) -> list[float]:
    """Test accuracies of the defaults after ``EPOCHS``."""
    found = []
    for seed in seeds:
        run = Run(DIGITS.replace(seed=seed), digits_dataset())
        run.advance(EPOCHS)
        found.append(run.metrics()[3])
    return found


def main(n_seeds: int = 10) -> None:
    """Print accuracies, times and ratios."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    seeds = range(n_seeds)
    final = reached(seeds)
    print(
        f"Test accuracy after {EPOCHS} epochs, {n_seeds} seeds: worst {min(final):.1%}, "
        f"mean {statistics.mean(final):.1%}; {sum(a >= GOAL for a in final)} of {n_seeds} at "
        f"{GOAL:.0%} or more (goal: all)."
    )
    ours(0), scikit_learn(0)  # warm up
    pairs = [(ours(seed), scikit_learn(seed)) for seed in seeds]
    both = [(a, b) for a, b in pairs if a.epochs and b.epochs]
    print(f"One thread (OPENBLAS {os.environ['OPENBLAS_NUM_THREADS']}), float32.\n")
    print("| to 96 % of the test images | arrived | median epochs | median processor time |")
    print("|---|---|---|---|")
    for name, which in (("ours", 0), ("scikit-learn", 1)):
        arrivals = [pair[which] for pair in pairs if pair[which].epochs]
        epochs = statistics.median(a.epochs for a in arrivals)
        seconds = statistics.median(a.seconds for a in arrivals)
        print(f"| {name} | {len(arrivals)} of {n_seeds} | {epochs:g} | {1e3 * seconds:.1f} ms |")
    whole = sum(b.seconds for _, b in both) / sum(a.seconds for a, _ in both)
    each = statistics.median((b.seconds / b.epochs) / (a.seconds / a.epochs) for a, b in both)
    paired = statistics.median(b.seconds / a.seconds for a, b in both)
    print(
        f"\nscikit-learn / ours: {whole:.1f} over all seeds, {paired:.1f} the median of pairs "
        f"(goal 10); {each:.1f} for the same number of epochs."
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
