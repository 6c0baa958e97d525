"""Genetic operators against cases worked by hand, with a generator whose draws are known."""

import numpy as np
import pytest

from playground.nn.genetics import (
    CROSSOVERS,
    SELECTIONS,
    mutated,
    neuron_numbers,
)


class Drawn:
    """A generator that hands out what it was given."""

    def __init__(self, *draws):
        self.draws = [np.asarray(draw) for draw in draws]
        self.asked = []

    def _next(self, *asked):
        self.asked.append(asked)
        return self.draws.pop(0)

    def integers(self, *asked):
        return self._next(*asked)

    def random(self, *asked, dtype=None):
        return self._next(*asked)

    def standard_normal(self, *asked, dtype=None):
        return self._next(*asked)


# Two inputs, two hidden neurons, one output: six weights and biases into neurons 0 and 1
# (input by input), three into neuron 2.
NEURONS = [0, 1, 0, 1, 0, 1, 2, 2, 2]


def test_which_neuron_a_parameter_leads_to():
    np.testing.assert_array_equal(neuron_numbers((2, 2, 1)), NEURONS)


def test_truncation_draws_from_the_best_quarter_alone():
    rng = Drawn([1, 0, 4])
    np.testing.assert_array_equal(SELECTIONS["truncation"].choose(rng, 20, 3), [1, 0, 4])
    assert rng.asked == [(0, 5, 3)]


def test_a_tournament_is_won_by_the_best_of_four():
    rng = Drawn([[7, 3, 9, 3], [0, 19, 5, 2]])
    np.testing.assert_array_equal(SELECTIONS["tournament"].choose(rng, 20, 2), [3, 0])
    assert rng.asked == [(0, 20, (2, 4))]


def test_ranks_are_chosen_with_linearly_falling_probability():
    # Of four: 4/10, 3/10, 2/10, 1/10, so the limits are 0.4, 0.7, 0.9, 1.
    rng = Drawn([0.0, 0.39, 0.4, 0.69, 0.71, 0.89, 0.95])
    np.testing.assert_array_equal(SELECTIONS["rank"].choose(rng, 4, 7), [0, 0, 1, 1, 2, 2, 3])


@pytest.mark.parametrize("name", SELECTIONS)
def test_better_ones_are_chosen_more_often(name):
    ranks = SELECTIONS[name].choose(np.random.default_rng(0), 40, 4000)
    assert ranks.min() == 0
    assert ranks.max() < 40
    assert (ranks < 10).mean() > 1.5 * 0.25


CROSSED = {
    "neuron": (Drawn([[0.4, 0.6, 0.1]]), [1, 0, 1, 0, 1, 0, 1, 1, 1]),
    "uniform": (
        Drawn([[0.1, 0.9, 0.9, 0.1, 0.1, 0.9, 0.5, 0.4, 0.6]]),
        [1, 0, 0, 1, 1, 0, 0, 1, 0],
    ),
    "one_point": (Drawn([[4]]), [0, 0, 0, 0, 1, 1, 1, 1, 1]),
    "none": (Drawn(), [0] * 9),
}


@pytest.mark.parametrize("name", CROSSOVERS)
def test_what_a_child_takes_from_its_second_parent(name):
    rng, expected = CROSSED[name]
    taken = CROSSOVERS[name].from_second(rng, 1, np.array(NEURONS))
    np.testing.assert_array_equal(taken, [np.array(expected, bool)])


def test_a_mutation_worked_by_hand():
    # P = 4: the step size 0.5 grows by exp(1/√4) = √e before it is used.
    children = np.array([[1.0, 2.0, 3.0, 4.0]])
    # The second weight is not among the three tenths that change.
    rng = Drawn([1.0], [[1.0, -1.0, 0.0, 2.0]], [[0.29, 0.3, 0.0, 0.05]])
    step = 0.5 * np.sqrt(np.e)
    changed, sigmas = mutated(rng, children, np.array([0.5]), 0.03)
    np.testing.assert_allclose(sigmas, [step])
    np.testing.assert_allclose(changed, [[1 + step, 2, 3, 4 + 2 * step]])


def test_step_sizes_have_a_floor():
    _, sigmas = mutated(np.random.default_rng(0), np.zeros((5, 4)), np.full(5, 1e-9), 0.03)
    np.testing.assert_array_equal(sigmas, np.full(5, 0.03))
