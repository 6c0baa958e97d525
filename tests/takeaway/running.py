"""Runs generated programs in a process of their own, and says what they printed and learnt."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from datasets import Dataset
from playground.config import RunConfig
from playground.takeaway.programs import program
from playground.takeaway.taken import replayed, taken_from
from playground.training import Run

RUNNER = """
import contextlib, io, os, pathlib, runpy, sys
import numpy as np

def arrays(learnt):
    if hasattr(learnt, "coefs_"):
        return zip(learnt.coefs_, learnt.intercepts_)
    if hasattr(learnt, "get_weights"):
        found = learnt.get_weights()
        return zip(found[::2], found[1::2])
    if hasattr(learnt, "linear"):
        with_grad = ((layer.weight.T, layer.bias) for layer in learnt.linear)
        return ((W.detach().numpy(), b.detach().numpy()) for W, b in with_grad)
    return learnt

os.environ.setdefault("KERAS_BACKEND", "torch")
sys.dont_write_bytecode = True
for path in map(pathlib.Path, sys.argv[1:]):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        learnt = runpy.run_path(str(path), run_name="program")["main"]()
    vector = [part for W, b in arrays(learnt) for part in (np.ravel(W), np.ravel(b))]
    np.save(path.with_suffix(".npy"), np.concatenate(vector))
    path.with_suffix(".txt").write_text(said.getvalue())
"""


@dataclass(frozen=True, eq=False)
class Ran:
    """What a program left.

    Attributes
    ----------
    weights : ndarray (P,)
        W and b of each layer, one after another.
    printed : str
    """

    weights: np.ndarray
    printed: str

    def number(self, part: str, what: str) -> float:
        """What it printed of a part: ``number("train", "loss")``."""
        found = re.search(rf"^{part}.*?{what} ([-+.\de]+)", self.printed, re.MULTILINE)
        assert found, self.printed
        return float(found.group(1))


def run_programs(texts: dict[str, str], folder: Path) -> dict[str, Ran]:
    """Run each program; all of them in one process, which sees nothing of this project."""
    paths = {}
    for i, (name, text) in enumerate(texts.items()):
        paths[name] = folder / f"program_{i}.py"
        paths[name].write_text(text, encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", RUNNER, *map(str, paths.values())],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {
        name: Ran(np.load(path.with_suffix(".npy")), path.with_suffix(".txt").read_text())
        for name, path in paths.items()
    }


def trained(config: RunConfig, epochs: int, dataset: Dataset | None = None) -> Run:
    """A run after some epochs."""
    run = Run(config, dataset)
    run.advance(epochs)
    assert run.status == "running", run.message
    return run


def text_of(library: str, run: Run) -> str:
    """The program of a run, as it is given to people."""
    taken = taken_from(run)
    return program(library, taken, replayed(taken))


def weights_of(run: Run) -> np.ndarray:
    """As in ``Ran``."""
    return np.concatenate([part for W, b in run.layers for part in (W.ravel(), b.ravel())])


def wide_data(n_classes: int = 3, n: int = 90) -> Dataset:
    """Rows of five columns, of classes or (0) with a number to predict."""
    rng = np.random.default_rng(5)
    X = rng.normal(size=(n, 5))
    score = X @ np.array([1.0, -1.0, 0.5, 0.0, 0.3]) + 0.3 * X[:, 0] * X[:, 1]
    if n_classes:
        edges = np.quantile(score, np.arange(1, n_classes) / n_classes)
        y = np.searchsorted(edges, score).astype(float)
    else:
        y = score
    half = n // 2
    return Dataset(
        X[:half], y[:half], X[half:], y[half:],
        task="classification" if n_classes else "regression", n_coordinates=5,
    )  # fmt: skip
