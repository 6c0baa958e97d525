"""Settings of the views about neuron, activations, differences and losses."""

from __future__ import annotations

from playground.analysis.gradient_check import PRECISIONS, RULES
from playground.analysis.gradient_flow import BENDS, MOST_DEPTH, MOST_WIDTH
from playground.analysis.perceptron import EXERCISES
from playground.fields import Choice, Number, Setting
from playground.figures.loss_curves import REACH
from playground.views.inside_activations import SHOWN
from playground.views.inside_neuron import NUDGED
from playground.views.inside_rule import MOST_LOOKED

NEURON_SETTINGS = {
    "x1": Setting(Number(-3, 3), 1.0),
    "x2": Setting(Number(-3, 3), 2.0),
    "w1": Setting(Number(-3, 3), 1.0),
    "w2": Setting(Number(-3, 3), -0.6),
    "b": Setting(Number(-3, 3), 0.15),
    "nudge": Setting(Choice(tuple(NUDGED)), "w1"),
    "by": Setting(Number(-0.5, 0.5), 0.1),
    "points": Setting(Choice(tuple(EXERCISES)), "parted"),
    "looked": Setting(Number(0, MOST_LOOKED, whole=True), 5),
}
"""The neuron's inputs and weights, the nudge, and how far Rosenblatt's rule has come."""

ACTIVATION_SETTINGS = {
    "bend": Setting(Choice(BENDS), "sigmoid"),
    "depth": Setting(Number(1, MOST_DEPTH, whole=True), 8),
    "width": Setting(Number(1, MOST_WIDTH, whole=True), 16),
    "scale": Setting(Number(0.1, 10), 1.0),
    "shown": Setting(Choice(tuple(SHOWN)), "deltas"),
}
"""The stack, and what is followed through it."""

DIFFERENCE_SETTINGS = {
    "h": Setting(Number(-15, 0), -5.0),
    "rule": Setting(Choice(RULES), "central"),
    "digits": Setting(Choice(PRECISIONS), "float64"),
}
"""The step size as a power of ten, and how the differences are worked out."""

LOSS_SETTINGS = {
    "sum": Setting(Number(-REACH, REACH), -6.0),
    "answer": Setting(Choice(("1", "0")), "1"),
    "start": Setting(Number(-12, 0), -8.0),
}
"""One point's sum and right answer, and the bias of the saturated start."""

LAB_SETTINGS = NEURON_SETTINGS | ACTIVATION_SETTINGS | DIFFERENCE_SETTINGS | LOSS_SETTINGS
"""All of them."""
