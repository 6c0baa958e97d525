"""Update: what happens to the parameters after each gradient.

Clipping, the optimiser's step, then weight decay the way TensorFlow Playground does it, beside
the optimiser and not through it: w ← w − η · rate · penalty′(w), biases exempt.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.config import RunConfig
from playground.nn import MLP, OPTIMIZERS, SCHEDULES, layer_views
from playground.nn.calls import Call
from playground.nn.mixed import MixedOptimizer, Rule
from playground.nn.optimizers import GradientDescent, Optimizer

Array = np.ndarray


SHARED = ("l1", "l2", "clip_norm", "schedule", "schedule_epochs")
"""Fields in which the replicas of one update must be alike."""


class Update:
    """The update rule of one network, or of the replicas in ``rows``.

    Parameters
    ----------
    mlp : MLP
    config : RunConfig or sequence of RunConfig
        A sequence for replicas alike in the fields ``SHARED``.
    rows : slice or None
        Replicas this rule is for; None for all.
    alone : bool
        Whether there are no other rules for the same gradient, which may then be scaled.

    Attributes
    ----------
    optimizer : Optimizer
    scale : float
        What the gradient must come multiplied by: for plain gradient descent the learning rate
        (see ``Backpropagation.scale``), which saves a call in every step; 1 for the others.
    alive : ndarray, shape of the parameters
        0 for a weight that L1 has brought to zero for good, 1 for the others.
    frozen : ndarray (P,) of bool or None
        Parameters that stay as they are; None where all may change (and for replicas).
    """

    def __init__(
        self,
        mlp: MLP,
        config: RunConfig | Sequence[RunConfig],
        rows: slice | None = None,
        *,
        alone: bool = True,
    ) -> None:
        self._alone = alone
        self._params = mlp.params if rows is None else mlp.params[rows]
        self._gradient_pair = mlp.gradient_pair if rows is None else mlp.gradient_pair[:, rows]
        self._is_weight = np.zeros_like(self._params)
        for layer in layer_views(self._is_weight, mlp.sizes):
            layer[..., :-1, :] = 1
        self.alive = np.ones_like(self._params)
        self.frozen: Array | None = None
        self._rules: tuple[Rule, ...] = ()
        if not isinstance(config, RunConfig):
            rules = tuple(Rule(c.optimizer, c.learning_rate, c.beta1, c.beta2) for c in config)
            self._rules = rules if len(set(rules)) > 1 else ()
            config = config[0]
        self._start(config)
        self.configure(config)

    def _start(self, config: RunConfig) -> None:
        self.optimizer_name = config.optimizer
        if self._rules:
            pair = self._gradient_pair
            self.optimizer: Optimizer = MixedOptimizer(self._params, pair, self._rules)
            return
        make = OPTIMIZERS[config.optimizer].make
        self.optimizer = make(
            self._params,
            self._gradient_pair,
            learning_rate=config.learning_rate,
            beta1=config.beta1,
            beta2=config.beta2,
        )

    def configure(self, config: RunConfig) -> None:
        """Take a configuration's settings; another optimiser starts with no memory."""
        if config.optimizer != self.optimizer_name:
            self._start(config)
        self._config = config
        if config.l1 == 0:
            self.alive.fill(1)
        self._set_rate(1.0)

    def freeze(self, frozen: Array) -> None:
        """Keep these parameters (P,) as they are from now on, and let the others change."""
        self.frozen = frozen.copy() if frozen.any() else None
        self._set_rate(1.0)

    def calls(self, epoch: int) -> list[Call]:
        """The update after each batch of an epoch, with its learning rate."""
        config = self._config
        if config.schedule != "constant":
            factor = SCHEDULES[config.schedule].factor(epoch, config.schedule_epochs)
            self._set_rate(factor)
        return self._calls

    def _set_rate(self, factor: float) -> None:
        config = self._config
        learning_rate = config.learning_rate * factor
        if isinstance(self.optimizer, MixedOptimizer):
            self.optimizer.scale_rates(factor)
        else:
            self.optimizer.configure(learning_rate, config.beta1, config.beta2)
        self.scale = 1.0
        if config.clip_norm or config.l1 or config.l2:
            self._calls: list[Call] = [(self._full_step, ())]
        elif self._alone and isinstance(self.optimizer, GradientDescent):
            self.scale = learning_rate
            self._calls = self.optimizer.scaled_calls()
        else:
            self._calls = self.optimizer.calls()
        if self.frozen is not None:
            self._calls = self._around(self._calls, np.flatnonzero(self.frozen))

    def _around(self, calls: list[Call], places: Array) -> list[Call]:
        """The update with what is frozen as it was before; its gradient counts as zero."""
        w, g = self._params, self._gradient_pair[0]
        kept = np.empty(len(places), w.dtype)
        return [
            (w.take, (places, None, kept, "clip")),
            (g.put, (places, 0)),
            *calls,
            (w.put, (places, kept)),
        ]

    def _full_step(self) -> None:
        config = self._config
        if config.clip_norm:
            clip_by_norm(self._gradient_pair[0], config.clip_norm)
        if not (config.l1 or config.l2):
            self.optimizer.step()
            return
        # The penalty's derivative belongs to the weights before the step.
        decay = self._is_weight * (config.l1 * np.sign(self._params) + config.l2 * self._params)
        self.optimizer.step()
        before = self._params.copy()
        np.subtract(self._params, self.optimizer.learning_rate * decay, self._params)
        if config.l1:
            crossed = (before * self._params < 0) & (self._is_weight > 0)
            if self.frozen is not None:
                crossed &= ~self.frozen
            self.alive[crossed] = 0
            np.multiply(self._params, self.alive, self._params)


def clip_by_norm(gradient: Array, limit: float) -> None:
    """Shorten gradients (…, P) longer than ``limit``, keeping their direction.

    Pascanu, Mikolov, Bengio 2013, algorithm 1 (arXiv 1211.5063).
    """
    norm = np.sqrt((gradient * gradient).sum(axis=-1, keepdims=True))
    np.multiply(gradient, np.minimum(1, limit / np.maximum(norm, limit)), gradient)
