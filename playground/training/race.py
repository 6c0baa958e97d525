"""Race: up to eight optimisers on the same data, from the same weights, in the same batches."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from operator import le

import numpy as np

from datasets import Dataset
from playground.config import RunConfig
from playground.racing import Contestant, RaceConfig, labels
from playground.training.contenders import (
    Contenders,
    GeneticContender,
    GradientContenders,
    layers_of,
)
from playground.training.genetic import Genetic
from playground.training.limits import divergence_message, exploded_from, reached
from playground.training.losslog import LossLog
from playground.training.posed import Posed
from playground.training.problem import Problem
from playground.training.race_moment import MEASURES, Arrival, End, RaceResume, arrivals
from playground.training.run import Layer, Metrics, check_count, make_dataset_for
from playground.training.snapshot import Snapshot

Array = np.ndarray


class Race(Posed):
    """A race: every contestant gets the numbers of its own ``Run``, to float precision.

    Data, first weights, shuffles and dropout masks are the same for all. Contestants with equal
    batches are replicas in one pass. One who diverges stays at its last good moment, and the
    others do not notice. Offers what a ``Run`` offers to those who watch it.

    Parameters
    ----------
    base : RunConfig
        All that the contestants share. The stop conditions end the race: ``stop_epoch`` at that
        epoch, loss and accuracy once everybody who has not diverged was there.
    contestants : sequence of Contestant
    dataset : Dataset or None
        Own data; None generates ``base.dataset``.

    Attributes
    ----------
    config : RaceConfig
    labels : list of str
        The contestants' names.
    status : {"running", "stopped", "diverged"}
        ``"diverged"`` when all are.
    message : str
        Why the race, or some contestant, is not running, as sentences; otherwise empty.
    epoch, batch : int
        Completed epochs, and batches within the present one; batches of the base.
    compute_seconds : float

    Raises
    ------
    ValueError
        See ``RaceConfig``.
    """

    def __init__(
        self,
        base: RunConfig,
        contestants: Sequence[Contestant],
        dataset: Dataset | None = None,
    ) -> None:
        self.config = RaceConfig(base, tuple(contestants))
        self.dataset = make_dataset_for(base) if dataset is None else dataset
        self.labels = labels(self.config.contestants)
        self._configs = [c.config(base) for c in self.config.contestants]
        self._problem = Problem(base, self.dataset)
        n_train = len(self._problem.inputs_train)
        self.batches_per_epoch = _n_batches(base, n_train)
        # Measures are kept in the order of the groups, one group's rows together.
        self._groups = self._grouped(n_train)
        self._order = [i for group in self._groups for i in group.members]
        self._place = np.argsort(self._order)
        stops = np.cumsum([len(group.members) for group in self._groups]).tolist()
        self._rows = [
            slice(stop - len(group.members), stop)
            for stop, group in zip(stops, self._groups, strict=True)
        ]
        row = [("epoch", np.int64), ("measures", float, (len(self), len(MEASURES)))]
        self._log = LossLog(dtype=np.dtype(row))
        self.epoch = self.batch = 0
        self.status, self.message = "running", ""
        self.compute_seconds = 0.0
        self._ends: dict[int, End] = {}
        self._arrived: set[int] = set()  # at the loss or accuracy to stop at
        self._seconds = [0.0] * len(self._groups)
        self._measures = np.zeros((len(self), len(MEASURES)))
        self._good = [np.empty_like(group.params()) for group in self._groups]
        self._good_measures = self._measures.copy()
        with np.errstate(all="ignore"):
            self._measure()
        self._highest = [exploded_from(loss) for loss in self._measures[:, 0].tolist()]
        self._log.append(0, (self._measures,))
        self._keep_as_good()

    def __len__(self) -> int:
        return len(self.config.contestants)

    def _grouped(self, n_train: int) -> list[Contenders]:
        groups: list[Contenders] = []
        sizes: dict[int, list[int]] = {}
        for i, (contestant, config) in enumerate(
            zip(self.config.contestants, self._configs, strict=True)
        ):
            if contestant.genetic is not None:
                groups.append(GeneticContender(i, config, contestant.genetic, self._problem))
            else:
                sizes.setdefault(_batch_size(config, n_train), []).append(i)
        for members in sizes.values():
            configs = [self._configs[i] for i in members]
            groups.append(GradientContenders(members, configs, self._problem))
        return groups

    # What all share

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Units of every layer: inputs, hidden layers, outputs."""
        n_inputs, n_outputs = self._problem.sizes
        return (n_inputs, *self.config.base.hidden_layers, n_outputs)

    # Where the race is

    @property
    def progress(self) -> float:
        """Epochs, with the fraction of the present one."""
        return self.epoch + self.batch / self.batches_per_epoch

    @property
    def sentences(self) -> list[str]:
        """Why each contestant is not running; empty while it is."""
        ends = [self._ends.get(i) for i in range(len(self))]
        return ["" if end is None else end.message for end in ends]

    @property
    def measures(self) -> Array:
        """(contestants, 6): ``MEASURES`` of each after the last epoch, or at the last snapshot.

        Evaluations are gradients of all training points (a batch counts as its share of them),
        for a genetic algorithm losses of all training points. Seconds are those of the pass,
        shared out evenly among those who are computed together.
        """
        return self._measures[self._place]

    @property
    def curves(self) -> np.recarray:
        """One row an epoch: ``epoch``, and each of ``MEASURES`` as (rows, contestants).

        Row 0 is before training. Beyond 10,000 rows every second one is left out, and again.
        """
        rows = self._log.rows()
        columns = np.moveaxis(rows["measures"][:, self._place], -1, 0)
        shapes = [("epoch", np.int64), *((name, float, (len(self),)) for name in MEASURES)]
        return np.rec.fromarrays([rows["epoch"], *columns], dtype=np.dtype(shapes))

    def arrivals(self, accuracy: float) -> list[Arrival | None]:
        """When each contestant first came to an accuracy on the training points, or None."""
        return arrivals(self.curves, accuracy)

    def metrics(self) -> Metrics:
        """Train loss, test loss, train accuracy, test accuracy of the leader.

        That is who has the smallest training loss.
        """
        losses = np.where(np.isnan(self._measures[:, 0]), np.inf, self._measures[:, 0])
        a, b, c, d = self._measures[losses.argmin(), :4].tolist()
        return a, b, c, d

    def params(self) -> Array:
        """Everybody's parameters, (contestants, P); of a genetic algorithm the fittest's."""
        everybody = np.empty((len(self), self._groups[0].params().shape[1]))
        for group in self._groups:
            everybody[list(group.members)] = group.params()
        for i, end in self._ends.items():
            everybody[i] = end.params
        return everybody

    def layers(self, contestant: int) -> list[Layer]:
        """Copies of one contestant's (W (n_in, n_out), b (n_out,)), one pair per layer."""
        return layers_of(self.params()[contestant], self.layer_sizes)

    def genetic(self, contestant: int) -> Genetic:
        """The genetic algorithm that takes part as this contestant; ValueError for others."""
        for group in self._groups:
            if isinstance(group, GeneticContender) and contestant in group.members:
                return group.genetic
        raise ValueError(f"contestant must be that of a genetic algorithm. Got {contestant}.")

    # Racing

    def advance(self, epochs: int = 1) -> None:
        """Race for some epochs; what is left of a begun one counts as one."""
        check_count("epochs", epochs)
        for _ in range(epochs):
            self.advance_batches(self.batches_per_epoch - self.batch)

    def advance_batches(self, batches: int = 1) -> None:
        """Race for some batches of the base, over epochs' ends where it takes that."""
        check_count("batches", batches)
        started = time.perf_counter()
        with np.errstate(all="ignore"):
            while batches and self.status == "running":
                stop = min(self.batch + batches, self.batches_per_epoch)
                batches -= stop - self.batch
                self._train(stop)
                self.batch = stop
                if stop == self.batches_per_epoch:
                    self.epoch, self.batch = self.epoch + 1, 0
                    self._epoch_done()
                else:
                    self._find_diverged(self.epoch + 1, self._measures[:, 0].tolist())
        self.compute_seconds += time.perf_counter() - started

    def _train(self, stop: int) -> None:
        before = time.perf_counter()
        for number, group in enumerate(self._groups):
            group.advance(stop, self.batches_per_epoch)
            now = time.perf_counter()
            self._seconds[number] += (now - before) / len(group.members)
            before = now

    def _epoch_done(self) -> None:
        self._measure()
        self._find_diverged(self.epoch, self._measures[:, 0].tolist())
        self._log.append(self.epoch, (self._measures,))
        self._keep_as_good()
        self._check_stop()

    def _measure(self) -> None:
        measures = self._measures
        for number, (group, rows) in enumerate(zip(self._groups, self._rows, strict=True)):
            measures[rows, :4] = group.metrics()
            measures[rows, 4] = group.evaluations()
            measures[rows, 5] = self._seconds[number]
        for i, end in self._ends.items():
            measures[self._place[i]] = end.measures

    def _find_diverged(self, epoch: int, losses: list[float]) -> None:
        """Who diverged in an epoch, by the loss or the parameters."""
        for group, rows, good in zip(self._groups, self._rows, self._good, strict=True):
            params = group.params()
            every = params.ravel()
            well = math.isfinite(every.dot(every))
            if well and all(map(le, losses[rows], self._highest[rows])):
                continue
            finite = np.isfinite((params * params).sum(axis=1)).tolist()
            for place, i in enumerate(group.members):
                row = rows.start + place
                if i not in self._ends and not (
                    finite[place] and losses[row] <= self._highest[row]
                ):
                    self._end(i, epoch, losses[row], good[place])

    def _end(self, i: int, epoch: int, train_loss: float, good: Array) -> None:
        """A contestant diverged; it stays at its last good moment."""
        measures, kept = self._good_measures[self._place[i]].copy(), self._good_epoch
        message = divergence_message(self._configs[i], epoch, train_loss, kept)
        sentence = f"{self.labels[i]}: {message}"
        self._ends[i] = End(kept, sentence[0].upper() + sentence[1:], good.copy(), measures)
        self._measures[self._place[i]] = measures
        self._check_stop()

    def _keep_as_good(self) -> None:
        for good, group in zip(self._good, self._groups, strict=True):
            np.copyto(good, group.params())
        np.copyto(self._good_measures, self._measures)
        self._good_epoch = self.epoch

    def _check_stop(self) -> None:
        base = self.config.base
        self.status, said = "running", ""
        if len(self._ends) == len(self):
            self.status = "diverged"
        elif base.stop_epoch and self.epoch >= base.stop_epoch:
            self.status, said = "stopped", f"Stopped: epoch {base.stop_epoch} is reached."
        elif base.stop_loss or base.stop_accuracy:
            for i, measures in enumerate(self.measures.tolist()):
                loss, test_loss, accuracy, test_accuracy, *_ = measures
                if reached(base, self.epoch, (loss, test_loss, accuracy, test_accuracy)):
                    self._arrived.add(i)
            if len(self._arrived | self._ends.keys()) == len(self):
                self.status = "stopped"
                said = f"Stopped at epoch {self.epoch}: everybody who is left has arrived."
        self.message = " ".join(filter(None, [said, *self.sentences])) if self._ends else said

    # Moments

    def snapshot(self) -> Snapshot:
        """This moment, to show and to come back to.

        Its ``params`` are all contestants' parameters one after another, then the numbers
        ``TAIL`` of each; its loss and accuracy are the leader's.
        """
        if self.batch:
            with np.errstate(all="ignore"):
                self._measure()
        ended = [self._ends[i].epoch if i in self._ends else -1 for i in range(len(self))]
        tail = np.column_stack([self.measures, ended])
        with np.errstate(all="ignore"):
            numbers = np.concatenate([self.params().ravel(), tail.ravel()]).astype(np.float32)
        resume = RaceResume(
            tuple(group.moment() for group in self._groups),
            self._measures.copy(),
            tuple(self._seconds),
            dict(self._ends),
            frozenset(self._arrived),
        )
        return Snapshot(
            self.progress,
            self.epoch,
            self.batch,
            numbers,
            *self.metrics(),
            self.compute_seconds,
            resume,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Go back (or forth) to a snapshot of this race, and continue from there exactly."""
        resume = snapshot.resume
        if not isinstance(resume, RaceResume) or len(resume.measures) != len(self):
            raise ValueError(f"The snapshot must be of this race of {len(self)} contestants.")
        self.epoch, self.batch = snapshot.epoch, snapshot.batch
        for group, moment in zip(self._groups, resume.moments, strict=True):
            group.take_up(moment, self.epoch, self.batch, self.batches_per_epoch)
        self._measures[:] = resume.measures
        self._seconds = list(resume.seconds)
        self._ends = dict(resume.ends)
        self._arrived = set(resume.arrived)
        self.compute_seconds = snapshot.compute_seconds
        self._log.truncate(self.epoch)
        if self.batch == 0:
            self._log.truncate(self.epoch - 1)
            self._log.append(self.epoch, (self._measures,))
        self._keep_as_good()
        self._check_stop()


def _batch_size(config: RunConfig, n_train: int) -> int:
    return min(config.batch_size or n_train, n_train)


def _n_batches(config: RunConfig, n_train: int) -> int:
    """Steps an epoch takes; see ``Batches``."""
    whole, left = divmod(n_train, _batch_size(config, n_train))
    return whole + (1 if left and config.shuffle else 0)
