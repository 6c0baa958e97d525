"""What the browser reads out of a race's snapshots is what the server measured."""

from __future__ import annotations

import numpy as np
import pytest

from playground.live.population import population_layouts
from playground.racing import Contestant
from playground.training.genetic import SPREAD_FIELDS
from playground.training.race_moment import MEASURES, arrivals
from tests.stage_race.conftest import LINE_UP, SMALL, Raced

pytestmark = pytest.mark.browser

READ = """
const [{ createReading }, { decodeSnapshots }, { createArrivals, ranks }, { History }] =
  await Promise.all(["race/reading", "decode", "race/ranking", "history"].map(load));
const [run, binary, goal] = argument;
const bytes = Uint8Array.from(atob(binary), (c) => c.charCodeAt(0)).buffer;
const { snapshots } = decodeSnapshots(bytes);
const reading = createReading(run);
const plain = (array) => Array.from(array);
const finding = createArrivals(reading), history = new History(), found = [];
for (const snapshot of snapshots) {
  history.push([snapshot], 1);
  found.push(finding.at(history, goal, snapshot));
}
const shown = snapshots.map((one) => reading.standings(one));
return {
  standings: shown,
  params: snapshots.map((one) => run.contestants.map((_, i) => plain(reading.params(one, i)))),
  populations: snapshots.map((one) => run.contestants.map((_, i) => {
    const of = reading.population(one, i);
    return of && { ...of, losses: plain(of.losses), params: of.params.map(plain) };
  })),
  found,
  afresh: createArrivals(reading).at(history, goal, snapshots.at(-1)),
  ranks: ranks(shown.at(-1), found.at(-1)),
};
"""
NAMES = ("trainLoss", "testLoss", "trainAccuracy", "testAccuracy", "evaluations", "seconds")


def read(run, raced, goal=0.9):
    return run(READ, [raced.run, raced.binary, goal])


def test_everybodys_numbers_and_parameters_lie_where_they_are_read(run):
    raced = Raced()
    got = read(run, raced)
    assert len(NAMES) == len(MEASURES)
    for moment, shown, measures in zip(
        raced.moments, got["standings"], raced.measures, strict=True
    ):
        values = [[one[name] for name in NAMES] for one in shown]
        np.testing.assert_allclose(values, measures, rtol=1e-6)
        assert [one["progress"] for one in shown] == [moment.progress] * len(LINE_UP)
    np.testing.assert_array_equal(got["params"][-1], raced.race.params())
    assert got["populations"][-1] == [None] * len(LINE_UP)


def test_the_population_lies_behind_everybodys_numbers(run):
    raced = Raced(individuals=4)
    got = read(run, raced)
    np.testing.assert_array_equal(got["params"][-1], raced.race.params())
    first, second, population = got["populations"][-1]
    assert (first, second) == (None, None)
    generation = raced.race.genetic(2).generation
    assert population["ranks"] == [0, 3, 6, 9]
    assert population["size"] == 10
    np.testing.assert_allclose(population["losses"], generation.losses[[0, 3, 6, 9]], rtol=1e-6)
    np.testing.assert_array_equal(population["params"], generation.population[[0, 3, 6, 9]])
    spread = raced.race.genetic(2).spread[-1]
    for name in SPREAD_FIELDS:
        assert population["spread"][name] == pytest.approx(spread[name], rel=1e-6)


def test_a_population_smaller_than_what_may_be_shown_is_shown_whole():
    raced = Raced(individuals=50, epochs=0)
    (layout,) = population_layouts(raced.race).values()
    assert layout["ranks"] == list(range(10))
    n_params = raced.race.config.base.n_parameters
    end = layout["offset"] + len(SPREAD_FIELDS) + 10 * (1 + n_params)
    assert raced.moments[0].params.size == end


def test_a_moment_with_its_population_is_gone_back_to():
    raced = Raced(individuals=3, epochs=4)
    raced.race.restore(raced.moments[2])
    raced.race.advance()
    np.testing.assert_array_equal(raced.race.snapshot().params[:40], raced.moments[3].params[:40])


@pytest.mark.parametrize("goal", [0.8, 0.85, 0.9])
def test_arrivals_are_those_of_the_servers_curves(run, goal):
    raced = Raced((*LINE_UP, Contestant("momentum"), Contestant("rmsprop")), epochs=40)
    got = read(run, raced, goal)
    expected = arrivals(raced.race.curves, goal)
    assert any(expected)
    for arrival, one, again in zip(expected, got["found"][-1], got["afresh"], strict=True):
        assert one == again
        if arrival is None:
            assert one is None
        else:
            assert (one["epoch"], one["exact"]) == (arrival.epoch, True)
            assert one["evaluations"] == pytest.approx(arrival.evaluations)
            assert one["seconds"] == pytest.approx(arrival.seconds, rel=1e-5)
    # As the race went on: nobody had arrived before it did.
    for epoch, found in enumerate(got["found"]):
        there = [one is not None for one in found]
        assert there == [a is not None and a.epoch <= epoch for a in expected]
    order = [(a.epoch if a else np.inf) for a in expected]
    places = got["ranks"]
    for i, j in np.argwhere(np.less.outer(order, order)):
        assert places[i] < places[j]


def test_a_moment_within_an_epoch_is_no_arrival(run):
    raced = Raced((Contestant("adam", (0.3,)),), SMALL.replace(dataset="gauss"), epochs=1)
    assert read(run, raced, goal=0.3)["found"][-1] != [None]
    within = "(bytes); for (const one of snapshots) one.batch = 1;"
    body = READ.replace("(bytes);\nconst reading", f"{within}\nconst reading")
    assert within in body
    assert run(body, [raced.run, raced.binary, 0.3])["found"][-1] == [None]


def test_who_diverged_is_last_and_stays_where_it_was(run):
    wild = SMALL.replace(activation="relu", dataset="curve", standardize=False)
    raced = Raced((Contestant("mini_batch", (10.0,)), Contestant("adam")), wild, epochs=5)
    got = read(run, raced)
    ended = [one["ended"] for one in got["standings"][-1]]
    assert ended[0] >= 0
    assert ended[1] == -1
    assert got["ranks"] == [2, 1]
    np.testing.assert_array_equal(got["params"][-1], raced.race.params())
