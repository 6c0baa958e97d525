"""Numeric derivatives beside backpropagated ones: how well they agree, and what they cost.

The gradient by differences needs one or two forward passes for each parameter, and a step h that is
neither too large (truncation: the loss is not a straight line) nor too small (rounding: two nearly
equal losses are subtracted). Backpropagation needs one forward and one backward pass for all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from playground.analysis.frozen_network import FrozenNetwork, Moment
from playground.config import RunConfig
from playground.training import Run

Array = NDArray[np.float64]

RULES = ("forward", "central")
PRECISIONS = ("float64", "float32")
STEPS: Array = 10.0 ** np.arange(-14, 0.25, 0.5)
"""The step sizes h of the error curve, small to large."""
MOST_COMPARED, MOST_IN_CURVE = 400, 40
"""Parameters that are compared one by one, and that the error curve is worked out from."""
WIDTHS = (1, 2, 4, 8, 16, 32, 64)
"""Units of the two hidden layers of the networks whose gradients are timed."""
NOTHING = 1e-12
"""A gradient shorter than this is rounding, and no error is relative to it."""
MOST_SECONDS = 0.12
"""A gradient by differences that would take longer is worked out from one forward pass's time."""


def chosen(n_parameters: int, most: int) -> NDArray[np.intp]:
    """Places of all parameters, or of ``most`` of them, evenly spread."""
    return np.unique(np.linspace(0, n_parameters - 1, min(n_parameters, most)).round().astype(int))


def differences(
    network: FrozenNetwork, h: float, rule: str, places: NDArray[np.intp] | None = None
) -> Array:
    """Numeric derivatives of the mean loss by each parameter.

    Forward: (L(w + h) − L(w)) / h, wrong by a term that grows like h. Central:
    (L(w + h) − L(w − h)) / 2h, by one that grows like h² (Nocedal & Wright 2006, "Numerical
    Optimization", section 8.1). Both lose digits like ε/h, ε the precision.

    Parameters
    ----------
    network : FrozenNetwork
        Left as it was.
    h : float
    rule : {"forward", "central"}
    places : (n,) or None
        Of the parameters asked about; None for all.

    Raises
    ------
    ValueError
        For another rule, or an h that is not positive.
    """
    if rule not in RULES:
        raise ValueError(f"rule must be forward or central. Got {rule!r}.")
    if not h > 0:
        raise ValueError(f"h must be positive. Got {h!r}.")
    params = network.mlp.params
    if places is None:
        places = np.arange(params.size)
    found = np.empty(len(places))
    here = network.loss() if rule == "forward" else 0.0
    for i, place in enumerate(places):
        value = params[place]
        params[place] = value + h
        above = network.loss()
        if rule == "forward":
            found[i] = (above - here) / h
        else:
            params[place] = value - h
            found[i] = (above - network.loss()) / (2 * h)
        params[place] = value
    return found


@dataclass(frozen=True, eq=False)
class Comparison:
    """Each parameter's derivative by differences and by backpropagation.

    Attributes
    ----------
    places : (n,)
        Of the parameters in the vector.
    numeric, exact : (n,)
        By differences in the chosen precision; by backpropagation in float64.
    n_parameters, n_points : int
        Of the whole network; that the loss is the mean of.
    """

    places: NDArray[np.intp]
    numeric: Array
    exact: Array
    n_parameters: int
    n_points: int

    @property
    def error(self) -> float:
        """‖numeric − exact‖ / ‖exact‖; NaN where the exact gradient is 0."""
        return relative_error(self.numeric, self.exact)


def relative_error(numeric: Array, exact: Array) -> float:
    """‖numeric − exact‖ / ‖exact‖; NaN where the exact gradient is 0."""
    size = float(np.linalg.norm(exact))
    return float(np.linalg.norm(numeric - exact)) / size if size > NOTHING else float("nan")


def compare(
    moment: Moment, *, h: float = 1e-5, rule: str = "central", precision: str = "float64"
) -> Comparison:
    """Both gradients of a network, at most ``MOST_COMPARED`` of its parameters."""
    exact = FrozenNetwork(moment, np.float64)
    network = FrozenNetwork(moment, precision)
    places = chosen(exact.n_parameters, MOST_COMPARED)
    numeric = differences(network, h, rule, places)
    gradient = exact.gradient()[places].astype(np.float64)
    return Comparison(places, numeric, gradient, exact.n_parameters, len(exact.answers))


