"""Drawing without a picture: points by number, strokes taken back, what is sent, a brush's way."""

from __future__ import annotations

import json

import numpy as np
import pytest

pytestmark = pytest.mark.browser

RUN = {
    "train": [[0, 0, 0], [1, 1, 1]],
    "test": [[2, 2, 1]],
    "ids": {"train": [4, 7], "test": [5]},
}

BOOK = """
const { createBook, merged, inverse } = await load("draw/book");
const run = argument.run;
const book = createBook(run);
const before = createBook(structuredClone(run));
const lists = [run.train, run.test];
const made = argument.changes.map(({id, after}) => {
  const change = { id: id ?? book.newId(), before: id === undefined ? null : book.get(id), after };
  if (after) change.after = { id: change.id, ...after };
  book.apply([change]);
  return change;
});
const stroke = merged(made);
const result = structuredClone({ stroke, run, same: book.equals(before) });
result.fresh = run.train !== lists[0] && run.test !== lists[1];
book.apply(inverse(stroke));
result.undone = book.equals(before);
return result;
"""

STROKES = """
const { createStrokes } = await load("draw/strokes");
const strokes = createStrokes();
const point = (id, x) => x === null ? null : { id, row: [x, 0, 0], test: false };
const told = [];
for (const step of argument) {
  if (Array.isArray(step)) {
    const [id, before, after] = step;
    strokes.add([{ id, before: point(id, before), after: point(id, after) }]);
  } else if (step === "begin" || step === "end") strokes[step]();
  else told.push(strokes[step]().map(({ id, after }) => [id, after?.row[0] ?? null]));
}
return { told, canUndo: strokes.canUndo, canRedo: strokes.canRedo };
"""

OUTBOX = """
const { createOutbox } = await load("draw/outbox");
let now = 0;
const timers = [];
const sent = [];
let connected = true;
const take = (message) => connected && sent.push({ at: now, ...message }) > 0;
const outbox = createOutbox(take, {
  now: () => now, later: (act, ms) => timers.push({ act, at: now + ms }),
});
const point = (id, row, test) => ({ id, before: null, after: { id, row, test } });
function wait(ms) {
  const end = now + ms;
  for (;;) {
    timers.sort((a, b) => a.at - b.at);
    if (!timers.length || timers[0].at > end) break;
    const next = timers.shift();
    now = Math.max(now, next.at);
    next.act();
  }
  now = end;
}
const unsettled = [];
for (const step of argument) {
  if (step.connected !== undefined) connected = step.connected;
  if (step.resend) outbox.resend();
  if (step.wait) wait(step.wait);
  if (step.points) outbox.add(step.points.map(([id, ...row]) => point(id, row, id % 2 === 1)));
  if (step.drop) outbox.add(step.drop.map((id) => ({ id, before: null, after: null })));
  if (step.all) outbox.add(step.all.map((id) => ({ id, before: null, after: null })), true);
  if (step.unsettled) unsettled.push(outbox.unsettled().map(({ id }) => id));
}
return { sent, unsettled };
"""

TRAIL = """
const { createTrail } = await load("draw/spray");
const trail = createTrail(argument.spacing);
return argument.way.flatMap((place) => trail.reach(place));
"""


def test_points_are_added_moved_and_removed_by_number(run):
    told = run(
        BOOK,
        {
            "run": RUN,
            "changes": [
                {"after": {"row": [3, 3, 0], "test": True}},
                {"id": 4, "after": {"row": [9, 9, 0], "test": False}},
                {"id": 7, "after": None},
            ],
        },
    )
    assert told["run"]["train"] == [[9, 9, 0]]
    assert told["run"]["test"] == [[2, 2, 1], [3, 3, 0]]
    assert told["run"]["ids"] == {"train": [4], "test": [5, 8]}  # numbers are never used again
    assert told["fresh"]  # other lists, by which caches see that they are old
    assert not told["same"]
    assert told["undone"]


def test_a_point_drawn_and_erased_in_one_stroke_leaves_nothing_to_undo(run):
    changes = [{"after": {"row": [3, 3, 0], "test": False}}, {"id": 8, "after": None}]
    told = run(BOOK, {"run": RUN, "changes": changes})
    assert told["stroke"] == []
    assert told["same"]


