"""The head of a network: an output activation and a loss that go together.

It knows the three things that depend on both: how labels become targets, the error signal that
the backward pass starts from, and what counts as a right answer.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from playground.nn.calls import Call
from playground.nn.losses import LOSSES
from playground.nn.outputs import OUTPUTS

Array = np.ndarray


class Head:
    """Output activation and loss of a network.

    Parameters
    ----------
    loss, output : str
        Keys of ``LOSSES`` and ``OUTPUTS``; cross_entropy and softmax need each other.
    n_classes : int
        Number of classes; 0 for regression. Two classes share one output unit.
    delta : float
        Huber's δ.
    """

    def __init__(self, *, loss: str, output: str, n_classes: int = 2, delta: float = 1.0) -> None:
        for kind, name, table in (("loss", loss, LOSSES), ("output", output, OUTPUTS)):
            if name not in table:
                raise ValueError(f"{kind} must be one of {', '.join(table)}. Got {name!r}.")
        if LOSSES[loss].on_logits != (output == "softmax"):
            raise ValueError(
                f"loss cross_entropy and output softmax need each other. Got {loss} and {output}."
            )
        if n_classes < 0 or n_classes == 1:
            raise ValueError(f"n_classes must be 0 (regression) or at least 2. Got {n_classes}.")
        if n_classes == 0 and LOSSES[loss].on_logits:
            raise ValueError("loss cross_entropy compares classes. Got n_classes 0 (regression).")
        self.loss = LOSSES[loss]
        self.output = OUTPUTS[output]
        self.n_classes = n_classes
        self.n_outputs = n_classes if n_classes > 2 else 1
        self.delta = delta

    def targets(self, y: Array) -> Array:
        """What the output units should say: (n, n_outputs).

        ``y`` holds class indices, or the values themselves for regression.
        """
        if self.n_classes == 0:
            return np.asarray(y, dtype=float)[:, None]
        other, mine = self.output.codes
        if self.n_outputs == 1:
            if self.loss.on_logits:
                other = -1.0  # one logit learns from t = ±1: see losses.cross_entropy
            return np.where(np.asarray(y)[:, None] == 1, mine, other)
        return np.where(np.asarray(y)[:, None] == np.arange(self.n_classes), mine, other)

    @property
    def error_factor(self) -> float:
        """∂(a sample's loss)/∂z is this times what ``error_calls`` write."""
        return 0.5 if self.loss.on_logits and self.n_outputs == 1 else 1.0

    def error_calls(self, z: Array) -> Callable[[Array], list[Call]]:
        """A function of targets: calls that overwrite z (…, n_outputs, n) by the error signal.

        That is each sample's ∂loss/∂z but for the ``error_factor``, which costs nothing where
        the signal is multiplied by another number anyway.
        """
        gradient = self.loss.gradient(z, self.delta)
        activation = self.output.activation
        if activation is None or activation.name == "linear":
            return gradient
        before, after = activation.calls(z, z), []
        if activation.name != "step":  # Rosenblatt's rule: as if the step's derivative were 1
            slope = np.empty_like(z)
            before = [*before, *activation.derivative_calls(z, z, slope)]
            after = [(np.multiply, (z, slope, z))]
        return lambda targets: [*before, *gradient(targets), *after]

    def losses(self, z: Array, targets: Array) -> Array:
        """Each sample's loss (n,) from the last layer's z (n_outputs, n); z may be overwritten."""
        if self.output.activation is not None:
            self.output.activation.function(z, z)
        return self.loss.function(z, targets, self.delta)

    def predictions(self, z: Array) -> Array:
        """Predicted class index (n,) from z (n_outputs, n): the most probable class.

        One unit says class 1 when its probability is at least ½.
        """
        if self.n_outputs > 1:
            shares = z if self.output.activation is None else self.output.shares(z)
            return np.argmax(shares, axis=-2)
        # The sigmoid, tanh, linear and step outputs all cross the middle of their codes at z = 0.
        return np.greater_equal(z[..., 0, :], 0)
