"""Tests of hosting need nginx; a machine that cannot have it leaves them out, CI never."""

import os

import pytest

from tests.hosting.stack import nginx


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if nginx() is None and not os.environ.get("CI"):
        for item in items:
            if "tests/hosting/" in item.path.as_posix():
                item.add_marker(pytest.mark.skip(reason="nginx is not installed"))
