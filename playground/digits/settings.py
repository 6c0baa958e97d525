"""How a digits run is set up: the measured defaults, ready-made lessons, the page's own settings.

A run is a ``Run`` like any other: ``Run(DIGITS, digits_dataset())`` or, watched,
``REGISTRY.open(DIGITS, digits_dataset())``. Of a ``RunConfig`` the fields of the data (dataset,
noise, features, …) say nothing here, so ``digits_config`` gives them fixed values: moving such a
control elsewhere does not begin a new run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.config import DEFAULTS, FIELDS, MAX_PARAMETERS, RunConfig
from playground.digits.data import N_CLASSES, N_PIXELS
from playground.fields import MAX_UNITS, Setting
from playground.nn import n_parameters

DATA_FIELDS = ("dataset", "n_samples", "noise", "centers", "train_share", "features")
_DATA = {name: DEFAULTS[name] for name in DATA_FIELDS} | {"dataset": "gauss", "centers": 5}
"""The classes of the stand-in dataset are more than two, as those of the digits are."""

DIGITS = RunConfig(
    **_DATA,
    hidden_layers=(32, 16),
    activation="relu",
    initializer="glorot",
    optimizer="adam",
    learning_rate=0.005,
    batch_size=32,
)
"""At 20 seeds 96 % of the test images are reached in epoch 3 to 8 (He's weights take up to 11), and
kept: 97.5 % on average and 96.7 % at worst after 40 epochs. Dropout costs half a point; l2 of 0.03
gains a quarter of a point, in four times the time."""
EPOCHS = 40
"""After which the defaults are as good as they become."""

PREFIX = "digits_"
CHOSEN = (
    *("hidden_layers", "activation", "loss", "output_activation", "initializer", "standardize"),
    *("optimizer", "learning_rate", "batch_size", "l1", "l2", "dropout", "seed", "weight_seed"),
)
SETTINGS: dict[str, Setting] = {
    PREFIX + name: Setting(FIELDS[name].kind, getattr(DIGITS, name)) for name in CHOSEN
}
"""What a page lets people choose where it does not use the sidebar's controls."""


@dataclass(frozen=True)
class Lesson:
    """A network to try, and what to look for; ``epochs`` is when it has shown it."""

    label: str
    look_for: str
    config: RunConfig
    epochs: int = EPOCHS


TEXTBOOK = DIGITS.replace(
    hidden_layers=(16, 16),
    activation="sigmoid",
    loss="squared",
    output_activation="sigmoid",
    optimizer="sgd",
    learning_rate=0.3,
    batch_size=10,
)

LESSONS: dict[str, Lesson] = {
    "default": Lesson(
        "Default",
        "Two hidden layers of ReLUs, softmax and cross-entropy: 96 % of the test images within a "
        "dozen epochs.",
        DIGITS,
    ),
    "textbook": Lesson(
        "The textbook's way",
        "Sigmoid units and squared error, plain gradient descent. It learns the same, but flat "
        "sigmoids hold it up: what the default knows after 4 epochs takes it 40.",
        TEXTBOOK,
    ),
    "two": Lesson(
        "Two hidden units",
        "All ten digits must go through two numbers, and two images in three still come out right. "
        "See in the hidden plane which digits find a place of their own.",
        DIGITS.replace(hidden_layers=(2,)),
        100,
    ),
    "four": Lesson(
        "Four hidden units",
        "Four numbers are enough for nine images in ten. Which digits are still confused?",
        DIGITS.replace(hidden_layers=(4,)),
        100,
    ),
    "eight": Lesson(
        "Eight hidden units",
        "Less than two points behind the default, with a fifth of its weights.",
        DIGITS.replace(hidden_layers=(8,)),
        60,
    ),
    "sixteen": Lesson(
        "Sixteen hidden units",
        "One layer is enough here. Do its units look like strokes, like loops, or like neither?",
        DIGITS.replace(hidden_layers=(16,)),
    ),
    "linear": Lesson(
        "No hidden layer",
        "Each output is one weighted sum of the pixels: its weights are a blurred template.",
        DIGITS.replace(hidden_layers=()),
    ),
    "dropout": Lesson(
        "Dropout",
        "Three tenths of the units are silenced in each step. It is meant to close the gap between "
        "training and test; does it, in a network as small as this?",
        DIGITS.replace(dropout=0.3),
        100,
    ),
    "l2": Lesson(
        "L2 regularisation",
        "Large weights cost, so those of no use fade. All training images are still right, and the "
        "gap to the test images narrows: by a third of their loss, and a few images.",
        DIGITS.replace(l2=0.03),
        100,
    ),
}


def digits_config(config: RunConfig, most: int = MAX_PARAMETERS) -> tuple[RunConfig, list[str]]:
    """The nearest configuration that can learn the digits, and what was changed, in words.

    Parameters
    ----------
    config : RunConfig
        Of any dataset: its fields of the network and of training are kept where they can be.
    most : int
        Weights and biases allowed; hidden layers are narrowed to it.
    """
    values = {name: getattr(config, name) for name in DEFAULTS} | _DATA
    new, notes = RunConfig.nearest(**values)
    layers = narrowed(new.hidden_layers, most)
    if layers != new.hidden_layers:
        used = ",".join(map(str, layers)) or "none"
        notes.append(
            f"A network for digits may have at most {most:,} weights and biases. "
            f"Got hidden layers {','.join(map(str, new.hidden_layers))}; {used} is used."
        )
        new = new.replace(hidden_layers=layers)
    return new, notes


def config_of(
    settings: Mapping[str, Any], most: int = MAX_PARAMETERS
) -> tuple[RunConfig, list[str]]:
    """The configuration that values of ``SETTINGS`` ask for, and what was changed, in words.

    Raises
    ------
    ValueError
        If a value by itself breaks its field's rule.
    """
    chosen = {name: settings[PREFIX + name] for name in CHOSEN if PREFIX + name in settings}
    values = {name: getattr(DIGITS, name) for name in DEFAULTS} | chosen
    new, notes = RunConfig.nearest(**values)
    cut, more = digits_config(new, most)
    return cut, notes + more


def settings_of(config: RunConfig) -> dict[str, Any]:
    """The values of ``SETTINGS`` that ask for a configuration: what a lesson's button chooses."""
    return {PREFIX + name: getattr(config, name) for name in CHOSEN}


def narrowed(layers: tuple[int, ...], most: int) -> tuple[int, ...]:
    """Hidden layers cut to the greatest width, then the greatest depth, that ``most`` allows."""
    while layers:
        for width in range(min(MAX_UNITS, max(layers)), 0, -1):
            narrow = tuple(min(units, width) for units in layers)
            if n_parameters((N_PIXELS, *narrow, N_CLASSES)) <= most:
                return narrow
        layers = layers[:-1]
    return layers
