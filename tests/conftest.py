"""Shared by all tests: one BLAS thread, as the application itself uses, and who runs what.

Side by side (``pytest -n``, ``--dist loadgroup``) a folder stays with one process, so that its
servers and browsers start once. Tests of real processes and browsers may be late when the machine
stalls: they have a second try, and what fails twice is a fault.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("calm", deadline=None)  # no test asserts an absolute time
settings.load_profile("calm")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

HERE = Path(__file__).parent
REAL = ("e2e", "faults", "hostile", "hosting", "live", "service", "stage", "sweep")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of a folder into one group; those of real processes get a second try."""
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        item.add_marker(pytest.mark.xdist_group(folder))
        if folder.startswith(REAL):
            item.add_marker(pytest.mark.flaky(reruns=1))
