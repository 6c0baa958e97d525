"""The exponentially weighted moving average: what momentum, RMSprop and Adam remember with.

v ← β v + (1 − β) x, from v = 0. The value k steps ago counts (1 − β) βᵏ: an average over about the
last 1 / (1 − β) values, beyond which a value counts less than 1/e of the newest, since
β^(1/(1−β)) ≈ 1/e.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

N_VALUES = 300
PERIODS = 2.0


def noisy_cosine(
    noise: float, seed: int, n: int = N_VALUES
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A cosine (n,), and the same with normal noise of standard deviation ``noise`` (n,)."""
    truth = np.cos(2 * np.pi * PERIODS * np.arange(n) / n)
    return truth, truth + noise * np.random.default_rng(seed).standard_normal(n)


def moving_average(values: NDArray, beta: float, *, corrected: bool) -> NDArray[np.float64]:
    """The average after each value, (n,).

    Parameters
    ----------
    values : (n,)
    beta : float
        From 0 (no memory) to below 1.
    corrected : bool
        Divide by 1 − βᵗ, the sum of all weights so far (Kingma and Ba 2015, section 3).

    Raises
    ------
    ValueError
        For another β.
    """
    _check(beta)
    v, averages = 0.0, np.empty(len(values))
    for t, x in enumerate(values):
        v = beta * v + (1 - beta) * float(x)
        averages[t] = v / (1 - beta ** (t + 1)) if corrected else v
    return averages


def past_weights(beta: float, n_past: int) -> NDArray[np.float64]:
    """What the values 0, 1, … n_past − 1 steps ago count: (1 − β) βᵏ."""
    _check(beta)
    return np.asarray((1 - beta) * beta ** np.arange(n_past), dtype=np.float64)


def window(beta: float) -> float:
    """1 / (1 − β): over about how many values is averaged."""
    _check(beta)
    return 1 / (1 - beta)


def age_at_one_over_e(beta: float) -> float:
    """How many steps ago a value counts exactly 1/e of the newest: −1 / ln β (0 for β = 0)."""
    _check(beta)
    return -1 / math.log(beta) if beta else 0.0


def lag(beta: float, period: float) -> float:
    """How many steps the average of a wave runs behind it: its phase over its frequency.

    Of very slow waves β / (1 − β), the mean age of what is averaged.

    Parameters
    ----------
    beta : float
    period : float
        Steps from crest to crest.
    """
    _check(beta)
    omega = 2 * math.pi / period
    return math.atan2(beta * math.sin(omega), 1 - beta * math.cos(omega)) / omega


def _check(beta: float) -> None:
    if not 0 <= beta < 1:
        raise ValueError(f"beta must be from 0 to below 1. Got {beta}.")
