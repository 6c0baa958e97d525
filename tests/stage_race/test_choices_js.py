"""The line-up's editor: what is typed, stepped and changed, and whose news are believed."""

from __future__ import annotations

import numpy as np
import pytest

from tests.stage_race.conftest import announced

pytestmark = pytest.mark.browser
RATE = {"name": "learning_rate", "label": "η", "default": 0.01, "low": 1e-5, "high": 10}
BETA = {"name": "beta1", "label": "β₁", "default": 0.9, "low": 0, "high": 0.999}
SIZE = {
    "name": "population",
    "label": "population",
    "default": 50,
    "low": 8,
    "high": 200,
    "whole": True,
}


@pytest.mark.parametrize(
    ("text", "row", "value"),
    [
        ("0.03", RATE, 0.03),
        (" 3e-2 ", RATE, 0.03),
        ("0,03", RATE, 0.03),
        ("50", RATE, 10),
        ("−1", RATE, 1e-5),
        ("", RATE, None),
        ("fast", RATE, None),
        ("Infinity", RATE, None),
        ("1", BETA, 0.999),
        ("12.6", SIZE, 13),
        ("3", SIZE, 8),
    ],
)
def test_a_typed_number_is_the_nearest_allowed_one(run, text, row, value):
    got = run("return (await load('race/choices')).readNumber(...argument)", [text, row])
    assert got == value


@pytest.mark.parametrize(
    ("value", "way", "row", "after"),
    [
        (0.01, 1, RATE, 0.02),
        (0.01, -1, RATE, 0.005),
        (0.013, 1, RATE, 0.02),
        (10, 1, RATE, 10),
        (1e-5, -1, RATE, 1e-5),
        (0.9, 1, BETA, 0.95),
        (0.5, -1, BETA, 0),
        (50, 1, SIZE, 60),
        (200, 1, SIZE, 200),
        (12, -1, SIZE, 8),
    ],
)
def test_the_arrow_keys_go_to_the_next_round_value(run, value, way, row, after):
    body = "return (await load('race/choices')).stepped(...argument)"
    assert run(body, [value, way, row]) == pytest.approx(after)


def test_another_kind_keeps_its_averages_and_has_a_rate_of_its_own(run):
    kinds = {row["name"]: row for row in announced()["kinds"]}
    entry = {"kind": "momentum", "values": {"learning_rate": 0.07, "beta1": 0.5}}
    body = "return (await load('race/choices')).changedKind(...argument)"
    got = run(body, [entry, kinds["momentum"], kinds["adam"]])
    assert got == {
        "kind": "adam",
        "values": {"learning_rate": 0.01, "beta1": 0.5, "beta2": 0.999},
    }


def test_news_older_than_a_choice_are_not_believed(run):
    body = """
    const { createChoices } = await load("race/choices");
    const told = [], goals = [];
    const choices = createChoices((value) => told.push(value), () => {});
    const see = () => goals.push(choices.chosen.goal);
    choices.announce({ ...argument, told: 5 }); see();
    choices.choose({ goal: 0.95 }); see();
    choices.choose({ goal: 0.98 }); see();
    choices.announce({ ...argument, goal: 0.95, told: 6 }); see();  // of the first choice
    choices.announce({ ...argument, goal: 0.97, told: 7 }); see();  // the nearest allowed one
    choices.announce({ ...argument, goal: 0.8, told: 7 }); see();   // Back
    choices.announce({ ...argument, goal: 0.7, told: 0 }); see();   // another session's news
    return { goals, told };
    """
    got = run(body, announced())
    assert got["goals"] == [0.9, 0.95, 0.98, 0.98, 0.97, 0.8, 0.7]
    assert got["told"] == [{"goal": 0.95, "told": 6}, {"goal": 0.98, "told": 7}]


def test_a_line_keeps_the_extremes_of_every_pixel_column(run):
    rng = np.random.default_rng(0)
    xs = np.sort(rng.uniform(0, 20, 400))
    ys = rng.uniform(0, 100, 400)
    body = """
    const { traceLine } = await load("race/lines");
    const [xs, ys] = argument, drawn = [];
    const rows = xs.map((x, k) => [{ x, y: ys[k], ended: -1 }]);
    const path = { moveTo: (x, y) => drawn.push([x, y]), lineTo: (x, y) => drawn.push([x, y]) };
    traceLine(path, rows, 0, rows.length - 1, 0, (s) => s.x, (s) => s.y);
    return drawn;
    """
    drawn = np.array(run(body, [xs.tolist(), ys.tolist()]))
    assert len(drawn) < len(xs) / 3
    for column in range(20):
        inside = np.floor(xs) == column
        painted = drawn[np.floor(drawn[:, 0]) == column, 1]
        assert painted.min() == ys[inside].min()
        assert painted.max() == ys[inside].max()
    assert drawn[-1, 1] == ys[-1]


def test_a_line_ends_where_its_contestant_diverged(run):
    body = """
    const { traceLine } = await load("race/lines");
    const drawn = [];
    const rows = [0, 1, 2, 3, 4].map((k) => [{ x: 10 * k, y: k, ended: k >= 2 ? 1 : -1 }]);
    const path = { moveTo: (x) => drawn.push(x), lineTo: (x) => drawn.push(x) };
    traceLine(path, rows, 0, 4, 0, (s) => s.x, (s) => s.y);
    return [...new Set(drawn)];
    """
    assert run(body) == [0, 10, 20]


@pytest.mark.parametrize(
    ("extent", "log", "before", "low", "high"),
    [
        ([0.1, 1.0], False, None, 0, 1.15),
        ([0.1, 1.0], False, {"low": 0, "high": 2, "log": False}, 0, 2),
        ([0.1, 1.0], False, {"low": 0, "high": 9, "log": False}, 0, 1.15),
        ([0.02, 1.0], True, None, 0.01, 1.15),
        ([0.004, 1.0], True, {"low": 0.01, "high": 1.15, "log": True}, 0.001, 1.15),
        ([1e9, -1e9], True, None, 0.1, 1.15),
    ],
)
def test_the_range_of_the_loss_grows_by_steps(run, extent, log, before, low, high):
    body = "return (await load('race/curves')).rangeOfLoss(...argument)"
    got = run(body, [extent, log, before])
    assert (got["low"], got["high"]) == (pytest.approx(low), pytest.approx(high))
