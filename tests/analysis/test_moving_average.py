"""The moving average against sums written out, against SciPy's filter, and against its formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import lfilter

from playground.analysis.moving_average import (
    N_VALUES,
    PERIODS,
    age_at_one_over_e,
    moving_average,
    noisy_cosine,
    past_weights,
    window,
)

BETAS = st.floats(0, 0.999)


def test_three_steps_by_hand():
    """β = 0.9 on 10, 20, 30: v = 1, 2.9, 5.61; weights so far 0.1, 0.19, 0.271."""
    values = np.array([10.0, 20.0, 30.0])
    np.testing.assert_allclose(moving_average(values, 0.9, corrected=False), [1.0, 2.9, 5.61])
    np.testing.assert_allclose(
        moving_average(values, 0.9, corrected=True), [10.0, 2.9 / 0.19, 5.61 / 0.271]
    )


@given(beta=BETAS, seed=st.integers(0, 9))
def test_it_is_the_recursive_filter(beta, seed):
    values = np.random.default_rng(seed).normal(size=50)
    np.testing.assert_allclose(
        moving_average(values, beta, corrected=False),
        lfilter([1 - beta], [1, -beta], values),
        atol=1e-12,
    )


@given(beta=BETAS, t=st.integers(1, 60))
def test_the_weights_of_the_past_make_the_average(beta, t):
    values = np.random.default_rng(t).normal(size=t)
    weights = past_weights(beta, t)
    plain = moving_average(values, beta, corrected=False)[-1]
    corrected = moving_average(values, beta, corrected=True)[-1]
    assert plain == pytest.approx(weights @ values[::-1], abs=1e-12)
    assert corrected == pytest.approx(weights @ values[::-1] / weights.sum(), abs=1e-9)


@given(beta=st.floats(0, 0.99), level=st.floats(-5, 5))
def test_corrected_it_knows_a_constant_from_the_first_value_on(beta, level):
    averages = moving_average(np.full(40, level), beta, corrected=True)
    np.testing.assert_allclose(averages, level, atol=1e-9)


@pytest.mark.parametrize("beta", [0.5, 0.9, 0.98])
def test_the_weight_at_the_age_of_one_over_e_is_one_over_e_of_the_newest(beta):
    newest = past_weights(beta, 1)[0]
    assert newest == pytest.approx(1 - beta)
    assert newest * beta ** age_at_one_over_e(beta) == pytest.approx(newest / math.e)
    # The rule of thumb: about 1/(1 − β) steps, up to half a step more than the true age.
    assert age_at_one_over_e(beta) < window(beta) < age_at_one_over_e(beta) + 0.6


def test_without_memory_the_average_is_the_value():
    values = np.array([3.0, -1.0])
    np.testing.assert_array_equal(moving_average(values, 0, corrected=True), values)
    assert age_at_one_over_e(0) == 0
    assert window(0) == 1


def test_the_cosine_has_its_periods_and_its_noise():
    truth, values = noisy_cosine(0.5, seed=1)
    spectrum = np.abs(np.fft.rfft(truth))
    assert len(truth) == N_VALUES
    assert spectrum.argmax() == PERIODS
    assert np.std(values - truth) == pytest.approx(0.5, rel=0.15)
    again = noisy_cosine(0.5, seed=1)[1]
    np.testing.assert_array_equal(values, again)
    assert not np.array_equal(values, noisy_cosine(0.5, seed=2)[1])


@pytest.mark.parametrize("beta", [1.0, -0.1, math.nan])
@pytest.mark.parametrize(
    "question",
    [
        lambda beta: moving_average(np.ones(3), beta, corrected=True),
        lambda beta: past_weights(beta, 3),
        window,
        age_at_one_over_e,
    ],
)
def test_a_beta_that_never_forgets_is_refused(question, beta):
    with pytest.raises(ValueError, match=r"beta must be from 0 to below 1\. Got"):
        question(beta)
