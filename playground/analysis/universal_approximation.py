"""Universal approximation: networks of one hidden layer, narrow to wide, fitted to y = f(x).

A hidden layer of n units is the sum y(x) = c + Σᵢ vᵢ · f(wᵢ x + bᵢ): with enough of them, any
continuous function on an interval comes as close as wanted (Cybenko 1989; Hornik 1991; for any f
that is no polynomial, Leshno and others 1993).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasets import DOMAIN, Dataset
from datasets.curves import curve_function
from playground.config import RunConfig
from playground.nn import ACTIVATIONS, layer_views
from playground.training.replicas import Replicas

Array = NDArray[np.float64]

SIZES = (1, 2, 4, 8, 16, 32, 64)
N_SEEDS = 5
EPOCHS = 1000
N_POINTS = 128
N_PLACES = 401
"""Places, evenly over the interval, at which fits are compared with the function."""

LEARNING_RATE = 0.05
CENTRES = 1.75
"""Units first bend within this many standard deviations of x: the whole interval."""
STEEPNESS = (1.0, 3.0)
"""|w| of a unit at the start, in standardised x: its bend is much narrower than the interval."""
START_SHARE = 0.3
"""At the start the units' sum is this large, so that none has to be unlearnt."""


@dataclass(frozen=True)
class Target:
    """A function to be fitted.

    Attributes
    ----------
    name, label : str
    function : callable
        (n,) places in [−6, 6] to (n,) values, about −1 to 1.
    look_for : str
        What it shows, in a sentence.
    """

    name: str
    label: str
    function: Callable[[Array], Array]
    look_for: str


def _waves(x: Array) -> Array:
    return 0.9 * np.sin(np.pi * x / 3)


def _step(x: Array) -> Array:
    return np.where(x < 1, -0.8, 0.8)


def _bump(x: Array) -> Array:
    return np.exp(-((x / 1.5) ** 2))


def _corner(x: Array) -> Array:
    return np.abs(x) / 3 - 1


def _sawtooth(x: Array) -> Array:
    return 1.6 * ((x / 4 + 0.5) % 1) - 0.8


TARGETS: dict[str, Target] = {
    row.name: row
    for row in (
        Target("waves", "Sine waves", _waves, "Every half wave needs a bend or two of its own."),
        Target("step", "Step", _step, "One steep unit nearly does it, yet no such sum jumps."),
        Target("bump", "Bump", _bump, "One unit goes up, another down: two make a bump."),
        Target("corner", "|x|", _corner, "Two ReLUs are exact; smooth units round the corner."),
        Target("sawtooth", "Sawtooth", _sawtooth, "The jumps stay hard, however many units."),
        Target(
            "curve",
            "The playground's curve",
            curve_function,
            "The slow wave on the left takes few units, the quick one on the right most of them.",
        ),
    )
}
"""Functions of the table fitted by ``approximate``."""

BENDS = tuple(name for name in ACTIVATIONS if name != "step")
"""Activations a unit can be trained with; linear is among them, to show that it does not do."""


