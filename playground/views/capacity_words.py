"""What a grid of networks shows, in sentences and as a table; all from its results."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from playground.nn import ACTIVATIONS
from playground.sweep.grid import Cell
from playground.sweep.results import CellSummary
from playground.views.capacity_settings import percent

NOTABLE = 0.03
"""Differences in accuracy worth a word: a point or two come by chance."""
SOLVED = 0.9
"""Accuracy from which on a dataset can be called learnt."""

COLUMNS = (
    "activation",
    "hidden_layers",
    "units_per_layer",
    "weights_and_biases",
    "seeds",
    "median_test_accuracy",
    "lower_quartile",
    "upper_quartile",
    "median_train_accuracy",
    "success_rate",
    "median_epochs_to_goal",
    "diverged",
    "median_run",
)


def network_words(cell: Cell) -> str:
    """A network in words, as it stands in a sentence: "2 layers of 4 tanh units"."""
    layers = cell.config.hidden_layers
    if not layers:
        return "no hidden layer"
    activation = ACTIVATIONS[cell.config.activation].label
    depth = "1 layer" if len(layers) == 1 else f"{len(layers)} layers"
    return f"{depth} of {layers[0]} {activation} unit{'' if layers[0] == 1 else 's'}"


def smallest(
    cells: Sequence[Cell], summaries: Sequence[CellSummary], share: float
) -> tuple[Cell, CellSummary] | None:
    """The network with the fewest weights that reached the goal in this share of its seeds.

    Of equally small ones, the one that reached it most often; None if there is none.
    """
    reached = [(cells[of.cell], of) for of in summaries if of.success_rate >= share]
    return min(
        reached, key=lambda pair: (pair[0].config.n_parameters, -pair[1].success_rate), default=None
    )


def smallest_words(cells: Sequence[Cell], summaries: Sequence[CellSummary], goal: float) -> str:
    """Which is the smallest network that does it, in half and in nine tenths of the seeds."""
    half, most = (smallest(cells, summaries, share) for share in (0.5, 0.9))
    aim = f"{goal:.0%} of the training points right"
    if half is None:
        return f"No network of this grid gets {aim} in at least half of its seeds."

    def described(found: tuple[Cell, CellSummary]) -> str:
        cell, of = found
        n = round(of.success_rate * of.n_runs)
        weights = f"{cell.config.n_parameters:,} weights and biases"
        return f"**{network_words(cell)}** ({weights}; {n} of {of.n_runs} seeds)"

    start = f"The smallest network that gets {aim} in at least half of its seeds: {described(half)}"
    if most is None:
        return f"{start}. None does so in 90%."
    if most[0].index == half[0].index:
        return f"{start}; that is in at least 90% as well."
    return f"{start}. In at least 90%: {described(most)}."


def linear_words(cells: Sequence[Cell], summaries: Sequence[CellSummary]) -> str:
    """What layers without a bend achieved, beside the best with one; "" without linear layers."""
    linear: list[float] = []
    bent: list[float] = []
    for of in summaries:
        config = cells[of.cell].config
        is_linear = config.activation == "linear" or not config.hidden_layers
        (linear if is_linear else bent).append(of.test_accuracy)
    if not linear or not bent:
        return ""
    straight, best = percent(max(linear)), percent(max(bent))
    if max(bent) - max(linear) > NOTABLE:
        return (
            f"Without a bend, depth and width add nothing: no linear network gets more than "
            f"{straight} of the test points right, the best one with bends {best}."
        )
    start = "No bend is needed here" if max(linear) >= SOLVED else "No bend has helped here yet"
    return (
        f"{start}: the best linear network gets {straight} of the test points right, the best one "
        f"with bends {best}."
    )


def grid_csv(cells: Sequence[Cell], summaries: Sequence[CellSummary]) -> str:
    """One line a network, the medians and quartiles over its seeds, as comma-separated text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for of in summaries:
        config = cells[of.cell].config
        layers = config.hidden_layers
        writer.writerow(
            (
                config.activation,
                len(layers),
                layers[0] if layers else 0,
                config.n_parameters,
                of.n_runs,
                of.test_accuracy,
                *of.quartiles,
                of.train_accuracy,
                of.success_rate,
                "" if of.epochs_to_goal is None else of.epochs_to_goal,
                of.n_diverged,
                of.address,
            )
        )
    return text.getvalue()
