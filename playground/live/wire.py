"""What the server says to the browser: binary snapshots and JSON messages.

All little endian. A binary message is a header of four u32 (kind 1, count, stride, n_params), then
``count`` records: u32 seq, u32 batch, f64 progress, f32 train_loss, test_loss, train_accuracy,
test_accuracy, compute_seconds, u32 reserved, then n_params f32. The counterpart in the browser is
``stage/assets/decode.js``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from playground.training import Run, Snapshot

PROTOCOL = "playground.live"
KIND_SNAPSHOTS = 1
HEADER_BYTES = 16
RECORD_BYTES = 40
CHUNK_BYTES = 256 * 1024

Record = tuple[int, Snapshot]  # a snapshot with its number


@lru_cache(maxsize=64)
def _record_type(n_params: int) -> np.dtype:
    measured = [
        (name, "<f4")
        for name in (
            "train_loss",
            "test_loss",
            "train_accuracy",
            "test_accuracy",
            "compute_seconds",
        )
    ]
    fields = [("seq", "<u4"), ("batch", "<u4"), ("progress", "<f8"), *measured]
    return np.dtype([*fields, ("reserved", "<u4"), ("params", "<f4", (n_params,))])


def encode_snapshots(records: Sequence[Record], stride: int) -> bytes:
    """One binary message of at least one snapshot, all of the same network."""
    n_params = records[0][1].params.size
    table = np.zeros(len(records), _record_type(n_params))
    table["seq"] = [seq for seq, _ in records]
    with np.errstate(over="ignore"):  # a loss may be beyond float32: infinity says it well enough
        for name in table.dtype.names[1:8]:
            table[name] = [getattr(snapshot, name) for _, snapshot in records]
    table["params"] = [snapshot.params for _, snapshot in records]
    header = np.array([KIND_SNAPSHOTS, len(records), stride, n_params], "<u4")
    return header.tobytes() + table.tobytes()


def encode_in_chunks(
    records: Sequence[Record], stride: int, chunk_bytes: int = CHUNK_BYTES
) -> Iterator[bytes]:
    """Binary messages of at most ``chunk_bytes`` each (but at least one snapshot), lazily."""
    if not records:
        return
    record_bytes = RECORD_BYTES + 4 * records[0][1].params.size
    count = max(1, (chunk_bytes - HEADER_BYTES) // record_bytes)
    for first in range(0, len(records), count):
        yield encode_snapshots(records[first : first + count], stride)


def encode_json(message: dict[str, Any]) -> str:
    """One text message."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False)


def describe_run(run: Run) -> dict[str, Any]:
    """What the browser must know of a run to evaluate and paint it; it lasts as long as the run."""
    return {
        "task": run.task,
        "n_classes": run.n_classes,
        "class_labels": list(run.dataset.classes),
        "feature_names": list(run.config.features),
        "feature_mean": run.feature_mean.tolist(),
        "feature_scale": run.feature_scale.tolist(),
        "layer_sizes": list(run.layer_sizes),
        "activation": run.config.activation,
        "output": run.output,
        "loss": run.loss,
        "n_inputs": _n_inputs(run),
        "train": _points(run, run.dataset.X_train, run.dataset.y_train),
        "test": _points(run, run.dataset.X_test, run.dataset.y_test),
    }


def _n_inputs(run: Run) -> int:
    """2 for points in the plane; 1 for a curve y = f(x), whose points have no second coordinate."""
    data = run.dataset
    flat = not data.X_train[:, 1].any() and not data.X_test[:, 1].any()
    return 1 if flat and run.task == "regression" else 2


def _points(run: Run, X: np.ndarray, y: np.ndarray) -> list[list[float]]:
    """[x, y, class index or target] of each point."""
    if run.task == "classification":
        y = np.searchsorted(run.dataset.classes, y)
    return [[*point, answer] for point, answer in zip(X.round(6).tolist(), y.tolist(), strict=True)]
