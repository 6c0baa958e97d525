"""Saved: a run and its past as one file: what stands where in it, and how it is checked.

Nothing in a file is trusted: whatever is missing, of another kind, size or range than a saved run's
is a ``ValueError`` of one sentence. Part by part, n moments of a network of P parameters:

- ``moments`` (n, 13): the columns ``COLUMNS`` of each moment, the present one last;
- ``params`` (n, P) in the run's precision, ``state`` (slots of all moments, P), ``alive`` (moments
  that have it, P), ``frozen`` (P,);
- ``scale`` (2, features): mean and spread of the inputs; ``losses`` (rows, 5);
- ``X_train``, ``y_train``, ``X_test``, ``y_test``, and ``plane`` (3, coordinates) of own data.
"""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np

from playground.config import RunConfig
from playground.nn import OPTIMIZERS, n_parameters
from playground.training.archive import damaged, read_archive, shortened, write_archive
from playground.training.history import MAX_SNAPSHOTS
from playground.training.losslog import FIELDS, MAX_ROWS
from playground.training.problem import Problem
from playground.training.run import make_dataset_for
from playground.training.saved_data import MAX_NAME, data_arrays, describe_data, read_data, text
from playground.training.saved_run import MAX_BYTES, SavedRun
from playground.training.snapshot import Resume, Snapshot

Array = np.ndarray

__all__ = ["SavedRun", "read_run", "save_run"]

KIND = "a run of the decision boundary playground"
VERSION = 1
COLUMNS = (
    *("seq", "epoch", "batch", "progress"),
    *("train_loss", "test_loss", "train_accuracy", "test_accuracy", "compute_seconds"),
    *("steps", "optimizer", "data", "has_alive"),
)
WHOLE = ("seq", "epoch", "batch", "steps", "optimizer", "data", "has_alive")
LARGEST = {"batch": 10**6, "has_alive": 1}
MAX_WHOLE = 2**32 - 1
MAX_MOMENTS = 2 * MAX_SNAPSHOTS  # a history may hold a few more than its cap
SPARE_BYTES = 2**16  # of headers and the description


def save_run(saved: SavedRun, max_bytes: int = MAX_BYTES) -> bytes:
    """The file of a run; moments of its past are left out evenly until it is small enough."""
    arrays = {"frozen": saved.frozen, "losses": saved.losses} | data_arrays(saved.dataset)
    others = sum(array.nbytes for array in arrays.values()) + SPARE_BYTES
    saved = saved.thinned(max(0, max_bytes - others))
    moments = [snapshot for _, snapshot in saved.snapshots]
    resumes = [moment.resume for moment in moments]
    optimizers = sorted({resume.optimizer for resume in resumes})
    document = {
        "kind": KIND,
        "version": VERSION,
        "config": saved.config.to_dict(),
        "name": saved.own_name[:MAX_NAME],
        "data": describe_data(saved.dataset),
        "stride": saved.stride,
        "log_stride": saved.log_stride,
        "initial_loss": saved.initial_loss if math.isfinite(saved.initial_loss) else None,
        "optimizers": optimizers,
    }
    rows = [
        [
            seq,
            *_measured(moment),
            r.steps,
            optimizers.index(r.optimizer),
            r.data,
            r.alive is not None,
        ]
        for (seq, moment), r in zip(saved.snapshots, resumes, strict=True)
    ]
    n_params = len(saved.frozen)
    alive = [resume.alive for resume in resumes if resume.alive is not None]
    arrays |= {
        "moments": np.array(rows, float),
        "params": np.stack([resume.params for resume in resumes]),
        "state": np.concatenate([resume.state for resume in resumes]),
        "alive": np.array(alive, bool).reshape(-1, n_params),
        "scale": np.stack(resumes[-1].scale),
    }
    return write_archive(document, arrays)


def _measured(moment: Snapshot) -> list[float]:
    """A moment's own columns, from ``epoch`` to ``compute_seconds``."""
    return [getattr(moment, name) for name in COLUMNS[1:9]]


def read_run(data: bytes) -> SavedRun:
    """The run in a file.

    Raises
    ------
    ValueError
        With one sentence, for anything that is not the whole file of a saved run.
    """
    document, arrays = read_archive(data)
    if document.get("kind") != KIND:
        raise damaged("it is a file of something else")
    if document.get("version") != VERSION:
        raise ValueError(
            f"This program reads saved runs of version {VERSION}. This one is of version "
            f"{document.get('version')!r:.20}."
        )
    config = _config(document.get("config"))
    dataset = read_data(document.get("data"), arrays)
    try:
        problem = Problem(config, make_dataset_for(config) if dataset is None else dataset)
    except ValueError as error:
        raise damaged(f"its data and its settings do not go together ({error})") from None
    n_inputs, n_outputs = problem.sizes
    n_params = n_parameters((n_inputs, *config.hidden_layers, n_outputs))
    snapshots = _snapshots(document, arrays, config.precision, n_params, n_inputs)
    saved = SavedRun(
        config=config,
        dataset=dataset,
        own_name=text(document.get("name")),
        snapshots=snapshots,
        stride=_whole(document, "stride", 2**40),
        losses=_losses(_array(arrays, "losses", "<f8", (None, len(FIELDS)))),
        log_stride=_whole(document, "log_stride", 2**40),
        initial_loss=_initial_loss(document.get("initial_loss")),
        frozen=_array(arrays, "frozen", "|b1", (n_params,)),
    )
    if arrays:
        raise damaged("it has a part that a saved run does not have")
    return saved


