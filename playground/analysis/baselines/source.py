"""Programs to take away: the Python code that fits a baseline again, and the points as CSV.

The code prints the very steps that ``table.build`` puts together, so the two cannot part.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from datasets import FEATURES, Dataset
from playground.analysis.baselines.row import Params, Step
from playground.analysis.baselines.table import baseline, steps_of
from playground.config import RunConfig
from playground.fields import FieldError

WIDTH = 79  # PEP 8
WIDE_NAMES = "inputs = points.dtype.names[:-2]  # before label and split"
WIDE_COLUMNS = "X = np.column_stack([points[name] for name in inputs])"

TEMPLATE = '''\
"""{title}."""

import numpy as np
{imports}

{points}
{x_and_y}
{answer} = points["label"]
train = points["split"] == "train"
test = points["split"] == "test"

{comment}
{columns}

{model}
model.fit(X[train], {answer}[train])

train_score = model.score(X[train], {answer}[train])
test_score = model.score(X[test], {answer}[test])
print(f"train {score} {{train_score:.4f}}")
print(f"test {score} {{test_score:.4f}}")
'''

FROM_FILE = """\
points = np.genfromtxt(
    "points.csv", delimiter=",", names=True, dtype=None, encoding="utf-8"
)"""
FROM_TEXT = '''\
POINTS = """\\
{csv}"""

points = np.genfromtxt(
    POINTS.splitlines(), delimiter=",", names=True, dtype=None, encoding="utf-8"
)'''


def code(name: str, config: RunConfig, params: Params | None = None, n_coordinates: int = 2) -> str:
    """Python code that fits a baseline to ``points.csv`` beside it and prints its accuracies.

    It needs NumPy and scikit-learn alone. The numbers are those of ``fit_baseline``.

    Parameters
    ----------
    name : str
        A key of ``BASELINES``.
    config : RunConfig
        Its ``features``, ``standardize`` and ``seed`` count.
    params : mapping or None
        Parameters by name; those left out have their defaults.
    n_coordinates : int
        Of a point; those of the plane have features, others are given as they are.

    Raises
    ------
    FieldError
        For an unknown baseline or parameter, or a value outside its rule.
    """
    return _program(name, config, params, FROM_FILE, n_coordinates)


def program(name: str, config: RunConfig, dataset: Dataset, params: Params | None = None) -> str:
    """The same code in one file with the points inside; see ``code``.

    Raises
    ------
    FieldError
        Also for data of another task than the baseline's.
    """
    row = baseline(name)
    if row.task != dataset.task:
        raise FieldError(f"{name} is for {row.task}. Got data for {dataset.task}.")
    points = FROM_TEXT.format(csv=points_csv(dataset))
    return _program(name, config, params, points, dataset.n_coordinates)


def points_csv(dataset: Dataset) -> str:
    """All points as ``x,y,label,split``; floats are written so that they read back the same.

    Points of more than two coordinates as ``x1,x2,…,label,split``.
    """
    lines = [",".join([*_names(dataset.n_coordinates), "label", "split"])]
    parts = (
        ("train", dataset.X_train, dataset.y_train),
        ("test", dataset.X_test, dataset.y_test),
    )
    for split, X, y in parts:
        for point, label in zip(X.tolist(), y.tolist(), strict=True):
            lines.append(",".join([*map(repr, point), repr(label), split]))
    return "\n".join(lines) + "\n"


def _names(n_coordinates: int) -> list[str]:
    if n_coordinates == 2:
        return ["x", "y"]
    return [f"x{i}" for i in range(1, n_coordinates + 1)]


def _program(
    name: str, config: RunConfig, params: Params | None, points: str, n_coordinates: int
) -> str:
    plane = n_coordinates == 2
    row = baseline(name)
    steps = steps_of(name, config, params)
    classes = row.task == "classification"
    return TEMPLATE.format(
        title=f"{row.label}, by scikit-learn",
        imports=_imports(steps),
        points=points,
        x_and_y='x, y = points["x"], points["y"]' if plane else WIDE_NAMES,
        answer="label" if classes else "target",
        comment="# What the model is given: a row for each point, a column for each feature.",
        columns=_columns(config.features) if plane else WIDE_COLUMNS,
        model="model = " + _model(steps),
        score="accuracy" if classes else "R²",
    )


def _columns(features: Iterable[str]) -> str:
    columns = ", ".join(FEATURES[name].expression for name in features)
    line = f"X = np.column_stack([{columns}])"
    return line if len(line) <= WIDTH else f"X = np.column_stack(\n    [{columns}]\n)"


def _imports(steps: list[Step]) -> str:
    """One line for each module of scikit-learn, in order."""
    names: dict[str, set[str]] = {}
    for step in _all(steps):
        names.setdefault(_public_module(step.class_), set()).add(step.class_.__name__)
    if len(steps) > 1:
        names.setdefault("sklearn.pipeline", set()).add("make_pipeline")
    return "\n".join(
        f"from {module} import {', '.join(sorted(names[module]))}" for module in sorted(names)
    )


def _all(steps: Iterable[Any]) -> list[Step]:
    """The steps, and those that are arguments of others."""
    found = []
    for step in steps:
        if isinstance(step, Step):
            found += [step, *_all(step.kwargs.values())]
    return found


def _public_module(class_: type) -> str:
    """Where people import it from: ``sklearn.svm`` for ``sklearn.svm._classes``."""
    parts = class_.__module__.split(".")
    private = [place for place, part in enumerate(parts) if part.startswith("_")]
    return ".".join(parts[: private[0]] if private else parts)


def _model(steps: list[Step]) -> str:
    if len(steps) == 1:
        return _call(steps[0], 0, len("model = "))
    lines = "".join(f"    {_call(step, 4, 4)},\n" for step in steps)
    return f"make_pipeline(\n{lines})"


def _call(step: Step, indent: int, start: int) -> str:
    """The call that makes one step, on one line from column ``start`` if it fits there."""
    arguments = [f"{name}={_literal(value)}" for name, value in step.kwargs.items()]
    line = f"{step.class_.__name__}({', '.join(arguments)})"
    if start + len(line) + 1 <= WIDTH:  # a comma may follow
        return line
    inner = "".join(f"{' ' * (indent + 4)}{argument},\n" for argument in arguments)
    return f"{step.class_.__name__}(\n{inner}{' ' * indent})"


def _literal(value: Any) -> str:
    if isinstance(value, Step):
        return _call(value, 0, 0)
    return json.dumps(value) if isinstance(value, str) else repr(value)
