"""Time for the same epochs: this engine beside scikit-learn and PyTorch; run with ``-m``.

    python -m benchmarks.engine [rounds]

Every round trains each peer in turn for the same number of epochs, in float32 on one thread; the
ratios peer / ours are paired within a round, and the table shows their medians. Ours records the
loss and accuracy of all training and test points after every epoch, as a ``Run`` always does. The
peers do what they do by themselves: scikit-learn's ``partial_fit`` (one call an epoch) records the
mean training loss, PyTorch records nothing. PyTorch is measured where it is installed.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

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

try:
    import torch
except ImportError:
    torch = None

Train = Callable[[int], object]


@dataclass(frozen=True)
class Workload:
    """One row of the table: a configuration, its data, and how many epochs to time."""

    title: str
    config: RunConfig
    epochs: int
    targets: tuple[float, float]
    X: np.ndarray
    y: np.ndarray
    ours: Callable[[], Train]


def generated(title: str, config: RunConfig, epochs: int, targets: tuple[float, float]) -> Workload:
    """A workload on generated data, trained as a ``Run``."""
    problem = Problem(config, Run(config).dataset)
    X = problem.inputs_train.astype(np.float32)
    return Workload(
        title, config, epochs, targets, X, problem.answers_train, lambda: Run(config).advance
    )


def digits(epochs: int, targets: tuple[float, float]) -> Workload:
    """scikit-learn's digits: 64 inputs, which a ``Run`` has not, so its trainer is used alone."""
    data = load_digits()
    X, y = (data.data / 16).astype(np.float32), data.target
    config = RunConfig(
        hidden_layers=(32, 16), activation="relu", batch_size=64, optimizer="sgd", learning_rate=0.1
    )
    head = Head(loss="cross_entropy", output="softmax", n_classes=10)

    def ours() -> Train:
        trainer = Trainer(config, head, (X, X[:180]), (y, y[:180]))

        def train(epochs: int) -> None:
            for _ in range(epochs):
                trainer.advance_epoch()
                trainer.measure()

        return train

    return Workload("digits 64-32-16-10 ReLU, batch 64, SGD", config, epochs, targets, X, y, ours)


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
    """Wall time of one call."""
    started = time.perf_counter()
    train(epochs)
    return time.perf_counter() - started


def compare(work: Workload, rounds: int) -> str:
    """One row of the table."""
    # Each contestant goes on training from round to round; building it is not timed.
    contestants = {"ours": work.ours(), "scikit-learn": scikit_learn(work)}
    if torch is not None:
        contestants["PyTorch"] = pytorch(work)
    for train in contestants.values():
        train(2)
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, train in contestants.items():
            times[name].append(seconds(train, work.epochs))
    ours = times["ours"]
    cells = [work.title, f"{statistics.median(ours) / work.epochs * 1e6:.0f} µs"]
    for name, target in zip(("scikit-learn", "PyTorch"), work.targets, strict=True):
        if name not in times:
            cells.append("not installed")
            continue
        ratio = statistics.median(t / o for t, o in zip(times[name], ours, strict=True))
        cells.append(f"**{ratio:.1f}** (goal {target:g})")
    return f"| {' | '.join(cells)} |"


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
            "[32, 32, 32] ReLU, all of 1000 points, SGD",
            RunConfig(
                n_samples=1250,
                train_share=0.8,
                hidden_layers=(32, 32, 32),
                activation="relu",
                batch_size=0,
                optimizer="sgd",
                learning_rate=0.1,
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
    print("| workload | ours, an epoch | scikit-learn / ours | PyTorch / ours |")
    print("|---|---|---|---|")
    for work in workloads():
        print(compare(work, rounds), flush=True)
    print("\n" + compare_replicas(max(3, rounds // 2)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
