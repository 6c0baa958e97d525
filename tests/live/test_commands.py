"""Commands are read from checked JSON; nothing a browser can send raises anything but Malformed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.live.commands import (
    MAX_SEQ,
    MAX_WANT,
    PARSERS,
    Malformed,
    Pace,
    Pause,
    Play,
    Reset,
    Rewind,
    Shown,
    Step,
    parse_command,
)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(["seq", "unit", "want", "weights", "epochs_per_frame", "other"])


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ('{"type": "play"}', Play()),
        ('{"type": "pause"}', Pause(None)),
        ('{"type": "pause", "seq": 4.0}', Pause(4)),
        ('{"type": "step", "unit": "batch", "seq": 2}', Step("batch", 2)),
        ('{"type": "step"}', Step("epoch", None)),
        ('{"type": "pace", "epochs_per_frame": 1e400}', Pace(100)),
        ('{"type": "pace", "epochs_per_frame": 0}', Pace(0.1)),
        ('{"type": "rewind", "seq": -1e400}', Rewind(0)),
        ('{"type": "rewind", "seq": 1' + 400 * "0" + "}", Rewind(MAX_SEQ)),
        ('{"type": "reset", "weights": "new"}', Reset("new")),
        ('{"type": "shown", "seq": 3, "want": 1000}', Shown(3, MAX_WANT)),
    ],
)
def test_commands(text, command):
    assert parse_command(text) == command


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "5",
        "null",
        "{}",
        '{"type": "fly"}',
        '{"type": ["play"]}',
        '{"type": "__class__"}',
        '{"type": "pace", "epochs_per_frame": NaN}',
        '{"type": "pace", "epochs_per_frame": "2"}',
        '{"type": "pace"}',
        '{"type": "rewind", "seq": true}',
        '{"type": "rewind", "seq": null}',
        '{"type": "step", "unit": "year"}',
        '{"type": "reset", "weights": {}}',
        '{"type": "shown", "seq": 3}',
        "[" * 4000,
        '{"type": "rewind", "seq": ' + 4500 * "9" + "}",
    ],
)
def test_malformed(text):
    with pytest.raises(Malformed):
        parse_command(text)


@given(st.sampled_from(sorted(PARSERS)), st.dictionaries(fields, anything))
def test_any_fields_give_a_command_or_are_malformed(kind, values):
    try:
        command = parse_command(json.dumps(values | {"type": kind}))
    except Malformed:
        return
    assert 0 <= (getattr(command, "seq", 0) or 0) <= MAX_SEQ
    assert 0.1 <= getattr(command, "epochs_per_frame", 1) <= 100


@given(st.text())
def test_any_text_is_malformed_or_a_command(text):
    try:
        parse_command(text)
    except Malformed:
        return
