"""PointSet: points of the plane that a hand adds, moves and removes, each known by its number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from datasets.dataset import Dataset

NO_POINTS = "There are no points to learn from. Draw some of each class."
NO_VALUES = "There are no points to learn from. Draw some."
ONE_CLASS = (
    "All points are of one class. Draw points of another class, so that there is something to "
    "tell apart."
)
ONE_CLASS_TO_LEARN = (
    "All points to learn from are of one class; the others are test points. Draw training points "
    "of another class, so that there is something to tell apart."
)
ONE_POINT = "There is only one point to learn from. Draw more, so that there is something to fit."


@dataclass(frozen=True, eq=False)
class DrawnDataset(Dataset):
    """A dataset whose classes are settled, whether or not each has a point at this moment.

    Parameters
    ----------
    labels : tuple of int
        The classes' labels in ascending order; empty for regression.
    """

    labels: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if (self.task == "classification") != (len(self.labels) > 1):
            raise ValueError(
                f"labels must be at least 2 for classification, and none for regression. "
                f"Got {len(self.labels)} for {self.task}."
            )
        super().__post_init__()
        strangers = np.setdiff1d(np.union1d(self.y_train, self.y_test), self.labels)
        if self.task == "classification" and strangers.size:
            raise ValueError(
                f"y must be among the labels {', '.join(map(str, self.labels))}. "
                f"Got {strangers[0]} instead."
            )

    @property
    def is_untested(self) -> bool:
        """Whether the points to learn from are those to test on, for want of others."""
        return np.array_equal(self.X_train, self.X_test) and np.array_equal(
            self.y_train, self.y_test
        )

    @property
    def classes(self) -> tuple[int, ...]:
        """The labels in ascending order; the place of each is its class index."""
        return self.labels


class Point(NamedTuple):
    """One point by its number: place, class index (or target), whether it is to test on."""

    id: int
    x: float
    y: float
    answer: float
    test: bool


@dataclass(frozen=True, eq=False)
class PointSet:
    """Points of the plane by number; a change gives another set.

    Classes only become more: one that has lost its points may be drawn again.

    Attributes
    ----------
    like : Dataset
        Where it began: task, axes and names are its own.
    labels : tuple of int
        Labels of the classes, in ascending order; empty for regression.
    ids : ndarray (n,) of int
    X : ndarray (n, 2)
    answers : ndarray (n,)
        Class indices, or targets.
    is_test : ndarray (n,) of bool
    """

    like: Dataset
    labels: tuple[int, ...]
    ids: NDArray[np.int64]
    X: NDArray[np.float64]
    answers: NDArray[np.float64]
    is_test: NDArray[np.bool_]

    @classmethod
    def of(cls, dataset: Dataset) -> PointSet:
        """The points of a dataset, numbered from 0: first those to learn from.

        Raises
        ------
        ValueError
            For points that are not of the plane.
        """
        if dataset.n_coordinates != 2:
            raise ValueError(
                "Points can be drawn where they have two coordinates. These have "
                f"{dataset.n_coordinates}."
            )
        untested = isinstance(dataset, DrawnDataset) and dataset.is_untested
        n_train = len(dataset.X_train)
        n = n_train + (0 if untested else len(dataset.X_test))
        answers = np.concatenate([dataset.y_train, dataset.y_test])[:n].astype(float)
        if dataset.classes:
            answers = np.searchsorted(dataset.classes, answers).astype(float)
        X = np.concatenate([dataset.X_train, dataset.X_test])[:n]
        return cls(dataset, dataset.classes, np.arange(n), X, answers, np.arange(n) >= n_train)

    def __len__(self) -> int:
        return len(self.ids)

    def changed(
        self,
        points: Iterable[Point] = (),
        drop: Iterable[int] = (),
        *,
        clear: bool = False,
        most: int = 2000,
    ) -> PointSet:
        """The set after a change: cleared, then without some, then with new or moved points.

        Parameters
        ----------
        points : iterable of Point
            A known number moves its point; of one number twice the last counts.
        drop : iterable of int
            Numbers; unknown ones are left out.
        clear : bool
        most : int
            Points that the set may have; new ones beyond it are left out.
        """
        gone = set(drop)
        kept = np.array([not clear and id not in gone for id in self.ids.tolist()], bool)
        ids = self.ids[kept].tolist()
        X, answers, is_test = self.X[kept], self.answers[kept], self.is_test[kept]
        place = {id: i for i, id in enumerate(ids)}
        added: dict[int, Point] = {}
        for point in points:
            i = place.get(point.id)
            if i is not None:
                X[i], answers[i], is_test[i] = (point.x, point.y), point.answer, point.test
            elif point.id in added or len(ids) + len(added) < most:
                added[point.id] = point
        new = list(added.values())
        answers = np.concatenate([answers, [point.answer for point in new]])
        return replace(
            self,
            labels=self._labels_with(answers),
            ids=np.array([*ids, *added], np.int64),
            X=np.concatenate([X, np.array([(p.x, p.y) for p in new]).reshape(-1, 2)]),
            answers=answers,
            is_test=np.concatenate([is_test, np.array([p.test for p in new], bool)]),
        )

    def _labels_with(self, answers: NDArray) -> tuple[int, ...]:
        """The labels, and new ones for classes that are new."""
        labels = list(self.labels)
        while labels and answers.size and len(labels) <= answers.max():
            labels.append(labels[-1] + 1)
        return tuple(labels)

    @property
    def blocked(self) -> str:
        """Why nothing can be learnt from these points, as a sentence; empty if it can."""
        answers = self.answers[~self.is_test]
        if not answers.size:
            return NO_POINTS if self.labels else NO_VALUES
        if self.labels and np.ptp(answers) == 0:
            return ONE_CLASS if np.ptp(self.answers) == 0 else ONE_CLASS_TO_LEARN
        return ONE_POINT if answers.size == 1 else ""

    @property
    def ids_by_set(self) -> dict[str, list[int]]:
        """The numbers of the points to learn from, and of those to test on."""
        return {"train": self.ids[~self.is_test].tolist(), "test": self.ids[self.is_test].tolist()}

    def rows(self, test: bool) -> list[list[float]]:
        """[x, y, class index or target] of each point of one of the two sets."""
        chosen = self.is_test == test
        answers = self.answers[chosen]
        told = answers.astype(int).tolist() if self.labels else answers.tolist()
        places = self.X[chosen].round(6).tolist()
        return [[x, y, answer] for (x, y), answer in zip(places, told, strict=True)]

    def dataset(self) -> DrawnDataset:
        """The points as a dataset; where there are none to test on, those to learn from do.

        Raises
        ------
        ValueError
            If there are no points to learn from.
        """
        test = self.is_test if self.is_test.any() else ~self.is_test
        y = self.answers
        if self.labels:
            y = np.array(self.labels)[y.astype(int)]
        names = self.like.class_names
        if names:
            names += tuple(map(str, self.labels[len(names) :]))
        return DrawnDataset(
            self.X[~self.is_test],
            y[~self.is_test],
            self.X[test],
            y[test],
            task=self.like.task,
            axes=self.like.axes,
            class_names=names,
            answer=self.like.answer,
            labels=self.labels,
        )
