"""The browser keeps what the server keeps: the same thinning rule, the same way back."""

from __future__ import annotations

import pytest

# Plays a script of steps against a History: ["push", [seq…], stride, newest?], ["truncate", seq],
# ["clear", recent?].
PLAY = """
const {History} = await load("history");
const history = new History();
const versions = [history.version];
for (const [what, ...rest] of argument) {
  if (what === "push") {
    const [seqs, stride, newest] = rest;
    history.push(seqs.map((seq) => ({seq})), stride, newest);
  } else if (what === "truncate") history.truncate(rest[0]);
  else history.clear(...rest);
  versions.push(history.version);
}
return {
  seqs: history.snapshots.map((s) => s.seq),
  length: history.length,
  last: history.last?.seq ?? null,
  versions,
  found: [-1, 0, 1, 5, 64, 100, 1e9].map((seq) => history.indexOf(seq)),
};
"""


@pytest.mark.parametrize("recent", [12, 63, 64])
def test_it_thins_as_the_server_does(run, recent):
    training = pytest.importorskip("playground.training")
    from playground import Run, RunConfig

    snapshot = Run(RunConfig(dataset="circle", n_samples=20, hidden_layers=(2,))).snapshot()
    history = training.History(max_snapshots=150, recent=recent)
    steps = [["clear", recent]]
    sent = -1
    for last in (0, 10, 63, 64, 65, 149, 150, 151, 300, 420, 700, 701, 900):
        while history.last_seq < last:
            history.append(snapshot)
        steps.append(["push", [seq for seq, _ in history.since(sent)], history.stride])
        sent = history.last_seq
        kept = run(PLAY, steps)["seqs"]
        assert kept == [seq for seq, _ in history.since(-1)]
    assert history.stride > 2


def test_recent_ones_are_all_kept(run):
    result = run(PLAY, [["push", list(range(200)), 8]])
    assert result["seqs"] == [seq for seq in range(200) if seq % 8 == 0 or seq > 199 - 64]
    assert result["length"] == len(result["seqs"])


def test_what_the_server_has_thinned_already_is_not_kept(run):
    result = run(PLAY, [["push", list(range(100)), 4, 120]])
    expected = [seq for seq in range(100) if seq % 4 == 0 or seq > 120 - 64]
    assert result["seqs"] == expected


def test_the_newest_stays_whatever_its_number(run):
    assert run(PLAY, [["push", [0, 1], 16, 900]])["seqs"] == [0, 1]


def test_index_of_a_moment_is_its_own_or_the_one_before(run):
    result = run(PLAY, [["push", [0, 4, 8, 64], 4]])
    assert result["found"] == [-1, 0, 0, 1, 3, 3, 3]


def test_truncate_drops_what_is_later(run):
    result = run(PLAY, [["push", list(range(10)), 1], ["truncate", 4], ["push", [5, 6], 1]])
    assert result["seqs"] == [0, 1, 2, 3, 4, 5, 6]
    assert run(PLAY, [["push", [0, 1], 1], ["clear"]])["last"] is None


def test_repeated_ones_are_left_out(run):
    assert run(PLAY, [["push", [0, 1, 2], 1], ["push", [2, 1, 3], 1]])["seqs"] == [0, 1, 2, 3]


def test_the_version_grows_with_every_change(run):
    steps = [["push", [0], 1], ["push", [1], 1], ["truncate", 0], ["clear"]]
    versions = run(PLAY, steps)["versions"]
    assert versions == sorted(set(versions))


def test_truncating_nothing_changes_nothing(run):
    versions = run(PLAY, [["push", [0], 1], ["truncate", 9]])["versions"]
    assert versions[-1] == versions[-2]
