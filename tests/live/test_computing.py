"""One thread computes for all, fairly, and sleeps when there is nothing to do."""

import math
import threading
import time

import numpy as np
import pytest

from playground import Run
from playground.analysis.separability import probe_layers
from playground.live.commands import Pace, Play
from playground.live.limits import Limits
from playground.live.registry import Registry
from tests.live.conftest import SMALL, Server, wait_until


class Audience:
    """Watches a run without a socket, acknowledging at once whatever comes."""

    def __init__(self, run) -> None:
        self.run = run
        self.told = threading.Event()
        self.viewer = run.attach(lambda _: self.told.set())
        self.received = 0
        self.messages: list[dict] = []

    def take(self) -> None:
        delivery = self.run.take(self.viewer)
        self.messages += delivery.messages + delivery.probes
        self.received += len(delivery.records)
        if delivery.records:
            self.run._transport.acknowledge(delivery.records[-1][0], 60)


@pytest.fixture
def registry():
    made = Registry(Limits())
    yield made
    made.close()


def test_playing_runs_get_equal_numbers_of_snapshots(registry):
    audiences = [Audience(registry.open(SMALL.replace(seed=seed))) for seed in range(6)]
    for audience in audiences:
        audience.run.command(Pace(20))
        audience.run.command(Play())
    while sum(audience.received for audience in audiences) < 300:
        for audience in audiences:
            audience.take()
        time.sleep(0.01)
    counts = [audience.received for audience in audiences]
    assert min(counts) >= 0.7 * max(counts)


def test_a_heavy_run_does_not_starve_a_light_one(registry):
    heavy = Audience(registry.open(SMALL.replace(hidden_layers=(32,) * 8, n_samples=2000)))
    light = Audience(registry.open(SMALL))
    heavy.run.command(Pace(100))
    heavy.run.command(Play())
    light.run.command(Play())
    while light.received < 40:
        heavy.take()
        light.take()
        time.sleep(0.002)
    # Cut short, the heavy run's snapshots come as well, and each is a moment of the same run.
    while heavy.received < 4:
        heavy.take()
        time.sleep(0.002)
    assert light.received >= 2 * heavy.received


def test_an_idle_server_computes_nothing(server: Server):
    runs = [server.open() for _ in range(5)]
    with server.watch(runs[0]).load() as watcher, server.watch(runs[1]).load() as stalled:
        watcher.play(5)
        watcher.pause()
        stalled.send("shown", seq=0, want=5)
        stalled.send("play")  # and never acknowledges
        stalled.until(lambda: stalled.last_seq == 5)
        # The linear probes of what is shown come last.
        wait_until(lambda: all(run.probe_due() == math.inf for run in runs))
        computing = server.registry.computing
        rounds = computing.rounds
        time.sleep(0.5)
        assert computing.rounds - rounds <= 2  # it may look for expired runs
        assert runs[1].call(lambda run: run.progress) == stalled.moments[5].progress


def test_a_probe_comes_with_the_start_each_pause_and_each_step(server: Server):
    with server.watch(server.open()).load() as watcher:
        first = watcher.until_type("probe")
        assert first["seq"] == 0
        assert len(first["accuracies"]) == 2
        assert all(0 <= accuracy <= 1 for accuracy in [first["input"], *first["accuracies"]])
        watcher.send("step", unit="epoch", seq=0)
        assert watcher.until_type("probe")["seq"] == 1
        watcher.play(20)
        paused_at = watcher.pause()
        while watcher.until_type("probe")["seq"] != paused_at:
            pass


def test_a_probe_of_any_kept_snapshot_is_that_snapshots(server: Server):
    config = SMALL.replace(learning_rate=0.1)
    with server.watch(server.open(config)).load() as watcher:
        watcher.send("pace", epochs_per_frame=1)
        watcher.play(30)
        watcher.pause()
        watcher.until_quiet(1.0)
        for seq in (12, 10**9, 3):
            watcher.send("probe", seq=seq)
            told = watcher.until_type("probe")
            kept = min(seq, watcher.last_seq)
            assert told["seq"] == kept
            run = Run(config)
            run.advance(kept)
            assert (told["input"], told["accuracies"]) == probe_layers(run)
            X, y = run.dataset.X_train, run.dataset.y_train
            cut = told["lines"][0]
            sides = run.hidden(X)[0] @ np.array(cut["coef"][0]) + cut["intercept"][0] > 0
            assert np.mean(sides == y) == told["accuracies"][0]


def test_probes_of_a_playing_run_are_at_most_two_a_second(server: Server):
    with server.watch(server.open()).load() as watcher:
        watcher.until_type("probe")
        started = time.monotonic()
        while sum(message["type"] == "probe" for message in watcher.messages) < 4:
            watcher.play(10)
        assert time.monotonic() - started >= 1.2  # three pauses of half a second, less a delay


def test_a_failing_probe_is_logged_and_hurts_nobody(server: Server, monkeypatch, caplog):
    def fail(_):
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("playground.live.prober.layer_probes", fail)
    with server.watch(server.open()).load() as watcher:
        watcher.play(40)
        watcher.pause()
        watcher.until_quiet(0.8)
        assert caplog.text.count("A linear probe failed") == 1
        assert watcher.state["message"] == ""


def test_a_network_without_hidden_layers_is_probed_at_its_input(server: Server):
    config = SMALL.replace(hidden_layers=())
    with server.watch(server.open(config)).load() as watcher:
        watcher.send("probe", seq=0)
        told = watcher.until_type("probe")
        while "lines" not in told:
            told = watcher.until_type("probe")
        assert (told["input"], told["accuracies"]) == probe_layers(Run(config))
        assert told["lines"] == []
        assert len(told["input_line"]["coef"][0]) == 2
