"""Mixed optimisers: every replica by its own rule, as if it were alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.nn import OPTIMIZERS
from playground.nn.mixed import MixedOptimizer, Rule, kind_order
from tests.nn.test_optimizers import BETA1, BETA2, HAND_GRADIENTS, HAND_WORKED, RATE, path

NAMES = sorted(OPTIMIZERS)
GRADIENTS = np.random.default_rng(0).normal(size=(40, 5))

rules = st.builds(
    Rule,
    st.sampled_from(NAMES),
    st.floats(1e-4, 1),
    st.floats(0, 0.999),
    st.floats(0, 0.9999),
)


def mixed(chosen, gradients, dtype=float, factor=None):
    """Parameters of every replica after each step, (steps, R, P), all starting at 1."""
    n_params = gradients.shape[-1]
    params = np.ones((len(chosen), n_params), dtype)
    pair = np.zeros((2, len(chosen), n_params), dtype)
    optimizer = MixedOptimizer(params, pair, chosen)
    if factor is not None:
        optimizer.scale_rates(factor)
    points = []
    for gradient in gradients:
        pair[0] = gradient
        optimizer.step()
        points.append(params.copy())
    return np.array(points)


@pytest.mark.parametrize("order", [NAMES, NAMES[::-1], sorted(NAMES, key=kind_order)])
def test_three_steps_worked_by_hand(order):
    chosen = [Rule(name, RATE, BETA1, BETA2) for name in order]
    steps = mixed(chosen, np.array(HAND_GRADIENTS)[:, None])[:, :, 0]
    for i, name in enumerate(order):
        np.testing.assert_allclose(steps[:, i], HAND_WORKED[name], rtol=1e-6, atol=1e-7)


@given(st.lists(rules, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_every_replica_steps_as_its_own_optimiser_would(chosen):
    together = mixed(chosen, GRADIENTS)
    for i, rule in enumerate(chosen):
        alone = path(
            rule.optimizer,
            GRADIENTS,
            np.ones(5),
            rate=rule.learning_rate,
            beta1=rule.beta1,
            beta2=rule.beta2,
        )
        np.testing.assert_allclose(together[:, i], alone, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_a_schedule_scales_every_rate(name):
    chosen = [Rule(name, 0.1, 0.9, 0.99), Rule("sgd", 0.1, 0, 0)]
    halves = [rule._replace(learning_rate=0.05) for rule in chosen]
    np.testing.assert_allclose(
        mixed(chosen, GRADIENTS, factor=0.5), mixed(halves, GRADIENTS), rtol=1e-12
    )


def test_a_replica_without_numbers_does_not_disturb_its_neighbours():
    chosen = [Rule(name, 0.1, 0.9, 0.99) for name in NAMES]
    gradients = np.repeat(GRADIENTS[:, None], len(chosen), axis=1)
    expected = mixed(chosen, gradients)
    gradients[3:, 2] = np.inf
    with np.errstate(all="ignore"):
        broken = mixed(chosen, gradients)
    assert not np.isfinite(broken[-1, 2]).all()
    others = [i for i in range(len(chosen)) if i != 2]
    np.testing.assert_array_equal(broken[:, others], expected[:, others])


def test_float32_stays_float32():
    chosen = [Rule(name, 0.1, 0.9, 0.99) for name in NAMES]
    steps = mixed(chosen, GRADIENTS, np.float32)
    assert steps.dtype == np.float32
    np.testing.assert_allclose(steps, mixed(chosen, GRADIENTS), rtol=1e-3, atol=1e-4)
