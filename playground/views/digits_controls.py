"""The digits page's sidebar: the network that learns to read, with defaults of its own."""

from __future__ import annotations

import secrets
from typing import Any

import streamlit as st

from playground.digits import LESSONS
from playground.digits.settings import PREFIX
from playground.fields import MAX_LAYERS, MAX_UNITS
from playground.nn import ACTIVATIONS, INITIALIZERS, OPTIMIZERS
from playground.views import session
from playground.views.capacity_settings import marks
from playground.views.digits_settings import (
    BENDS,
    LESSON_KEY,
    OUTPUTS,
    lesson,
    use_lesson,
)

LAYERS = PREFIX + "hidden_layers"
N_LAYERS = PREFIX + "n_layers"
USUAL_LAYERS = 4
LEARNING_RATES = (0.0003, 0.001, 0.002, 0.005, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
PENALTIES = (0.0, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3)
BATCH_SIZES = (0, 1, 4, 10, 16, 32, 64, 128, 256, 512)
OUTPUT_LABELS = {
    "softmax": "Softmax, cross-entropy",
    "sigmoid": "Sigmoid, squared error",
    "tanh": "Tanh, squared error",
}


def digits_controls() -> None:
    """Every section of the sidebar."""
    _lessons()
    st.subheader("Network", anchor=False)
    _layers()
    _outputs()
    st.subheader("Training", anchor=False)
    _training()


def units_key(layer: int) -> str:
    """Key of the slider for the units of hidden layer ``layer`` (from 1)."""
    return f"{PREFIX}units_{layer}"


def _lessons() -> None:
    st.selectbox(
        "Start from",
        list(LESSONS),
        index=None,
        key=LESSON_KEY,
        format_func=lambda name: LESSONS[name].label,
        placeholder="a network to try…",
        on_change=use_lesson,
        help="Networks known to show something. Everything stays adjustable afterwards.",
    )
    chosen = lesson()
    if chosen is not None:
        st.caption(chosen.look_for)


def _layers() -> None:
    layers = session.setting(LAYERS)
    session.show(**{N_LAYERS: len(layers)})
    session.show(**{units_key(layer): n for layer, n in enumerate(layers, start=1)})
    st.slider(
        "Hidden layers", 0, MAX_LAYERS if len(layers) > USUAL_LAYERS else USUAL_LAYERS,
        key=N_LAYERS, on_change=_take_layers,
        help="With none, each output is one weighted sum of the 64 pixels: a blurred template.",
    )  # fmt: skip
    columns = st.columns(min(4, max(len(layers), 2)))
    for layer in range(1, len(layers) + 1):
        columns[(layer - 1) % 4].slider(
            f"Layer {layer}", 1, MAX_UNITS, key=units_key(layer), on_change=_take_layers
        )


def _take_layers() -> None:
    """Callback: a slider of the layers was moved."""
    before = session.said(LAYERS) or (16,)  # a forged control may come from another page
    wanted = session.said(N_LAYERS)
    n_layers = len(before) if wanted is None else int(wanted)
    told = [session.said(units_key(layer)) for layer in range(1, n_layers + 1)]
    spare = list(before) + [before[-1]] * n_layers
    layers = [n if n is not None else spare[i] for i, n in enumerate(told)]
    session.choose(**{LAYERS: layers})


def _outputs() -> None:
    left, right = st.columns(2)
    left.selectbox(
        "Activation", BENDS, key=PREFIX + "activation",
        format_func=lambda name: ACTIVATIONS[name].label,
        help="The bend at the end of each hidden layer.",
    )  # fmt: skip
    right.selectbox(
        "Initial weights", list(INITIALIZERS), key=PREFIX + "initializer",
        format_func=lambda name: INITIALIZERS[name].label,
        help="Random numbers to start from, scaled to the layer's size.",
    )  # fmt: skip
    st.selectbox(
        "Outputs and loss", list(OUTPUTS), key="digits_outputs",
        format_func=lambda name: OUTPUT_LABELS[name],
        help="Softmax makes the ten outputs probabilities that sum to one, and cross-entropy asks "
        "for a high one of the right digit. Ten sigmoids with the squared error are the textbook's "
        "way: each output answers its own yes or no; for the bars they are divided by their sum.",
    )  # fmt: skip


def _training() -> None:
    st.caption("These apply at once, while it runs.")
    _scale(
        "Learning rate", "learning_rate", LEARNING_RATES,
        help="How far each step goes. Adam wants about 0.005, plain gradient descent about 0.1.",
    )  # fmt: skip
    st.selectbox(
        "Optimiser", list(OPTIMIZERS), key=PREFIX + "optimizer",
        format_func=lambda name: OPTIMIZERS[name].label,
        help="How a gradient becomes a step.",
    )  # fmt: skip
    _scale(
        "Batch size", "batch_size", BATCH_SIZES,
        format_func=lambda n: "all" if n == 0 else str(n),
        help="Images per step, of 1,347 to learn from.",
    )  # fmt: skip
    _scale(
        "L2 rate", "l2", PENALTIES,
        help="Adds rate · ½Σw²: large weights cost, so the pictures of the weights become smooth.",
    )  # fmt: skip
    st.slider(
        "Dropout", 0.0, 0.9, step=0.05, format="percent", key=PREFIX + "dropout",
        help="The share of hidden units switched off, at random, in a step.",
    )  # fmt: skip
    left, right = st.columns([3, 1.4], vertical_alignment="bottom")
    left.number_input(
        "Seed", 0, 2**31 - 1, step=1, key=PREFIX + "seed",
        help="The number that initial weights and the order of the images start from. The split "
        "into images to learn from and to test on is always the same.",
    )  # fmt: skip
    right.button(
        "", icon=":material/casino:", key="digits_reseed", on_click=_reseed,
        help="Other initial weights, another order: another seed.", width="stretch",
    )  # fmt: skip


def _reseed() -> None:
    session.choose(**{PREFIX + "seed": secrets.randbelow(10_000)})


def _scale(label: str, name: str, offered: tuple, **more: Any) -> None:
    """A slider over marked values, for a setting of the network."""
    key = PREFIX + name
    form = {"format_func": "{:g}".format} | more
    st.select_slider(label, marks(key, offered), key=key, **form)
