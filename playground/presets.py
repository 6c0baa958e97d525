"""Named starting points: configurations known to show something, each with what to look for."""

from __future__ import annotations

from dataclasses import dataclass

from playground.config import RunConfig


@dataclass(frozen=True)
class Preset:
    """A configuration worth starting from; ``look_for`` is one or two sentences for students."""

    label: str
    look_for: str
    config: RunConfig


TENSORFLOW_PLAYGROUND = RunConfig(
    dataset="circle",
    hidden_layers=(4, 2),
    standardize=False,
    initializer="uniform",
    output_activation="tanh",
    loss="squared",
    optimizer="sgd",
    learning_rate=0.03,
    batch_size=10,
    shuffle=False,
)

TOPOLOGY = (
    "two_units",
    "three_units",
    "four_units",
    "six_units",
    "bend_apart",
    "relu_folds",
    "linear_layers",
)
"""Presets that show what a layer can and cannot do to a space."""

PRESETS: dict[str, Preset] = {
    "spiral": Preset(
        "Spiral, solved",
        "Three layers unroll two spiral arms. Watch the last hidden space: when its badge says "
        "separable, a straight line there is the spiral boundary here.",
        RunConfig(),
    ),
    "tensorflow_playground": Preset(
        "TensorFlow Playground's default",
        "Its exact network, data, loss and optimiser: tanh output, half the squared error, plain "
        "gradient descent in batches of 10. It takes about 90 epochs.",
        TENSORFLOW_PLAYGROUND,
    ),
    "linear": Preset(
        "A straight line is enough",
        "No hidden layer: the boundary stays a straight line, and for these two clouds that is "
        "all it takes. Now pick the circle data and press play.",
        RunConfig(dataset="gauss", hidden_layers=(), noise=0.1),
    ),
    "linear_fails": Preset(
        "A straight line is not enough",
        "XOR with no hidden layer: wherever the line turns, half of the points stay wrong. Add "
        "one layer of four units.",
        RunConfig(dataset="xor", hidden_layers=()),
    ),
    "two_units": Preset(
        "Two units cannot free the disc",
        "Two tanh units bend the plane but never tear or lift it, so the inner disc stays "
        "enclosed. Add a third unit and the disc is lifted out.",
        RunConfig(dataset="circle", hidden_layers=(2,)),
    ),
    "three_units": Preset(
        "Three units can",
        "With a third dimension the disc is lifted above the ring, and a plane cuts between.",
        RunConfig(dataset="circle", hidden_layers=(3,)),
    ),
    "rosenblatt": Preset(
        "Rosenblatt's perceptron",
        "One neuron with a hard step: it moves its line only when a point is on the wrong side, "
        "and stops by itself once none is.",
        RunConfig(
            dataset="gauss",
            hidden_layers=(),
            activation="step",
            optimizer="sgd",
            batch_size=1,
            learning_rate=0.03,
        ),
    ),
    "zeros": Preset(
        "All weights zero",
        "Every unit computes the same and gets the same gradient: nothing ever tells them apart. "
        "This is why weights start at random.",
        RunConfig(dataset="circle", initializer="zeros"),
    ),
    "overfit": Preset(
        "Too much capacity",
        "32 units a layer and few, noisy points: the training loss falls while the test loss "
        "climbs. Then try L2 or dropout, without a reset.",
        RunConfig(
            dataset="moons", n_samples=100, noise=0.35, hidden_layers=(32, 32), activation="relu"
        ),
    ),
    "too_fast": Preset(
        "A learning rate too high",
        "Plain gradient descent at 3: the loss jumps instead of falling. Lower the rate to 0.1 "
        "while it runs, and it settles.",
        RunConfig(dataset="circle", optimizer="sgd", learning_rate=3),
    ),
    "pinwheel": Preset(
        "Three classes, softmax",
        "One output unit for each arm; the softmax turns three numbers into three probabilities.",
        RunConfig(dataset="pinwheel", noise=0.1),
    ),
    "bend_apart": Preset(
        "Spiral, two units a layer",
        "Four layers that never leave the plane: each may only turn, stretch, shift and bend it, "
        "never cut it. The arms are unwound without tearing, to about 97%; it is hard and takes "
        "some 8,000 epochs, so raise the pace.",
        RunConfig(hidden_layers=(2, 2, 2, 2), activation="swish", batch_size=64, weight_seed=35),
    ),
    "relu_folds": Preset(
        "ReLU folds the plane",
        "At the bend, everything left of a unit's line is laid flat onto it: the plane is folded "
        "onto itself, and points from different sides come to lie together.",
        RunConfig(dataset="xor", hidden_layers=(2, 2), activation="relu", weight_seed=1),
    ),
    "linear_layers": Preset(
        "Linear layers never bend",
        "Three layers without an activation: the grid turns, stretches and shifts, but every line "
        "stays straight. Together they are worth one straight cut.",
        RunConfig(dataset="circle", hidden_layers=(2, 3, 2), activation="linear"),
    ),
    "four_units": Preset(
        "Circle, four units",
        "More dimensions than needed: the disc is lifted out sooner, and from almost any start.",
        RunConfig(dataset="circle", hidden_layers=(4,)),
    ),
    "six_units": Preset(
        "Circle, six units",
        "Six units lift in six directions. What is seen is the three directions in which the "
        "cloud spreads most.",
        RunConfig(dataset="circle", hidden_layers=(6,)),
    ),
    "curve": Preset(
        "Fit a curve",
        "Regression: the network bends a line through the points. Fewer units, fewer bends.",
        RunConfig(dataset="curve", hidden_layers=(16,), noise=0.1),
    ),
}
