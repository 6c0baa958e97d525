"""Portrait: a run as its pictures need it: its data, its axes, and its network at any moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from datasets import DATASETS, DOMAIN, Axis, Dataset, feature_matrix
from playground.analysis.contours import decision_lines
from playground.config import RunConfig
from playground.nn import MLP, Head

if TYPE_CHECKING:
    from playground.training import Run

Values = NDArray[np.float64]
MARGIN = 0.15
"""Room above and below the targets of a curve, as a share of their reach."""
_RAW = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, eq=False)
class Field:
    """What a network answers on a square grid.

    Attributes
    ----------
    ticks : (n,)
        Coordinates along both sides.
    answers : (n, n, n_classes) or (n, n)
        Probabilities, or values for regression; ``[i, j]`` at x = ``ticks[j]``, y = ``ticks[i]``.
    lines : list of (m, 2)
        Where the answer changes; for regression where it is 0.
    """

    ticks: Values
    answers: Values
    lines: list[Values]


@dataclass(frozen=True, eq=False)
class Portrait:
    """What does not change from one moment of a run to another; made by ``portrait_of``.

    Attributes
    ----------
    n_classes : int
        0 for regression.
    is_curve : bool
        Whether the targets are drawn over the one input, y = f(x), instead of the plane.
    """

    config: RunConfig
    dataset: Dataset
    name: str
    head: Head
    sizes: tuple[int, ...]
    mean: Values
    scale: Values
    n_classes: int
    is_curve: bool

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """What is written at the picture's two axes, and in which units."""
        data = self.dataset
        if self.is_curve:
            return data.shown_axes[0], Axis("target")
        return data.shown_axes

    @property
    def class_names(self) -> tuple[str, ...]:
        """A name for each class index; empty for regression."""
        return self.dataset.class_titles

    @property
    def title(self) -> str:
        """Data and network, as in "spiral, 8-8-8 tanh"."""
        return f"{self.name}, {self.network}"

    @property
    def network(self) -> str:
        """The hidden layers and their activations, in words."""
        units = self.config.hidden_layers
        if not units:
            return "no hidden layer"
        used = list(dict.fromkeys(self.config.activations))
        return f"{'-'.join(map(str, units))} {' '.join(used)}"

    def points(self, part: str) -> tuple[Values, NDArray]:
        """Places (n, 2) and class indices, or targets, (n,) of ``"train"`` or ``"test"``."""
        data = self.dataset
        X, y = getattr(data, f"X_{part}"), getattr(data, f"y_{part}")
        if self.n_classes:
            y = np.searchsorted(data.classes, y)
        if self.is_curve:
            return np.column_stack([X[:, 0], y]), y
        return data.places(X), y

    @property
    def reach(self) -> float:
        """The largest target by size: the value with the full colour."""
        return float(np.abs(self.dataset.y_train).max()) or 1.0

    @property
    def curve_range(self) -> tuple[float, float]:
        """Lowest and highest value that the picture of a curve shows."""
        y = np.concatenate([self.dataset.y_train, self.dataset.y_test])
        room = MARGIN * (float(np.ptp(y)) or 1.0)
        return float(y.min()) - room, float(y.max()) + room

    def field(self, params: NDArray, n_ticks: int) -> Field:
        """What the network with these parameters (P,) answers all over the picture's plane."""
        ticks = np.linspace(-DOMAIN, DOMAIN, n_ticks)
        places = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2)
        z = self.sums(params, self.dataset.points_at(places))
        lines = decision_lines(z.T, ticks)
        if not self.n_classes:
            return Field(ticks, z[0].reshape(n_ticks, n_ticks), lines)
        shares = self.head.output.probabilities(z)
        if self.head.output.name == "step":
            shares = _smoothed(z[0].reshape(n_ticks, n_ticks)).reshape(-1, 2)
        return Field(ticks, shares.reshape(n_ticks, n_ticks, -1), lines)

    def curve(self, params: NDArray, n_ticks: int) -> Values:
        """Points (n_ticks, 2) of the graph that the network of a curve draws."""
        x = np.linspace(-DOMAIN, DOMAIN, n_ticks)
        values = self.sums(params, np.column_stack([x, np.zeros(n_ticks)]))[0]
        return np.column_stack([x, values])

    def sums(self, params: NDArray, X: Values) -> Values:
        """The output units' weighted sums (n_outputs, n) at points X (n, n_coordinates)."""
        mlp = MLP(self.sizes, activation=self.config.activations, head=self.head)
        mlp.params[:] = params
        features = feature_matrix(X, self.config.features, self.dataset.n_coordinates)
        inputs = ((features - self.mean) / self.scale).T
        with_ones = np.vstack([inputs, np.ones(inputs.shape[1])]).astype(mlp.dtype)
        with np.errstate(all="ignore"):
            return np.nan_to_num(mlp.outputs(with_ones).astype(np.float64))


def portrait_of(run: Run, name: str = "") -> Portrait:
    """A run's portrait.

    Parameters
    ----------
    run : Run
        Read here and not kept.
    name : str
        What its data are called; "": the name of the shape.

    Raises
    ------
    ValueError
        If the points have more than two coordinates and no plane on which they could be shown.
    """
    data = run.dataset
    if data.n_coordinates > 2 and data.plane is None:
        raise ValueError(
            "A picture needs two coordinates, or a plane through the points. "
            f"Got {data.n_coordinates} coordinates without one."
        )
    flat = data.n_coordinates == 2 and not data.X_train[:, 1].any() and not data.X_test[:, 1].any()
    shape = DATASETS[run.config.dataset].label.lower()
    return Portrait(
        config=run.config,
        dataset=data,
        name=_RAW.sub(" ", name).strip() or shape,
        head=_head(run),
        sizes=run.layer_sizes,
        mean=np.array(run.feature_mean),
        scale=np.array(run.feature_scale),
        n_classes=run.n_classes,
        is_curve=flat and run.task == "regression",
    )


def _head(run: Run) -> Head:
    settings: dict[str, Any] = {"loss": run.loss, "output": run.output}
    return Head(**settings, n_classes=run.n_classes, delta=run.config.huber_delta)


def _smoothed(z: Values) -> Values:
    """Probabilities (n, n, 2) of a hard step on z (n, n), given the width of one cell."""
    slope = np.abs(np.gradient(z, axis=0)) + np.abs(np.gradient(z, axis=1))
    second = np.clip(0.5 + z / np.maximum(slope, 1e-12), 0, 1)
    return np.stack([1 - second, second], axis=-1)
