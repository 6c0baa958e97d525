"""Editing weights without a picture: places and names, what is frozen, what is shown and sent."""

from __future__ import annotations

import numpy as np
import pytest

pytestmark = pytest.mark.browser

NET = {"layer_sizes": [2, 3, 1], "feature_names": ["x", "y"], "n_inputs": 2}

EDITS = """
const { createEdits } = await load("edit/edits");
const sent = [];
const player = { mode: "live", playing: false, shown: null, ...argument.player };
const snapshot = (seq, weight) => ({
  seq, params: Float32Array.from({ length: 13 }, (_, i) => (i === 2 ? weight : i)),
});
player.shown = snapshot(...argument.shown);
const left = [];
const edits = createEdits({ player, send: (c) => sent.push(c) > 0, refresh() {},
  leaveReplay: (seq) => { left.push(seq); player.mode = "live"; } });
const seen = [];
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const parameter = { layer: 0, from: 0, to: 2 };
for (const step of argument.steps) {
  if (step.set !== undefined) edits.set(argument.run, parameter, step.set, step.held ?? false);
  if (step.shown) player.shown = snapshot(...step.shown);
  if (step.playing !== undefined) player.playing = step.playing;
  if (step.release) edits.release();
  if (step.wait) await pause(step.wait);
  if (step.look) {
    const first = edits.applied(player.shown);
    seen.push({ weight: first.params[2], others: first.params[3], own: player.shown.params[2],
      again: edits.applied(player.shown) === first, same: first === player.shown });
  }
}
return { sent, seen, left };
"""


def _edits(run, steps, shown=(4, 0.5), **player):
    argument = {"run": NET, "steps": steps, "shown": shown, "player": player}
    return run(EDITS, argument)


def test_a_weight_is_shown_at_once_in_a_copy_and_until_the_server_has_it(run):
    steps = [
        {"set": 2.5, "held": True, "look": True},
        {"shown": (5, 2.25), "look": True},  # an answer to an earlier value
        {"release": True, "look": True},
        {"shown": (5, 2.5), "look": True},
        {"shown": (6, 7.0), "look": True},
    ]
    told = _edits(run, steps)
    assert [moment["weight"] for moment in told["seen"]] == [2.5, 2.5, 2.5, 2.5, 7]
    assert all(moment["others"] == 3 and moment["again"] for moment in told["seen"])
    assert [moment["same"] for moment in told["seen"]] == [False, False, False, True, True]
    assert told["seen"][0]["own"] == 0.5  # the kept snapshot is left as it is


def test_values_are_sent_ten_times_a_second_and_the_last_one_surely(run):
    steps = [{"set": k / 10, "held": True, "wait": 10} for k in range(30)]
    sent = _edits(run, [*steps, {"wait": 250}])["sent"]
    assert 2 <= len(sent) <= 8
    assert sent[-1]["value"] == 2.9
    assert {message["seq"] for message in sent} == {4}
    assert {(m["layer"], m["from"], m["to"]) for m in sent} == {(0, 0, 2)}


def test_edits_begin_anew_where_the_run_has_gone_on(run):
    once = [{"set": 1, "wait": 150}, {"shown": (5, 1.0)}, {"set": 2, "wait": 150}]
    assert [m["seq"] for m in _edits(run, once)["sent"]] == [4, 4]
    gone_on = [{"set": 1, "wait": 150}, {"shown": (9, 1.0)}, {"set": 2, "wait": 150}]
    assert [m["seq"] for m in _edits(run, gone_on)["sent"]] == [4, 9]


def test_a_run_that_plays_is_edited_where_it_stands(run):
    (message,) = _edits(run, [{"set": 1, "wait": 20}], playing=True)["sent"]
    assert message["seq"] is None


def test_a_moment_in_replay_becomes_the_runs_present(run):
    told = _edits(run, [{"set": 1, "wait": 20}], mode="replay")
    assert told["left"] == [4]
    assert told["sent"][0]["seq"] == 4


@pytest.mark.parametrize(
    ("parameter", "index", "name"),
    [
        ({"layer": 0, "from": 1, "to": 2}, 5, "weight from y to layer 1 unit 3"),
        ({"layer": 0, "from": 2, "to": 0}, 6, "bias of layer 1 unit 1"),
        ({"layer": 1, "from": 1, "to": 0}, 10, "weight from layer 1 unit 2 to the output"),
        ({"layer": 1, "from": 3, "to": 0}, 12, "bias of the output"),
    ],
)
def test_a_parameter_has_a_place_and_a_name(run, parameter, index, name):
    body = """
    const { indexOf, parameterName } = await load("edit/parameters");
    const { run, parameter } = argument;
    return [indexOf(run, parameter), parameterName(run, parameter)];
    """
    assert run(body, {"run": NET, "parameter": parameter}) == [index, name]


def test_freezing_joins_and_parts_the_ranges(run):
    body = """
    const { frozenAfter, frozenOf, isLayerFrozen } = await load("edit/parameters");
    const run = { ...argument, frozen: [] };
    const seen = [];
    for (const [layer, from, to, frozen] of [
      [0, 0, 1, true], [0, 0, 2, true], [1, null, null, true],
      [1, 2, 0, false], [0, null, null, true],
    ]) {
      run.frozen = frozenAfter(run, layer, from === null ? null : { layer, from, to }, frozen);
      seen.push([run.frozen, isLayerFrozen(run, 0), isLayerFrozen(run, 1)]);
    }
    return { seen, flags: Array.from(frozenOf(run)) };
    """
    told = run(body, NET)
    assert told["seen"] == [
        [[[1, 2]], False, False],
        [[[1, 3]], False, False],
        [[[1, 3], [9, 13]], False, True],
        [[[1, 3], [9, 11], [12, 13]], False, False],
        [[[0, 11], [12, 13]], True, False],
    ]
    assert told["flags"] == [1] * 11 + [0, 1]


def test_the_slider_suits_the_value(run):
    body = """
    const { reachFor, toSlider, fromSlider } = await load("edit/scale");
    return argument.map((value) => {
      const reach = reachFor(value);
      return [reach, fromSlider(toSlider(value, reach), reach)];
    });
    """
    values = np.array([0, 0.3, -0.99, 1.7, -4.2, 18, 77, -100])
    reach, back = np.array(run(body, values.tolist())).T
    assert (reach >= np.minimum(2 * np.abs(values), 100)).all()
    np.testing.assert_allclose(back, values, atol=(reach / 1000 + 1e-9).max())
    assert (np.abs(back - values) <= reach / 1000 + 1e-9).all()


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5", 1.5), ("−2", -2), (" 0,25 ", 0.25), ("1e9", 100), ("", None), ("two", None)],
)
def test_a_typed_number_is_read_or_refused(run, text, value):
    assert run("return (await load('edit/scale')).typed(argument);", text) == value
