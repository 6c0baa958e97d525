"""The genetic algorithm: nothing is lost, nothing is random but by the seed, and it learns."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import Run, RunConfig
from playground.nn.genetics import CROSSOVERS, SELECTIONS
from playground.racing import GeneticConfig
from playground.training.genetic import Genetic
from playground.training.problem import Problem
from playground.training.run import make_dataset_for

BASE = RunConfig(dataset="moons", n_samples=60, hidden_layers=(4,), seed=3)


def genetic(config=BASE, **changes):
    return Genetic(config, GeneticConfig(**changes), Problem(config, make_dataset_for(config)))


configs = st.builds(
    GeneticConfig,
    population=st.integers(8, 30),
    elite=st.integers(1, 4),
    selection=st.sampled_from(sorted(SELECTIONS)),
    crossover=st.sampled_from(sorted(CROSSOVERS)),
    mutation=st.floats(0.01, 2),
)


@given(configs, st.sampled_from(["moons", "pinwheel", "curve"]), st.sampled_from([(), (3,)]))
@settings(max_examples=25, deadline=None)
def test_the_elite_is_never_lost_and_the_best_never_worse(chosen, dataset, hidden_layers):
    config = BASE.replace(dataset=dataset, hidden_layers=hidden_layers)
    algorithm = Genetic(config, chosen, Problem(config, make_dataset_for(config)))
    for number in range(1, 6):
        before = algorithm.generation
        algorithm.advance()
        after = algorithm.generation
        assert after.number == number
        assert after.population.shape == before.population.shape
        assert (np.diff(after.losses[np.isfinite(after.losses)]) >= 0).all()
        assert after.losses[0] <= before.losses[0]
        for individual in before.population[: chosen.elite]:
            assert (after.population == individual).all(axis=1).any() or (
                after.losses[: chosen.elite] <= before.losses[chosen.elite - 1]
            ).all()


def test_the_elite_lives_on_unchanged():
    algorithm = genetic(elite=3)
    before = algorithm.generation.population[:3]
    algorithm.advance()
    for individual in before:
        assert (algorithm.generation.population == individual).all(axis=1).any()


def test_equal_seeds_give_equal_generations_and_others_do_not():
    first, second = genetic(), genetic()
    for algorithm in (first, second):
        for _ in range(5):
            algorithm.advance()
    np.testing.assert_array_equal(first.generation.population, second.generation.population)
    other = genetic(BASE.replace(weight_seed=4))
    for _ in range(5):
        other.advance()
    assert not np.array_equal(first.generation.population, other.generation.population)


def test_the_first_individuals_are_drawn_as_a_run_draws_its_weights():
    run, algorithm = Run(BASE), genetic()
    start = np.concatenate([np.vstack([W, b]).ravel() for W, b in run.layers])
    assert (algorithm.generation.population == start).all(axis=1).any()


@pytest.mark.parametrize("dataset", ["moons", "pinwheel", "curve"])
def test_losses_are_those_of_the_same_weights_in_a_run(dataset):
    config = BASE.replace(dataset=dataset, precision="float64", n_samples=300)
    algorithm, run = genetic(config), Run(config)
    for _ in range(3):
        algorithm.advance()
    sizes = run.layer_sizes
    W, V = np.split(algorithm.best, [(sizes[0] + 1) * sizes[1]])
    layers = [W.reshape(-1, sizes[1]), V.reshape(-1, sizes[2])]
    run.set_layers([(layer[:-1], layer[-1]) for layer in layers])
    assert algorithm.generation.losses[0] == pytest.approx(run.metrics()[0], rel=1e-9)
    np.testing.assert_allclose(algorithm.metrics(), run.metrics(), rtol=1e-9)


def test_a_generation_can_be_taken_up_again():
    algorithm = genetic()
    for _ in range(3):
        algorithm.advance()
    third = algorithm.generation
    for _ in range(4):
        algorithm.advance()
    seventh = algorithm.generation
    algorithm.take_up(third)
    assert algorithm.spread["epoch"].tolist() == [0, 1, 2, 3]
    for _ in range(4):
        algorithm.advance()
    np.testing.assert_array_equal(algorithm.generation.population, seventh.population)
    assert algorithm.spread["epoch"].tolist() == list(range(8))


def test_the_spread_tells_the_quartiles_and_evaluations_are_counted():
    algorithm = genetic(population=9)
    for _ in range(4):
        algorithm.advance()
    row = algorithm.spread[-1]
    names = ("best", "lower", "median", "upper", "worst")
    np.testing.assert_allclose(
        [row[name] for name in names], np.quantile(algorithm.generation.losses, np.arange(5) / 4)
    )
    assert row["sigma"] == np.median(algorithm.generation.sigmas)
    assert algorithm.evaluations == 9 * 5


def test_it_learns_the_moons():
    reached = 0
    for seed in range(4):
        algorithm = genetic(BASE.replace(seed=seed))
        while algorithm.generation.number < 300 and algorithm.metrics()[2] < 0.95:
            algorithm.advance()
        reached += algorithm.metrics()[2] >= 0.95
    assert reached >= 3