def _config(values: Any) -> RunConfig:
    try:
        return RunConfig.from_json(json.dumps(values))
    except ValueError as error:
        sentence = f"The settings in this file cannot be used: {error}"
        raise ValueError(shortened(sentence)) from None


def _array(arrays: dict[str, Array], name: str, dtype: str, shape: tuple) -> Array:
    """Take an array out; ``None`` in the shape stands for any number."""
    array = arrays.pop(name, None)
    if array is None or array.dtype != np.dtype(dtype):
        raise damaged(f"its {name} are missing, or not numbers of the right kind")
    if array.ndim != len(shape) or any(
        size not in (None, found) for size, found in zip(shape, array.shape, strict=True)
    ):
        raise damaged(f"its {name} do not fit the network")
    return array


def _whole(document: dict[str, Any], name: str, most: int) -> int:
    value = document.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise damaged(f"its {name} is not a whole number from 1")
    return value


def _initial_loss(value: Any) -> float:
    if value is None:
        return math.inf
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        raise damaged("its initial_loss is not a number from 0")
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _losses(rows: Array) -> Array:
    epochs = rows[:, 0]
    if not 1 <= len(rows) <= MAX_ROWS + 1 or not _are_whole(epochs, MAX_WHOLE):
        raise damaged("its losses are not those of epochs")
    if (np.diff(epochs) <= 0).any():
        raise damaged("its losses are not in the order of the epochs")
    return rows


def _are_whole(values: Array, most: float) -> bool:
    """Whether all are whole numbers from 0 to ``most``; NaN is none."""
    with np.errstate(invalid="ignore"):
        return bool(((values >= 0) & (values <= most) & (values == np.floor(values))).all())


def _snapshots(
    document: dict[str, Any],
    arrays: dict[str, Array],
    precision: str,
    n_params: int,
    n_features: int,
) -> tuple[tuple[int, Snapshot], ...]:
    dtype = np.dtype(precision).newbyteorder("<").str
    moments = _array(arrays, "moments", "<f8", (None, len(COLUMNS)))
    columns = dict(zip(COLUMNS, moments.T, strict=True))
    optimizers = _optimizers(document.get("optimizers"))
    largest = LARGEST | {"optimizer": len(optimizers) - 1}
    if not 0 < len(moments) <= MAX_MOMENTS:
        raise damaged(f"it has {len(moments):,} moments of the run, not 1 to {MAX_MOMENTS:,}")
    for name in WHOLE:
        if not _are_whole(columns[name], largest.get(name, MAX_WHOLE)):
            raise damaged(f"its {name} are not whole numbers within bounds")
    for name in ("progress", "compute_seconds"):
        if not ((columns[name] >= 0) & (columns[name] <= MAX_WHOLE)).all():
            raise damaged(f"its {name} are not numbers from 0")
    if (np.diff(columns["seq"]) <= 0).any():
        raise damaged("its moments are not in their order")
    params = _array(arrays, "params", dtype, (len(moments), n_params))
    if not np.isfinite(params).all():
        raise damaged("some of its weights are no numbers")
    used = [optimizers[int(i)] for i in columns["optimizer"].tolist()]
    slots = [OPTIMIZERS[name].n_slots for name in used]
    state = _array(arrays, "state", dtype, (sum(slots), n_params))
    n_alive = int(columns["has_alive"].sum())
    alive = iter(_array(arrays, "alive", "|b1", (n_alive, n_params)))
    scale = _array(arrays, "scale", "<f8", (2, n_features))
    if not (np.isfinite(scale).all() and (scale[1] > 0).all()):
        raise damaged("its inputs have no scale")
    found, stop = [], 0
    for row, own, name, n_slots in zip(moments.tolist(), params, used, slots, strict=True):
        seq, epoch, batch, progress, *measured, steps, _, data, has_alive = row
        start, stop = stop, stop + n_slots
        resume = Resume(
            own.copy(),
            state[start:stop].copy(),
            int(steps),
            name,
            next(alive).copy() if has_alive else None,
            (scale[0], scale[1]),
            int(data),
        )
        shown = resume.params.astype(np.float32, copy=False)
        losses_and_seconds = dict(zip(COLUMNS[4:9], measured, strict=True))
        found.append(
            (
                int(seq),
                Snapshot(
                    progress=progress,
                    epoch=int(epoch),
                    batch=int(batch),
                    params=shown,
                    **losses_and_seconds,
                    resume=resume,
                ),
            )
        )
    return tuple(found)


def _optimizers(names: Any) -> list[str]:
    if not isinstance(names, list) or not 0 < len(names) <= len(OPTIMIZERS):
        raise damaged("it does not say which optimiser was used")
    for name in names:
        if not isinstance(name, str) or name not in OPTIMIZERS:
            raise damaged("it uses an optimiser that there is not")
    return names
