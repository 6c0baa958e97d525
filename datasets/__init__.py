"""Data to learn from: the shapes, the features computed from them, and their split in two.

NumPy only: nothing here knows about networks, training or pages.
"""

from datasets.catalogue import DATASETS, DatasetRow, make_dataset
from datasets.dataset import Axis, Dataset, Plane
from datasets.domain import DOMAIN
from datasets.features import FEATURES, Feature, feature_matrix

__all__ = [
    "DATASETS",
    "DOMAIN",
    "FEATURES",
    "Axis",
    "Dataset",
    "DatasetRow",
    "Feature",
    "Plane",
    "feature_matrix",
    "make_dataset",
]
