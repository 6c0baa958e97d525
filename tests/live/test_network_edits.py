"""Weights set and frozen, hidden layers grown, over a real socket and while training goes on."""

import numpy as np
import pytest

from playground import Run
from playground.racing import Contestant, RaceConfig
from tests.live.conftest import SMALL, Server
from tests.live.test_transport import params_of
from tests.live.watcher import Watcher


def set_weight(watcher: Watcher, place: tuple[int, int, int], value: float, seq=None) -> None:
    layer, row, column = place
    watcher.send("weight", layer=layer, to=column, value=value, seq=seq, **{"from": row})


def freeze(watcher: Watcher, layer: int, row=None, column=None, frozen: bool = True) -> None:
    watcher.send("freeze", layer=layer, to=column, frozen=frozen, **{"from": row})


def test_edits_of_one_snapshot_replace_one_another(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.play(10)
        watcher.pause()
        watcher.until_quiet()
        shown = watcher.moments[6].params
        for value in (0.5, -3, 2.25):
            set_weight(watcher, (1, 4, 2), value, seq=6)  # row 4 of 4 units is the bias
            watcher.until(lambda value=value: 7 in watcher.moments and value in edited(watcher, 7))
        watcher.until_quiet()
        assert watcher.last_seq == 7
        after = watcher.moments[7]
        assert after.progress == watcher.moments[6].progress
        changed = np.flatnonzero(after.params != shown)
        assert changed.tolist() == [3 * 4 + 4 * 3 + 2]
        assert after.params[changed[0]] == 2.25
        assert watcher.state["playing"] is False
        expected = Run(SMALL)
        expected.restore(run.past()[2][6])
        expected.set_weight(1, 4, 2, 2.25)
        assert after.train_loss == pytest.approx(expected.metrics()[0], rel=1e-6)
        expected.advance_batches(1)
        watcher.send("step", unit="batch", seq=7)
        watcher.until(lambda: watcher.last_seq == 8)
        np.testing.assert_array_equal(watcher.moments[8].params, params_of(expected))


def edited(watcher: Watcher, seq: int) -> list[float]:
    return watcher.moments[seq].params.tolist()


def test_a_weight_set_while_playing_is_learnt_on(server: Server):
    with server.watch(server.open()).load() as watcher:
        watcher.play(5)
        set_weight(watcher, (0, 0, 1), 42)
        watcher.until(lambda: any(42 in m.params.tolist() for m in watcher.moments.values()))
        at = next(seq for seq, m in watcher.moments.items() if 42 in m.params.tolist())
        watcher.play(10)
        assert watcher.state["playing"] is True
        assert watcher.moments[at].params[1] == 42
        assert abs(watcher.moments[at + 3].params[1] - 42) < 1
        assert watcher.moments[at + 3].params[1] != 42


def test_a_weight_is_kept_within_bounds_and_a_wrong_place_is_explained(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        set_weight(watcher, (2, 0, 0), 1e9, seq=0)
        watcher.until(lambda: watcher.last_seq == 1)
        assert run.call(lambda r: r.layers[2][0][0, 0]) == 100
        set_weight(watcher, (3, 0, 0), 1)
        watcher.until(lambda: watcher.state["note"])
        assert watcher.state["note"] == "layer must be from 0 to 2. Got 3."
        freeze(watcher, 0, 9)
        watcher.until(lambda: "row" in watcher.state["note"])
        watcher.play(3)


def test_frozen_weights_hold_while_training(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        assert watcher.run["frozen"] == []
        watcher.play(3)
        freeze(watcher, 0)
        freeze(watcher, 1, 2, 1)
        watcher.until(lambda: watcher.state["frozen"] == [[0, 12], [19, 20]])
        held = run.call(params_of)
        watcher.play(25)
        for seq in (watcher.last_seq - 1, watcher.last_seq):
            moment = watcher.moments[seq]
            np.testing.assert_array_equal(moment.params[:12], held[:12])
            assert moment.params[19] == held[19]
            assert (moment.params[20:] != held[20:]).any()
        freeze(watcher, 0, frozen=False)
        watcher.until(lambda: watcher.state["frozen"] == [[19, 20]])
        watcher.play(25)
        assert (watcher.moments[watcher.last_seq].params[:12] != held[:12]).all()
        watcher.send("reset", weights="same")
        watcher.until(lambda: watcher.run["run_id"] == 2)
        assert watcher.run["frozen"] == [[19, 20]]
        run.configure(SMALL.replace(hidden_layers=(4,)))
        watcher.until(lambda: watcher.run["run_id"] == 3)
        assert watcher.run["frozen"] == []


def test_hidden_layers_grow_and_shrink_and_what_was_learnt_stays(server: Server):
    run = server.open()
    X = np.random.default_rng(0).uniform(-6, 6, (50, 2))
    with server.watch(run).load() as watcher:
        watcher.play(30)
        epoch, said = run.call(lambda r: (r.epoch, r.predict_proba(X)))
        run.configure(SMALL.replace(hidden_layers=(4, 6)), keep_learnt=True)
        watcher.until(lambda: watcher.run["run_id"] == 2)
        assert watcher.run["layer_sizes"] == [2, 4, 6, 1]
        assert "3 units were added to hidden layer 2" in watcher.state["note"]
        assert "says what it said before" in watcher.state["note"]
        past = watcher.run["past"]  # the losses of the smaller network are not gone
        assert [row[0] for row in past] == list(range(len(past)))
        assert past[0][1] == pytest.approx(Run(SMALL).metrics()[0])
        watcher.load()
        assert len(past) - 1 < watcher.moments[0].progress <= len(past)
        assert watcher.moments[0].progress >= epoch
        assert watcher.state["playing"] is True
        watcher.play(5)
        watcher.pause()
        said = run.call(lambda r: r.predict_proba(X))
        grown = SMALL.replace(hidden_layers=(4, 6, 5), layer_activations=("tanh", "tanh", "relu"))
        run.configure(grown, keep_learnt=True)
        watcher.until(lambda: watcher.run["run_id"] == 3)
        np.testing.assert_allclose(run.call(lambda r: r.predict_proba(X)), said, atol=2e-6)
        assert run.call(lambda r: r.config) == run.config == grown
        run.configure(SMALL.replace(hidden_layers=(4,)), keep_learnt=True)
        watcher.until(lambda: watcher.run["run_id"] == 4)
        assert "2 hidden layers were removed" in watcher.run["note"]
        assert watcher.run["message"] == ""
        watcher.load().play(3)


def test_what_cannot_be_kept_begins_anew(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.play(10)
        run.configure(SMALL.replace(hidden_layers=(5, 3), activation="relu"), keep_learnt=True)
        watcher.until(lambda: watcher.run["run_id"] == 2)
        assert watcher.run["note"] == ""
        watcher.until(lambda: 0 in watcher.moments)
        assert watcher.moments[0].progress == 0


def test_a_race_does_not_mind(server: Server):
    race = RaceConfig(SMALL, (Contestant("momentum"), Contestant("adam")))
    with server.watch(server.registry.open(race)).load() as watcher:
        assert watcher.run["ids"] is None
        set_weight(watcher, (0, 0, 0), 5, seq=0)
        freeze(watcher, 0)
        watcher.send("points", set=[[1, 1, 1, 1, 0]], drop=[2], clear=True)
        watcher.until_quiet()
        assert watcher.state["frozen"] == []
        assert watcher.state["message"] == watcher.state["blocked"] == ""
        assert watcher.last_seq == 0
        watcher.play(3)
