"""The spaces of all layers: images as points, by principal components, and how separable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from playground.analysis.separability import linear_probe
from playground.analysis.space_view import SpaceView, space_view
from playground.digits.data import as_rows, digits_dataset
from playground.training import Run

Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LayerSpace:
    """All images in the space of one layer.

    Attributes
    ----------
    name : str
        "pixels", "layer 1", …, "outputs".
    width : int
        Dimensions of the space.
    coordinates : ndarray (n, n_dimensions)
        Along its principal components, or its units where there are no more of them.
    shares : ndarray (n_dimensions,)
        Of the variance along each, from 0 to 1.
    view : SpaceView
        Hand it to the next moment's ``layer_spaces``, so that no axis flips.
    """

    name: str
    width: int
    coordinates: Values
    shares: Values
    view: SpaceView


@dataclass(frozen=True)
class ProbeScore:
    """How much of a layer a straight cut can read: accuracies of a linear probe, from 0 to 1."""

    name: str
    train: float
    test: float


def layer_values(run: Run, images: ArrayLike) -> list[tuple[str, Values]]:
    """The name and the values (n, width) of every layer: pixels, hidden layers, probabilities."""
    X = as_rows(images)
    named = [("pixels", run.inputs(X))]
    named += [(f"layer {i}", A.astype(np.float64)) for i, A in enumerate(run.hidden(X), start=1)]
    return [*named, ("outputs", run.predict_proba(X))]


def layer_spaces(
    run: Run,
    images: ArrayLike,
    n_dimensions: int = 3,
    before: Sequence[LayerSpace] = (),
) -> list[LayerSpace]:
    """Images (n, 8, 8) or (n, 64) in the spaces of all layers, seen in 2 or 3 dimensions.

    Parameters
    ----------
    before : sequence of LayerSpace
        Of an earlier moment of the same network; components keep its directions.
    """
    earlier = {space.name: space.view for space in before}
    return [
        _space(name, A, n_dimensions, earlier.get(name)) for name, A in layer_values(run, images)
    ]


def _space(name: str, A: Values, n_dimensions: int, before: SpaceView | None) -> LayerSpace:
    if before is not None and before.width != A.shape[1]:
        before = None
    view = space_view(A, n_dimensions, before=before)
    coordinates = (A - view.center) @ view.axes
    total = A.var(axis=0).sum()
    shares = coordinates.var(axis=0) / total if total > 0 else np.zeros(n_dimensions)
    return LayerSpace(name, A.shape[1], coordinates, shares, view)


def probe_scores(run: Run) -> list[ProbeScore]:
    """Linear probes of the pixels and of every hidden layer: fitted to the training images.

    About half a second. See ``analysis/separability``.
    """
    data = run.dataset
    scores = [_probe_of_pixels()]
    pairs = zip(run.hidden(data.X_train), run.hidden(data.X_test), strict=True)
    for i, (A_train, A_test) in enumerate(pairs, start=1):
        probe = linear_probe(A_train, data.y_train, A_test, data.y_test)
        scores.append(ProbeScore(f"layer {i}", probe.train_accuracy, probe.test_accuracy))
    return scores


@cache
def _probe_of_pixels() -> ProbeScore:
    """That of the pixels is the same for every network: it scales what it is given itself."""
    data = digits_dataset()
    probe = linear_probe(data.X_train, data.y_train, data.X_test, data.y_test)
    return ProbeScore("pixels", probe.train_accuracy, probe.test_accuracy)
