"""What a race's charts show stays when the history is thinned, and goes when it is rewound."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.browser

FOLLOW = """
const [{ createKept }, { History }] = await Promise.all(["race/kept", "history"].map(load));
const known = new WeakMap();
const kept = createKept((snapshot) => {
  if (!known.has(snapshot)) known.set(snapshot, { says: snapshot.says });
  return known.get(snapshot);
});
const history = new History();
history.clear(2);
const seen = [];
let seq = 0, life = 0;
for (const [act, number, looks] of argument) {
  if (act === "push") {
    for (let k = 0; k < number; k++) history.push([{ seq, says: [life, seq++] }], history.stride);
  } else if (act === "thin") {
    history.push([], 2 * history.stride);
  } else if (history.length) {
    const to = history.at(number % history.length).seq;
    history.truncate(to);
    seq = to + 1;
    life++;
  }
  if (looks) seen.push({
    rows: kept.of(history).map(({ says }) => says),
    kept: history.snapshots.map(({ says }) => says),
    found: history.snapshots.map((one) => kept.of(history)[kept.indexOf(one.seq)].says),
  });
}
return seen;
"""


def test_rows_stay_when_the_history_is_thinned(run):
    acts = [["push", 1, True]] * 8 + [["thin", 0, True]] * 3 + [["push", 1, True]] * 8
    last = run(FOLLOW, acts)[-1]
    assert last["rows"] == [[0, seq] for seq in range(16)]
    assert last["kept"] == [[0, 0], [0, 8], [0, 14], [0, 15]]


def test_what_came_after_a_rewind_replaces_what_was_there_even_if_nobody_looked_meanwhile(run):
    acts = [["push", 10, True], ["back", 4, False], ["push", 6, True]]
    assert run(FOLLOW, acts)[-1]["rows"] == [[0, s] for s in range(5)] + [
        [1, s] for s in range(5, 11)
    ]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["push", "thin", "back"]), st.integers(0, 30), st.booleans()),
        max_size=14,
    )
)
def test_whatever_happens_rows_ascend_and_hold_what_the_history_holds(run, acts):
    for seen in run(FOLLOW, [["push", 1, True], *map(list, acts)]):
        seqs = [seq for _, seq in seen["rows"]]
        assert seqs == sorted(set(seqs))
        assert seen["found"] == seen["kept"]
        lives = [life for life, _ in seen["rows"]]
        assert lives == sorted(lives)
