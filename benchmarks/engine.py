"""Time for the same epochs: this engine beside scikit-learn and PyTorch; run with ``-m``.

    python -m benchmarks.engine [rounds]

Every round trains each contestant in turn for the same number of epochs, in float32 on one
thread. The ratios peer / ours of processor time are paired within a round; the table shows their
medians.

"training" is the same work on both sides: batches, gradients, steps. "with losses" is what a
``Run`` always does: it also records, after every epoch, loss and accuracy of all training and
test points (a forward pass over both), which no peer does. scikit-learn is given one
``partial_fit`` an epoch. PyTorch (eager, CPU) is measured where it is installed.
"""

from __future__ import annotations

import importlib
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

import numpy as np
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from playground import RunConfig
from playground.nn import Head
from playground.training import Run
from playground.training.problem import Problem
from playground.training.replicas import Replicas
from playground.training.trainer import Trainer

torch: Any = importlib.import_module("torch") if find_spec("torch") else None

Train = Callable[[int], object]


@dataclass(frozen=True)
class Workload:
    """One row of the table: a configuration, its data, and how many epochs to time."""

    title: str
    config: RunConfig
    epochs: int
    goals: tuple[float, float]
    X: np.ndarray
    y: np.ndarray
    trainer: Callable[[], Trainer]

    def training(self) -> Train:
        """Our training alone."""
        trainer = self.trainer()

        def train(epochs: int) -> None:
            for _ in range(epochs):
                trainer.advance_epoch()

        return train

    def with_losses(self) -> Train:
        """Our training, and the losses and accuracies after each epoch."""
        if self.X.shape[1] == 2:
            return Run(self.config).advance
        trainer = self.trainer()  # without the pixels' scaling, which a Run does

        def train(epochs: int) -> None:
            for _ in range(epochs):
                trainer.advance_epoch()
                trainer.measure()

        return train


def generated(title: str, config: RunConfig, epochs: int, goals: tuple[float, float]) -> Workload:
    """A workload on generated data."""
    problem = Problem(config, Run(config).dataset)
    inputs = (problem.inputs_train, problem.inputs_test)
    answers = (problem.answers_train, problem.answers_test)
    return Workload(
        title,
        config,
        epochs,
        goals,
        problem.inputs_train.astype(np.float32),
        problem.answers_train,
        lambda: Trainer(config, problem.head, inputs, answers),
    )


def digits(epochs: int, goals: tuple[float, float]) -> Workload:
    """scikit-learn's digits: 1,437 to learn from, 360 to test on."""
    data = load_digits()
    X, y = (data.data / 16).astype(np.float32), data.target
    inputs, answers = (X[:1437], X[1437:]), (y[:1437], y[1437:])
    config = RunConfig(hidden_layers=(32, 16), activation="relu", batch_size=64)
    head = Head(loss="cross_entropy", output="softmax", n_classes=10)
    return Workload(
        "digits 64-32-16-10 ReLU, batch 64, Adam",
        config,
        epochs,
        goals,
        inputs[0],
        answers[0],
        lambda: Trainer(config, head, inputs, answers),
    )


def scikit_learn(work: Workload) -> Train:
    """The same network and optimiser as scikit-learn's ``MLPClassifier``."""
    config = work.config
    network = MLPClassifier(
        config.hidden_layers,
        activation=config.activation,
        solver=config.optimizer,
        alpha=0,
        batch_size=min(config.batch_size or len(work.X), len(work.X)),
        learning_rate_init=config.learning_rate,
        momentum=0,
        nesterovs_momentum=False,
        random_state=0,
    )
    classes = np.unique(work.y)
    network.partial_fit(work.X, work.y, classes=classes)

    def train(epochs: int) -> None:
        for _ in range(epochs):
            network.partial_fit(work.X, work.y)

    return train


