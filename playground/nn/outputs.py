"""Output activations: how the last layer's numbers are read as an answer.

A row says which numbers stand for "this class" and "not this class" while learning (``codes``),
and how an output becomes a probability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.nn.activations import ACTIVATIONS, Activation

Array = np.ndarray


@dataclass(frozen=True)
class Output:
    """One output activation.

    Attributes
    ----------
    name, label, formula : str
        Key of the table, text for people, and the formula in Unicode.
    activation : Activation or None
        What each output unit applies to its z; None for softmax, which looks at all units at once.
    codes : tuple of float
        The targets of an output unit for "another class" and "my class".
    """

    name: str
    label: str
    formula: str
    activation: Activation | None
    codes: tuple[float, float]

    def probabilities(self, z: Array) -> Array:
        """Class probabilities (n, n_classes) from the last layer's z (n_outputs, n).

        One output unit answers for the second of two classes. Softmax and sigmoid are
        probabilities already; the other outputs o are read as (1 + o)/2 cut to [0, 1]. Where
        several units answer, their probabilities are divided by their sum (all zero: uniform).
        """
        z = np.asarray(z, dtype=float)
        if len(z) == 1:
            second = self.shares(z)[0]
            return np.stack([1 - second, second], axis=1)
        shares = np.exp(z - z.max(axis=0)) if self.activation is None else self.shares(z)
        total = shares.sum(axis=0)
        shares = np.where(total > 0, shares / np.where(total > 0, total, 1), 1 / len(z))
        return np.ascontiguousarray(shares.T)

    def shares(self, z: Array) -> Array:
        """Each unit's own probability, (n_outputs, n), before they are made to sum to 1."""
        activation = self.activation or ACTIVATIONS["sigmoid"]
        outputs = np.empty_like(z)
        activation.function(z, outputs)
        if activation.name == "sigmoid":
            return outputs
        return np.clip((1 + outputs) / 2, 0, 1)


OUTPUTS: dict[str, Output] = {
    row.name: row
    for row in (
        # Two classes need one unit: softmax over (0, z) is the sigmoid of z.
        Output("softmax", "softmax", "exp(zₖ) / Σⱼ exp(zⱼ)", None, (0.0, 1.0)),
        Output("tanh", "tanh", "tanh(z)", ACTIVATIONS["tanh"], (-1.0, 1.0)),
        Output("sigmoid", "sigmoid", "1 / (1 + exp(−z))", ACTIVATIONS["sigmoid"], (0.0, 1.0)),
        Output("linear", "linear", "z", ACTIVATIONS["linear"], (-1.0, 1.0)),
        Output("step", "step", "+1 if z ≥ 0, else −1", ACTIVATIONS["step"], (-1.0, 1.0)),
    )
}
