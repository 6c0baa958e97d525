"""Contenders: those of a race that advance together.

Methods of gradients with one batch size are replicas of one ``Trainer``; a genetic algorithm is by
itself. Both have the same methods, and epochs of the same length: a generation is an epoch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from playground.config import RunConfig
from playground.nn import layer_views
from playground.nn.mixed import kind_order
from playground.racing import GeneticConfig
from playground.training.genetic import Generation, Genetic
from playground.training.problem import Problem
from playground.training.trainer import Trainer

Array = np.ndarray


class Moment(Protocol):
    """What contenders need to go on from a moment."""

    @property
    def nbytes(self) -> int:
        """Memory of its arrays."""


class Contenders(Protocol):
    """Those who advance together.

    Attributes
    ----------
    members : sequence of int
        Their numbers in the race.
    """

    members: Sequence[int]

    def advance(self, batch: int, n_batches: int) -> None:
        """Train to a batch of the race's epoch, or with the last one to the epoch's end."""

    def params(self) -> Array:
        """A view of their parameters, (members, P); of a population the fittest's."""

    def metrics(self) -> Array:
        """Train loss, test loss, train accuracy, test accuracy of each, (members, 4)."""

    def evaluations(self) -> float:
        """What each has cost: gradients of all training points, or losses, computed so far."""

    def moment(self) -> Moment:
        """This moment."""

    def take_up(self, moment: Moment, epoch: int, batch: int, n_batches: int) -> None:
        """Go on from a moment."""


@dataclass(frozen=True, eq=False)
class TrainerMoment:
    """A moment of replicas.

    Attributes
    ----------
    params : ndarray (R, P)
    states : tuple of (state, steps, alive)
        Of each update rule; ``alive`` is None where L1 has brought no weight to zero.
    """

    params: Array
    states: tuple[tuple[Array, int, Array | None], ...]

    @property
    def nbytes(self) -> int:
        """Memory of its arrays."""
        states = sum(s.nbytes + (0 if a is None else a.nbytes) for s, _, a in self.states)
        return self.params.nbytes + states


class GradientContenders:
    """Methods of gradients with the same batches.

    Parameters
    ----------
    members : sequence of int
    configs : sequence of RunConfig
        Each member's, as in a run alone.
    problem : Problem
    """

    def __init__(
        self, members: Sequence[int], configs: Sequence[RunConfig], problem: Problem
    ) -> None:
        # Sorted, for fewer calls: see ``MixedOptimizer``. One alone needs no replica axis.
        places = sorted(range(len(configs)), key=lambda i: kind_order(configs[i].optimizer))
        self.members: Sequence[int] = [members[i] for i in places]
        self._trainer = Trainer(
            [configs[i] for i in places] if len(places) > 1 else configs[0],
            problem.head,
            (problem.inputs_train, problem.inputs_test),
            (problem.answers_train, problem.answers_test),
        )

    def advance(self, batch: int, n_batches: int) -> None:
        trainer = self._trainer
        stop = self._place(batch, n_batches)
        if stop > trainer.batch:
            trainer.advance_epoch(stop - trainer.batch)

    def _place(self, batch: int, n_batches: int) -> int:
        return batch * self._trainer.batches_per_epoch // n_batches

    def params(self) -> Array:
        params = self._trainer.mlp.params
        return params if params.ndim == 2 else params[None]

    def metrics(self) -> Array:
        return self._trainer.measure().reshape(-1, 4)

    def evaluations(self) -> float:
        return self._trainer.epoch + self._trainer.batch / self._trainer.batches_per_epoch

    def moment(self) -> TrainerMoment:
        states = []
        for each in self._trainer.updates:
            alive = None if each.alive.all() else each.alive > 0
            states.append((each.optimizer.state.copy(), each.optimizer.steps, alive))
        return TrainerMoment(self.params().copy(), tuple(states))

    def take_up(self, moment: Moment, epoch: int, batch: int, n_batches: int) -> None:
        assert isinstance(moment, TrainerMoment)
        trainer = self._trainer
        trainer.mlp.params[:] = moment.params
        for each, (state, steps, alive) in zip(trainer.updates, moment.states, strict=True):
            each.optimizer.state[:] = state
            each.optimizer.steps = steps
            each.alive[:] = 1 if alive is None else alive
        trainer.epoch, trainer.batch = epoch, self._place(batch, n_batches)


class GeneticContender:
    """A genetic algorithm; its generations are the race's epochs.

    Attributes
    ----------
    genetic : Genetic
    """

    def __init__(
        self, member: int, config: RunConfig, genetic: GeneticConfig, problem: Problem
    ) -> None:
        self.members: Sequence[int] = (member,)
        self.genetic = Genetic(config, genetic, problem)

    def advance(self, batch: int, n_batches: int) -> None:
        if batch == n_batches:
            self.genetic.advance()

    def params(self) -> Array:
        return self.genetic.best[None]

    def metrics(self) -> Array:
        return self.genetic.metrics()[None]

    def evaluations(self) -> float:
        return self.genetic.evaluations

    def moment(self) -> Generation:
        return self.genetic.generation

    def take_up(self, moment: Moment, epoch: int, batch: int, n_batches: int) -> None:
        assert isinstance(moment, Generation)
        self.genetic.take_up(moment)


def layers_of(params: Array, sizes: Sequence[int]) -> list[tuple[Array, Array]]:
    """Copies of (W (n_in, n_out), b (n_out,)), one pair per layer, of one parameter vector."""
    return [(w[:-1].copy(), w[-1].copy()) for w in layer_views(params, sizes)]
