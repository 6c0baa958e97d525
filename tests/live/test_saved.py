"""A live run saved while it plays, and loaded into another: who watches sees it and goes on."""

import numpy as np
import pytest

from playground import Run
from playground.racing import Contestant, RaceConfig
from playground.training.saved import SavedRun, read_run, save_run
from tests.live.conftest import SMALL, Server
from tests.live.test_network_edits import freeze, set_weight
from tests.live.test_points import blob, draw
from tests.live.test_transport import params_of


def test_a_run_saved_while_it_plays_goes_on_elsewhere_to_the_same_numbers(server: Server):
    run, other = server.open(), server.open(SMALL.replace(dataset="xor", hidden_layers=(7,)))
    with server.watch(run).load() as watcher:
        watcher.play(20)
        draw(watcher, *blob(500, 5, 5, 2))
        watcher.until(lambda: watcher.run["run_id"] == 2)
        freeze(watcher, 0)
        watcher.load().play(20)
        data = run.saved("drawn points")
        watcher.pause(10)
    found = read_run(data)
    assert found.own_name == "drawn points"
    assert len(found.snapshots) > 15
    with server.watch(other).load() as watcher:
        watcher.play(3)
        other.load(found)
        watcher.until(lambda: watcher.run["run_id"] == 2)
        watcher.load()
        assert watcher.run["playing"] is False
        assert watcher.run["config"] == run.config.to_dict() == other.config.to_dict()
        assert watcher.run["frozen"] == [[0, 12]]
        assert watcher.run["n_classes"] == 3
        assert len(watcher.run["train"]) == 30 + 6
        assert watcher.run["feature_mean"] == run.call(lambda r: r.feature_mean.tolist())
        assert sorted(watcher.moments) == [seq for seq, _ in found.snapshots]
        for seq, snapshot in found.snapshots:
            np.testing.assert_array_equal(watcher.moments[seq].params, snapshot.params)
        newest = found.snapshots[-1][0]
        expected = found.restored()
        expected.advance_batches(1)
        watcher.send("step", unit="batch", seq=newest)
        watcher.until(lambda: watcher.last_seq == newest + 1)
        np.testing.assert_array_equal(watcher.moments[newest + 1].params, params_of(expected))
        # A moment of its past, and on from there.
        first, third = found.snapshots[0][1], found.snapshots[3][1]
        expected.restore(third)
        expected.advance_batches(1)
        watcher.send("step", unit="batch", seq=found.snapshots[3][0])
        watcher.until(lambda: watcher.last_seq == found.snapshots[3][0] + 1)
        np.testing.assert_array_equal(watcher.moments[watcher.last_seq].params, params_of(expected))
        np.testing.assert_array_equal(watcher.moments[0].params, first.params)
        draw(watcher, [0, 0, 0, 2, 0])  # and points are drawn on
        watcher.until(lambda: other.take_drawn() == 1)
        watcher.play(5)
    assert other.dataset.n_classes == 3


def test_a_run_of_a_shape_needs_no_data_in_its_file(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.play(5)
        watcher.pause(3)
        set_weight(watcher, (0, 0, 0), 2, seq=3)
        watcher.until(lambda: watcher.last_seq == 4)
        found = read_run(run.saved())
        assert found.dataset is None
        assert [seq for seq, _ in found.snapshots] == [0, 1, 2, 3, 4]
        watcher.send("reset", weights="new")
        watcher.until(lambda: watcher.run["run_id"] == 2)
        run.load(found)
        watcher.until(lambda: watcher.run["run_id"] == 3)
        watcher.load()
        assert watcher.moments[4].params[0] == 2
        assert run.dataset is None
        assert run.config == SMALL


def test_more_than_this_server_allows_is_not_loaded(serve):
    large = Run(SMALL.replace(n_samples=200))
    wide = Run(SMALL.replace(hidden_layers=(30, 30)))
    server = serve(max_points=100, max_parameters=500)
    run = server.open()
    for saved, words in (
        (SavedRun.of(large), "at most 100 points"),
        (SavedRun.of(wide), "at most 500 weights"),
        (SavedRun.of(Run(SMALL, large.dataset), own=True), "at most 100 points"),
    ):
        with pytest.raises(ValueError, match=words):
            run.load(read_run(save_run(saved)))
        assert run.config == SMALL
    assert run.call(lambda r: r.layer_sizes) == (2, 4, 3, 1)


def test_a_loaded_past_keeps_to_the_memory_allowed(serve):
    long = Run(SMALL)
    moments = []
    for seq in range(400):
        long.advance_batches(1)
        moments.append((seq, long.snapshot()))
    server = serve(history_bytes=200_000)
    run = server.open()
    with server.watch(run).load() as watcher:
        run.load(SavedRun.of(long, moments))
        watcher.until(lambda: watcher.run["run_id"] == 2)
        watcher.load()
        assert run._transport.history.nbytes <= 200_000
        assert watcher.last_seq == 399
        assert len(watcher.moments) < 200
        watcher.play(5)


def test_a_race_cannot_be_saved(server: Server):
    race = server.registry.open(RaceConfig(SMALL, (Contestant("adam"), Contestant("momentum"))))
    with pytest.raises(ValueError, match="A race cannot be saved"):
        race.saved()
