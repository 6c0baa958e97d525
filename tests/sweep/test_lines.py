"""Where keys stand in a TOML text: held to texts whose lines are known from writing them."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from playground.sweep.lines import key_lines

KEYS = st.text("abcdefgh_", min_size=1, max_size=6)
VALUES = st.sampled_from(
    [
        "1",
        '"a"',
        "[]",
        "[1,\n 2]",
        '[\n[1],\n["=",\n"]"]]',
        '"""\nx = 1\n[t]\n"""',
        "'#'",
        "{z = 1}",
    ]
)
FILLERS = st.lists(st.sampled_from(["", "# a = 1", "   ", "# [b]"]), max_size=2)


@st.composite
def texts(draw):
    """A valid TOML text, and the line of each of its keys."""
    lines: list[str] = []
    expected: dict[tuple[str, ...], int] = {}
    tables = draw(st.lists(KEYS, max_size=3, unique=True))
    top = draw(st.lists(KEYS.map(lambda key: "k" + key), max_size=4, unique=True))
    for table, keys in [((), top)] + [((name,), None) for name in tables]:
        if keys is None:
            keys = draw(st.lists(KEYS, max_size=4, unique=True))
            lines += draw(FILLERS)
            expected[table] = len(lines) + 1
            lines.append(f"[{table[0]}]  # a table")
        for key in keys:
            lines += draw(FILLERS)
            expected[(*table, key)] = len(lines) + 1
            value = draw(VALUES)
            if value.startswith("{"):
                expected[(*table, key, "z")] = len(lines) + 1
            lines += f"{key} = {value}".split("\n")
    return "\n".join(lines), expected


@given(texts())
def test_every_key_is_found_on_its_line(written):
    text, expected = written
    tomllib.loads(text)
    assert key_lines(text) == expected


@given(st.text())
def test_any_text_is_read_without_an_error(text):
    lines = key_lines(text)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


def test_dotted_keys_and_headers():
    text = "a.b = 1\n[c.d]\ne = 2\n[[f]]\ng = 3\n[[f]]\ng = 4\n"
    assert key_lines(text) == {
        ("a",): 1,
        ("a", "b"): 1,
        ("c",): 2,
        ("c", "d"): 2,
        ("c", "d", "e"): 3,
        ("f",): 4,
        ("f", "g"): 5,
    }


def test_carriage_returns_count_as_one_end_of_line():
    assert key_lines("a = 1\r\nb = 2\r\n") == {("a",): 1, ("b",): 2}


def test_what_follows_a_mistake_is_not_found():
    assert key_lines("a = 1\nb = \nc = 3") == {("a",): 1}
