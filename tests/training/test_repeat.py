"""A race repeated over seeds: who arrives when is what runs alone say, and it can be given up."""

import numpy as np
import pytest

from datasets import make_dataset
from playground import Run, RunConfig
from playground.racing import Contestant, RaceConfig
from playground.training.genetic import Genetic
from playground.training.problem import Problem
from playground.training.repeat import Repeated, repeat

BASE = RunConfig(
    dataset="moons", n_samples=60, hidden_layers=(5,), batch_size=10, precision="float64"
)
GENETIC = Contestant.of("genetic", population=12)
CONTESTANTS = (
    Contestant.of("adam", learning_rate=0.05),
    GENETIC,
    Contestant("stochastic"),
    Contestant("nesterov"),
    Contestant("full_batch"),
)
SEEDS = (3, 0, 11)
GOAL = 0.93


def alone(contestant, seed, epochs, dataset=None):
    """The epoch at which a run by itself comes to the goal; NaN if it does not."""
    config = contestant.config(BASE).replace(seed=seed, stop_accuracy=GOAL)
    run = Run(config, dataset)
    if contestant.genetic is not None:
        genetic = Genetic(config, contestant.genetic, Problem(config, run.dataset))
        while not genetic.metrics()[2] >= GOAL:
            if genetic.generation.number == epochs:
                return np.nan
            genetic.advance()
        return genetic.generation.number
    if run.metrics()[2] >= GOAL:
        return 0
    run.advance(epochs)
    return run.epoch if run.status == "stopped" else np.nan


@pytest.mark.parametrize("data", [None, make_dataset("moons", n_samples=80, seed=5)])
def test_everybody_arrives_when_its_run_alone_does(data):
    repeated = repeat(RaceConfig(BASE, CONTESTANTS), SEEDS, epochs=60, accuracy=GOAL, dataset=data)
    assert repeated.epochs.shape == (5, 3)
    assert repeated.seeds == SEEDS
    assert repeated.labels[1] == "genetic algorithm"
    expected = [[alone(c, seed, 60, data) for seed in SEEDS] for c in CONTESTANTS]
    np.testing.assert_array_equal(repeated.epochs, expected)
    assert 0 < np.isfinite(repeated.epochs).sum() < repeated.epochs.size


def test_more_runs_than_fit_one_pass(monkeypatch):
    race = RaceConfig(BASE, CONTESTANTS[::3])
    whole = repeat(race, SEEDS, epochs=40, accuracy=GOAL)
    monkeypatch.setattr("playground.training.repeat.MAX_REPLICAS", 2)
    np.testing.assert_array_equal(
        repeat(race, SEEDS, epochs=40, accuracy=GOAL).epochs, whole.epochs
    )


def test_who_diverged_arrives_no_more():
    # Steps so large that the loss explodes before all points fit.
    steep = BASE.replace(dataset="gauss", activation="relu", standardize=False)
    wild = Contestant.of("mini_batch", learning_rate=10)
    repeated = repeat(RaceConfig(steep, (wild, Contestant("adam"))), range(6), epochs=40)
    for seed in range(6):
        run = Run(wild.config(steep).replace(seed=seed, stop_accuracy=0.99))
        run.advance(40)
        assert np.isfinite(repeated.epochs[0, seed]) == (run.status == "stopped")
    assert np.isnan(repeated.epochs[0]).any()


def test_median_spread_and_success_worked_by_hand():
    n = np.nan
    epochs = np.array([[30.0, 10, 20, 40], [n, 7, n, 5], [n, n, n, 9], [n, n, n, n]])
    repeated = Repeated(("a", "b", "c", "d"), (0, 1, 2, 3), epochs)
    np.testing.assert_array_equal(repeated.shares, [1, 0.5, 0.25, 0])
    # Of four runs the median is the second to arrive, the quartiles the first and the third.
    np.testing.assert_array_equal(repeated.quantile(0.5), [20, 7, n, n])
    np.testing.assert_array_equal(repeated.quantile(0.25), [10, 5, 9, n])
    np.testing.assert_array_equal(repeated.quantile(0.75), [30, n, n, n])


def test_progress_is_told_and_ends_at_one():
    told = []
    repeat(RaceConfig(BASE, CONTESTANTS), SEEDS, epochs=30, accuracy=1.0, tell=told.append)
    assert told[0] == 0
    assert told[-1] == 1
    assert (np.diff(told) >= 0).all()
    assert len(told) > 10


class Cancelled(Exception):
    pass


@pytest.mark.parametrize("contestant", CONTESTANTS[:3])
def test_it_can_be_given_up(contestant):
    told = []

    def tell(share):
        told.append(share)
        if len(told) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        repeat(RaceConfig(BASE, (contestant,)), (0,), epochs=10_000, accuracy=2.0, tell=tell)
    assert told[-1] < 0.05


@pytest.mark.parametrize(
    ("change", "seeds", "sentence"),
    [
        ({}, (), "seeds must hold at least 1 number. Got 0."),
        ({"dataset": "curve"}, (0,), "accuracy needs classes. Got a regression task."),
    ],
)
def test_errors_name_the_rule(change, seeds, sentence):
    with pytest.raises(ValueError, match=sentence):
        repeat(RaceConfig(BASE.replace(**change), CONTESTANTS[:1]), seeds, epochs=1)
