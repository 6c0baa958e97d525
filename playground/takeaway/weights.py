"""The weights of a run as files that other programs read: NumPy's npz, and JSON."""

from __future__ import annotations

import io
import json
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datasets import FEATURES
from playground.takeaway.taken import Taken

FORMAT = "weights of a decision boundary playground run"
VERSION = 1

KEYS = {
    "inputs": "what a point is, column by column; value = offset + scale * coordinate",
    "features": "what the network is given of a point, in Python with NumPy",
    "feature_mean, feature_scale": "each input is (feature - mean) / scale",
    "layers": "from the inputs to the output: a = f(a W + b), W with a row for each unit below",
    "output": "how the last layer's z is read: its activation, and the class of each unit",
}
"""What the JSON file says of its own keys."""


def npz_bytes(taken: Taken) -> bytes:
    """The weights as an npz file: ``np.load`` reads it, and no object is inside.

    W1, b1, W2, b2 … are the layers, ``feature_mean`` and ``feature_scale`` what the inputs are
    scaled by; ``config`` and ``network`` are JSON texts: the settings of the run, and what the
    network is beside its numbers.
    """
    arrays: dict[str, Any] = {}
    for i, (W, b) in enumerate(taken.layers, start=1):
        arrays |= {f"W{i}": W, f"b{i}": b}
    arrays["feature_mean"] = taken.feature_mean
    arrays["feature_scale"] = taken.feature_scale
    arrays["config"] = np.array(taken.config.to_json())
    arrays["network"] = np.array(json.dumps(described(taken), ensure_ascii=False))
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def json_text(taken: Taken) -> str:
    """The weights as JSON that people can read: one line for each row of a W.

    Numbers are the shortest that read back as the same in the run's own precision.
    """
    about = described(taken)
    output = about.pop("output")
    kinds = [*taken.activations, output["activation"]]
    layers = [
        f'    {{"activation": {json.dumps(kind)},\n     "W": {_matrix(W)},\n     "b": {_row(b)}}}'
        for kind, (W, b) in zip(kinds, taken.layers, strict=True)
    ]
    rows = {
        "format": json.dumps(FORMAT),
        "version": json.dumps(VERSION),
        "keys": json.dumps(KEYS, indent=4).replace("\n}", "\n  }"),
        **{name: json.dumps(value, ensure_ascii=False) for name, value in about.items()},
        "feature_mean": _row(taken.feature_mean),
        "feature_scale": _row(taken.feature_scale),
        "layers": "[\n" + ",\n".join(layers) + "\n  ]",
        "output": json.dumps(output, ensure_ascii=False),
        "config": taken.config.to_json(),
    }
    return "{\n" + ",\n".join(f'  "{name}": {text}' for name, text in rows.items()) + "\n}\n"


def described(taken: Taken) -> dict[str, Any]:
    """What the network is beside its numbers, as plain JSON values."""
    data = taken.dataset
    train_loss, test_loss, train_accuracy, test_accuracy = taken.metrics
    inputs: list[dict[str, Any]] = [
        {"name": axis.name, "offset": axis.offset, "scale": axis.scale} for axis in data.axes
    ]
    if not inputs:
        names = ("x", "y") if data.n_coordinates == 2 else taken.input_names
        inputs = [{"name": name} for name in names]
    return {
        "epoch": taken.epoch,
        "batch": taken.batch,
        "train_loss": _number(train_loss),
        "test_loss": _number(test_loss),
        "train_accuracy": _number(train_accuracy),
        "test_accuracy": _number(test_accuracy),
        "inputs": inputs,
        "features": features_of(taken),
        "activations": list(taken.activations),
        "loss": taken.loss,
        "output": {
            "activation": taken.output,
            "classes": list(data.classes),
            "class_names": list(taken.class_names),
        },
    }


def features_of(taken: Taken) -> list[str]:
    """The features as Python expressions; of wide data each column is one."""
    if taken.dataset.n_coordinates == 2:
        return [FEATURES[name].expression for name in taken.config.features]
    return [f"X[:, {i}]" for i in range(taken.dataset.n_coordinates)]


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _row(values: NDArray) -> str:
    return "[" + ", ".join(map(_shortest, values)) + "]"


def _shortest(value: np.floating) -> str:
    """The shortest text that reads back as this number in its own precision."""
    if value and not 1e-4 <= abs(value) < 1e6:
        return np.format_float_scientific(value, trim="0")
    return np.format_float_positional(value, trim="0")


def _matrix(rows: NDArray) -> str:
    return "[\n" + ",\n".join(f"       {_row(row)}" for row in rows) + "\n     ]"