def pytorch(work: Workload) -> Train:
    """The same network and optimiser as a plain eager PyTorch training loop."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    config = work.config
    n_classes = len(np.unique(work.y))
    sizes = [work.X.shape[1], *config.hidden_layers, n_classes if n_classes > 2 else 1]
    bend = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}[config.activation]
    layers: list = []
    for n_in, n_out in pairwise(sizes):
        layers += [torch.nn.Linear(n_in, n_out), bend()]
    network = torch.nn.Sequential(*layers[:-1])
    make = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[config.optimizer]
    optimizer = make(network.parameters(), lr=config.learning_rate)
    X = torch.from_numpy(work.X)
    if n_classes > 2:
        loss_function, y = torch.nn.CrossEntropyLoss(), torch.from_numpy(work.y).long()
    else:
        loss_function = torch.nn.BCEWithLogitsLoss()
        y = torch.from_numpy(work.y.astype(np.float32))[:, None]
    size = config.batch_size or len(X)

    def train(epochs: int) -> None:
        for _ in range(epochs):
            if size >= len(X):
                batches = [(X, y)]
            else:
                order = torch.randperm(len(X))
                batches = list(zip(X[order].split(size), y[order].split(size), strict=True))
            for inputs, targets in batches:
                optimizer.zero_grad()
                loss_function(network(inputs), targets).backward()
                optimizer.step()

    return train


def seconds(train: Train, epochs: int) -> float:
    """Processor time of one call: all run on one thread, and a busy machine does not count."""
    started = time.process_time()
    train(epochs)
    return time.process_time() - started


def compare(work: Workload, rounds: int) -> str:
    """One row of the table."""
    # Each contestant goes on training from round to round; building it is not timed.
    contestants = {"training": work.training(), "with losses": work.with_losses()}
    contestants["scikit-learn"] = scikit_learn(work)
    if torch is not None:
        contestants["PyTorch"] = pytorch(work)
    for train in contestants.values():
        train(2)
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, train in contestants.items():
            times[name].append(seconds(train, work.epochs))

    def ratio(peer: str, ours: str) -> str:
        if peer not in times:
            return "not installed"
        return (
            f"{statistics.median(p / o for p, o in zip(times[peer], times[ours], strict=True)):.1f}"
        )

    cells = [work.title]
    for peer, goal in zip(("scikit-learn", "PyTorch"), work.goals, strict=True):
        cells += [f"**{ratio(peer, 'training')}**", ratio(peer, "with losses"), f"{goal:g}"]
    microseconds = [
        f"{min(times[name]) / work.epochs * 1e6:.0f}" for name in ("training", "with losses")
    ]
    return f"| {' | '.join(cells + microseconds)} |"


def compare_replicas(rounds: int, n_replicas: int = 100, epochs: int = 20) -> str:
    """How much faster 100 replicas of [8, 8] train in one pass than one after another."""
    configs = [
        RunConfig(hidden_layers=(8, 8), batch_size=30, seed=seed) for seed in range(n_replicas)
    ]
    together = Replicas(configs)
    alone = [Run(config) for config in configs]
    ratios, steps = [], []
    for _ in range(rounds):
        one_pass = seconds(together.advance, epochs)
        in_turn = sum(seconds(run.advance, epochs) for run in alone)
        ratios.append(in_turn / one_pass)
        steps.append(one_pass / (n_replicas * epochs * together.batches_per_epoch))
    return (
        f"{n_replicas} replicas of [8, 8], batch 30, Adam, in one pass: "
        f"**{statistics.median(ratios):.1f}** times faster per replica than one after another "
        f"(goal 5), {statistics.median(steps) * 1e6:.2f} µs per replica-step."
    )


def workloads() -> list[Workload]:
    """The four rows."""
    return [
        generated(
            "[4, 2] tanh, batch 10, SGD, circle 250",
            RunConfig(
                dataset="circle",
                hidden_layers=(4, 2),
                batch_size=10,
                optimizer="sgd",
                learning_rate=0.03,
            ),
            60,
            (30, 40),
        ),
        generated(
            "[8, 8] tanh, batch 30, Adam, spiral 250",
            RunConfig(hidden_layers=(8, 8), batch_size=30),
            100,
            (28, 40),
        ),
        generated(
            "[32, 32, 32] ReLU, all of 1000 points, Adam",
            RunConfig(
                n_samples=1250,
                train_share=0.8,
                hidden_layers=(32, 32, 32),
                activation="relu",
                batch_size=0,
            ),
            60,
            (8, 3.5),
        ),
        digits(10, (10, 12)),
    ]


def main(rounds: int = 7) -> None:
    """Print the table."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    peers = "scikit-learn, PyTorch" if torch is not None else "scikit-learn"
    print(f"Peers: {peers}. One thread (OPENBLAS {os.environ['OPENBLAS_NUM_THREADS']}), float32.\n")
    print(
        "| | scikit-learn / ours: training | with losses | goal "
        "| PyTorch / ours: training | with losses | goal "
        "| ours, µs an epoch: training | with losses |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for work in workloads():
        print(compare(work, rounds), flush=True)
    print("\n" + compare_replicas(max(3, rounds // 2)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
