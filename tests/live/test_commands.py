"""Commands are read from checked JSON; nothing a browser can send raises anything but Malformed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.point_set import Point
from playground.live.commands import (
    MAX_PLACE,
    MAX_SEQ,
    MAX_WANT,
    PARSERS,
    Freeze,
    Malformed,
    Pace,
    Pause,
    Play,
    Points,
    Reset,
    Rewind,
    Shown,
    Step,
    Weight,
    parse_command,
)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
names = ["seq", "unit", "want", "weights", "epochs_per_frame", "other"]
names += ["set", "drop", "clear", "layer", "from", "to", "value", "frozen"]
fields = st.sampled_from(names)


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
        ('{"type": "points"}', Points((), (), False)),
        (
            '{"type": "points", "set": [[7, 1.5, -99, 2, 1]], "drop": [3.0], "clear": true}',
            Points((Point(7, 1.5, -6, 2, True),), (3,), True),
        ),
        (
            '{"type": "points", "set": [[2147483647, 1e400, 0, -1e400, false]]}',
            Points((Point(2**31 - 1, 6, 0, -10, False),), (), False),
        ),
        (
            '{"type": "weight", "layer": 0, "from": 2, "to": 1, "value": -1e400, "seq": null}',
            Weight(0, 2, 1, -100, None),
        ),
        (
            '{"type": "weight", "layer": 1e400, "from": -5, "to": 1, "value": 0.25, "seq": 9}',
            Weight(MAX_PLACE, 0, 1, 0.25, 9),
        ),
        ('{"type": "freeze", "layer": 1, "frozen": true}', Freeze(1, None, None, True)),
        (
            '{"type": "freeze", "layer": 1, "from": 0, "to": 3, "frozen": false}',
            Freeze(1, 0, 3, False),
        ),
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
        '{"type": "points", "set": 5}',
        '{"type": "points", "set": {}}',
        '{"type": "points", "set": [[1, 2, 3, 0]]}',
        '{"type": "points", "set": [[1, 2, 3, 0, 0, 0]]}',
        '{"type": "points", "set": [[1.5, 2, 3, 0, 0]]}',
        '{"type": "points", "set": [[-1, 2, 3, 0, 0]]}',
        '{"type": "points", "set": [[2147483648, 2, 3, 0, 0]]}',
        '{"type": "points", "set": [[1e400, 2, 3, 0, 0]]}',
        '{"type": "points", "set": [[1, "2", 3, 0, 0]]}',
        '{"type": "points", "set": [[1, 2, 3, true, 0]]}',
        '{"type": "points", "set": [[1, 2, 3, 0, null]]}',
        '{"type": "points", "set": [' + ",".join(["[1,2,3,0,0]"] * 61) + "]}",
        '{"type": "points", "drop": [' + ",".join(["1"] * 201) + "]}",
        '{"type": "points", "clear": 1}',
        '{"type": "weight", "layer": 0, "from": 0, "to": 0}',
        '{"type": "weight", "layer": 0, "from": null, "to": 0, "value": 1}',
        '{"type": "weight", "layer": "0", "from": 0, "to": 0, "value": 1}',
        '{"type": "freeze", "frozen": true}',
        '{"type": "freeze", "layer": 0, "frozen": "yes"}',
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
