"""What the network of a run says of points: inputs, predictions, hidden activations."""

from __future__ import annotations

import numpy as np

from playground.nn import ForwardPass
from playground.training.posed import Posed
from playground.training.trainer import Trainer

Array = np.ndarray


class Answers(Posed):
    """A network that was posed a problem, and can be asked."""

    _trainer: Trainer

    def inputs(self, X: Array) -> Array:
        """The network's inputs for points X (n, n_coordinates): scaled features (n, n_features)."""
        return self._problem.inputs(X)

    def predict_proba(self, X: Array) -> Array:
        """Class probabilities (n, n_classes) at points X (n, n_coordinates), by class index.

        Raises
        ------
        ValueError
            For regression, which has no classes.
        """
        if self.task == "regression":
            raise ValueError("predict_proba needs classes. Got a regression task; use predict.")
        return self._problem.head.output.probabilities(self._forward(X).output)

    def predict(self, X: Array) -> Array:
        """Most probable labels, or values of regression, (n,) at points X (n, n_coordinates)."""
        z = self._forward(X).output
        if self.task == "regression":
            return z[0].astype(float)
        return self._problem.classes[self._problem.head.predictions(z).astype(int)]

    def hidden(self, X: Array) -> list[Array]:
        """Activations (n, units) at points X (n, n_coordinates), one array per hidden layer."""
        return [units.T.copy() for units in self._forward(X).hidden]

    def _forward(self, X: Array) -> ForwardPass:
        inputs = self.inputs(X)
        mlp = self._trainer.mlp
        with_ones = np.vstack([inputs.T, np.ones(len(inputs))]).astype(mlp.dtype)
        forward = ForwardPass(mlp, len(inputs))
        with np.errstate(all="ignore"):
            forward.forward(with_ones)
        return forward
