"""What a hand may change in the network of a run: its weights, and which of them learn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.nn import layer_views
from playground.training.answers import Answers
from playground.training.places import chosen, fitted
from playground.training.snapshot import Resume

Array = np.ndarray
Layer = tuple[Array, Array]


class Editable(Answers):
    """A network whose weights can be set and frozen between two batches."""

    def _take_up(self, resume: Resume, epoch: int, batch: int) -> None:
        raise NotImplementedError

    def _changed_by_hand(self) -> None:
        raise NotImplementedError

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
        self._take_up(none, self._trainer.epoch, self._trainer.batch)
        self._changed_by_hand()

    def set_weight(self, layer: int, row: int, column: int, value: float) -> None:
        """Give one weight or bias a value; the optimiser keeps its memory.

        Parameters
        ----------
        layer, row, column : int
            From 0; see ``places.chosen``.
        value : float

        Raises
        ------
        ValueError
            For a place that there is not, or a value that is not finite.
        """
        place = chosen(self._trainer.mlp.sizes, layer, row, column)
        with np.errstate(over="ignore"):
            number = self._trainer.mlp.dtype.type(value)
        if not np.isfinite(number):
            raise ValueError(f"The weight must be finite. Got {value}.")
        if abs(number) < np.finfo(number.dtype).tiny:  # processors are slow with denormal numbers
            number = number.dtype.type(0)
        self._trainer.mlp.params[place] = number
        self._trainer.updates[0].alive[place] = 1
        self._changed_by_hand()

    @property
    def frozen(self) -> Array:
        """Which parameters (P,) do not learn: a copy; another such mask may be set."""
        frozen = self._trainer.updates[0].frozen
        return np.zeros(self._trainer.mlp.params.shape, bool) if frozen is None else frozen.copy()

    @frozen.setter
    def frozen(self, mask: Array) -> None:
        self._trainer.updates[0].freeze(mask)

    def freeze(
        self,
        layer: int,
        row: int | None = None,
        column: int | None = None,
        frozen: bool = True,
    ) -> None:
        """Let a weight, or all of a layer, learn no more, or learn again.

        What is frozen stays so through ``restore`` and ``configure``.

        Parameters
        ----------
        layer, row, column : int or None
            See ``places.chosen``.
        frozen : bool
        """
        mask = self.frozen
        mask[chosen(self._trainer.mlp.sizes, layer, row, column)] = frozen
        self.frozen = mask

    def freeze_like(self, other: Editable) -> None:
        """Freeze what is frozen in another run, as far as it is here too."""
        self.frozen = fitted(other.frozen, other._trainer.mlp.sizes, self._trainer.mlp.sizes)