@dataclass(frozen=True, eq=False)
class ErrorCurves:
    """Relative errors of the numeric gradient against the step size.

    Attributes
    ----------
    steps : (n_steps,)
        h.
    errors : dict of (precision, rule) to (n_steps,)
    backpropagation : dict of precision to float
        The relative error of backpropagation itself: in float32 what its own rounding does.
        Float64 is what all are compared with, so there it is 0.
    """

    steps: Array
    errors: dict[tuple[str, str], Array]
    backpropagation: dict[str, float]

    def best(self, precision: str, rule: str) -> tuple[float, float]:
        """The step of the least error, and that error."""
        errors = self.errors[precision, rule]
        at = int(np.nanargmin(errors))
        return float(self.steps[at]), float(errors[at])


def error_curves(moment: Moment, steps: Array = STEPS) -> ErrorCurves | None:
    """The error of both rules in both precisions at every step size; None for a gradient of 0."""
    exact = FrozenNetwork(moment, np.float64).gradient()
    places = chosen(exact.size, MOST_IN_CURVE)
    if np.linalg.norm(exact[places]) <= NOTHING:
        return None
    errors: dict[tuple[str, str], Array] = {}
    own: dict[str, float] = {}
    for precision in PRECISIONS:
        network = FrozenNetwork(moment, precision)
        own[precision] = relative_error(network.gradient().astype(np.float64), exact)
        for rule in RULES:
            found = [differences(network, float(h), rule, places) for h in steps]
            errors[precision, rule] = np.array(
                [relative_error(numeric, exact[places]) for numeric in found]
            )
    return ErrorCurves(steps, errors, own)


@dataclass(frozen=True, eq=False)
class Times:
    """Seconds a gradient takes, by the number of parameters.

    Attributes
    ----------
    n_parameters : (n,)
    forward, loss, backpropagation, by_differences : (n,) of seconds
        One forward pass; one with the loss it leads to; the whole gradient in either way (forward
        differences).
    measured : (n,) of bool
        Whether the whole gradient by differences was timed; where that would take too long it is
        P + 1 times ``loss``.
    """

    n_parameters: NDArray[np.intp]
    forward: Array
    loss: Array
    backpropagation: Array
    by_differences: Array
    measured: NDArray[np.bool_]


def gradient_times(
    config: RunConfig,
    *,
    widths: Sequence[int] = WIDTHS,
    most_seconds: float = MOST_SECONDS,
    repeats: int = 5,
) -> Times:
    """Time gradients of networks with two hidden layers of each of these widths.

    Data, features, loss and activation are those of the configuration; float64. Counted is the
    processor time of this thread, so that other work on the machine does not matter.
    """
    rows = []
    for width in widths:
        network = FrozenNetwork(_sized(config, width))
        calls = (network.forward, network.loss, network.gradient)
        one_pass, one_loss, backward = (_seconds(call, repeats) for call in calls)
        whole = (network.n_parameters + 1) * one_loss
        timed = whole <= most_seconds
        if timed:  # more than once: what runs for the first time is slow
            whole = _seconds(partial(differences, network, 1e-5, "forward"), 2)
        rows.append((network.n_parameters, one_pass, one_loss, backward, whole, timed))
    return Times(*map(np.array, zip(*rows, strict=True)))


def _sized(config: RunConfig, width: int) -> Moment:
    """A fresh network of two hidden layers of this width for the configuration's data."""
    values = vars(config) | {"hidden_layers": (width, width)}
    if config.activation == "step":  # a single neuron, which has no hidden layers
        values |= {"activation": "tanh", "output_activation": None}
    run = Run(RunConfig.nearest(**values)[0])
    return Moment(run.config, run.dataset, run.layers, 0)


def _seconds(function: Callable[[], object], repeats: int) -> float:
    """Processor seconds of one call: the least of some rounds of at least a millisecond."""
    calls = 1
    while _timed(function, calls) < 1e-3:
        calls *= 4
    return min(_timed(function, calls) for _ in range(repeats)) / calls


def _timed(function: Callable[[], object], calls: int) -> float:
    started = time.thread_time()
    for _ in range(calls):
        function()
    return time.thread_time() - started
