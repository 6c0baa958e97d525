"""What is shown when: frames, pace, pauses, replay and reconnections, on a clock of our own."""

from __future__ import annotations

import itertools

import pytest

# A player with a run of `count` kept snapshots; `frames(n, ms)` lets n display frames pass and says
# which snapshots were shown in them (null: no new one).
SETUP = """
const {Player} = await load("player");
const player = new Player();
let now = 1000;
let next = 0;
const make = (seq) => ({seq, progress: seq / 4, params: new Float32Array(1)});
const send = (count, stride = 1) => {
  const snapshots = Array.from({length: count}, () => make(next++));
  return player.receive({stride, snapshots});
};
const start = (count = 1, more = {}) => {
  player.startRun({historyCount: count, playing: false, hold: 1, ...more});
  next = 0;
  return send(count);
};
const frames = (n, ms = 1000 / 60) => Array.from({length: n}, () => {
  now += ms;
  return player.tick(now) ? player.shown.seq : null;
});
const shown = (list) => list.filter((seq) => seq !== null);
"""


@pytest.fixture
def play(run):
    return lambda body, argument=None: run(SETUP + body, argument)


def test_a_run_shows_where_it_stands_at_once(play):
    result = play("const ready = start(5); return [ready, player.shown.seq, player.history.length]")
    assert result == [True, 4, 5]


def test_a_long_history_is_shown_when_it_is_complete(play):
    result = play(
        """
        player.startRun({historyCount: 100, playing: false, hold: 1});
        const first = send(64);
        const before = player.shown;
        const second = send(36);
        return [first, before, second, player.shown.seq, player.loading];
        """
    )
    assert result == [False, None, True, 99, False]


def test_one_snapshot_a_frame_and_none_left_out(play):
    seqs = play("start(); player.play(); send(40); return shown(frames(60))")
    assert seqs == list(range(1, 41))


def test_never_more_than_sixty_a_second(play):
    for display in (60, 75, 90, 120, 144, 240):
        count = play(
            "start(); player.play(); send(300);return shown(frames(2 * argument, 1000 / argument))",
            display,
        )
        assert 117 <= len(count) <= 121, display


def test_a_slow_display_shows_one_each_frame(play):
    assert len(play("start(); player.play(); send(90); return shown(frames(60, 33.3))")) == 60


def test_hold_keeps_each_snapshot_that_long(play):
    seqs = play("start(1, {hold: 10}); player.play(); send(20); return frames(100)")
    at = [i for i, seq in enumerate(seqs) if seq is not None]
    assert len(at) in (10, 11)
    assert {b - a for a, b in itertools.pairwise(at)} == {10}


def test_a_hidden_tab_does_not_catch_up_in_a_burst(play):
    seqs = play("start(); player.play(); send(60); frames(10); frames(1, 60000); return frames(5)")
    assert seqs == list(range(seqs[0], seqs[0] + 5))


def test_a_dry_queue_keeps_the_last_picture(play):
    result = play(
        "start(); player.play(); send(3); frames(30); const dry = frames(10);"
        "return [shown(dry), player.shown.seq, player.drained]"
    )
    assert result == [[], 3, True]


def test_little_in_the_queue_is_spread_not_rushed(play):
    """Three snapshots each six frames: shown about evenly, none waits for the next delivery."""
    gaps = play(
        """
        start(); player.play();
        const at = [];
        for (let delivery = 0; delivery < 30; delivery++) {
          send(3);
          frames(6).forEach((seq, i) => { if (seq !== null) at.push(6 * delivery + i); });
        }
        return at.slice(20).map((frame, i, list) => i ? frame - list[i - 1] : 2);
        """
    )
    assert max(gaps) <= 4
    assert sum(gaps) / len(gaps) == pytest.approx(2, abs=0.2)


def test_pause_freezes_the_picture_and_what_is_under_way_is_dropped(play):
    result = play(
        """
        start(); player.play(); send(20); frames(10);
        const at = player.shown.seq;
        const seq = player.pause();
        send(20);                                          // sent before the server knew
        const frozen = shown(frames(30));
        player.setState({playing: false, hold: 1});        // now it does
        next = seq + 1;
        send(1);                                           // a step's answer
        return {at, seq, frozen, step: frames(1), kept: player.history.last.seq};
        """
    )
    assert result["at"] == result["seq"]
    assert result["frozen"] == []
    assert result["step"] == [result["at"] + 1]
    assert result["kept"] == result["at"] + 1


def test_news_from_before_the_pause_does_not_start_it_again(play):
    result = play(
        """
        start(); player.play(); send(20); frames(5); player.pause();
        player.setState({playing: true, hold: 1});
        const meanwhile = player.playing;
        player.setState({playing: false, hold: 1});
        player.play();
        player.setState({playing: true, hold: 2});
        return [meanwhile, player.playing, player.hold];
        """
    )
    assert result == [False, True, 2]


def test_a_run_that_ends_by_itself_is_shown_to_its_end(play):
    seqs = play(
        "start(); player.play(); send(10); player.setState({playing: false, hold: 1});"
        "return shown(frames(30))"
    )
    assert seqs == list(range(1, 11))


def test_replay_shows_any_moment_and_live_goes_back(play):
    result = play(
        """
        start(50);
        const changed = player.seek(7);
        const at = player.shown.seq, mode = player.mode, head = player.head.seq;
        const again = player.seek(7);
        send(3);
        const meanwhile = shown(frames(20));
        player.live();
        return {changed, at, mode, head, again, meanwhile, live: [player.mode, player.shown.seq]};
        """
    )
    assert result["changed"] is True
    assert result["again"] is False
    assert (result["at"], result["mode"], result["head"]) == (7, "replay", 49)
    assert result["meanwhile"] == []
    assert result["live"] == ["live", 49]


def test_a_replay_rolls_from_the_start_to_the_head_and_ends(play):
    result = play(
        """
        start(301);
        player.roll();
        const seqs = shown(frames(60 * 6));
        return {seqs, rolling: player.rolling, mode: player.mode};
        """
    )
    seqs = result["seqs"]
    assert seqs == sorted(seqs)
    assert seqs[-1] == 300
    assert len(seqs) > 250
    assert result["rolling"] is False
    assert result["mode"] == "replay"


def test_truncate_goes_back_to_what_is_left(play):
    result = play(
        "start(20); player.play(); send(5);"
        "const changed = player.truncate(9);"
        "return [changed, player.shown.seq, player.history.last.seq, player.queue.length]"
    )
    assert result == [True, 9, 9, 0]


def test_continue_from_a_replayed_moment(play):
    result = play(
        """
        start(20); player.seek(4);
        player.truncate(4); player.rewind(); player.play();
        next = 5; send(3);
        return [player.mode, player.playing, shown(frames(20)), player.history.length];
        """
    )
    assert result == ["live", True, [5, 6, 7], 8]


def test_a_reconnection_in_replay_stays_at_the_moment(play):
    result = play(
        """
        start(40); player.seek(12);
        start(40, {same: true});
        const same = [player.mode, player.shown.seq];
        player.seek(12);
        start(3, {same: false});
        return [...same, player.mode, player.shown.seq];
        """
    )
    assert result == ["replay", 12, "live", 2]


def test_how_many_the_server_keeps_ready(play):
    result = play(
        "start(); const out = [];"
        "for (const [fps, hold] of argument) { player.hold = hold; out.push(player.want(fps)); }"
        "return out",
        [[60, 1], [144, 1], [30, 1], [60, 10], [1000, 0.5], [5, 1]],
    )
    assert result == [18, 18, 9, 4, 36, 4]