def test_a_stroke_is_undone_and_done_again_as_a_whole(run):
    drag = ["begin", [1, 0, 1], [1, 1, 2], [2, None, 5], "end"]
    told = run(STROKES, [*drag, "undo", "redo", "undo", "undo"])
    assert told["told"] == [[[1, 0], [2, None]], [[1, 2], [2, 5]], [[1, 0], [2, None]], []]
    assert (told["canUndo"], told["canRedo"]) == (False, True)


def test_a_new_stroke_ends_what_could_be_done_again(run):
    told = run(STROKES, [[1, None, 3], "undo", [2, None, 4], "redo"])
    assert told["told"] == [[[1, None]], []]
    assert told["canUndo"]


def test_changes_are_gathered_and_of_each_point_the_newest_is_sent(run):
    drag = [{"points": [[7, x, 0, 1]]} for x in range(5)]
    steps = [{"points": [[2, 1, 1, 0]]}, {"wait": 1}, *drag, {"drop": [2]}, {"wait": 500}]
    sent = run(OUTBOX, steps)["sent"]
    assert [message["at"] for message in sent] == [0, 100]
    assert sent[0]["set"] == [[2, 1, 1, 0, 0]]
    assert (sent[1]["set"], sent[1]["drop"]) == ([[7, 4, 0, 1, 1]], [2])


def test_no_message_is_longer_than_the_server_takes(run):
    far = 2**31 - 1
    points = [[far - i, -5.123, -5.123, -9.125] for i in range(1500)]
    drops = list(range(far - 4000, far - 3000))
    sent = run(OUTBOX, [{"points": points, "drop": drops}, {"wait": 5000}])["sent"]
    told = [{name: message[name] for name in ("type", "set", "drop")} for message in sent]
    assert max(len(json.dumps(message, separators=(",", ":"))) for message in told) <= 4096
    assert max(len(message["set"]) for message in told) <= 60
    assert max(len(message["drop"]) for message in told) <= 200
    assert sum(len(message["set"]) for message in told) == 1500
    assert sum(len(message["drop"]) for message in told) == 1000
    times = sorted({message["at"] for message in sent})
    assert min(np.diff(times)) >= 100
    assert max(sum(message["at"] == time for message in sent) for time in times) <= 10


def test_clearing_forgets_what_was_not_sent_and_comes_before_what_is_drawn_after(run):
    steps = [
        {"points": [[1, 0, 0, 0]]},
        {"all": [0, 1]},
        {"points": [[2, 0, 0, 0]]},
        {"wait": 300},
    ]
    (message,) = run(OUTBOX, steps)["sent"]
    assert message["clear"]
    assert (message["set"], message["drop"]) == ([[2, 0, 0, 0, 0]], [])


def test_what_was_sent_long_ago_is_settled(run):
    steps = [
        {"points": [[1, 0, 0, 0]]},
        {"wait": 50, "unsettled": True},
        {"wait": 3000, "points": [[2, 0, 0, 0]], "unsettled": True},
    ]
    assert run(OUTBOX, steps)["unsettled"] == [[1], [2]]


@pytest.mark.parametrize("pieces", [1, 7, 160])
def test_points_lie_at_steady_distances_however_often_the_pointer_is_seen(run, pieces):
    ends = np.linspace([10.0, 20.0], [10.0, 180.0], pieces + 1)
    places = np.array(run(TRAIL, {"spacing": 13, "way": ends.tolist()}))
    np.testing.assert_allclose(places[:, 1], np.arange(20, 180, 13))
    np.testing.assert_allclose(places[:, 0], 10)


