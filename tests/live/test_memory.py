"""All runs' histories together stay within one bound, however many runs begin."""

from playground.live.beginning import LEAST_RECENT, recent_within
from playground.live.transport import SPARE
from playground.training.history import RECENT
from tests.live.conftest import SMALL, wait_until

ALL_BYTES = 2**20


def test_the_histories_share_one_bound_and_a_run_that_was_thinned_goes_on(serve):
    server = serve(all_histories_bytes=ALL_BYTES)
    first = server.open()
    with server.watch(first).load() as watcher:
        watcher.play(400)
        newest = watcher.pause()
        history = first._transport.history
        assert len(history) == newest + 1  # alone it keeps all
        others = [server.open() for _ in range(9)]
        wait_until(lambda: history.nbytes <= ALL_BYTES / 10)
        assert history.stride > 1
        assert newest in history
        assert 0 in history
        watcher.play(100)
        seq = watcher.pause()
        assert history.nbytes <= ALL_BYTES / 10
        kept = [s for s in range(seq + 1) if s in history]
        rewound = watcher.pause(kept[3])
        assert (rewound, history.last_seq) == (kept[3], kept[3])
    for run in others:
        server.registry.drop(run.token)
    assert server.registry.history_bytes() == ALL_BYTES


def test_a_run_that_begins_anew_keeps_to_its_share(serve):
    server = serve(all_histories_bytes=ALL_BYTES)
    runs = [server.open() for _ in range(10)]
    with server.watch(runs[0]).load() as watcher:
        watcher.send("reset", weights="same")
        watcher.until(lambda: watcher.run["run_id"] == 2)
        watcher.play(400)
    assert runs[0]._transport.history.nbytes <= ALL_BYTES / 10


def test_fewer_recent_snapshots_are_all_kept_where_they_are_large_and_memory_is_short(serve):
    server = serve(all_histories_bytes=ALL_BYTES)
    others = [server.open() for _ in range(10)]
    wide = server.open(SMALL.replace(hidden_layers=(32,) * 4, n_samples=20))
    history = wide._transport.history
    assert history.recent == LEAST_RECENT
    assert others[0]._transport.history.recent == RECENT
    with server.watch(wide).load() as watcher:
        assert watcher.run["recent"] == LEAST_RECENT
        watcher.send("shown", seq=0, want=60)
        watcher.send("play")
        watcher.until_quiet()
        assert history.last_seq == LEAST_RECENT - SPARE  # so the shown one is always kept
        watcher.play(80)
        shown = watcher.pause()
        assert watcher.last_seq == history.last_seq == shown
        assert len(history) <= LEAST_RECENT + 2
        watcher.send("step", unit="batch", seq=shown)
        watcher.until(lambda: watcher.last_seq == shown + 1)


def test_how_many_recent_snapshots_are_kept_is_bounded_both_ways():
    assert recent_within(24 * 2**20, 1000) == RECENT
    assert recent_within(100, 10**6) == LEAST_RECENT
    assert recent_within(1_000_000, 10_000) == 50
    assert recent_within(1, 0) in range(LEAST_RECENT, RECENT + 1)
