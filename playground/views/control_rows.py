"""Controls by name: each draws one field of the configuration wherever it is wanted.

The sidebar (``controls.py``) and the bar of an embedded page (``embedded.py``) show the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from datasets import DATASETS, FEATURES
from playground.config import AS_ALL, FIELDS, RunConfig
from playground.fields import MAX_LAYERS, MAX_UNITS, Number
from playground.nn import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, OUTPUTS, SCHEDULES
from playground.nn.optimizers import OptimizerRow
from playground.presets import PRESETS
from playground.stage.routes import dataset_picture_path
from playground.views import config_controls, session

LEARNING_RATES = (1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
RATES = (0.0, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCH_SIZES = (1, 2, 4, 8, 10, 16, 32, 64, 128, 256, 512, 1024, 0)
SCHEDULE_EPOCHS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
STOP_EPOCHS = (0, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000)
STOP_LOSSES = (0.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001)
STOP_ACCURACIES = (0.0, 0.9, 0.95, 0.98, 0.99, 1.0)
CLIP_NORMS = (0.0, 0.1, 0.3, 1.0, 3.0, 10.0)
OWN_ACTIVATIONS = (AS_ALL, *(name for name in ACTIVATIONS if name != "step"))
HUBER_DELTAS = (0.01, 0.1, 0.3, 1.0, 3.0, 10.0)


def _preset(place: Any) -> None:
    place.selectbox(
        "Start from",
        list(PRESETS),
        index=None,
        key=session.PRESET_KEY,
        format_func=lambda name: PRESETS[name].label,
        placeholder="an experiment that works…",
        on_change=session.use_preset,
        help="Settings known to show something. Everything stays adjustable afterwards.",
    )


def _dataset(place: Any) -> None:
    place.segmented_control(
        "Dataset",
        list(DATASETS),
        key="dataset",
        required=True,
        format_func=_picture,
        label_visibility="collapsed",
        width="stretch",
    )


def _centers(place: Any) -> None:
    place.slider(
        "Centres", *_bounds("centers"), key="centers", help="Clouds, each its own class."
    )  # fmt: skip


def _noise(place: Any) -> None:
    place.slider(
        "Noise", 0.0, 0.5, step=0.05, key="noise", format="percent",
        help="How far points stray from their shape. With much noise no boundary is right for "
        "every point, and one that tries to be is overfitting.",
    )  # fmt: skip


def _n_samples(place: Any) -> None:
    place.slider(
        "Points", *_bounds("n_samples"), step=10, key="n_samples",
        help="Training and test points together.",
    )  # fmt: skip


def _train_share(place: Any) -> None:
    place.slider(
        "Train share", 0.1, 0.9, step=0.1, key="train_share", format="percent",
        help="The network learns from this share of the points. The rest are test points: they "
        "only measure whether it learnt the shape or memorised the points.",
    )  # fmt: skip


def _seed(place: Any) -> None:
    place.number_input(
        "Seed", *_bounds("seed"), step=1, key="seed",
        help="The number all randomness starts from: the same seed and settings give the same "
        "run, number for number.",
    )  # fmt: skip


def _regenerate(place: Any) -> None:
    place.button(
        "", icon=":material/casino:", key="regenerate", on_click=session.regenerate,
        help="New points of the same shape: another seed.", width="stretch",
    )  # fmt: skip


def _features(place: Any) -> None:
    own = session.own()
    place.pills(
        "Input features",
        list(FEATURES),
        selection_mode="multi",
        key="features",
        format_func=lambda name: (own.feature_label if own else str)(FEATURES[name].label),
        help="What the network is given for each point. With x² and y² a straight line in "
        "feature space is a circle on the plane: features can do what layers do.",
    )


def _hidden_layers(place: Any) -> None:
    config = session.config()
    with place.container(key="hidden_layers"):
        if config.activation == "step":
            st.caption(
                "One neuron with a hard step, trained by Rosenblatt's rule: no hidden layer."
            )
            return
        st.slider(
            "Hidden layers", 0, MAX_LAYERS, key=config_controls.LAYERS_KEY,
            help="Each layer rotates, stretches, shifts and bends the space. With none the "
            "boundary is a straight line.",
        )  # fmt: skip
        n_layers = len(config.hidden_layers)
        columns = st.columns(min(4, max(n_layers, 2)))
        for layer in range(1, n_layers + 1):
            columns[(layer - 1) % 4].slider(
                f"Layer {layer}", 1, MAX_UNITS, key=config_controls.units_key(layer)
            )


def _layer_activations(place: Any) -> None:
    config = session.config()
    # Once open it stays so: folding up under the hand that chose "as above" again would be rude.
    seen: dict[str, bool] = session.kept("layers with activations of their own", dict)
    seen["any"] = seen.get("any", False) or bool(config.layer_activations)
    with place.expander("Each layer its own", expanded=seen["any"], type="compact"):
        for layer in range(1, len(config.hidden_layers) + 1):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f":small[Layer {layer}]", width=52)
                st.selectbox(
                    f"Activation of layer {layer}",
                    OWN_ACTIVATIONS,
                    key=config_controls.activation_key(layer),
                    format_func=lambda name: ACTIVATIONS[name].label if name in ACTIVATIONS else
                    "as above",
                    label_visibility="collapsed",
                )  # fmt: skip


def _rule(config: RunConfig) -> OptimizerRow:
    return OPTIMIZERS[config.optimizer]


def _optimizer(place: Any) -> None:
    _choice(
        place, "Optimiser", "optimizer", OPTIMIZERS,
        help="How a gradient becomes a step. " + _rule(session.config()).reference,
    )  # fmt: skip


def _beta1(place: Any) -> None:
    place.slider("β₁ (momentum)", 0.0, 0.999, step=0.001, format="%.3f", key="beta1",
                 help="How much of the past direction is kept at each step.")  # fmt: skip


def _beta2(place: Any) -> None:
    place.slider("β₂ (squares)", 0.0, 0.9999, step=0.0001, format="%.4f", key="beta2",
                 help="How slowly the average of squared gradients forgets.")  # fmt: skip


def _loss(place: Any) -> None:
    place.selectbox(
        "Loss",
        [config_controls.AUTO, *LOSSES],
        key="loss",
        format_func=lambda name: LOSSES[name].label if name in LOSSES else "the task's own",
        help="The one number training makes small. Changing it starts the run anew.",
    )


def _dropout(place: Any) -> None:
    place.slider("Dropout", 0.0, 0.9, step=0.05, format="percent", key="dropout",
                 help="The share of hidden units switched off, at random, in a step.")  # fmt: skip


def _standardize(place: Any) -> None:
    place.toggle("Standardise inputs", key="standardize",
                 help="Shift and scale each feature to mean 0 and variance 1.")  # fmt: skip


def _shuffle(place: Any) -> None:
    place.toggle("Shuffle each epoch", key="shuffle",
                 help="Visit the training points in a new order each epoch.")  # fmt: skip


def _output_activation(place: Any) -> None:
    place.selectbox("Output activation", [config_controls.AUTO, *OUTPUTS], key="output_activation",
                    format_func=lambda name: OUTPUTS[name].label if name in OUTPUTS else
                    "the loss's own",
                    help="What turns the last sum into the answer.")  # fmt: skip


def _precision(place: Any) -> None:
    place.segmented_control("Precision", ["float32", "float64"], key="precision", required=True,
                            help="Digits the arithmetic keeps: about 7 or about 16.")  # fmt: skip


def _picture(name: str) -> str:
    return f"![{name}]({dataset_picture_path(name)})"


def _bounds(name: str) -> tuple[int, int]:
    kind = FIELDS[name].kind
    assert isinstance(kind, Number)
    return int(kind.low), int(kind.high)


def _off(value: float) -> str:
    return "off" if not value else f"{value:g}"


def _choice(place: Any, label: str, field: str, table: dict[str, Any], help: str) -> None:
    place.selectbox(
        label, list(table), key=field, format_func=lambda name: table[name].label, help=help
    )


def _chosen(label: str, field: str, table: dict[str, Any], help: str) -> Callable[[Any], None]:
    """A row that chooses out of a table."""
    return lambda place: _choice(place, label, field, table, help)


def _scale(
    label: str,
    field: str,
    marks: Sequence[float],
    help: str | None = None,
    format_func: Any = lambda value: f"{value:g}",
) -> Callable[[Any], None]:
    """A slider over marked values; a value from a link that is no mark becomes one."""

    def draw(place: Any) -> None:
        current = getattr(session.config(), field)
        options = list(marks)
        if current not in options:
            zero_last = [value for value in options if value == 0 and options[-1] == 0]
            options = sorted([value for value in options if value or not zero_last] + [current])
            options += zero_last
        place.select_slider(label, options, key=field, format_func=format_func, help=help)

    return draw


@dataclass(frozen=True)
class Row:
    """One control.

    Attributes
    ----------
    label : str
        What a person calls it, where controls are chosen.
    draw : callable
        Draws it in a place: ``st``, or a container or column of it.
    width : int
        Pixels it asks for where controls stand side by side.
    applies : callable
        Whether moving it would change anything under a configuration.
    """

    label: str
    draw: Callable[[Any], None]
    width: int = 170
    applies: Callable[[RunConfig], bool] = lambda config: True


ROWS: dict[str, Row] = {
    "preset": Row("Start from", _preset, 230),
    "dataset": Row("Dataset", _dataset, 500),
    "centers": Row("Centres", _centers, 120, lambda config: config.dataset == "blobs"),
    "noise": Row("Noise", _noise, 130),
    "n_samples": Row("Points", _n_samples, 130),
    "train_share": Row("Train share", _train_share, 130),
    "seed": Row("Seed", _seed, 130),
    "regenerate": Row("New points", _regenerate, 44),
    "features": Row("Input features", _features, 480),
    "hidden_layers": Row("Hidden layers and units", _hidden_layers, 400),
    "activation": Row(
        "Activation",
        _chosen(
            "Activation", "activation", ACTIVATIONS,
            "The bend at the end of each layer. Without one (linear) any number of layers is "
            "worth no more than a single one.",
        ),
    ),
    "layer_activations": Row(
        "Each layer's activation", _layer_activations, 260,
        applies=lambda config: bool(config.hidden_layers),
    ),
    "initializer": Row(
        "Initial weights",
        _chosen(
            "Initial weights", "initializer", INITIALIZERS,
            "Random numbers to start from, scaled to the layer's size so that signals neither "
            "fade nor explode.",
        ),
    ),
    "learning_rate": Row(
        "Learning rate",
        _scale(
            "Learning rate", "learning_rate", LEARNING_RATES,
            "How far each step goes. Too small: slow. Too large: the loss jumps or explodes.",
        ),
    ),
    "optimizer": Row("Optimiser", _optimizer, 200),
    "beta1": Row("β₁ (momentum)", _beta1, applies=lambda config: _rule(config).uses_beta1),
    "beta2": Row("β₂ (squares)", _beta2, applies=lambda config: _rule(config).uses_beta2),
    "batch_size": Row(
        "Batch size",
        _scale(
            "Batch size", "batch_size", BATCH_SIZES,
            "Points per step: 1 is stochastic, all is full-batch gradient descent.",
            lambda n: "all" if n == 0 else str(n),
        ),
    ),
    "loss": Row("Loss", _loss),
    "huber_delta": Row(
        "Huber δ",
        _scale(
            "Huber δ", "huber_delta", HUBER_DELTAS, "Where the loss turns from squared to straight."
        ),
        applies=lambda config: config.resolved_loss == "huber",
    ),
    "l1": Row(
        "L1 rate",
        _scale("L1 rate", "l1", RATES, "Adds rate · Σ|w|: pulls weights to exactly zero."),
    ),
    "l2": Row(
        "L2 rate",
        _scale(
            "L2 rate", "l2", RATES,
            "Adds rate · ½Σw²: keeps weights small and the boundary smooth.",
        ),
    ),
    "dropout": Row("Dropout", _dropout, 130),
    "clip_norm": Row(
        "Clip gradient norm",
        _scale(
            "Clip gradient norm", "clip_norm", CLIP_NORMS,
            "A longer gradient is shortened to this length.", _off,
        ),
    ),
    "schedule": Row(
        "Learning-rate schedule",
        _chosen(
            "Learning-rate schedule", "schedule", SCHEDULES,
            "How the learning rate changes over the epochs.",
        ),
    ),
    "schedule_epochs": Row(
        "Over epochs", _scale("Over epochs", "schedule_epochs", SCHEDULE_EPOCHS),
        applies=lambda config: config.schedule != "constant",
    ),
    "stop_epoch": Row(
        "Stop at epoch", _scale("Stop at epoch", "stop_epoch", STOP_EPOCHS, format_func=_off)
    ),
    "stop_loss": Row(
        "Stop at training loss",
        _scale("Stop at training loss", "stop_loss", STOP_LOSSES, format_func=_off),
    ),
    "stop_accuracy": Row(
        "Stop at training accuracy",
        _scale(
            "Stop at training accuracy", "stop_accuracy", STOP_ACCURACIES,
            format_func=lambda share: "off" if not share else f"{share:.0%}",
        ),
    ),
    "standardize": Row("Standardise inputs", _standardize),
    "shuffle": Row("Shuffle each epoch", _shuffle),
    "output_activation": Row("Output activation", _output_activation),
    "precision": Row("Precision", _precision),
}  # fmt: skip
"""All controls of the configuration, in the order a person decides."""


def draw(name: str, place: Any = st) -> None:
    """Draw the control of this name, unless moving it would change nothing."""
    if ROWS[name].applies(session.config()):
        ROWS[name].draw(place)
