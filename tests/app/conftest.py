"""Every page test leaves the house empty: all of them share one process and its places."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from playground.live.registry import REGISTRY


@pytest.fixture(autouse=True)
def _places() -> Iterator[None]:
    yield
    for run in REGISTRY.runs():
        REGISTRY.drop(run.token)
