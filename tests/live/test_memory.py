"""All runs' histories together stay within one bound, however many runs begin."""

from tests.live.conftest import wait_until

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
