"""That it learns, in small: a few seeds of what ``benchmarks/learns.py`` shows with twenty."""

import pytest

from playground import Run, RunConfig
from playground.racing import Contestant, RaceConfig
from playground.training.repeat import repeat

SEEDS = range(3)


def epochs_to(accuracy, config, most):
    """Epochs until so many training points fit; None if they do not within ``most``."""
    run = Run(config.replace(stop_accuracy=accuracy))
    run.advance(most)
    return run.epoch if run.status == "stopped" else None


@pytest.mark.parametrize("dataset", ["circle", "gauss", "moons", "xor"])
@pytest.mark.parametrize("seed", SEEDS)
def test_defaults_solve_the_easy_ones(dataset, seed):
    assert epochs_to(0.99, RunConfig(dataset=dataset, seed=seed), most=100) is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_defaults_solve_the_spiral(seed):
    assert epochs_to(0.99, RunConfig(seed=seed), most=800) is not None


@pytest.mark.parametrize("seed", SEEDS)
def test_two_units_cannot_free_the_disc_three_can(seed):
    # Olah, "Neural Networks, Manifolds, and Topology": a layer of two tanh units bends the plane
    # but cannot take the inner disc out of the ring around it.
    config = RunConfig(dataset="circle", seed=seed)
    assert epochs_to(0.99, config.replace(hidden_layers=(2,)), most=500) is None
    assert epochs_to(0.99, config.replace(hidden_layers=(3,)), most=1000) is not None


def test_the_racers_solve_the_spiral_with_their_own_defaults():
    racers = tuple(map(Contestant, ("adam", "momentum", "momentum_ema", "nesterov", "rmsprop")))
    repeated = repeat(RaceConfig(RunConfig(), racers), SEEDS, epochs=500)
    assert repeated.shares.tolist() == [1] * len(racers)


def test_the_genetic_algorithm_solves_the_spiral():
    # Of seeds 0 to 7 in ``benchmarks/learns.py`` the one that takes the fewest generations.
    repeated = repeat(RaceConfig(RunConfig(), (Contestant("genetic"),)), (6,), epochs=1000)
    assert repeated.shares.tolist() == [1]
