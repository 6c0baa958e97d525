"""Optimisers: how a gradient becomes a step of the parameters.

An optimiser is bound to a network's parameter and gradient arrays, keeps ``n_slots`` arrays of
their shape as its state, and changes the parameters in place. A step is a few calls over whole
arrays: with networks this small, the number of calls is the time they take.
In the formulas w are the parameters, g the gradient, η the learning rate.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.nn.calls import Call, number, play

Array = np.ndarray

EPSILON = 1e-8


class Optimizer:
    """The common part: the arrays an optimiser works on.

    Parameters
    ----------
    params : ndarray (P,) or (R, P)
        Changed by ``step``.
    gradient_pair : ndarray (2,) + params.shape
        The gradient, and room for its square.
    learning_rate, beta1, beta2 : float

    Attributes
    ----------
    state : ndarray (n_slots,) + params.shape
        Moving averages, zero at the start.
    steps : int
        Steps taken so far.
    """

    n_slots = 0

    def __init__(
        self,
        params: Array,
        gradient_pair: Array,
        *,
        learning_rate: float,
        beta1: float = 0.9,
        beta2: float = 0.999,
    ) -> None:
        self.params = params
        self.gradient_pair = gradient_pair
        self.gradient, self._square = gradient_pair
        self.state = np.zeros((self.n_slots, *params.shape), params.dtype)
        self.steps = 0
        self._update = np.empty_like(params)
        self._rate = number(0, params)
        self.configure(learning_rate, beta1, beta2)

    def configure(self, learning_rate: float, beta1: float, beta2: float) -> None:
        """Take new settings; the state is kept."""
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self._rate.fill(learning_rate)
        self._configured()

    def _configured(self) -> None:
        """Prepare what depends on the settings."""

    def calls(self) -> list[Call]:
        """One step as calls; they hold until the next ``configure``."""
        raise NotImplementedError

    def step(self) -> None:
        """Take one step along the gradient."""
        play(self.calls())

    def flush_denormals(self) -> None:
        """Set numbers too small to matter to zero.

        Moving averages of a vanished gradient fade into denormal numbers, with which a processor
        calculates some 17 times slower.
        """
        if self.n_slots:
            np.multiply(self.state, np.abs(self.state) > _TINY[self.state.dtype], self.state)


_TINY = {np.dtype(t): np.array(np.finfo(t).tiny * 1e6, t) for t in (np.float32, np.float64)}


class GradientDescent(Optimizer):
    """w ← w − ηg (Cauchy 1847; on batches: Robbins and Monro 1951)."""

    def calls(self) -> list[Call]:
        w, g, update = self.params, self.gradient, self._update
        return [
            (np.multiply, (g, self._rate, update)),
            (np.subtract, (w, update, w)),
        ]

    def scaled_calls(self) -> list[Call]:
        """The step along a gradient that comes as ηg."""
        return [(np.subtract, (self.params, self.gradient, self.params))]


class Momentum(Optimizer):
    """v ← βv + g;  w ← w − ηv (Polyak 1964; Sutskever and others 2013, eq. 1–2)."""

    n_slots = 1

    def _configured(self) -> None:
        self._beta = number(self.beta1, self.params)

    def _gather(self) -> list[Call]:
        """v ← βv + g"""
        v, g = self.state[0], self.gradient
        return [
            (np.multiply, (v, self._beta, v)),
            (np.add, (v, g, v)),
        ]

    def calls(self) -> list[Call]:
        w, v, update = self.params, self.state[0], self._update
        return [
            *self._gather(),
            (np.multiply, (v, self._rate, update)),
            (np.subtract, (w, update, w)),
        ]


class MomentumAverage(Momentum):
    """v ← βv + (1 − β)g;  w ← w − ηv: momentum as a moving average of the gradient.

    The same path as ``Momentum`` with a learning rate smaller by the factor 1 − β.
    """

    def _configured(self) -> None:
        super()._configured()
        self._rest = number(1 - self.beta1, self.params)

    def _gather(self) -> list[Call]:
        """v ← βv + (1 − β)g"""
        v, g, share = self.state[0], self.gradient, self._update
        return [
            (np.multiply, (v, self._beta, v)),
            (np.multiply, (g, self._rest, share)),
            (np.add, (v, share, v)),
        ]


class Nesterov(Momentum):
    """v ← βv + g;  w ← w − η(g + βv) (Nesterov 1983, as in Sutskever and others 2013, eq. 7)."""

    def calls(self) -> list[Call]:
        w, v, g, update = self.params, self.state[0], self.gradient, self._update
        return [
            *self._gather(),
            (np.multiply, (v, self._beta, update)),
            (np.add, (update, g, update)),
            (np.multiply, (update, self._rate, update)),
            (np.subtract, (w, update, w)),
        ]


class RMSProp(Optimizer):
    """v ← βv + (1 − β)g²;  w ← w − ηg/(√v + ε) (Tieleman and Hinton 2012, lecture 6.5).

    The state is V = v/(1 − β), which saves a call: V ← βV + g². In the step the factor goes into
    the two numbers, ηg/(c√V + ε) = (η/c) g/(√V + ε/c) with c = √(1 − β).
    """

    n_slots = 1

    def _configured(self) -> None:
        if self._averaging and self._averaging != self.beta2:
            self.state *= (1 - self._averaging) / (1 - self.beta2)  # the same v
        self._averaging = self.beta2
        scale = math.sqrt(1 - self.beta2)
        self._beta = number(self.beta2, self.params)
        self._epsilon = number(EPSILON / scale, self.params)
        self._rate.fill(self.learning_rate / scale)

    _averaging = 0.0

    def calls(self) -> list[Call]:
        w, V, g, update = self.params, self.state[0], self.gradient, self._update
        return [
            (np.square, (g, update)),
            (np.multiply, (V, self._beta, V)),
            (np.add, (V, update, V)),
            (np.sqrt, (V, update)),
            (np.add, (update, self._epsilon, update)),
            (np.divide, (g, update, update)),
            (np.multiply, (update, self._rate, update)),
            (np.subtract, (w, update, w)),
        ]


class Adam(Optimizer):
    """m ← β₁m + (1 − β₁)g;  v ← β₂v + (1 − β₂)g²;  w ← w − η m̂/(√v̂ + ε).

    m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ) undo that m and v start at zero (Kingma and Ba 2015,
    algorithm 1).

    The state is M = m/(1 − β₁) and V = v/(1 − β₂), side by side as the gradient and its square
    are, so that M ← β₁M + g and V ← β₂V + g² are two calls. All other factors go into two numbers
    (as at the end of the paper's section 2): with m̂ = c₁M and v̂ = c₂²V, the step is
    η m̂/(√v̂ + ε) = (η c₁/c₂) M/(√V + ε/c₂).
    """

    n_slots = 2
    corrected = True
    _averaging: tuple[float, float] | None = None

    def _configured(self) -> None:
        betas = (self.beta1, self.beta2)
        if self._averaging is None or self._averaging != betas:
            for sums, old, new in zip(self.state, self._averaging or betas, betas, strict=True):
                sums *= (1 - old) / (1 - new)  # the same m and v
            self._averaging = betas
            self._betas = np.empty_like(self.state)
            self._betas[0], self._betas[1] = betas
            self._epsilon = number(EPSILON, self.params)
        # Without the correction these hold for every step; with it, ``_next_step`` sets them.
        c1, c2 = 1 - self.beta1, math.sqrt(1 - self.beta2)
        self._rate.fill(self.learning_rate * c1 / c2)
        self._epsilon.fill(EPSILON / c2)

    def _next_step(self) -> Callable[[], object]:
        """A function that counts a step and sets its two numbers."""
        # Through a memoryview a number is set in a third of the time that ``fill`` takes.
        rate_now: Any = self._rate.data
        epsilon_now: Any = self._epsilon.data
        beta1, beta2, sqrt = self.beta1, self.beta2, math.sqrt
        gain = sqrt(1 - beta2)  # c₁ = (1 − β₁)/(1 − β₁ᵗ), c₂ = gain/√(1 − β₂ᵗ)
        rate, epsilon = self.learning_rate * (1 - beta1) / gain, EPSILON / gain

        def next_step() -> None:
            self.steps = t = self.steps + 1
            root = sqrt(1 - beta2**t)
            rate_now[()] = rate * root / (1 - beta1**t)
            epsilon_now[()] = epsilon * root

        return next_step

    def calls(self) -> list[Call]:
        w, g, update, sums = self.params, self.gradient, self._update, self.state
        M, V = sums
        return [
            *([(self._next_step(), ())] if self.corrected else []),
            (np.square, (g, self._square)),
            (np.multiply, (sums, self._betas, sums)),
            (np.add, (sums, self.gradient_pair, sums)),
            (np.sqrt, (V, update)),
            (np.add, (update, self._epsilon, update)),
            (np.divide, (M, update, update)),
            (np.multiply, (update, self._rate, update)),
            (np.subtract, (w, update, w)),
        ]


class AdamUncorrected(Adam):
    """Adam without the correction for the start at zero: w ← w − η m/(√v + ε)."""

    corrected = False


@dataclass(frozen=True)
class OptimizerRow:
    """One optimiser of the table.

    Attributes
    ----------
    name, label, formula, reference : str
        Key of the table, text for people, the formula in Unicode, and where it comes from.
    make : type
        The class: ``make(params, gradient_pair, learning_rate=…, beta1=…, beta2=…)``.
    uses_beta1, uses_beta2 : bool
        Which of the two settings matter.
    """

    name: str
    label: str
    formula: str
    reference: str
    make: type[Optimizer]
    uses_beta1: bool = False
    uses_beta2: bool = False

    @property
    def n_slots(self) -> int:
        """Arrays of state per parameter."""
        return self.make.n_slots


OPTIMIZERS: dict[str, OptimizerRow] = {
    row.name: row
    for row in (
        OptimizerRow(
            "sgd",
            "gradient descent",
            "w ← w − η g",
            "Robbins, Monro 1951",
            GradientDescent,
        ),
        OptimizerRow(
            "momentum",
            "momentum",
            "v ← β₁ v + g;  w ← w − η v",
            "Polyak 1964",
            Momentum,
            uses_beta1=True,
        ),
        OptimizerRow(
            "momentum_ema",
            "momentum (average)",
            "v ← β₁ v + (1 − β₁) g;  w ← w − η v",
            "Polyak 1964, as a moving average",
            MomentumAverage,
            uses_beta1=True,
        ),
        OptimizerRow(
            "nesterov",
            "Nesterov",
            "v ← β₁ v + g;  w ← w − η (g + β₁ v)",
            "Nesterov 1983; Sutskever and others 2013",
            Nesterov,
            uses_beta1=True,
        ),
        OptimizerRow(
            "rmsprop",
            "RMSprop",
            "v ← β₂ v + (1 − β₂) g²;  w ← w − η g / (√v + ε)",
            "Tieleman, Hinton 2012",
            RMSProp,
            uses_beta2=True,
        ),
        OptimizerRow(
            "adam",
            "Adam",
            "m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  "
            "w ← w − η m̂ / (√v̂ + ε),  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)",
            "Kingma, Ba 2015",
            Adam,
            uses_beta1=True,
            uses_beta2=True,
        ),
        OptimizerRow(
            "adam_uncorrected",
            "Adam, uncorrected",
            "m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;  w ← w − η m / (√v + ε)",
            "Kingma, Ba 2015, without section 3",
            AdamUncorrected,
            uses_beta1=True,
            uses_beta2=True,
        ),
    )
}
