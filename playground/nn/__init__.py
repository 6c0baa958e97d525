"""The neural network in NumPy: formulas and passes. Nothing here knows of datasets or pages."""

from playground.nn.activations import ACTIVATIONS, Activation, one_per_layer
from playground.nn.head import Head
from playground.nn.initializers import INITIALIZERS, Initializer, initial_parameters
from playground.nn.losses import LOSSES, Loss
from playground.nn.mlp import MLP, Backpropagation, Batch, ForwardPass, layer_views, n_parameters
from playground.nn.optimizers import OPTIMIZERS, Optimizer, OptimizerRow
from playground.nn.outputs import OUTPUTS, Output
from playground.nn.schedules import SCHEDULES, Schedule

__all__ = [
    "ACTIVATIONS",
    "INITIALIZERS",
    "LOSSES",
    "MLP",
    "OPTIMIZERS",
    "OUTPUTS",
    "SCHEDULES",
    "Activation",
    "Backpropagation",
    "Batch",
    "ForwardPass",
    "Head",
    "Initializer",
    "Loss",
    "Optimizer",
    "OptimizerRow",
    "Output",
    "Schedule",
    "initial_parameters",
    "layer_views",
    "n_parameters",
    "one_per_layer",
]
