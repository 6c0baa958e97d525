"""A curve y = f(x): regression with one input, so that prediction and target share one picture."""

from __future__ import annotations

import numpy as np

from datasets.domain import DOMAIN, Generator, Points, Targets


def curve_function(x: Targets) -> Targets:
    """A wave that quickens from left to right: easy to fit on the left, hard on the right.

    f(x) = .9 sin(2π (.2u + 2u²)) with u = (x + 6) / 12, so |f| ≤ .9.

    Parameters
    ----------
    x : (n,) places in [−6, 6]
    """
    u = (np.asarray(x, dtype=float) + DOMAIN) / (2 * DOMAIN)
    return 0.9 * np.sin(2 * np.pi * (0.2 * u + 2 * u**2))


def curve(n_samples: int, *, noise: float, rng: Generator) -> tuple[Points, Targets]:
    """Points on ``curve_function``, uniform in x; the second input is always 0.

    Noise moves each target up or down by up to ``noise``.

    Returns
    -------
    X : (n_samples, 2), second column 0
    y : (n_samples,) targets
    """
    x = rng.uniform(-DOMAIN, DOMAIN, n_samples)
    y = curve_function(x) + noise * rng.uniform(-1, 1, n_samples)
    return np.column_stack([x, np.zeros(n_samples)]), y
