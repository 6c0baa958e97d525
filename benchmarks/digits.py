"""Time to 96 % of the test images, beside scikit-learn's ``MLPClassifier``; run with ``-m``.

    python -m benchmarks.digits [seeds]

The same network (64-32-16-10, ReLU, softmax and cross-entropy), initial weights of the same kind
(Glorot's), optimiser (Adam), rate, batches and scaled inputs, in float32 on one thread. Each seed
trains both, one epoch after another, until 96 % of the 450 test images are right. Processor time is
that of the epochs; making the network and looking at the test images are left out on both sides
(scikit-learn makes its network within the first epoch: a third of a millisecond). Beside it the
time of a ``Run`` as people watch it, all told: it scales the images, makes the network, and takes
losses and accuracies of all images after each epoch. Who has not arrived after ``MOST_EPOCHS`` is
left out, and counted.

Also printed: what the defaults reach on the test images after ``EPOCHS``.
"""

from __future__ import annotations

import gc
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
from playground.training.trainer import Trainer

GOAL = 0.96
MOST_EPOCHS = 100


@dataclass(frozen=True)
class Arrival:
    """When 96 % were reached: epochs and processor time; epochs is 0 if they were not."""

    epochs: int
    seconds: float


def as_run(seed: int) -> Arrival:
    """This engine as people watch it, with all losses."""
    data = digits_dataset()
    started = time.process_time()
    run = Run(DIGITS.replace(seed=seed), data)
    while run.epoch < MOST_EPOCHS:
        run.advance()
        if run.metrics()[3] >= GOAL:
            return Arrival(run.epoch, time.process_time() - started)
    return Arrival(0, time.process_time() - started)


def ours(seed: int) -> Arrival:
    """This engine's training."""
    problem = Problem(DIGITS, digits_dataset())
    inputs = (problem.inputs_train, problem.inputs_test)
    answers = (problem.answers_train, problem.answers_test)
    trainer = Trainer(DIGITS.replace(seed=seed), problem.head, inputs, answers)
    seconds = 0.0
    for epoch in range(1, MOST_EPOCHS + 1):
        started = time.process_time()
        trainer.advance_epoch()
        seconds += time.process_time() - started
        if trainer.measure()[1, 1] >= GOAL:
            return Arrival(epoch, seconds)
    return Arrival(0, seconds)


def scikit_learn(seed: int) -> Arrival:
    """``MLPClassifier``, one ``partial_fit`` an epoch."""
    problem = Problem(DIGITS, digits_dataset())
    X, y = problem.inputs_train.astype(np.float32), problem.answers_train
    X_test, y_test = problem.inputs_test.astype(np.float32), problem.answers_test
    network = MLPClassifier(
        DIGITS.hidden_layers,
        activation=DIGITS.activation,
        solver=DIGITS.optimizer,
        alpha=DIGITS.l2,
        batch_size=DIGITS.batch_size,
        learning_rate_init=DIGITS.learning_rate,
        random_state=seed,
    )
    seconds = 0.0
    for epoch in range(1, MOST_EPOCHS + 1):
        started = time.process_time()
        network.partial_fit(X, y, classes=problem.classes)
        seconds += time.process_time() - started
        if np.mean(network.predict(X_test) == y_test) >= GOAL:
            return Arrival(epoch, seconds)
    return Arrival(0, seconds)


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
    contestants = {
        "ours": ours,
        "ours, a Run with all losses": as_run,
        "scikit-learn": scikit_learn,
    }
    for train in contestants.values():  # warm up
        train(0)
    gc.collect()
    gc.disable()  # as timeit does: what else lies in memory is nobody's work
    arrivals = [[train(seed) for train in contestants.values()] for seed in seeds]
    print(f"One thread (OPENBLAS {os.environ['OPENBLAS_NUM_THREADS']}), float32.\n")
    print("| to 96 % of the test images | arrived | mean epochs | mean processor time |")
    print("|---|---|---|---|")
    for name, each in zip(contestants, zip(*arrivals, strict=True), strict=True):
        there = [a for a in each if a.epochs]
        epochs = statistics.mean(a.epochs for a in there)
        seconds = statistics.mean(a.seconds for a in there)
        print(f"| {name} | {len(there)} of {n_seeds} | {epochs:.1f} | {1e3 * seconds:.1f} ms |")
    complete = [row for row in arrivals if all(a.epochs for a in row)]
    for name, i in (("ours", 0), ("a Run", 1)):
        whole = sum(row[2].seconds for row in complete) / sum(row[i].seconds for row in complete)
        epoch = statistics.median(
            (row[2].seconds / row[2].epochs) / (row[i].seconds / row[i].epochs) for row in complete
        )
        goal = " (goal 10)" if i == 0 else ""
        print(f"\nscikit-learn / {name}: {whole:.1f}{goal}; for the same epochs {epoch:.1f}.")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
