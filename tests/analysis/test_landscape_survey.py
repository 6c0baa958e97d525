"""Paths and surveys: the moments of a run or race, the plane through them, piece by piece."""

from __future__ import annotations

import numpy as np
import pytest

from playground.analysis.landscape import Ground, flat
from playground.analysis.landscape_paths import (
    MOST,
    race_paths,
    run_path,
    thinned,
    trained_path,
)
from playground.analysis.landscape_survey import Survey, View, survey
from playground.analysis.sharpness import sharpness
from playground.config import RunConfig
from playground.racing import Contestant
from playground.training import Race, Run

SMALL = RunConfig(dataset="circle", n_samples=60, hidden_layers=(4, 3), batch_size=10)


def surveyed(steps) -> tuple[list, Survey]:
    stages = []
    while True:
        try:
            stages.append(next(steps))
        except StopIteration as end:
            return stages, end.value


def race_and_snapshots(contestants, epochs, base=SMALL):
    race = Race(base, contestants)
    snapshots = [race.snapshot()]
    for _ in range(epochs):
        race.advance()
        snapshots.append(race.snapshot())
    return race, snapshots


# Paths


def test_a_trained_path_is_the_runs_own():
    path = trained_path(Run(SMALL), 12, "mine")
    run = Run(SMALL)
    for epoch in range(13):
        np.testing.assert_array_equal(path.params[epoch], flat(run.layers))
        assert tuple(path.losses[epoch]) == run.metrics()[:2]
        run.advance()
    np.testing.assert_array_equal(path.progress, np.arange(13))


def test_long_training_keeps_some_moments_and_both_ends():
    path = trained_path(Run(SMALL), 2 * MOST + 1)
    assert len(path.params) <= MOST + 1
    assert (path.progress[0], path.progress[-1]) == (0, 2 * MOST + 1)


def test_a_run_that_stops_ends_its_path():
    path = trained_path(Run(SMALL.replace(stop_epoch=5)), 50)
    assert path.progress[-1] == 5


def test_of_many_snapshots_some_are_taken_with_both_ends():
    numbers = list(range(3 * MOST))
    some = thinned(numbers)  # any sequence
    assert len(some) == MOST
    assert (some[0], some[-1]) == (0, 3 * MOST - 1)
    assert set(np.diff(some)) <= {3, 4}
    assert thinned(numbers[:7]) == numbers[:7]


def test_a_races_paths_are_those_of_its_contestants_alone():
    contestants = [Contestant("adam"), Contestant("momentum")]
    race, snapshots = race_and_snapshots(contestants, 6)
    paths = race_paths(race.config, snapshots)
    assert [path.label for path in paths] == race.labels
    for path, contestant in zip(paths, contestants, strict=True):
        alone = trained_path(Run(contestant.config(SMALL)), 6)
        np.testing.assert_allclose(path.params, alone.params, rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(path.losses, alone.losses, rtol=1e-4)


def test_who_diverged_has_a_path_to_its_last_good_moment():
    contestants = [Contestant.of("mini_batch", learning_rate=10), Contestant("adam")]
    base = SMALL.replace(activation="linear", dataset="curve")
    race, snapshots = race_and_snapshots(contestants, 20, base)
    gone, well = race_paths(race.config, snapshots)
    assert race.sentences[0]
    assert len(gone.params) < len(well.params) == 21
    assert np.isfinite(gone.params).all()


# Surveys


def test_a_survey_trains_draws_and_measures_one_after_the_other():
    run = Run(SMALL)
    view = View(extent=0.8, resolution=9)
    stages, found = surveyed(survey(SMALL, run.dataset, (), view, epochs=15))
    run.advance(epochs=15)
    assert found.landscape.train[4, 4] == run.metrics()[0]
    assert (found.landscape.axis[0], len(found.landscape.axis)) == (-0.8, 9)
    assert found.sharpness is not None
    assert found.sharpness.value == pytest.approx(sharpness_of(run), rel=1e-6)
    shares = [stage.share for stage in stages]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1
    words = list(dict.fromkeys(stage.words for stage in stages))
    assert [said.split()[0] for said in words] == ["Training", "Computing", "Measuring"]
    assert "81 networks" in words[1]


def sharpness_of(run: Run) -> float:
    return sharpness(Ground(run.config, run.dataset), flat(run.layers)).value


def test_the_middle_is_where_the_leader_of_a_race_stands():
    race, snapshots = race_and_snapshots([Contestant("mini_batch"), Contestant("adam")], 10)
    paths = race_paths(race.config, snapshots)
    _, found = surveyed(survey(SMALL, race.dataset, paths, View(resolution=5)))
    leader = int(np.argmin(race.measures[:, 0]))
    assert found.leader == leader
    np.testing.assert_array_equal(found.plane.origin, race.params()[leader].astype(np.float32))
    np.testing.assert_allclose(found.places[leader][-1], 0, atol=1e-9)
    assert found.landscape.train[2, 2] == pytest.approx(race.measures[leader, 0], rel=1e-5)
    np.testing.assert_allclose(found.places[0][0], found.places[1][0], atol=1e-9)  # same start
    assert 0 < sum(found.plane.shares) <= 1


def test_a_genetic_algorithm_is_drawn_on_the_plane_of_the_others():
    contestants = [Contestant("genetic"), Contestant("mini_batch"), Contestant("adam")]
    race, snapshots = race_and_snapshots(contestants, 10)
    paths = race_paths(race.config, snapshots)
    assert [path.spans for path in paths] == [False, True, True]
    _, found = surveyed(survey(SMALL, race.dataset, paths, View(resolution=5)))
    _, without = surveyed(survey(SMALL, race.dataset, paths[1:], View(resolution=5)))
    np.testing.assert_array_equal(found.plane.first, without.plane.first)
    assert found.leader == without.leader + 1
    assert len(found.places[0]) == 11
    assert np.isfinite(found.places[0]).all()
    alone, snapshots = race_and_snapshots([Contestant("genetic")], 4)
    assert race_paths(alone.config, snapshots)[0].spans


def test_what_is_known_is_not_trained_and_measured_again():
    dataset = Run(SMALL).dataset
    _, first = surveyed(survey(SMALL, dataset, (), View(resolution=5), epochs=15))
    stages, again = surveyed(
        survey(SMALL, dataset, (), View("random", resolution=7), epochs=15, known=first)
    )
    assert {stage.words.split()[0] for stage in stages} == {"Computing"}
    assert again.paths is first.paths
    assert again.sharpness is first.sharpness
    assert again.plane.shares == ()
    assert again.landscape.train[3, 3] == first.landscape.train[2, 2]


def test_a_path_without_a_plane_gets_random_directions_and_a_word():
    run = Run(SMALL)
    path = run_path([run.snapshot()], "mine")
    _, found = surveyed(survey(SMALL, run.dataset, (path,), View(resolution=5)))
    assert "Random directions are shown instead." in found.note
    assert found.plane.shares == ()


def test_a_hard_step_has_a_landscape_without_sharpness():
    config = SMALL.replace(hidden_layers=(), activation="step", optimizer="sgd")
    run = Run(config)
    _, found = surveyed(survey(config, run.dataset, (), View("random", resolution=5), epochs=10))
    assert found.sharpness is None
    assert np.isfinite(found.landscape.train).all()


def test_a_survey_can_be_left_at_any_moment():
    steps = survey(SMALL, Run(SMALL).dataset, (), View(resolution=5), epochs=10)
    next(steps)
    steps.close()
    with pytest.raises(StopIteration):
        next(steps)
