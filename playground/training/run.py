"""Run: one network learning one dataset, from its first weights to any later moment."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

import numpy as np

from datasets import Dataset, make_dataset
from playground.config import RunConfig
from playground.nn import ForwardPass, layer_views
from playground.training.limits import divergence_message, has_exploded, reached
from playground.training.losslog import LossLog
from playground.training.posed import Posed
from playground.training.problem import Problem
from playground.training.snapshot import Resume, Snapshot
from playground.training.trainer import Trainer

Array = np.ndarray
Metrics = tuple[float, float, float, float]
Layer = tuple[Array, Array]


class Run(Posed):
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
        self._problem = problem = Problem(config, self.dataset)
        self._trainer = Trainer(
            config,
            problem.head,
            (problem.inputs_train, problem.inputs_test),
            (problem.answers_train, problem.answers_test),
        )
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
        self._metrics = (
            snapshot.train_loss,
            snapshot.test_loss,
            snapshot.train_accuracy,
            snapshot.test_accuracy,
        )
        self._log.truncate(self.epoch)
        if self.batch == 0:
            self._log.truncate(self.epoch - 1)
            self._log.append(self.epoch, self._metrics)
        self._good, self._good_at = snapshot.resume, (self.epoch, self.batch)
        self._check_stop()

    def _resume(self) -> Resume:
        update = self._trainer.updates[0]
        alive = update.alive
        return Resume(
            self._trainer.mlp.params.copy(),
            update.optimizer.state.copy(),
            update.optimizer.steps,
            update.optimizer_name,
            None if not self._config.l1 or alive.all() else alive > 0,
        )

    def _keep_as_good(self) -> None:
        self._good = self._resume()
        self._good_at = (self.epoch, self.batch)

    def _take_up(self, resume: Resume, epoch: int, batch: int) -> None:
        trainer = self._trainer
        update = trainer.updates[0]
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

    # What the network says

    def inputs(self, X: Array) -> Array:
        """The network's inputs for points X (n, 2): scaled features (n, n_features)."""
        return self._problem.inputs(X)

    def predict_proba(self, X: Array) -> Array:
        """Class probabilities (n, n_classes) at points X (n, 2), classes in ascending order."""
        if self.task == "regression":
            raise ValueError("predict_proba needs classes. Got a regression task; use predict.")
        return self._problem.head.output.probabilities(self._forward(X).output)

    def predict(self, X: Array) -> Array:
        """The most probable label, or the regression value, at points X (n, 2): (n,)."""
        z = self._forward(X).output
        if self.task == "regression":
            return z[0].astype(float)
        return self._problem.classes[self._problem.head.predictions(z).astype(int)]

    def hidden(self, X: Array) -> list[Array]:
        """Activations (n, units) at points X (n, 2), one array per hidden layer."""
        return [units.T.copy() for units in self._forward(X).hidden]

    def _forward(self, X: Array) -> ForwardPass:
        inputs = self.inputs(X)
        mlp = self._trainer.mlp
        with_ones = np.vstack([inputs.T, np.ones(len(inputs))]).astype(mlp.dtype)
        forward = ForwardPass(mlp, len(inputs))
        with np.errstate(all="ignore"):
            forward.forward(with_ones)
        return forward

    # Weights

    @property
    def layers(self) -> list[Layer]:
        """Copies of (W (n_in, n_out), b (n_out,)), one pair per layer."""
        return [(w[:-1].copy(), w[-1].copy()) for w in self._trainer.mlp.weights]

    def set_layers(self, layers: Sequence[tuple[Array, Array]]) -> None:
        """Replace all weights and biases; the optimiser starts with no memory.

        Raises
        ------
        ValueError
            For another number of layers, other shapes, or values that are not finite.
        """
        mlp = self._trainer.mlp
        if len(layers) != len(mlp.weights):
            raise ValueError(f"layers must be {len(mlp.weights)} pairs (W, b). Got {len(layers)}.")
        vector = np.empty(mlp.params.shape)
        for i, (view, (W, b)) in enumerate(
            zip(layer_views(vector, mlp.sizes), layers, strict=True)
        ):
            W, b = np.asarray(W, dtype=float), np.asarray(b, dtype=float)
            for name, given, target in (("W", W, view[:-1]), ("b", b, view[-1])):
                if given.shape != target.shape:
                    raise ValueError(
                        f"{name} of layer {i} must have shape {target.shape}. "
                        f"Got {given.shape} instead."
                    )
                if not np.isfinite(given).all():
                    bad = given[~np.isfinite(given)][0]
                    raise ValueError(f"{name} of layer {i} must be finite. Got {bad} instead.")
                target[:] = given
        update = self._trainer.updates[0]
        none = Resume(vector, np.zeros_like(update.optimizer.state), 0, update.optimizer_name)
        self._take_up(none, self.epoch, self.batch)
        self._keep_as_good()
        if self.batch == 0:
            self._log.truncate(self.epoch - 1)
            self._log.append(self.epoch, self.metrics())
        if self.epoch == self.batch == 0:
            self._initial_loss = self.metrics()[0]
        self._check_stop()


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
