"""Shared by all tests: one BLAS thread, as the application itself uses, and who runs what.

Side by side (``pytest -n``, ``--dist loadgroup``) a folder stays with one process, so that its
servers and browsers start once.
"""

import os
from pathlib import Path

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of a folder into one group."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(item.path.relative_to(HERE).parts[0]))
