"""Any text may be given as a sweep file: a sweep within its caps, or one sentence."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.sweep.spec import (
    AXIS_KINDS,
    MAX_CELLS,
    MAX_RUNS,
    MAX_TEXT,
    SweepError,
    check_caps,
    read_toml,
)
from tests.hostile.conftest import TRIED

QUICK = {"deadline": None, "suppress_health_check": list(HealthCheck)}
MOST_BYTES = 40_000_000
keys = st.sampled_from([*AXIS_KINDS, "seed", "stop_loss", "__class__", "axes", "a.b", "[x]"])
numbers = st.sampled_from(["0", "-1", "1e308", "nan", "inf", "9" * 300, "1979-05-27", "0x7fff"])
words = numbers | st.sampled_from(['"adam"', '"default"', "true", "[]", "{}", '"\\u0000"', "[[8]]"])
lists = st.lists(words, max_size=5).map(lambda values: f"[{', '.join(values)}]")
lines = st.builds(lambda key, value: f"{key} = {value}\n", keys, words | lists)
heads = st.sampled_from(["epochs = 5\nseeds = 2\n", "epochs = 5\nseeds = 1000000\n", ""])
files = st.builds(
    lambda head, base, axes: f"{head}[base]\n{''.join(base)}[axes]\n{''.join(axes)}",
    heads,
    st.lists(lines, max_size=4),
    st.lists(lines, max_size=4),
)


def read(text: str) -> None:
    """Read as the page and the command do; a sentence is the only way to fail."""
    TRIED["sweep files"] += 1
    said = ""
    spec = None
    try:
        spec = read_toml(text)
        check_caps(spec)
    except SweepError as error:
        said = str(error)
        spec = None
    if spec is None:
        assert 0 < len(said) < 600
        return
    found = list(spec.cells())
    assert len(found) <= MAX_CELLS
    assert len(found) * len(spec.seeds) <= MAX_RUNS


@settings(max_examples=250, **QUICK)
@given(files | st.text(max_size=200))
def test_any_text_is_a_sweep_within_the_caps_or_a_sentence(text):
    read(text)


@pytest.mark.parametrize(
    "text",
    [
        "a" * (MAX_TEXT + 1),
        "x = " + "[" * 50_000,
        "x = " + "{a=" * 20_000,
        "a." * 40_000 + "b = 1",
        "[" + "a." * 40_000 + "b]",
        "x = {" + "a." * 40_000 + "b = 1}",
        'name = "' + "\\u0041" * 15_000 + '"',
        "epochs = 5\nseeds = 1000000\n[axes]\n"
        + "".join(f"{name} = [{', '.join(['1'] * 900)}]\n" for name in sorted(AXIS_KINDS)[:5]),
        "epochs = 5\nseeds = [" + "1, " * 15_000 + "]",
        "bogus = 1\nseeds = [\n" + ("1," * 49 + "\n") * 990 + "]",
    ],
)
def test_the_worst_files_cost_little_memory(text):
    tracemalloc.start()
    try:
        read(text)
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()
