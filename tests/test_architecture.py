"""The architecture as a test: imports point one way, and each library stays in its own rooms."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Each room may import the rooms named here (and itself); nothing else of ours.
MAY_IMPORT: dict[str, set[str]] = {
    "datasets": set(),
    "playground.nn": set(),
    "playground.graph": {"playground.nn"},
    "playground.fields": set(),
    "playground.config": {"datasets", "playground.nn", "playground.fields"},
    "playground.presets": {"playground.config"},
    "playground.racing": {"playground.nn", "playground.fields", "playground.config"},
    "playground.training": {"datasets", "playground.nn", "playground.config"}
    | {"playground.racing"},
    "playground.analysis": {"datasets", "playground.nn", "playground.config"}
    | {"playground.racing", "playground.training", "playground.fields"},
    "playground.tables": {"datasets", "playground.fields"},
    "playground.takeaway": {"datasets", "playground.nn", "playground.fields", "playground.config"}
    | {"playground.training", "playground.analysis"},
    "playground.digits": {"datasets", "playground.nn", "playground.fields", "playground.config"}
    | {"playground.training", "playground.analysis"},
    "playground.figures": {"datasets", "playground.analysis", "playground.sweep"},
    "playground.sweep": {"datasets", "playground.nn", "playground.fields", "playground.config"}
    | {"playground.training"},
    "playground.live": {"datasets", "playground.nn", "playground.fields", "playground.config"}
    | {"playground.racing", "playground.training", "playground.analysis"},
    "playground.service": {"playground.live", "playground.sweep"},
    "playground.stage": {"datasets", "playground.figures", "playground.live"},
    "playground.views": {"datasets", "playground.nn", "playground.fields"}
    | {"playground.config", "playground.presets", "playground.racing"}
    | {"playground.training", "playground.analysis", "playground.figures", "playground.digits"}
    | {"playground.sweep", "playground.live", "playground.stage", "playground.graph"}
    | {"playground.tables", "playground.takeaway"},
    "playground.pages": {"playground.views", "playground.presets"},
    "playground.main": {"playground.figures", "playground.pages"},
    "playground.open_browser": set(),
    "app": {"playground", "playground.live", "playground.service"}
    | {"playground.stage", "playground.pages"},
}

# Third-party libraries and the rooms that may import them.
ROOMS_OF: dict[str, set[str]] = {
    "streamlit": {"playground.stage", "playground.views", "playground.pages", "playground.main"}
    | {"app"},
    "plotly": {"playground.figures"},
    "sklearn": {"playground.analysis", "playground.digits", "playground.tables"},
    "starlette": {"playground.live", "playground.service", "playground.stage", "app"},
    "prometheus_client": {"playground.service"},
    "joblib": {"playground.sweep"},
    "distributed": {"playground.sweep"},
    "pyarrow": {"playground.sweep", "playground.tables"},
    "pandas": {"playground.tables"},
    "openpyxl": {"playground.tables"},
    "onnx": {"playground.takeaway"},
    "segno": {"playground.takeaway"},
    "PIL": {"playground.takeaway"},
    "threadpoolctl": {"playground.sweep"},
}
NUMPY_ALONE = {"datasets", "playground.nn", "playground.training", "playground.graph"}
MAX_LINES = 400


def _files() -> list[Path]:
    found = [ROOT / "app.py", *(ROOT / "datasets").rglob("*.py")]
    return sorted(found + list((ROOT / "playground").rglob("*.py")))


def _room(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts == ("playground", "__init__"):
        return "playground"
    return ".".join(parts[:2]) if parts[0] == "playground" else parts[0]


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _ours(name: str) -> str | None:
    parts = name.split(".")
    if parts[0] == "datasets":
        return "datasets"
    if parts[0] != "playground":
        return None
    room = ".".join(parts[:2])
    return room if room in MAY_IMPORT else "playground"


@pytest.mark.parametrize("path", _files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way_and_libraries_stay_in_their_rooms(path):
    room = _room(path)
    imported = _imports(path)
    if room != "playground":  # the package's face re-exports the library use
        ours = {target for name in imported if (target := _ours(name)) not in (None, room)}
        assert ours <= MAY_IMPORT[room]
    for library, rooms in ROOMS_OF.items():
        if any(name.split(".")[0] == library for name in imported):
            assert room in rooms, f"{room} must not import {library}"
    if room in NUMPY_ALONE:
        others = {name.split(".")[0] for name in imported} & {"scipy", "pandas", "sklearn"}
        assert others == set()


@pytest.mark.parametrize("path", _files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_says_what_lives_there(path):
    text = path.read_text()
    if text.strip():
        first = (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]
        assert first.endswith((".", ":", ",")) or len(first) > 20, f"{path} has no first sentence"
    assert text.count("\n") <= MAX_LINES, f"{path} is too long to be of one subject"


def test_only_two_files_of_the_page_touch_the_session_state():
    touching = {
        path.name
        for path in (ROOT / "playground").rglob("*.py")
        if "session_state" in path.read_text() and path.parent.name == "views"
    }
    assert touching == {"own.py", "session.py"}
