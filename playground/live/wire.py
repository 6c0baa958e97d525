"""What the server says to the browser: binary snapshots and JSON messages.

All little endian. A binary message is a header of four u32 (kind 1, count, stride, n_params), then
``count`` records: u32 seq, u32 batch, f64 progress, f32 train_loss, test_loss, train_accuracy,
test_accuracy, compute_seconds, u32 reserved, then n_params f32. The counterpart in the browser is
``stage/assets/decode.js``.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from datasets import Dataset
from datasets.point_set import PointSet
from playground.live.population import population_layouts
from playground.nn import n_parameters
from playground.racing import RaceConfig
from playground.training import Race, Run, Snapshot
from playground.training.race_moment import TAIL

PROTOCOL = "playground.live"
KIND_SNAPSHOTS = 1
FLOAT32_MAX = 3.4e38
_HEADER = struct.Struct("<4I")  # kind, count, stride, n_params
_RECORD = struct.Struct("<IId5fI")  # seq, batch, progress, five measurements, reserved
CHUNK_BYTES = 256 * 1024
MOST_PAST = 400
DIGITS = 6  # of a coordinate, after the point

Record = tuple[int, Snapshot]  # a snapshot with its number


def encode_snapshots(records: Sequence[Record], stride: int) -> bytes:
    """One binary message of at least one snapshot, all of the same network."""
    n_params = records[0][1].params.size
    parts = [_HEADER.pack(KIND_SNAPSHOTS, len(records), stride, n_params)]
    for seq, snapshot in records:
        parts.append(_encode_record_head(seq, snapshot))
        parts.append(snapshot.params.astype("<f4", copy=False).tobytes())
    return b"".join(parts)


def _encode_record_head(seq: int, snapshot: Snapshot) -> bytes:
    measured = (
        snapshot.train_loss,
        snapshot.test_loss,
        snapshot.train_accuracy,
        snapshot.test_accuracy,
        snapshot.compute_seconds,
    )
    try:
        return _RECORD.pack(seq, snapshot.batch, snapshot.progress, *measured, 0)
    except OverflowError:  # a loss beyond float32: infinity says it well enough
        bounded = [math.inf if value > FLOAT32_MAX else value for value in measured]
        return _RECORD.pack(seq, snapshot.batch, snapshot.progress, *bounded, 0)


def encode_in_chunks(
    records: Sequence[Record], stride: int, chunk_bytes: int = CHUNK_BYTES
) -> Iterator[bytes]:
    """Binary messages of at most ``chunk_bytes`` each (but at least one snapshot), lazily."""
    if not records:
        return
    record_bytes = _RECORD.size + 4 * records[0][1].params.size
    count = max(1, (chunk_bytes - _HEADER.size) // record_bytes)
    for first in range(0, len(records), count):
        yield encode_snapshots(records[first : first + count], stride)


def encode_json(message: dict[str, Any]) -> str:
    """One text message."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False)


def describe_run(run: Run | Race) -> dict[str, Any]:
    """What the browser must know of a run to evaluate and paint it; it lasts as long as the run.

    A race also tells its ``contestants``, and the ``tail``: the names of the numbers that follow
    everybody's parameters in a snapshot, contestant by contestant.
    """
    config = run.config.base if isinstance(run.config, RaceConfig) else run.config
    data = run.dataset  # looked at once: the computing thread may be about to change it
    described = {
        "task": run.task,
        "data": data.fingerprint,
        "n_classes": run.n_classes,
        "class_labels": list(data.classes),
        "feature_names": list(config.features) if data.n_coordinates == 2 else [],
        "feature_mean": run.feature_mean.tolist(),
        "feature_scale": run.feature_scale.tolist(),
        "layer_sizes": list(run.layer_sizes),
        "activation": config.activation,
        "activations": list(config.activations),
        "output": run.output,
        "loss": run.loss,
        "n_inputs": _n_inputs(data),
        "train": _points(data, data.X_train, data.y_train),
        "test": _points(data, data.X_test, data.y_test),
        "ids": None if isinstance(run, Race) else _ids(data),
    } | _meaning(data)
    if isinstance(run, Race):
        described |= {"contestants": _contestants(run), "tail": list(TAIL)}
    return described


