"""Optimisers against steps worked by hand and against independent implementations."""

import math

import numpy as np
import pytest
from sklearn.neural_network import _stochastic_optimizers as sklearn_optimizers

from playground.nn import OPTIMIZERS

RATE, BETA1, BETA2, EPSILON = 0.1, 0.9, 0.99, 1e-8
HAND_GRADIENTS = (1.0, -2.0, 0.5)

# One parameter that starts at 1, and three gradients: 1, -2, 1/2.
HAND_WORKED = {
    "sgd": [
        1 - 0.1 * 1,  # 0.9
        0.9 - 0.1 * -2,  # 1.1
        1.1 - 0.1 * 0.5,  # 1.05
    ],
    "momentum": [
        1 - 0.1 * 1,  # v = 1
        0.9 - 0.1 * -1.1,  # v = 0.9 · 1 - 2 = -1.1
        1.01 - 0.1 * -0.49,  # v = 0.9 · -1.1 + 0.5 = -0.49
    ],
    "momentum_ema": [
        1 - 0.1 * 0.1,  # v = 0.1
        0.99 - 0.1 * -0.11,  # v = 0.9 · 0.1 - 0.2 = -0.11
        1.001 - 0.1 * -0.049,  # v = 0.9 · -0.11 + 0.05 = -0.049
    ],
    "nesterov": [
        1 - 0.1 * (1 + 0.9 * 1),  # v = 1
        0.81 - 0.1 * (-2 + 0.9 * -1.1),  # v = -1.1
        1.109 - 0.1 * (0.5 + 0.9 * -0.49),  # v = -0.49
    ],
    "rmsprop": [
        1 - 0.1 * 1 / math.sqrt(0.01),  # v = 0.01: 0
        0 + 0.1 * 2 / math.sqrt(0.0499),  # v = 0.99 · 0.01 + 0.04 = 0.0499
        0.2 / math.sqrt(0.0499)
        - 0.1 * 0.5 / math.sqrt(0.051901),  # v = 0.99 · 0.0499 + 0.0025 = 0.051901
    ],
    "adam_uncorrected": [
        1 - 0.1 * 0.1 / 0.1,  # m = 0.1, v = 0.01: 0.9
        0.9 + 0.1 * 0.11 / math.sqrt(0.0499),  # m = -0.11
        0.9 + 0.011 / math.sqrt(0.0499) + 0.1 * 0.049 / math.sqrt(0.051901),  # m = -0.049
    ],
    "adam": [
        1 - 0.1 * (0.1 / 0.1) / math.sqrt(0.01 / 0.01),  # m̂ = v̂ = 1: 0.9
        0.9 + 0.1 * (0.11 / 0.19) / math.sqrt(0.0499 / 0.0199),
        0.9
        + 0.1 * (0.11 / 0.19) / math.sqrt(0.0499 / 0.0199)
        + 0.1 * (0.049 / 0.271) / math.sqrt(0.051901 / 0.029701),
    ],
}


def path(name, gradients, start, *, rate=RATE, beta1=BETA1, beta2=BETA2, dtype=float):
    """Parameters after each step."""
    params = np.array(start, dtype)
    pair = np.zeros((2, *params.shape), dtype)
    optimizer = OPTIMIZERS[name].make(params, pair, learning_rate=rate, beta1=beta1, beta2=beta2)
    points = []
    for gradient in gradients:
        pair[0] = gradient
        optimizer.step()
        points.append(params.copy())
    return np.array(points)


@pytest.fixture
def gradients():
    return np.random.default_rng(0).normal(size=(50, 7))


def test_every_optimizer_is_worked_by_hand():
    assert set(HAND_WORKED) == set(OPTIMIZERS)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_three_steps_worked_by_hand(name):
    steps = path(name, HAND_GRADIENTS, [1.0])[:, 0]
    np.testing.assert_allclose(steps, HAND_WORKED[name], rtol=1e-6, atol=1e-7)


