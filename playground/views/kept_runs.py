"""Kept runs: what a visitor's session keeps of runs to look at side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from datasets import DATASETS, DOMAIN
from playground.config import FIELDS, RunConfig
from playground.live.keeping import check_size
from playground.live.registry import REGISTRY
from playground.training import Run
from playground.training.saved import SavedRun, read_run, save_run
from playground.views import session
from playground.views.sweep_axes import AXES, axis_label, value_word

MOST = 6
"""Runs kept at once."""
KEPT_BYTES = 400_000
"""Size of the file of each: its history is thinned to it."""
MOST_NAME = 40
SIDE = 64
MOST_DOTS = 250
"""Points drawn on a picture; more would hide it."""
UNSAID = frozenset({"schedule_epochs", "huber_delta", "beta1", "beta2"})
"""Fields that only matter together with another, which is named."""


@dataclass(eq=False)
class KeptRun:
    """One run as it was kept.

    Attributes
    ----------
    number : int
        Never used twice in a session.
    name : str
    config : RunConfig
    data : str
        Its data in words.
    epoch : int
    metrics : tuple of float
        Train loss, test loss, train accuracy, test accuracy.
    losses : ndarray
        A row an epoch (``Run.losses``).
    picture : ndarray (SIDE, SIDE[, n_classes]) of uint8
        What the network answers over the plane (``figures.boundary_tiles.Tile``).
    points : (places (n, 2), class index (n,))
        Some of the training points.
    file : bytes
        The whole run as a file.
    """

    number: int
    name: str
    config: RunConfig
    data: str
    epoch: int
    metrics: tuple[float, float, float, float]
    losses: np.recarray = field(repr=False)
    picture: np.ndarray = field(repr=False)
    points: tuple[np.ndarray, np.ndarray] = field(repr=False)
    file: bytes = field(repr=False)


def kept_runs() -> list[KeptRun]:
    """The runs this visitor keeps, in the order they were kept."""
    return session.kept("kept runs", list)


def keep(file: bytes, name: str) -> KeptRun:
    """Keep a saved run beside the others.

    Raises
    ------
    ValueError
        If the file is none, as many are kept as may be, or the run is too large for this server.
    """
    runs = kept_runs()
    if len(runs) >= MOST:
        raise ValueError(f"At most {MOST} runs are kept side by side. Remove one first.")
    saved = read_run(file)
    check_size(saved, REGISTRY.limits)
    run = saved.restored()
    number = next_number()
    _numbers().append(number)
    made = KeptRun(
        number=number,
        name=name.strip()[:MOST_NAME] or f"Run {number}",
        config=run.config,
        data=data_in_words(saved),
        epoch=run.epoch,
        metrics=run.metrics(),
        losses=run.losses,
        picture=picture_of(run),
        points=_dots_of(run),
        file=save_run(saved, KEPT_BYTES),
    )
    runs.append(made)
    return made


def next_number() -> int:
    """The number of the next run that is kept."""
    return len(_numbers()) + 1


def _numbers() -> list[int]:
    return session.kept("kept run numbers", list)


def remove(number: int) -> None:
    """Callback: keep this run no longer."""
    runs = kept_runs()
    runs[:] = [run for run in runs if run.number != number]


def data_in_words(saved: SavedRun) -> str:
    """ "Spiral", or the name of own data."""
    if saved.dataset is None:
        return DATASETS[saved.config.dataset].label
    return saved.own_name or "own data"


def differences(configs: Sequence[RunConfig]) -> list[tuple[str, list[str]]]:
    """Settings in which configurations differ: label, and each one's value in words."""
    rows = []
    for name in FIELDS:
        values = [getattr(config, name) for config in configs]
        if name not in UNSAID and any(value != values[0] for value in values):
            rows.append((_label(name), [value_word(name, value) for value in values]))
    return rows


def picture_of(run: Run) -> np.ndarray:
    """What the network answers at the middles of SIDE × SIDE cells of the plane, 0 to 255."""
    at = DOMAIN * (2 * (np.arange(SIDE) + 0.5) / SIDE - 1)
    places = np.stack(np.meshgrid(at, at), axis=-1).reshape(-1, 2)
    X = run.dataset.points_at(places)
    if run.task == "regression":
        largest = max(1e-9, float(np.abs(run.dataset.y_train).max()))
        shares = (run.predict(X) / largest + 1) / 2
    else:
        proba = run.predict_proba(X)
        shares = proba[:, 1] if run.n_classes == 2 else proba
    levels = np.rint(255 * np.clip(np.nan_to_num(shares), 0, 1)).astype(np.uint8)
    return levels.reshape(SIDE, SIDE, *levels.shape[1:])


def _dots_of(run: Run) -> tuple[np.ndarray, np.ndarray]:
    data = run.dataset
    every = -(-len(data.X_train) // MOST_DOTS)
    X, y = data.X_train[::every], data.y_train[::every]
    places = data.places(X)
    if data.classes:
        return places, np.searchsorted(data.classes, y)
    return places, (y > 0).astype(int)


def _label(name: str) -> str:
    if name in AXES:
        return axis_label(name)
    return LABELS.get(name, name.replace("_", " ").capitalize())


LABELS: dict[str, str] = {
    "hidden_layers": "Hidden layers",
    "features": "Input features",
    "standardize": "Standardised inputs",
    "centers": "Centres",
    "output_activation": "Output",
    "weight_seed": "Seed of the weights",
    "layer_activations": "Activation of each layer",
    "clip_norm": "Gradient clipped at",
    "stop_epoch": "Stop at epoch",
    "stop_loss": "Stop at loss",
    "stop_accuracy": "Stop at accuracy",
}
"""Fields in words, where a sweep has none."""


def facts(config: RunConfig) -> dict[str, Any]:
    """A configuration in few words: its layers and how it learns."""
    layers = ", ".join(map(str, config.hidden_layers)) or "none"
    return {
        "hidden layers": layers,
        "activation": AXES["activation"].word(config.activation),
        "optimiser": AXES["optimizer"].word(config.optimizer),
        "learning rate": f"{config.learning_rate:g}",
    }