def describe_past(run: Run | Race, first: float) -> list[list[float | None]]:
    """Rows [epoch, train loss, test loss, accuracies] of the epochs before the first kept moment.

    There are some after a network has grown: the moments of the smaller one are gone, its losses
    are not. At most ``MOST_PAST``, evenly; what is no number is None.
    """
    if isinstance(run, Race):
        return []
    losses = run.losses
    rows = losses[losses["epoch"] < first].tolist()
    some = rows[:: max(1, -(-len(rows) // MOST_PAST))]
    return [[value if math.isfinite(value) else None for value in map(float, row)] for row in some]


def describe_points(points: PointSet) -> dict[str, Any]:
    """Points that were drawn, in place of those of the run's data."""
    train, test = points.rows(test=False), points.rows(test=True)
    return {"train": train, "test": test, "ids": points.ids_by_set}


def _ids(data: Dataset) -> dict[str, list[int]] | None:
    """The points' numbers, by which a hand moves them; None where none can be drawn."""
    if data.n_coordinates != 2:
        return None
    n_train, n_test = len(data.X_train), len(data.X_test)
    return {"train": list(range(n_train)), "test": list(range(n_train, n_train + n_test))}


def _meaning(data: Dataset) -> dict[str, Any]:
    """What coordinates and classes of own data are called, and where a wide space is seen.

    The points of a plane are their places on it; what the network is given of them are their rows.
    """
    told: dict[str, Any] = {
        "axes": [asdict(axis) for axis in data.axes],
        "class_names": list(data.class_names),
        "answer": asdict(data.answer),
        "plane": None,
    }
    if data.plane is not None:
        told["plane"] = {
            "origin": data.plane.origin.tolist(),
            "directions": data.plane.directions.tolist(),
            "names": list(data.plane.names),
        }
        told["train_rows"] = data.X_train.round(DIGITS).tolist()
        told["test_rows"] = data.X_test.round(DIGITS).tolist()
    return told


def _contestants(race: Race) -> list[dict[str, Any]]:
    """Who takes part, and where in a snapshot's parameters the numbers of each begin."""
    n_params = n_parameters(race.layer_sizes)
    chosen = race.config.contestants
    layouts = population_layouts(race)
    return [
        {
            "label": label,
            "kind": contestant.kind,
            "optimizer": contestant.row.optimizer,
            "colour": i,
            "settings": contestant.settings,
            "offset": i * n_params,
            "tail_offset": len(chosen) * n_params + i * len(TAIL),
            "population": layouts.get(i),
        }
        for i, (label, contestant) in enumerate(zip(race.labels, chosen, strict=True))
    ]


def _n_inputs(data: Dataset) -> int:
    """2 for points in the plane; 1 for a curve y = f(x), whose points have no second coordinate.

    More for rows of a wider space, which are inputs as they are and have no feature names.
    """
    if data.n_coordinates > 2:
        return data.n_coordinates
    flat = not data.X_train[:, 1].any() and not data.X_test[:, 1].any()
    return 1 if flat and data.task == "regression" else 2


def _points(data: Dataset, X: np.ndarray, y: np.ndarray) -> list[list[float]]:
    """[x, y, class index or target] of each point: its place on the plane where there is one.

    Points of a wide space without a plane have all their coordinates in place of x and y.
    """
    if data.plane is not None:
        X = data.plane.places(X)
    if data.task == "classification":
        y = np.searchsorted(data.classes, y)
    if X.shape[1] > 2 and (X.round() == X).all():  # pixels: half as long without the ".0"
        X = X.astype(int)
    return [
        [*point, answer] for point, answer in zip(X.round(DIGITS).tolist(), y.tolist(), strict=True)
    ]