def test_strayed_places_fill_the_disc_evenly(run):
    places = np.array(
        run(
            "const { strayed } = await load('draw/spray');"
            "return Array.from({ length: 4000 }, () => strayed([5, -3], 10));",
            None,
        )
    )
    radii = np.hypot(*(places - [5, -3]).T)
    assert radii.max() <= 10
    # Evenly over the disc, half of them lie within 1/√2 of its radius.
    assert np.mean(radii < 10 / np.sqrt(2)) == pytest.approx(0.5, abs=0.05)
    np.testing.assert_allclose(places.mean(axis=0), [5, -3], atol=0.5)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_the_share_of_training_points_holds_at_every_moment(run, share):
    test = np.array(
        run(
            "const { isTestPoint } = await load('draw/spray');"
            "return Array.from({ length: 300 }, (_, n) => isTestPoint(n, argument));",
            share,
        )
    )
    assert not test[0]
    n = np.arange(1, 301)
    kept = np.cumsum(~test)
    assert np.abs(kept - share * n).max() < 2.5


def test_what_was_drawn_without_a_connection_is_sent_when_it_is_back(run):
    steps = [
        {"points": [[1, 0, 0, 0]]},
        {"wait": 50},  # sent, but lost on the way
        {"connected": False},
        {"points": [[2, 0, 0, 0]]},
        {"wait": 1500},
        {"connected": True},
        {"resend": True},
        {"wait": 1000},
    ]
    first, second = run(OUTBOX, steps)["sent"]
    assert [row[0] for row in first["set"]] == [1]
    assert sorted(row[0] for row in second["set"]) == [1, 2]


DRAWING = """
const { createDrawing } = await load("draw/drawing");
const { createPalette } = await load("colors");
const { readTheme } = await load("theme");
const hints = [], emitted = [], sent = [];
const drawing = createDrawing({
  view: { set() {} }, hint: (words) => hints.push(words), isBlocked: () => false,
  emit: (...news) => emitted.push(news), send: (command) => sent.push(command) > 0,
  pointsChanged() {},
});
const palette = createPalette(readTheme(document.body));
const host = document.createElement("div");
document.body.append(host);
const scale = (place) => [(place[0] + 6) * 10, (6 - place[1]) * 10];
drawing.attach(host, {
  toPixels: scale, toData: ([x, y]) => [x / 10 - 6, 6 - y / 10], refresh() {},
  palette: () => palette,
});
const base = { task: "classification", n_classes: 2, n_inputs: 2, class_labels: [0, 1],
  config: { train_share: 0.5 }, train: [[0, 0, 0], [1, 1, 1]], test: [], run_id: 1,
  ids: { train: [0, 1], test: [] } };
const run = { ...structuredClone(base), ...argument.run };
drawing.setRun(run);
const box = { left: 0, top: 0, width: 120, height: 120 };
drawing.place(box, box);
const { toggle } = drawing;
toggle.click();
const pad = host.querySelector("[data-testid=draw-pad]");
const undo = drawing.tools.querySelector("[data-testid=draw-undo]");
const enter = () => pad.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
for (let i = 0; i < argument.points; i++) enter();
const result = { disabled: toggle.disabled, title: toggle.title, on: drawing.on, hints,
  n: run.train.length + run.test.length, undo: !undo.disabled };
for (const next of argument.next ?? []) drawing.setRun({ ...structuredClone(base), ...next });
drawing.showTools();
result.stillUndo = !undo.disabled;
drawing.destroy();
host.remove();
return result;
"""


def test_points_of_a_wide_space_are_not_drawn_and_the_pencil_says_why(run):
    told = run(DRAWING, {"run": {"ids": None, "n_inputs": 4}, "points": 0})
    assert told["disabled"]
    assert not told["on"]
    assert "more than two coordinates" in told["title"]


def test_the_largest_number_of_points_is_said(run):
    told = run(DRAWING, {"run": {"max_points": 5}, "points": 9})
    assert told["n"] == 5
    assert "at most 5 points" in told["hints"][0]


def test_what_was_drawn_can_be_taken_back_until_there_are_other_data(run):
    grown = {"run_id": 2, "layer_sizes": [2, 9, 1]}  # the server had not heard of the point yet
    others = {"train": [[4, 4, 0], [1, 1, 1]], "run_id": 3}
    assert run(DRAWING, {"run": {}, "points": 1, "next": [grown]})["stillUndo"]
    told = run(DRAWING, {"run": {}, "points": 1, "next": [grown, others]})
    assert told["undo"]
    assert not told["stillUndo"]