@dataclass(frozen=True, eq=False)
class Fits:
    """Networks of one size fitted to one function, one a seed.

    Attributes
    ----------
    n_units : int
    activation : str
    x : ndarray (N_PLACES,)
    truth : ndarray (N_PLACES,)
        The function.
    values : ndarray (n_seeds, N_PLACES)
        Each fit.
    errors : ndarray (n_seeds,)
        Root of the mean squared distance between a fit and the function.
    weights, biases, outgoing : ndarray (n_seeds, n_units)
        w, b and v of every unit, for x as it is (the network itself sees it standardised).
    offsets : ndarray (n_seeds,)
        c, the bias of the output.
    points : ndarray (N_POINTS, 2)
        What was learnt from: x and y, with noise.
    """

    n_units: int
    activation: str
    x: Array
    truth: Array
    values: Array
    errors: Array
    weights: Array
    biases: Array
    outgoing: Array
    offsets: Array
    points: Array

    def contributions(self, seed: int) -> Array:
        """Each unit's vᵢ · f(wᵢ x + bᵢ), (n_units, N_PLACES), of the seed at this place.

        With the offset they add up to the fit.
        """
        z = self.weights[seed][:, None] * self.x + self.biases[seed][:, None]
        bent = np.empty_like(z)
        ACTIVATIONS[self.activation].function(z, bent)
        return self.outgoing[seed][:, None] * bent

    def centres(self, seed: int) -> Array:
        """Where each unit bends, −bᵢ / wᵢ, (n_units,); not finite for one that never does."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return -self.biases[seed] / self.weights[seed]

    @property
    def median_seed(self) -> int:
        """Place of the seed whose error is the median (of two, the lower)."""
        return int(np.argsort(self.errors, kind="stable")[(len(self.errors) - 1) // 2])


def approximate(
    target: str,
    activation: str,
    *,
    noise: float = 0.0,
    seed: int = 0,
    sizes: Sequence[int] = SIZES,
    n_seeds: int = N_SEEDS,
    epochs: int = EPOCHS,
) -> Iterator[Fits]:
    """Fit networks of one hidden layer to a function, size after size.

    All points in every step (128, evenly over the interval), Adam with a cosine schedule. The
    units' bends start spread over the interval: with every bias 0, as usual, they would all bend
    in the middle, and most of them would never get to the ends.

    Parameters
    ----------
    target : str
        A key of ``TARGETS``.
    activation : str
        One of ``BENDS``.
    noise : float
        Each point is moved up or down by up to this much.
    seed : int
        First of ``n_seeds`` seeds of the first weights; the noise is drawn with the first.
    sizes : sequence of int
        Units of the hidden layer.
    epochs : int

    Raises
    ------
    ValueError
        For an unknown function or activation.
    """
    for name, value, allowed in (("target", target, TARGETS), ("activation", activation, BENDS)):
        if value not in allowed:
            raise ValueError(f"{name} must be one of {', '.join(allowed)}. Got {value!r}.")
    dataset = _points_of(TARGETS[target], noise, seed)
    for n_units in sizes:
        base = RunConfig(
            dataset="curve",
            features=("x",),
            hidden_layers=(n_units,),
            activation=activation,
            initializer="glorot",
            learning_rate=LEARNING_RATE,
            schedule="cosine",
            schedule_epochs=max(1, epochs),
            batch_size=0,
            precision="float64",
        )
        seeds = range(seed, seed + n_seeds)
        replicas = Replicas([base.replace(weight_seed=one) for one in seeds], dataset)
        for params, one in zip(replicas.params, seeds, strict=True):
            _spread_bends(params, n_units, one)
        replicas.advance(epochs)
        yield _fits(replicas, dataset, n_units)


def _points_of(target: Target, noise: float, seed: int) -> Dataset:
    """Points to learn from, and the function itself to test on."""
    x = DOMAIN * ((2 * np.arange(N_POINTS) + 1) / N_POINTS - 1)
    places = np.linspace(-DOMAIN, DOMAIN, N_PLACES)
    y = target.function(x) + noise * np.random.default_rng(seed).uniform(-1, 1, N_POINTS)
    X_train, X_test = (np.column_stack([at, np.zeros(len(at))]) for at in (x, places))
    return Dataset(X_train, y, X_test, target.function(places), task="regression")


def _spread_bends(params: Array, n_units: int, seed: int) -> None:
    """Write first weights (P,): bends one a slice of the interval, steepness and sign at random."""
    rng = np.random.default_rng((seed, n_units))
    hidden, output = layer_views(params, (1, n_units, 1))
    slices = (np.arange(n_units) + rng.uniform(size=n_units)) / n_units
    hidden[0] = rng.choice((-1, 1), n_units) * rng.uniform(*STEEPNESS, n_units)
    hidden[1] = -hidden[0] * CENTRES * (2 * slices - 1)
    output[:-1] = rng.normal(0, START_SHARE / np.sqrt(n_units), (n_units, 1))
    output[-1] = 0


def _fits(replicas: Replicas, dataset: Dataset, n_units: int) -> Fits:
    values = replicas.predict(dataset.X_test)
    x = dataset.X_train[:, 0]
    networks = [replicas.layers(replica) for replica in range(len(replicas))]
    w, b, v, c = (
        np.stack([np.ravel(layers[at][part]) for layers in networks])
        for at, part in ((0, 0), (0, 1), (1, 0), (1, 1))
    )
    return Fits(
        n_units=n_units,
        activation=replicas.configs[0].activation,
        x=dataset.X_test[:, 0],
        truth=dataset.y_test,
        values=values,
        errors=np.sqrt(((values - dataset.y_test) ** 2).mean(axis=1)),
        weights=w / x.std(),
        biases=b - w * x.mean() / x.std(),
        outgoing=v,
        offsets=c[:, 0],
        points=np.column_stack([x, dataset.y_train]),
    )
