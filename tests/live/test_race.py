"""A race over a real socket: watched, paused, stepped and rewound as a run is."""

import numpy as np
import pytest

from playground.config import RunConfig
from playground.racing import Contestant, RaceConfig
from playground.training import Race
from playground.training.race_moment import TAIL
from tests.live.conftest import SMALL, Server

CONTESTANTS = (
    Contestant("adam"),
    Contestant.of("genetic", population=10),
    Contestant("stochastic"),
    Contestant("full_batch"),
)
RACE = RaceConfig(SMALL, CONTESTANTS)
SECONDS = TAIL.index("seconds")
# A linear network with a squared loss: a rate of 10 is far beyond what it can follow.
STEEP = SMALL.replace(dataset="curve", activation="linear", loss="squared")
TOO_FAST = Contestant.of("mini_batch", learning_rate=10)


def plain(config: RaceConfig, epoch: int, batch: int = 0) -> np.ndarray:
    """A snapshot's numbers, but for the seconds, of a race simply advanced to a moment."""
    race = Race(config.base, config.contestants)
    race.advance(epoch)
    race.advance_batches(batch)
    return timeless(race.snapshot().params, len(config.contestants))


def timeless(params: np.ndarray, n_contestants: int) -> np.ndarray:
    numbers = params.copy()
    tail = numbers[-n_contestants * len(TAIL) :].reshape(n_contestants, len(TAIL))
    tail[:, SECONDS] = 0
    return numbers


def assert_as_plain(moment, config: RaceConfig = RACE) -> None:
    np.testing.assert_array_equal(
        timeless(moment.params, len(config.contestants)),
        plain(config, int(moment.progress), moment.batch),
    )


def test_a_new_race_is_described_with_everybodys_place_in_its_numbers(server: Server):
    with server.watch(server.open(RACE)).load() as watcher:
        told = watcher.run
        race = Race(SMALL, CONTESTANTS)
        assert told["tail"] == list(TAIL)
        assert told["config"] == RACE.to_dict()
        assert told["layer_sizes"] == [2, 4, 3, 1]
        first = watcher.moments[0].params
        assert first.size == 4 * (SMALL.n_parameters + len(TAIL))
        for i, each in enumerate(told["contestants"]):
            assert each["label"] == race.labels[i]
            assert each["kind"] == CONTESTANTS[i].kind
            assert each["settings"] == CONTESTANTS[i].settings
            params = first[each["offset"] :][: SMALL.n_parameters]
            np.testing.assert_array_equal(params, race.params()[i].astype(np.float32))
            tail = first[each["tail_offset"] :][: len(TAIL)]
            np.testing.assert_allclose(tail[:4], race.measures[i, :4], rtol=1e-6)
            assert tail[-1] == -1


def test_playing_gives_the_numbers_of_a_plain_race(server: Server):
    with server.watch(server.open(RACE)).load() as watcher:
        watcher.send("pace", epochs_per_frame=0.5)
        watcher.play(12)
        for seq in (1, 2, 7, 12):
            assert_as_plain(watcher.moments[seq])
        assert watcher.moments[12].progress > watcher.moments[1].progress


@pytest.mark.parametrize(("unit", "batch"), [("epoch", 0), ("batch", 1)])
def test_step(server: Server, unit, batch):
    with server.watch(server.open(RACE)).load() as watcher:
        watcher.send("step", unit=unit, seq=0)
        watcher.until(lambda: watcher.last_seq == 1)
        assert watcher.moments[1].batch == batch
        assert_as_plain(watcher.moments[1])


def test_going_back_and_on_from_there_gives_the_same_race_again(server: Server):
    with server.watch(server.open(RACE)).load() as watcher:
        watcher.play(15)
        watcher.pause(5)
        watcher.until_quiet()
        assert watcher.last_seq == 5
        watcher.play(6)
        assert_as_plain(watcher.moments[11])


def test_the_race_ends_when_everybody_has_arrived(server: Server):
    contestants = (Contestant.of("adam", learning_rate=0.05), Contestant("momentum"))
    goal = RaceConfig(SMALL.replace(stop_accuracy=0.9), contestants)
    with server.watch(server.open(goal)).load() as watcher:
        watcher.send("play")
        while watcher.state["status"] != "stopped":
            if isinstance(watcher.receive(), bytes):
                watcher.send("shown", seq=watcher.last_seq, want=20)
        assert watcher.state["playing"] is False
        assert "everybody who is left has arrived" in watcher.state["message"]
        watcher.until_quiet()
        race = Race(goal.base, contestants)
        race.advance(10_000)
        assert watcher.moments[watcher.last_seq].progress == race.epoch
        assert_as_plain(watcher.moments[watcher.last_seq], goal)


def test_who_diverges_is_told_while_the_others_go_on(server: Server):
    race = RaceConfig(STEEP, (Contestant("adam"), TOO_FAST))
    with server.watch(server.open(race)).load() as watcher:
        watcher.send("pace", epochs_per_frame=1)
        watcher.play(8)
        watcher.until(lambda: watcher.state["message"])
        assert watcher.state["status"] == "running"
        assert "Training diverged in epoch" in watcher.state["message"]
        tail = watcher.moments[8].params[-2 * len(TAIL) :].reshape(2, len(TAIL))
        assert tail[0, -1] == -1
        assert tail[1, -1] >= 0
        assert np.isfinite(watcher.moments[8].params[: 2 * STEEP.n_parameters]).all()


def test_a_race_in_which_all_diverge_pauses_and_says_so(server: Server):
    race = RaceConfig(STEEP, (TOO_FAST,))
    with server.watch(server.open(race)).load() as watcher:
        watcher.send("play")
        watcher.until(lambda: watcher.state["status"] == "diverged")
        assert watcher.state["playing"] is False
        assert "diverged" in watcher.state["message"]
        watcher.until_quiet()
        last = watcher.moments[watcher.last_seq]
        assert np.isfinite(last.params[: STEEP.n_parameters]).all()


def test_other_contestants_begin_a_new_race(server: Server):
    run = server.open(RACE)
    with server.watch(run).load() as watcher:
        watcher.play(5)
        other = RaceConfig(SMALL, (Contestant("rmsprop"), Contestant("nesterov")))
        run.configure(other)
        watcher.until(lambda: len(watcher.run["contestants"]) == 2)
        watcher.load()
        assert watcher.run["config"] == other.to_dict()
        np.testing.assert_array_equal(timeless(watcher.moments[0].params, 2), plain(other, 0))


def test_the_race_can_be_asked_between_two_turns(server: Server):
    run = server.open(RACE)
    with server.watch(run).load() as watcher:
        watcher.send("pace", epochs_per_frame=1)
        watcher.play(6)
        watcher.pause(6)
        curves = run.call(lambda race: race.curves)
        assert curves["epoch"].tolist() == list(range(int(watcher.moments[6].progress) + 1))
        assert run.call(lambda race: len(race.arrivals(0.5))) == 4


def test_a_run_may_become_a_race_and_a_race_a_run(server: Server):
    run = server.open(SMALL)
    with server.watch(run).load() as watcher:
        run.configure(RACE)
        watcher.until(lambda: "contestants" in watcher.run)
        run.configure(RunConfig())
        watcher.until(lambda: "contestants" not in watcher.run)
        assert watcher.load().run["config"] == RunConfig().to_dict()
