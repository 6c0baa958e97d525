"""Run: one network learning one dataset, from its first weights to any later moment."""

from __future__ import annotations

import copy
import math
import time

import numpy as np

from datasets import Dataset, make_dataset
from playground.config import RunConfig
from playground.training.editable import Editable, Layer
from playground.training.limits import divergence_message, has_exploded, reached
from playground.training.losslog import LossLog
from playground.training.problem import Problem
from playground.training.snapshot import Resume, Snapshot
from playground.training.trainer import Trainer

Array = np.ndarray
Metrics = tuple[float, float, float, float]

__all__ = ["Layer", "Metrics", "Run", "check_count", "make_dataset_for"]


class Run(Editable):
    """A training run: equal configurations give equal numbers, however the epochs are split.

    Parameters
    ----------
    config : RunConfig
    dataset : Dataset or None
        Own data; None generates ``config.dataset``. Own data decides task and classes.

    Attributes
    ----------
    status : {"running", "stopped", "diverged"}
    message : str
        Why the run is not running, as a sentence; empty while it is.
    compute_seconds : float
        Time spent training so far.

    Examples
    --------
    >>> from playground import Run, RunConfig
    >>> run = Run(RunConfig(dataset="circle"))
    >>> run.advance(epochs=20)
    >>> run.epoch
    20
    """

    def __init__(self, config: RunConfig, dataset: Dataset | None = None) -> None:
        self._config = config
        self.dataset = make_dataset_for(config) if dataset is None else dataset
        self._data = 0  # how often it was changed
        self._problem = problem = Problem(config, self.dataset)
        self._trainer = Trainer(config, problem.head, problem.inputs_both, problem.answers_both)
        self._log = LossLog()
        self._metrics: Metrics | None = None
        self._good = self._resume()
        self._good_at = (0, 0)
        self._initial_loss = self.metrics()[0]
        self._log.append(0, self.metrics())
        self.status = "running"
        self.message = ""
        self.compute_seconds = 0.0

    # Where the run is

    @property
    def config(self) -> RunConfig:
        """The settings in use."""
        return self._config

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """Units of every layer: inputs, hidden layers, outputs."""
        return self._trainer.mlp.sizes

    @property
    def epoch(self) -> int:
        """Completed epochs."""
        return self._trainer.epoch

    @property
    def batch(self) -> int:
        """Batches done within the present epoch."""
        return self._trainer.batch

    @property
    def batches_per_epoch(self) -> int:
        """Steps an epoch takes."""
        return self._trainer.batches_per_epoch

    @property
    def progress(self) -> float:
        """Epochs, with the fraction of the present one."""
        return self.epoch + self.batch / self.batches_per_epoch

    @property
    def losses(self) -> np.recarray:
        """One row an epoch: epoch, train_loss, test_loss, train_accuracy, test_accuracy.

        Row 0 is before training. Beyond 10,000 rows every second one is left out, and again
        whenever there are too many. Accuracies are NaN for regression.
        """
        return self._log.rows()

    @property
    def log_stride(self) -> int:
        """Epochs from row to row of ``losses``."""
        return self._log.stride

    @property
    def initial_loss(self) -> float:
        """The training loss from which it is judged whether a later one has exploded."""
        return self._initial_loss

    def metrics(self) -> Metrics:
        """Train loss, test loss, train accuracy, test accuracy at this moment."""
        if self._metrics is None:
            with np.errstate(all="ignore"):
                self._metrics = self._measure()
        return self._metrics

    def _measure(self) -> Metrics:
        (train_loss, test_loss), (train_accuracy, test_accuracy) = self._trainer.measure().tolist()
        return train_loss, test_loss, train_accuracy, test_accuracy

    # Training

    def advance(self, epochs: int = 1) -> None:
        """Train for some epochs; what is left of a begun one counts as one.

        Ends early when a stop condition holds or the run diverges (see ``status``).
        """
        check_count("epochs", epochs)
        started = time.perf_counter()
        with np.errstate(all="ignore"):
            for _ in range(epochs):
                if self.status != "running":
                    break
                self._trainer.advance_epoch()
                self._epoch_done()
        self.compute_seconds += time.perf_counter() - started

    def advance_batches(self, batches: int = 1) -> None:
        """Train for some batches, over epochs' ends where it takes that."""
        check_count("batches", batches)
        started = time.perf_counter()
        with np.errstate(all="ignore"):
            while batches and self.status == "running":
                batches -= self._trainer.advance_epoch(batches)
                if self.batch == 0:
                    self._epoch_done()
                elif not np.isfinite(self._trainer.mlp.params).all():
                    self._diverge(self.epoch + 1, math.nan)
                else:
                    self._metrics = None
        self.compute_seconds += time.perf_counter() - started

    def _epoch_done(self) -> None:
        epoch = self._trainer.epoch
        self._metrics = metrics = self._measure()
        params = self._trainer.mlp.params
        if has_exploded(metrics[0], self._initial_loss) or not math.isfinite(params.dot(params)):
            self._diverge(epoch, metrics[0])
            return
        self._log.append(epoch, metrics)
        self._keep_as_good()
        self._check_stop()

    def _check_stop(self) -> None:
        self.message = reached(self._config, self.epoch, self.metrics())
        self.status = "stopped" if self.message else "running"

    def _diverge(self, epoch: int, train_loss: float) -> None:
        self._take_up(self._good, *self._good_at)
        self.status = "diverged"
        self.message = divergence_message(self._config, epoch, train_loss, self._good_at[0])

    def configure(self, config: RunConfig) -> None:
        """Apply changed settings at once; another optimiser starts with no memory.

        A run that diverged or stopped goes on if the new settings let it.

        Raises
        ------
        ValueError
            If a field differs that needs a new run.
        """
        needs_restart = self._config.restarts(config)
        if needs_restart:
            name = needs_restart[0]
            raise ValueError(
                f"{name} cannot change during a run. "
                f"Got {getattr(config, name)!r} instead of {getattr(self._config, name)!r}."
            )
        self._trainer.configure(config)
        self._config = config
        self._good = self._resume() if self.batch == 0 else self._good
        self._check_stop()

    # Moments

    def snapshot(self) -> Snapshot:
        """This moment, to show and to come back to."""
        resume = self._resume()
        metrics = self.metrics()
        return Snapshot(
            self.progress,
            self.epoch,
            self.batch,
            resume.params.astype(np.float32, copy=False),
            *metrics,
            self.compute_seconds,
            resume,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Go back (or forth) to a snapshot of this run, and continue from there exactly."""
        expected = self._trainer.mlp.params.shape
        if snapshot.params.shape != expected:
            raise ValueError(
                f"The snapshot must hold {expected[0]} parameters. Got {snapshot.params.size}."
            )
        self._take_up(snapshot.resume, snapshot.epoch, snapshot.batch)
        self.compute_seconds = snapshot.compute_seconds
        if snapshot.resume.data == self._data:
            self._metrics = (
                snapshot.train_loss,
                snapshot.test_loss,
                snapshot.train_accuracy,
                snapshot.test_accuracy,
            )
        self._log.truncate(self.epoch)
        self._log_anew()
        self._good, self._good_at = snapshot.resume, (self.epoch, self.batch)
        self._check_stop()

    def go_on_from(
        self, snapshot: Snapshot, *, log: LossLog, initial_loss: float, frozen: Array
    ) -> None:
        """Stand where a run of this configuration and these data stood that was saved."""
        self._data = snapshot.resume.data
        self._log = log
        self.frozen = frozen
        self.restore(snapshot)
        self._initial_loss = initial_loss

    def _resume(self) -> Resume:
        update = self._trainer.updates[0]
        alive = update.alive
        return Resume(
            self._trainer.mlp.params.copy(),
            update.optimizer.state.copy(),
            update.optimizer.steps,
            update.optimizer_name,
            None if not self._config.l1 or alive.all() else alive > 0,
            self._problem.scale,
            self._data,
        )

    def _keep_as_good(self) -> None:
        self._good = self._resume()
        self._good_at = (self.epoch, self.batch)

    def _take_up(self, resume: Resume, epoch: int, batch: int) -> None:
        trainer = self._trainer
        update = trainer.updates[0]
        if resume.scale is not None and not _alike(resume.scale, self._problem.scale):
            self._pose(resume.scale)
        trainer.mlp.params[:] = resume.params
        if resume.optimizer == update.optimizer_name:
            update.optimizer.state[:] = resume.state
            update.optimizer.steps = resume.steps
        else:
            update.optimizer.state.fill(0)
            update.optimizer.steps = 0
        update.alive[:] = 1 if resume.alive is None else resume.alive
        trainer.epoch = epoch
        trainer.batch = min(batch, trainer.batches_per_epoch - 1)
        self._metrics = None

    def change_data(self, dataset: Dataset) -> None:
        """Go on with other points; weights, the optimiser's memory and the epoch stay.

        So does the scale of the inputs, so that the network says the same as before.

        Raises
        ------
        ValueError
            For another task, other classes, or another number of coordinates.
        """
        for name in ("task", "classes", "n_coordinates"):
            before, after = getattr(self.dataset, name), getattr(dataset, name)
            if before != after:
                raise ValueError(f"{name} cannot change during a run. Got {after}, not {before}.")
        self.dataset = dataset
        self._data += 1
        self._pose(self._problem.scale)
        self._changed_by_hand()

    def take_over(self, other: Run, params: Array, *, anew: bool = False) -> None:
        """Stand where another run stands, with these parameters (P,) and its inputs' scale.

        What is frozen there is frozen here, as far as it is here too. The optimiser starts with no
        memory.

        Parameters
        ----------
        other : Run
        params : ndarray (P,)
        anew : bool
            Whether epochs and losses begin anew.
        """
        update = self._trainer.updates[0]
        none = np.zeros_like(update.optimizer.state)
        scale = other._problem.scale
        resume = Resume(params, none, 0, update.optimizer_name, None, scale, self._data)
        self._take_up(resume, 0 if anew else other.epoch, 0 if anew else other.batch)
        if not anew:
            self._log = copy.deepcopy(other._log)
            self._initial_loss = other._initial_loss
            self.compute_seconds = other.compute_seconds
        self.freeze_like(other)
        self._changed_by_hand()

    def _pose(self, scale: tuple[Array, Array]) -> None:
        """Pose the present data, with inputs of this scale."""
        self._problem = problem = Problem(self._config, self.dataset, scale)
        self._trainer.change_data(problem.inputs_both, problem.answers_both)

    def _changed_by_hand(self) -> None:
        """Something other than training changed the run: this moment is the good one now."""
        self._metrics = None
        self._log_anew()
        loss = self.metrics()[0]
        if self.epoch == self.batch == 0:
            self._initial_loss = loss
        elif math.isfinite(loss):
            self._initial_loss = max(self._initial_loss, loss)
        self._keep_as_good()
        self._check_stop()

    def _log_anew(self) -> None:
        """At the end of an epoch, write down its row, in place of one that is there."""
        if self.batch == 0:
            self._log.truncate(self.epoch - 1)
            self._log.append(self.epoch, self.metrics())


def make_dataset_for(config: RunConfig) -> Dataset:
    """The generated dataset a configuration describes."""
    return make_dataset(
        config.dataset,
        n_samples=config.n_samples,
        noise=config.noise,
        train_share=config.train_share,
        seed=config.seed,
        centers=config.centers,
    )


def check_count(name: str, value: int) -> None:
    """ValueError unless ``value`` is a whole number from 0."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 0:
        raise ValueError(f"{name} must be a whole number from 0. Got {value!r}.")


def _alike(one: tuple[Array, Array], other: tuple[Array, Array]) -> bool:
    return one is other or all(map(np.array_equal, one, other))
