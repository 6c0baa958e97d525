"""New configurations, divergence, stop conditions and failures of a run that is being watched."""

import numpy as np
import pytest

from datasets import Dataset
from playground import Run
from playground.config import RunConfig
from playground.live.transport import Transport
from tests.live.conftest import SMALL, Server, wait_until
from tests.live.test_transport import params_of


def changed_after(first: int, config: RunConfig, batches: int) -> np.ndarray:
    """Parameters of a plain run whose configuration changes after the ``first`` batches."""
    run = Run(SMALL)
    run.advance_batches(first)
    run.configure(config)
    run.advance_batches(batches - first)
    return params_of(run)


def test_a_learning_rate_change_while_playing_keeps_the_history(server: Server):
    run = server.open()
    changed = SMALL.replace(learning_rate=0.2)
    with server.watch(run).load() as watcher:
        watcher.play(10)
        old = dict(watcher.moments)
        run.configure(changed)
        assert run.config == changed
        watcher.until(lambda: watcher.state["config"]["learning_rate"] == 0.2)
        seen = watcher.last_seq
        watcher.play(30)
        assert watcher.state["playing"] is True
        assert watcher.state["run_id"] == 1
        assert all(watcher.moments[seq] is moment for seq, moment in old.items())
        # From some batch on, the numbers are those of a plain run whose rate is changed there.
        first, last = watcher.moments[1], watcher.moments[seen + 20]
        batches = round(3 * last.progress)
        explained = [
            changed_at
            for changed_at in range(batches + 1)
            if np.array_equal(changed_after(changed_at, changed, batches), last.params)
        ]
        assert len(explained) == 1
        assert 3 * first.progress < explained[0] < batches


def test_another_architecture_begins_a_new_run_that_goes_on_playing(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.play(5)
        run.configure(SMALL.replace(hidden_layers=(5,)))
        watcher.until(lambda: watcher.run["layer_sizes"] == [2, 5, 1])
        assert watcher.run["playing"] is True
        assert watcher.run["run_id"] == 2
        watcher.until(lambda: watcher.last_seq >= 3)
        assert watcher.moments[3].params.size == 2 * 5 + 5 + 5 + 1


def test_the_same_configuration_changes_nothing(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        watcher.play(3)
        watcher.pause()
        run.configure(SMALL)
        watcher.until_type("state")
        assert watcher.run["run_id"] == 1
        assert watcher.last_seq >= 3


def test_divergence_pauses_at_the_last_good_moment_and_says_so(server: Server):
    config = SMALL.replace(
        dataset="reg-plane", activation="relu", optimizer="sgd", learning_rate=10, batch_size=1
    )
    with server.watch(server.open(config)).load() as watcher:
        watcher.send("shown", seq=0, want=60)
        watcher.send("play")
        watcher.until(lambda: watcher.state["status"] == "diverged")
        watcher.until_quiet()
        assert watcher.state["playing"] is False
        assert "learning rate" in watcher.state["message"]
        assert np.isfinite(watcher.moments[watcher.last_seq].params).all()
        assert watcher.state["last_seq"] == watcher.last_seq


def test_a_diverged_run_goes_on_with_a_lower_rate(server: Server):
    config = SMALL.replace(
        dataset="reg-plane", activation="relu", optimizer="sgd", learning_rate=10, batch_size=1
    )
    run = server.open(config)
    with server.watch(run).load() as watcher:
        watcher.send("play")
        watcher.until(lambda: watcher.state["status"] == "diverged")
        watcher.until_quiet()
        seq = watcher.last_seq
        run.configure(config.replace(learning_rate=0.001))
        watcher.until(lambda: watcher.state["status"] == "running")
        watcher.play(10)
        assert watcher.last_seq >= seq + 10


def test_a_stop_condition_pauses_and_says_so(server: Server):
    run = server.open(SMALL.replace(stop_epoch=4))
    with server.watch(run).load() as watcher:
        watcher.send("play")
        watcher.until(lambda: watcher.state["status"] == "stopped")
        watcher.until_quiet()
        assert watcher.moments[watcher.last_seq].progress == 4
        assert "epoch 4" in watcher.state["message"]
        watcher.send("play")
        watcher.until_type("state")
        assert watcher.state["playing"] is False
        run.configure(SMALL.replace(stop_epoch=6))
        watcher.until(lambda: watcher.state["status"] == "running")
        watcher.send("play")
        watcher.until(lambda: watcher.state["status"] == "stopped")
        watcher.until_quiet()
        assert watcher.moments[watcher.last_seq].progress == 6


def test_own_data_is_kept_through_restarts(server: Server):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 2)), rng.integers(0, 2, 40)
    run = server.registry.open(SMALL, Dataset(X, y * 2 - 1, X[:5], y[:5] * 2 - 1))
    with server.watch(run).load() as watcher:
        assert watcher.run["class_labels"] == [-1, 1]
        assert len(watcher.run["train"]) == 40
        assert {row[2] for row in watcher.run["train"]} == {0, 1}
        run.configure(SMALL.replace(hidden_layers=(2,)))
        watcher.until(lambda: watcher.run["run_id"] == 2)
        assert len(watcher.run["train"]) == 40
        run.configure(SMALL.replace(activation="step", hidden_layers=()))
        watcher.until(lambda: watcher.run["run_id"] == 3)


def test_a_configuration_that_does_not_fit_own_data_is_explained(server: Server):
    X = np.arange(20.0).reshape(10, 2) / 10
    run = server.registry.open(
        SMALL.replace(dataset="reg-plane"), Dataset(X, X[:, 0], X, X[:, 0], task="regression")
    )
    with server.watch(run).load() as watcher:
        run.configure(SMALL.replace(activation="step", hidden_layers=()))
        watcher.until(lambda: watcher.state["message"])
        assert "step" in watcher.state["message"]
        assert watcher.state["playing"] is False


def test_a_run_that_fails_stops_alone(server: Server, monkeypatch, caplog):
    broken, sound = server.open(SMALL.replace(seed=1)), server.open()
    advance = Transport.advance

    def fail_for_one(self, seconds):
        if self.run.config.seed == 1:
            raise ZeroDivisionError("a defect")
        advance(self, seconds)

    monkeypatch.setattr(Transport, "advance", fail_for_one)
    with server.watch(broken).load() as one, server.watch(sound).load() as other:
        one.send("play")
        one.until(lambda: one.state["message"])
        assert "went wrong" in one.state["message"]
        assert "defect" not in one.state["message"]
        assert "a defect" in caplog.text
        other.play(10)
        monkeypatch.undo()
        one.send("play")  # has no effect
        one.send("step", unit="epoch")
        one.send("reset", weights="same")
        one.until(lambda: one.run["run_id"] == 2)
        assert one.run["message"] == ""
        one.load().play(5)


def test_call_computes_on_the_computing_thread_and_hands_on_errors(server: Server):
    run = server.open()
    assert run.call(lambda r: r.predict_proba([[0.0, 0.0]])).shape == (1, 2)
    assert run.call(lambda _: run.call(lambda r: r.epoch)) == 0
    with pytest.raises(ValueError, match="finite"):
        run.call(lambda r: r.inputs([[np.nan, 0]]))
    assert run.call(lambda r: r.status) == "running"


def test_restart_from_a_script(server: Server):
    run = server.open()
    run.restart("new")
    wait_until(lambda: run.config.weight_seed is not None)
    assert run.call(lambda r: r.config) == run.config
    with pytest.raises(ValueError, match="weights must be same or new"):
        run.restart("other")
