"""The table of data sets, and ``make_dataset``, which draws from a row and splits train from test.

A new shape is one generator and one row here; the page and the tests read the same table.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasets.curves import curve
from datasets.dataset import Dataset
from datasets.shapes import blobs, checkerboard, moons, pinwheel, rings
from datasets.tf_playground import circle, gauss, reg_gauss, reg_plane, spiral, xor

MAX_DRAWS = 100
"""Draws of tiny, noisy data that may lack a class before ``make_dataset`` gives up."""


@dataclass(frozen=True)
class DatasetRow:
    """What there is to know about one shape.

    ``generator(n_samples, *, noise, rng)`` gives X (n_samples, 2) and y (n_samples,): class
    indices or targets. ``n_classes`` is 0 for regression and None where the caller chooses it;
    such a generator also takes ``centers``. ``look_for`` says in a sentence what the shape teaches.
    """

    name: str
    label: str
    task: str
    generator: Callable[..., tuple[NDArray, NDArray]]
    look_for: str
    n_classes: int | None = 2
    n_inputs: int = 2


DATASETS: dict[str, DatasetRow] = {
    row.name: row
    for row in (
        DatasetRow(
            "circle",
            "Circle",
            "classification",
            circle,
            "No straight line parts the disc from the ring: two hidden units cannot close a loop "
            "around it, three can.",
        ),
        DatasetRow(
            "xor",
            "XOR",
            "classification",
            xor,
            "One neuron fails, as opposite corners share a class; a hidden layer combines two "
            "lines, and the single feature xy does it alone.",
        ),
        DatasetRow(
            "gauss",
            "Two clouds",
            "classification",
            gauss,
            "One straight line is enough, so a network without hidden layers solves it; with noise "
            "watch where a larger one starts to overfit.",
        ),
        DatasetRow(
            "spiral",
            "Spiral",
            "classification",
            spiral,
            "The arms wind around each other: watch layer after layer unroll them until a straight "
            "line parts them.",
        ),
        DatasetRow(
            "moons",
            "Moons",
            "classification",
            moons,
            "A line gets most points right, but only a bent boundary reaches into both moons.",
        ),
        DatasetRow(
            "rings",
            "Nested rings",
            "classification",
            rings,
            "One class lies both inside and outside the other, so the boundary must close twice.",
        ),
        DatasetRow(
            "checkerboard",
            "Checkerboard",
            "classification",
            checkerboard,
            "Sixteen cells need many bends at once: compare a wide layer with several narrow ones.",
        ),
        DatasetRow(
            "pinwheel",
            "Pinwheel",
            "classification",
            pinwheel,
            "Three curved arms, three classes: each output unit claims one arm, and softmax "
            "settles the places between.",
            n_classes=3,
        ),
        DatasetRow(
            "blobs",
            "Blobs",
            "classification",
            blobs,
            "Two to five clouds that straight lines can part: see the plane divided among the "
            "classes without any hidden layer.",
            n_classes=None,
        ),
        DatasetRow(
            "reg-plane",
            "Plane",
            "regression",
            reg_plane,
            "The target rises evenly along one diagonal, so one linear neuron fits it exactly.",
            n_classes=0,
        ),
        DatasetRow(
            "reg-gauss",
            "Six peaks",
            "regression",
            reg_gauss,
            "Peaks and pits alternate on flat ground: see which of them the network finds first.",
            n_classes=0,
        ),
        DatasetRow(
            "curve",
            "Curve",
            "regression",
            curve,
            "The slow wave on the left is learnt first, the quick one on the right last.",
            n_classes=0,
            n_inputs=1,
        ),
    )
}


def make_dataset(
    name: str,
    *,
    n_samples: int = 500,
    noise: float = 0.0,
    train_share: float = 0.5,
    seed: int = 0,
    centers: int = 3,
) -> Dataset:
    """Draw a data set, shuffle it once and split it; the same arguments give the same numbers.

    Parameters
    ----------
    name : str
        A key of ``DATASETS``.
    n_samples : int
        Training and test points together, 20 to 2000.
    noise : float
        0 (clean) to 0.5; each generator says what it moves.
    train_share : float
        Part of the points to learn from, 0.1 to 0.9, rounded down to whole points.
    seed : int
        0 or more.
    centers : int
        Number of blobs, 2 to 5; other shapes ignore it.

    Returns
    -------
    Dataset
        Every class occurs, and occurs in the training points if there are as many of those as
        classes. (A draw so small and noisy that it lacks a class is thrown away.)

    Raises
    ------
    ValueError
        For an argument outside these bounds; the message names the rule and the value.
    """
    row = DATASETS.get(name) if isinstance(name, str) else None
    if row is None:
        raise ValueError(f"name must be one of {', '.join(DATASETS)}. Got {name!r} instead.")
    _check_whole("n_samples", n_samples, 20, 2000)
    _check_between("noise", noise, 0, 0.5)
    _check_between("train_share", train_share, 0.1, 0.9)
    _check_whole("seed", seed, 0, None)
    _check_whole("centers", centers, 2, 5)

    rng = np.random.default_rng(seed)
    options = {"centers": centers} if row.n_classes is None else {}
    n_classes = centers if row.n_classes is None else row.n_classes
    for _ in range(MAX_DRAWS):
        X, y = row.generator(n_samples, noise=noise, rng=rng, **options)
        if len(np.unique(y)) >= n_classes:
            break
    else:
        raise ValueError(f"{name} with n_samples {n_samples} and noise {noise} lacks a class.")

    order = rng.permutation(n_samples)
    n_train = math.floor(round(n_samples * train_share, 6))  # 500 · 0.29 is 145, not 144.999…
    if row.task == "classification":
        order = _every_class_first(order, y, n_train)
    train, test = order[:n_train], order[n_train:]
    return Dataset(X[train], y[train], X[test], y[test], task=row.task)


def _every_class_first(order: NDArray, y: NDArray, n_train: int) -> NDArray:
    """``order`` with as few swaps as bring a point of every class into the first ``n_train``.

    A class with no point there changes places with the last point of the commonest class.
    """
    order = order.copy()
    for label in np.unique(y):
        chosen = y[order[:n_train]]
        if label in chosen:
            continue
        found, counts = np.unique(chosen, return_counts=True)
        if counts.max() < 2:  # fewer training points than classes
            break
        out = np.flatnonzero(chosen == found[counts.argmax()])[-1]
        come = n_train + np.flatnonzero(y[order[n_train:]] == label)[0]
        order[[out, come]] = order[[come, out]]
    return order


def _check_between(name: str, value: float, low: float, high: float) -> None:
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:  # the comparison is false for NaN
        raise ValueError(f"{name} must be between {low:g} and {high:g}. Got {value} instead.")


def _check_whole(name: str, value: int, low: int, high: int | None) -> None:
    is_whole = isinstance(value, numbers.Integral) and not isinstance(value, bool)
    if not is_whole or value < low or (high is not None and value > high):
        rule = f"{low} or more" if high is None else f"between {low} and {high}"
        raise ValueError(f"{name} must be a whole number, {rule}. Got {value} instead.")
