"""Dataset: points with labels or targets, already split into those to learn from and to test on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

TASKS = ("classification", "regression")
MOST_INFERRED_CLASSES = 10
"""Whole-numbered targets with more distinct values than this are taken for regression."""


@dataclass(frozen=True)
class Axis:
    """What a coordinate measures: value = ``offset`` + ``scale`` · coordinate."""

    name: str
    offset: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, eq=False)
class Plane:
    """The plane through a wider space in which its points are shown.

    The place (u, v) is the point ``origin + u · directions[0] + v · directions[1]``.

    Attributes
    ----------
    origin : (n_coordinates,)
    directions : (2, n_coordinates)
        At right angles to each other.
    names : two str
        What is written at the axes.
    """

    origin: NDArray[np.float64]
    directions: NDArray[np.float64]
    names: tuple[str, str]

    def places(self, X: NDArray) -> NDArray[np.float64]:
        """Where points X (n, n_coordinates) fall on the plane, at right angles: (n, 2)."""
        lengths = (self.directions**2).sum(axis=1)
        return (X - self.origin) @ self.directions.T / lengths

    def points(self, places: NDArray) -> NDArray[np.float64]:
        """The points (n, n_coordinates) at places (n, 2) of the plane."""
        return self.origin + places @ self.directions

    def axis(self, k: int, axes: Sequence[Axis]) -> Axis:
        """What direction k (0 or 1) measures, by what each coordinate does; see ``measures.js``.

        Along one coordinate that coordinate's unit; any other direction the space's own length.
        """
        name, direction = self.names[k], self.directions[k]
        along = np.flatnonzero(direction)
        if len(along) != 1 or not axes or axes[along[0]].name != name:
            return Axis(name, 0.0, float(np.linalg.norm(direction)))
        i = int(along[0])
        offset = axes[i].offset + axes[i].scale * float(self.origin[i])
        return Axis(name, offset, axes[i].scale * float(direction[i]))


@dataclass(frozen=True, eq=False)
class Dataset:
    """Training and test points; the arrays are checked, copied and made read-only.

    Parameters
    ----------
    X_train, X_test : (n_train, n_coordinates), (n_test, n_coordinates)
        Points; or rows of a wider space, such as images, pixel by pixel.
    y_train, y_test : (n_train,), (n_test,)
        Class labels (whole numbers; sorted, they are class index 0, 1, …) or regression targets.
    task : {"classification", "regression"} or None
        None: classification if all targets are whole numbers with at most ten distinct values.
    n_coordinates : int
        2 for points of the plane, whose features a network is given. More: the coordinates
        themselves are what a network is given.
    one_scale : bool
        Whether all coordinates measure the same (the brightness of pixels, say), so that one mean
        and one spread standardise them all.
    axes : tuple of Axis
        What the coordinates measure, one each; empty: they are only places in the plane.
    class_names : tuple of str
        A name for each class, in the order of the labels; empty: the labels are names enough.
    answer : Axis
        What is to be told: the name of a column, and what a target of regression measures.
    plane : Plane or None
        Where points of more than two coordinates are shown; None: nowhere.

    Raises
    ------
    ValueError
        For shapes that do not fit, values that are not finite, no points, labels that are not
        whole numbers, fewer than two classes, an unknown task, fewer than two coordinates, or
        axes, names or a plane that do not go with the points.
    """

    X_train: NDArray[np.float64]
    y_train: NDArray
    X_test: NDArray[np.float64]
    y_test: NDArray
    task: str | None = None
    n_coordinates: int = 2
    one_scale: bool = False
    axes: tuple[Axis, ...] = ()
    class_names: tuple[str, ...] = ()
    plane: Plane | None = None
    answer: Axis = Axis("")  # nobody has named it

    def __post_init__(self) -> None:
        if self.n_coordinates < 2:
            raise ValueError(f"n_coordinates must be at least 2. Got {self.n_coordinates}.")
        for part in ("train", "test"):
            X = _finite(f"X_{part}", getattr(self, f"X_{part}"))
            y = _finite(f"y_{part}", getattr(self, f"y_{part}"))
            if X.ndim != 2 or X.shape[1] != self.n_coordinates:
                raise ValueError(
                    f"X_{part} must have shape (n, {self.n_coordinates}). Got {X.shape} instead."
                )
            if y.shape != (len(X),):
                raise ValueError(
                    f"y_{part} must have shape ({len(X)},), one value a point of X_{part}. "
                    f"Got {y.shape} instead."
                )
            if len(X) == 0:
                raise ValueError(f"X_{part} must have at least 1 point. Got 0 instead.")
            self._set(f"X_{part}", X)
            self._set(f"y_{part}", y)
        self._set("task", self._resolved_task())
        if self.task == "classification":
            for part in ("train", "test"):
                labels = getattr(self, f"y_{part}").astype(np.int64)
                self._set(f"y_{part}", labels)
            if self.n_classes < 2:
                raise ValueError(
                    "classification needs at least 2 distinct labels. "
                    f"Got {self.n_classes} instead: {self.classes[0]}."
                )
        self._check_description()

    @property
    def classes(self) -> tuple[int, ...]:
        """The distinct labels in ascending order; the place of each is its class index."""
        if self.task == "regression":
            return ()
        return tuple(np.union1d(self.y_train, self.y_test).tolist())

    @property
    def n_classes(self) -> int:
        """Number of distinct labels; 0 for regression."""
        return len(self.classes)

    @property
    def class_titles(self) -> tuple[str, ...]:
        """What each class is called, in the order of the labels; empty for regression."""
        return self.class_names or tuple(f"class {label}" for label in self.classes)

    @property
    def shown_axes(self) -> tuple[Axis, Axis]:
        """What the two directions of a picture of the points measure."""
        if self.plane is not None:
            return self.plane.axis(0, self.axes), self.plane.axis(1, self.axes)
        return (self.axes[0], self.axes[1]) if self.axes else (Axis("x"), Axis("y"))

    def places(self, X: NDArray) -> NDArray[np.float64]:
        """Where points X (n, n_coordinates) are shown: on the plane, if there is one; (n, 2)."""
        return X if self.plane is None else self.plane.places(X)

    def points_at(self, places: NDArray) -> NDArray[np.float64]:
        """The points (n, n_coordinates) shown at places (n, 2)."""
        return places if self.plane is None else self.plane.points(places)

    @cached_property
    def fingerprint(self) -> str:
        """Tells these points, their split, what they are called and where they are shown."""
        measured = [(a.name, float(a.offset), float(a.scale)) for a in (*self.axes, self.answer)]
        called = (self.task, self.one_scale, self.classes, self.class_names, measured)
        arrays = [self.X_train, self.y_train, self.X_test, self.y_test]
        if self.plane is not None:
            arrays += [self.plane.origin, self.plane.directions]
        digest = hashlib.sha256(repr((called, self.plane and self.plane.names)).encode())
        for array in arrays:
            digest.update(f"{array.shape}{array.dtype}".encode() + array.tobytes())
        return digest.hexdigest()[:16]

    def _check_description(self) -> None:
        if self.axes and len(self.axes) != self.n_coordinates:
            raise ValueError(f"axes must be {self.n_coordinates}. Got {len(self.axes)} instead.")
        if self.class_names and len(self.class_names) != self.n_classes:
            raise ValueError(
                f"class_names must be {self.n_classes}. Got {len(self.class_names)} instead."
            )
        if self.plane is not None:
            shape = self.plane.directions.shape
            if shape != (2, self.n_coordinates) or self.plane.origin.shape != shape[1:]:
                raise ValueError(
                    f"plane must have directions (2, {self.n_coordinates}) and an origin "
                    f"({self.n_coordinates},). Got {shape} and {self.plane.origin.shape} instead."
                )

    def _resolved_task(self) -> str:
        if self.task not in (None, *TASKS):
            raise ValueError(f"task must be one of {', '.join(TASKS)} or None. Got {self.task!r}.")
        values = np.union1d(self.y_train, self.y_test)
        fractional = values[values != np.round(values)]
        if self.task == "classification" and fractional.size:
            raise ValueError(
                f"classification needs whole numbers as labels. Got {fractional[0]:g} instead."
            )
        if self.task is not None:
            return self.task
        is_labels = fractional.size == 0 and values.size <= MOST_INFERRED_CLASSES
        return "classification" if is_labels else "regression"

    def _set(self, name: str, value: object) -> None:
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
        object.__setattr__(self, name, value)


def _finite(name: str, values: object) -> NDArray[np.float64]:
    """A float64 copy of ``values``, or a ValueError that names the first bad one."""
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            f"{name} must be an array of numbers. Got {values!r:.60} instead."
        ) from None
    bad = array[~np.isfinite(array)]
    if bad.size:
        raise ValueError(f"{name} must be finite. Got {bad[0]} instead.")
    return array
