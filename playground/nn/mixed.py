"""Mixed: replicas with different optimisers, stepped in one set of calls.

All update rules of ``OPTIMIZERS`` are one with other coefficients. With the sums
M ← β₁M + g and V ← β₂V + g² (see ``Adam``), a step is w ← w − (p M + q g)/(√V + ε):

==================  ======================  =========  ================  =============
rule                β₁                      p          q                 √V + ε
==================  ======================  =========  ================  =============
gradient descent    0                       η          0                 1
momentum            β₁                      η          0                 1
momentum (average)  β₁                      η(1 − β₁)  0                 1
Nesterov            β₁                      η β₁       η                 1
RMSprop             0                       η/c        0                 √V + ε/c
Adam                β₁                      η c₁/c₂    0                 √V + ε/c₂
==================  ======================  =========  ================  =============

The coefficients are a number for each replica, repeated along its parameters: NumPy multiplies
equal shapes in a third of the time that a column takes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from playground.nn.calls import Call
from playground.nn.optimizers import EPSILON, Optimizer

Array = np.ndarray


class Rule(NamedTuple):
    """An optimiser and its settings; ``optimizer`` is a key of ``OPTIMIZERS``."""

    optimizer: str
    learning_rate: float
    beta1: float
    beta2: float


_AVERAGING = frozenset(("rmsprop", "adam", "adam_uncorrected"))
_WITHOUT_MEMORY = frozenset(("sgd", "rmsprop"))


class MixedOptimizer(Optimizer):
    """One optimiser for R replicas, each by its own rule.

    Its calls are fewest where rules of one kind are neighbours, those that divide by √V first
    (see ``kind_order``).

    Parameters
    ----------
    params : ndarray (R, P)
    gradient_pair : ndarray (2, R, P)
    rules : sequence of Rule
        One a replica.

    Attributes
    ----------
    learning_rate : ndarray (R, 1)
        Each replica's present rate η.
    """

    n_slots = 2
    learning_rate: Any

    def __init__(self, params: Array, gradient_pair: Array, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        self._denominators = np.ones_like(params)
        self._epsilons = np.zeros_like(params)
        self._gains = np.zeros_like(params)  # p
        self._shares = np.zeros_like(params)  # q
        super().__init__(params, gradient_pair, learning_rate=1.0)

    def scale_rates(self, factor: float) -> None:
        """Multiply every rule's learning rate by a schedule's factor from now on."""
        self.configure(factor, self.beta1, self.beta2)

    def _configured(self) -> None:
        factor = float(self.learning_rate)
        self.learning_rate = np.array(
            [[rule.learning_rate * factor] for rule in self._rules], self.params.dtype
        )
        memories = [0.0 if r.optimizer in _WITHOUT_MEMORY else r.beta1 for r in self._rules]
        averages = [r.beta2 if r.optimizer in _AVERAGING else 0.0 for r in self._rules]
        self._betas = np.empty_like(self.state)
        self._betas[0] = np.array(memories)[:, None]
        self._betas[1] = np.array(averages)[:, None]
        self._corrections: dict[tuple[float, float], list[tuple[int, float]]] = {}
        for i, rule in enumerate(self._rules):
            self._set(i, rule, rule.learning_rate * factor)

    def _set(self, i: int, rule: Rule, rate: float) -> None:
        gain, share, epsilon = rate, 0.0, 0.0
        c1, c2 = 1 - rule.beta1, math.sqrt(1 - rule.beta2)
        if rule.optimizer == "momentum_ema":
            gain = rate * c1
        elif rule.optimizer == "nesterov":
            gain, share = rate * rule.beta1, rate
        elif rule.optimizer == "rmsprop":
            gain, epsilon = rate / c2, EPSILON / c2
        elif rule.optimizer in ("adam", "adam_uncorrected"):
            gain, epsilon = rate * c1 / c2, EPSILON / c2
        if rule.optimizer == "adam":
            # Each step sets these two anew.
            self._corrections.setdefault((rule.beta1, rule.beta2), []).append((i, rate))
        self._gains[i], self._shares[i], self._epsilons[i] = gain, share, epsilon

    def _next_step(self) -> Callable[[], object]:
        """A function that counts a step and sets the numbers of Adam's replicas."""
        sqrt = math.sqrt
        corrections = []
        for (beta1, beta2), replicas in self._corrections.items():
            rows = [(rate, self._gains[i].fill, self._epsilons[i].fill) for i, rate in replicas]
            scale = sqrt(1 - beta2)
            corrections.append((beta1, beta2, (1 - beta1) / scale, EPSILON / scale, rows))

        def next_step() -> None:
            self.steps = t = self.steps + 1
            for beta1, beta2, gain, epsilon, rows in corrections:
                root = sqrt(1 - beta2**t)
                gain *= root / (1 - beta1**t)
                for rate, set_gain, set_epsilon in rows:
                    set_gain(rate * gain)
                    set_epsilon(epsilon * root)

        return next_step

    def calls(self) -> list[Call]:
        w, g, square, update = self.params, self.gradient, self._square, self._update
        denominators, epsilons = self._denominators, self._epsilons
        averaging = [rule.optimizer in _AVERAGING for rule in self._rules]
        lookahead = [rule.optimizer == "nesterov" for rule in self._rules]
        last = max((i + 1 for i, yes in enumerate(averaging) if yes), default=0)
        # Rows of M, then of V down to the last that is needed: sums and gradients side by side.
        n_rows = len(w) + last
        sums, betas, pair = (
            each.reshape(-1, w.shape[-1])[:n_rows]
            for each in (self.state, self._betas, self.gradient_pair)
        )
        M, V = self.state
        calls: list[Call] = []
        if self._corrections:
            calls.append((self._next_step(), ()))
        if last:
            calls.append((np.square, (g[:last], square[:last])))
        calls += [
            (np.multiply, (sums, betas, sums)),
            (np.add, (sums, pair, sums)),
            (np.multiply, (M, self._gains, update)),
        ]
        for rows in _stretches(lookahead):
            room = square[rows]  # its square is not needed any more
            calls += [
                (np.multiply, (g[rows], self._shares[rows], room)),
                (np.add, (update[rows], room, update[rows])),
            ]
        for rows in _stretches(averaging):
            root = denominators[rows]
            calls += [
                (np.sqrt, (V[rows], root)),
                (np.add, (root, epsilons[rows], root)),
                (np.divide, (update[rows], root, update[rows])),
            ]
        return [*calls, (np.subtract, (w, update, w))]


def kind_order(optimizer: str) -> int:
    """A key to sort replicas by, so that mixed rules take few calls."""
    return 0 if optimizer in _AVERAGING else 1 if optimizer == "nesterov" else 2


def _stretches(chosen: Sequence[bool]) -> Iterator[slice]:
    """Slices of neighbours that are chosen."""
    start = None
    for i, yes in enumerate([*chosen, False]):
        if yes and start is None:
            start = i
        elif not yes and start is not None:
            yield slice(start, i)
            start = None