def plain(name, gradients, start):
    """The textbook formulas, term by term."""
    w, m, v = np.array(start, float), 0.0, 0.0
    for t, g in enumerate(gradients, start=1):
        if name == "sgd":
            w = w - RATE * g
        elif name == "momentum":
            v = BETA1 * v + g
            w = w - RATE * v
        elif name == "momentum_ema":
            v = BETA1 * v + (1 - BETA1) * g
            w = w - RATE * v
        elif name == "nesterov":
            v = BETA1 * v + g
            w = w - RATE * (g + BETA1 * v)
        elif name == "rmsprop":
            v = BETA2 * v + (1 - BETA2) * g**2
            w = w - RATE * g / (np.sqrt(v) + EPSILON)
        else:
            m = BETA1 * m + (1 - BETA1) * g
            v = BETA2 * v + (1 - BETA2) * g**2
            m_hat, v_hat = m, v
            if name == "adam":
                m_hat, v_hat = m / (1 - BETA1**t), v / (1 - BETA2**t)
            w = w - RATE * m_hat / (np.sqrt(v_hat) + EPSILON)
    return w


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_fifty_steps_of_the_textbook_formulas(name, gradients):
    start = np.linspace(-1, 1, 7)
    steps = path(name, gradients, start)
    np.testing.assert_allclose(steps[-1], plain(name, gradients, start), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("sgd", lambda w: sklearn_optimizers.SGDOptimizer(w, RATE, momentum=0, nesterov=False)),
        ("momentum", lambda w: sklearn_optimizers.SGDOptimizer(w, RATE, nesterov=False)),
        ("nesterov", lambda w: sklearn_optimizers.SGDOptimizer(w, RATE, nesterov=True)),
        ("adam", lambda w: sklearn_optimizers.AdamOptimizer(w, RATE, beta_2=BETA2)),
    ],
)
def test_agrees_with_scikit_learn(name, make, gradients):
    weights = [np.linspace(-1, 1, 7)]
    steps = path(name, gradients, weights[0])
    optimizer = make(weights)
    for gradient in gradients:
        optimizer.update_params(weights, [gradient])
    # scikit-learn adds ε before the correction for the start, the paper's algorithm 1 after it.
    np.testing.assert_allclose(steps[-1], weights[0], rtol=1e-6, atol=1e-7)


def test_two_momentums_are_one_path_at_rates_scaled_by_1_minus_beta(gradients):
    start = np.zeros(7)
    np.testing.assert_allclose(
        path("momentum_ema", gradients, start, rate=RATE),
        path("momentum", gradients, start, rate=RATE * (1 - BETA1)),
        rtol=1e-10,
        atol=1e-14,
    )


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_float32_stays_float32(name, gradients):
    steps32 = path(name, gradients, np.zeros(7), dtype=np.float32)
    assert steps32.dtype == np.float32
    np.testing.assert_allclose(steps32, path(name, gradients, np.zeros(7)), rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_beta_zero_is_allowed(name, gradients):
    assert np.isfinite(path(name, gradients, np.zeros(7), beta1=0.0, beta2=0.0)).all()


def test_changed_betas_keep_the_averages():
    # m and v are averages of the past; new βs weigh what comes, not what was.
    params, pair = np.zeros(1), np.zeros((2, 1))
    adam = OPTIMIZERS["adam"].make(params, pair, learning_rate=RATE, beta1=0.9, beta2=0.99)
    pair[0] = 1.0
    adam.step()
    m, v = adam.state[0] * (1 - 0.9), adam.state[1] * (1 - 0.99)
    adam.configure(RATE, 0.5, 0.9)
    np.testing.assert_allclose(adam.state[0] * (1 - 0.5), m)
    np.testing.assert_allclose(adam.state[1] * (1 - 0.9), v)


def test_denormals_are_flushed():
    params, pair = np.zeros(3, np.float32), np.zeros((2, 3), np.float32)
    optimizer = OPTIMIZERS["momentum"].make(params, pair, learning_rate=RATE)
    optimizer.state[0] = [1e-40, -1e-39, 1e-3]
    optimizer.flush_denormals()
    np.testing.assert_array_equal(optimizer.state[0], np.array([0, 0, 1e-3], np.float32))


def test_table_says_which_betas_matter(gradients):
    for name, row in OPTIMIZERS.items():
        assert row.name == name
        base = path(name, gradients, np.zeros(7))
        assert row.uses_beta1 == (
            not np.array_equal(base, path(name, gradients, np.zeros(7), beta1=0.5))
        )
        assert row.uses_beta2 == (
            not np.array_equal(base, path(name, gradients, np.zeros(7), beta2=0.5))
        )
