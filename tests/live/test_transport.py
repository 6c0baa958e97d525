"""Play, pause, step, pace, rewind and reset over a real socket give a plain run's numbers."""

import numpy as np
import pytest

from playground import Run
from playground.config import RunConfig
from tests.live.conftest import SMALL, Server


def params_of(run: Run) -> np.ndarray:
    """The run's parameters in wire order."""
    return np.concatenate([np.vstack([W, b]).ravel() for W, b in run.layers])


def plain(config: RunConfig, epoch: int, batch: int) -> np.ndarray:
    """Parameters of a run that was simply advanced to a moment."""
    run = Run(config)
    run.advance(epoch)
    run.advance_batches(batch)
    return params_of(run)


def assert_same_as_plain(moment, config: RunConfig) -> None:
    expected = plain(config, int(moment.progress), moment.batch)
    np.testing.assert_array_equal(moment.params, expected)


def test_a_new_run_is_described_and_paused_at_its_first_weights(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        told = watcher.run
        assert told["config"] == SMALL.to_dict()
        assert told["layer_sizes"] == [2, 4, 3, 1]
        assert (told["output"], told["loss"], told["task"]) == (
            "softmax",
            "cross_entropy",
            "classification",
        )
        assert told["playing"] is False
        assert told["status"] == "running"
        assert told["history_count"] == 1
        expected = Run(SMALL)
        assert told["feature_mean"] == expected.feature_mean.tolist()
        train = np.array(told["train"])
        np.testing.assert_allclose(train[:, :2], expected.dataset.X_train, atol=1e-6)
        np.testing.assert_array_equal(train[:, 2], expected.dataset.y_train)
        assert len(told["test"]) == len(expected.dataset.X_test)
        first = watcher.moments[0]
        np.testing.assert_array_equal(first.params, params_of(expected))
        assert first.train_loss == pytest.approx(expected.metrics()[0], rel=1e-6)
        assert first.test_accuracy == pytest.approx(expected.metrics()[3], rel=1e-6)


def test_playing_gives_the_numbers_of_a_plain_run(server: Server):
    with server.watch(server.open()).load() as watcher:
        watcher.send("pace", epochs_per_frame=0.5)
        watcher.play(30)
        assert watcher.state["playing"] is True
        assert [watcher.moments[seq].seq for seq in range(31)] == list(range(31))
        for seq in (1, 2, 17, 30):
            assert_same_as_plain(watcher.moments[seq], SMALL)
        assert watcher.moments[30].progress > watcher.moments[1].progress


def test_pause_goes_back_to_the_shown_snapshot(server: Server):
    with server.watch(server.open()).load() as watcher:
        watcher.play(20)
        watcher.pause(12)
        watcher.until_quiet()
        assert watcher.last_seq == 12
        before = watcher.moments[12]
        watcher.play(5)
        assert watcher.moments[12] is before
        assert_same_as_plain(watcher.moments[17], SMALL)


@pytest.mark.parametrize(("unit", "moment"), [("epoch", (1.0, 0)), ("batch", (1 / 3, 1))])
def test_step(server: Server, unit, moment):
    with server.watch(server.open()).load() as watcher:
        watcher.send("step", unit=unit, seq=0)
        watcher.until(lambda: watcher.last_seq == 1)
        assert (watcher.moments[1].progress, watcher.moments[1].batch) == pytest.approx(moment)
        assert_same_as_plain(watcher.moments[1], SMALL)
        assert watcher.state["playing"] is False


def test_a_step_of_an_epoch_ends_a_begun_one(server: Server):
    with server.watch(server.open()).load() as watcher:
        for seq, unit in enumerate(["batch", "epoch", "epoch"]):
            watcher.send("step", unit=unit, seq=seq)
        watcher.until(lambda: watcher.last_seq == 3)
        assert [watcher.moments[seq].progress for seq in (2, 3)] == [1, 2]


def test_a_step_while_playing_starts_from_the_shown_snapshot_and_pauses(server: Server):
    with server.watch(server.open()).load() as watcher:
        watcher.play(10)
        shown = watcher.moments[6].progress
        watcher.send("step", unit="batch", seq=6)
        watcher.until_quiet()
        assert watcher.last_seq == 7
        assert watcher.moments[7].progress == pytest.approx(shown + 1 / 3)
        assert watcher.state["playing"] is False


def test_rewind_and_play_continues_exactly_as_before(server: Server):
    with server.watch(server.open()).load() as watcher:
        watcher.play(20)
        watcher.pause()
        old = dict(watcher.moments)
        watcher.send("rewind", seq=8)
        watcher.until(lambda: watcher.last_seq == 8)
        watcher.play(10)
        for seq in range(9, 18):
            np.testing.assert_array_equal(watcher.moments[seq].params, old[seq].params)
            assert watcher.moments[seq].train_loss == old[seq].train_loss


def test_numbers_beyond_the_history_become_the_nearest(server: Server):
    with server.watch(server.open()).load() as watcher:
        watcher.play(10)
        watcher.send("pause", seq=10**30)
        watcher.until(lambda: watcher.state["playing"] is False)
        watcher.send("rewind", seq=-5)
        watcher.until(lambda: watcher.last_seq == 0)


def test_reset_with_the_same_weights_begins_the_same_run_again(server: Server):
    with server.watch(server.open()).load() as watcher:
        first_id = watcher.run["run_id"]
        watcher.play(5)
        old = watcher.moments[3].params
        watcher.pause()
        watcher.send("reset", weights="same")
        watcher.until(lambda: watcher.run["run_id"] > first_id)
        watcher.load()
        assert watcher.last_seq == 0
        assert watcher.state["playing"] is False
        watcher.play(5)
        np.testing.assert_array_equal(watcher.moments[3].params, old)


def test_reset_with_new_weights_says_which(server: Server):
    run = server.open()
    with server.watch(run).load() as watcher:
        first = watcher.moments[0].params
        watcher.send("reset", weights="new")
        watcher.until(lambda: watcher.run["config"]["weight_seed"] is not None)
        watcher.load()
        assert run.config == SMALL.replace(weight_seed=watcher.run["config"]["weight_seed"])
        assert not np.array_equal(watcher.moments[0].params, first)
        np.testing.assert_array_equal(watcher.moments[0].params, params_of(Run(run.config)))


def test_a_playing_run_goes_on_playing_after_a_reset(server: Server):
    with server.watch(server.open()).load() as watcher:
        watcher.play(5)
        watcher.send("reset", weights="same")
        watcher.until(lambda: watcher.run["run_id"] == 2)
        assert watcher.run["playing"] is True
        watcher.until(lambda: watcher.last_seq >= 5)


@pytest.mark.parametrize(
    ("pace", "steps", "hold"),
    [(0.1, 1, 10 / 3), (1, 3, 1.0), (2.5, 8, 8 / 7.5), (1000, 300, 1.0), (-3, 1, 10 / 3)],
)
def test_pace_decides_batches_per_snapshot_and_hold(server: Server, pace, steps, hold):
    with server.watch(server.open()).load() as watcher:
        watcher.send("pace", epochs_per_frame=pace)
        watcher.until_type("state")
        assert watcher.state["hold"] == pytest.approx(hold)
        watcher.play(2)
        batches = 3 * watcher.moments[1].progress
        assert batches == pytest.approx(steps) or watcher.moments[1].compute_seconds > 0.05
