"""Own data in the file of a saved run: written, and read without trusting them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from datasets import Axis, Dataset, Plane
from datasets.point_set import DrawnDataset
from playground.training.archive import damaged, shortened

Array = np.ndarray

MAX_NAME = 200
MAX_POINTS = 10_000
MAX_COORDINATES = 64
MAX_CLASSES = 10
MAX_LABEL = 10**6
MAX_NUMBER = 10**9
SCALES = (1e-100, 1e110)
"""Between which the scale of an axis lies."""
MOST_OFFSET = 1e12
"""Of an axis, in units of its scale; beyond it all its values would round to one."""
TASKS = ("classification", "regression")
PARTS = ("X_train", "y_train", "X_test", "y_test")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def describe_data(data: Dataset | None) -> dict[str, Any] | None:
    """What is not an array of own data; None for none."""
    if data is None:
        return None
    return {
        "task": data.task,
        "n_coordinates": data.n_coordinates,
        "one_scale": data.one_scale,
        "axes": [[axis.name[:MAX_NAME], axis.offset, axis.scale] for axis in data.axes],
        "answer": [data.answer.name[:MAX_NAME], data.answer.offset, data.answer.scale],
        "class_names": [name[:MAX_NAME] for name in data.class_names],
        "labels": list(data.classes) if isinstance(data, DrawnDataset) else None,
        "plane": None if data.plane is None else [name[:MAX_NAME] for name in data.plane.names],
    }


def data_arrays(data: Dataset | None) -> dict[str, Array]:
    """The arrays of own data by name; none for none."""
    if data is None:
        return {}
    arrays = {name: getattr(data, name).astype(float) for name in PARTS}
    if data.plane is not None:
        arrays["plane"] = np.vstack([data.plane.origin, data.plane.directions]).astype(float)
    return arrays


def read_data(described: Any, arrays: dict[str, Array]) -> Dataset | None:
    """Own data from their description and arrays, which are taken out; None where there are none.

    Raises
    ------
    ValueError
        For anything that own data are not.
    """
    if described is None:
        return None
    if not isinstance(described, dict):
        raise damaged("its data are not described")
    parts = {name: _numbers(arrays.pop(name, None)) for name in PARTS}
    plane = _plane(described.get("plane"), arrays.pop("plane", None))
    n_points = len(parts["X_train"]) + len(parts["X_test"])
    n_coordinates = described.get("n_coordinates")
    if type(n_coordinates) is not int or n_coordinates > MAX_COORDINATES or n_points > MAX_POINTS:
        raise ValueError(
            f"Own data have at most {MAX_POINTS:,} points of {MAX_COORDINATES} coordinates; this "
            "file has more."
        )
    one_scale, labels = described.get("one_scale"), described.get("labels")
    if not isinstance(one_scale, bool) or described.get("task") not in TASKS:
        raise damaged("its data are not described")
    more: dict[str, Any] = {}
    kind: Any = Dataset
    if labels is not None:
        kind, more = DrawnDataset, {"labels": _labels(labels)}
    try:
        data = kind(
            **parts,
            task=described["task"],
            n_coordinates=n_coordinates,
            one_scale=one_scale,
            axes=tuple(_axis(axis) for axis in _list(described.get("axes"))),
            class_names=tuple(text(name) for name in _list(described.get("class_names"))),
            plane=plane,
            answer=_axis(described.get("answer")),
            **more,
        )
    except ValueError as error:
        raise ValueError(shortened(f"The data in this file cannot be used: {error}")) from None
    if data.n_classes > MAX_CLASSES:
        raise ValueError(f"Own data have at most {MAX_CLASSES} classes; this file has more.")
    if abs(np.array(data.classes or (0,))).max() > MAX_LABEL:
        raise damaged("its labels are beyond all bounds")
    return data


def text(value: Any) -> str:
    """A line of our own length; ValueError for anything else, such as half a character."""
    if not isinstance(value, str) or len(value) > MAX_NAME:
        raise damaged(f"a name is not a text of at most {MAX_NAME} characters")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise damaged("a name has half a character in it") from None
    return _CONTROL.sub(" ", value)


def _numbers(part: Array | None) -> Array:
    if part is None or part.dtype != np.float64 or not part.ndim:
        raise damaged("its data are missing, or no numbers")
    if not (np.abs(part) <= MAX_NUMBER).all():  # false for NaN
        raise damaged(f"its data are not numbers of at most {MAX_NUMBER:,}")
    return part


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MAX_COORDINATES:
        raise damaged("its data are not described")
    return value


def _axis(value: Any) -> Axis:
    if not isinstance(value, list) or len(value) != 3:
        raise damaged("an axis is not a name and two numbers")
    name, offset, scale = value
    if not all(type(number) in (int, float) for number in (offset, scale)):
        raise damaged("an axis is not a name and two numbers")
    low, high = SCALES
    # Compared before they are floats, since whole numbers of a file may be longer than those.
    if not (low <= abs(scale) <= high and abs(offset) <= MOST_OFFSET * abs(float(scale))):
        raise damaged("an axis has a scale on which nothing can be told apart")
    return Axis(text(name), float(offset), float(scale))


def _labels(value: Any) -> tuple[int, ...]:
    labels = _list(value)
    if any(type(label) is not int or abs(label) > MAX_LABEL for label in labels):
        raise damaged("its labels are not whole numbers")
    if len(labels) == 1 or labels != sorted(set(labels)):
        raise damaged("its labels are not several in ascending order")
    return tuple(labels)


def _plane(names: Any, numbers: Array | None) -> Plane | None:
    if names is None and numbers is None:
        return None
    if numbers is None or numbers.dtype != np.float64 or numbers.ndim != 2 or len(numbers) != 3:
        raise damaged("its plane is not three rows of numbers")
    if not np.isfinite(numbers).all() or not (numbers[1:] ** 2).sum(axis=1).all():
        raise damaged("its plane is none")
    both = [text(name) for name in _list(names)]
    if len(both) != 2:
        raise damaged("its plane has no two names")
    return Plane(numbers[0], numbers[1:], (both[0], both[1]))
