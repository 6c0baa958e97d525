"""The clock may step: nothing that waits, expires or is limited looks at the time of day."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.server import ROOT

FILES = [ROOT / "app.py", *sorted((ROOT / "playground").rglob("*.py"))]
OF_THE_DAY = {"time.time", "time.time_ns", "time.localtime", "time.gmtime"}
OF_THE_DAY |= {f"datetime.{name}" for name in ("now", "utcnow", "today")}


def called(path: Path) -> set[str]:
    """Functions of the clock that a file names, by their last two words."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            owner = node.value
            last = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            names.add(f"{last}.{node.attr}")
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            names |= {f"time.{alias.name}" for alias in node.names}
    return names & OF_THE_DAY


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_depends_on_the_time_of_day(path):
    assert called(path) == set()


def test_a_file_that_did_would_be_noticed(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("import time, datetime\nx = time.time() + datetime.datetime.now().hour")
    assert called(bad) == {"time.time", "datetime.now"}
