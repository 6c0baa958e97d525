"""The data sets that come with scikit-learn, as tables."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from sklearn import datasets as sklearn_datasets

from playground.tables.cells import column
from playground.tables.choice import MAX_INPUTS, Choice
from playground.tables.table import Table


@dataclass(frozen=True)
class Bundled:
    """One data set.

    Attributes
    ----------
    label : str
        On its button.
    about : str
        What it is, and what to look for, in a sentence.
    load : callable
        scikit-learn's.
    answer : str
        What the target is called.
    inputs : tuple of str
        The columns to begin with; empty: all of them.
    """

    label: str
    about: str
    load: Callable[..., object]
    answer: str
    inputs: tuple[str, ...] = ()


BUNDLED = {
    "iris": Bundled(
        "Iris",
        "150 iris flowers of three species: one species lies apart, the other two touch.",
        sklearn_datasets.load_iris,
        "species",
    ),
    "wine": Bundled(
        "Wine",
        "178 wines from three growers, 13 chemical measures: together they tell what no two do.",
        sklearn_datasets.load_wine,
        "grower",
    ),
    "cancer": Bundled(
        "Breast cancer",
        "569 tumours, malignant or benign: measures of cell nuclei; the first ten are chosen.",
        sklearn_datasets.load_breast_cancer,
        "diagnosis",
        (
            "mean radius", "mean texture", "mean perimeter", "mean area", "mean smoothness",
            "mean compactness", "mean concavity", "mean concave points", "mean symmetry",
            "mean fractal dimension",
        ),
    ),
    "diabetes": Bundled(
        "Diabetes",
        "442 patients, a number to predict: how far the disease went in a year. Expect a rough "
        "answer: ten measures explain about half of it.",
        sklearn_datasets.load_diabetes,
        "progression",
    ),
}  # fmt: skip


@functools.cache
def bundled_table(name: str) -> Table:
    """The table of a key of ``BUNDLED``."""
    row = BUNDLED[name]
    options = {"scaled": False} if name == "diabetes" else {}
    found = row.load(**options)
    data, target = found.data, found.target  # type: ignore[attr-defined]
    names = found.feature_names  # type: ignore[attr-defined]
    columns = [column(str(title), data[:, place].tolist()) for place, title in enumerate(names)]
    if name == "diabetes":
        columns.append(column(row.answer, target.tolist()))
    else:
        words = found.target_names  # type: ignore[attr-defined]
        if name == "wine":  # whose classes have no names
            words = [f"{row.answer} {k}" for k in (1, 2, 3)]
        said = [str(words[k]) for k in target]
        columns.append(column(row.answer, said))
    return Table(row.label, tuple(columns), len(target))


def bundled_choice(name: str) -> Choice:
    """What to begin with."""
    row = BUNDLED[name]
    table = bundled_table(name)
    measures = tuple(name for name in table.numbers if name != row.answer)
    return Choice(row.inputs or measures[:MAX_INPUTS], row.answer)
