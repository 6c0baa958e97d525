"""One neuron on the page: the same sum through four activations, a nudge, and Rosenblatt's rule."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import streamlit as st

from playground.analysis.gradient_flow import curve
from playground.analysis.perceptron import NEURONS, answer, weighted_sum
from playground.figures.neuron_cards import NeuronCard, neuron_cards
from playground.nn import ACTIVATIONS
from playground.views import session
from playground.views.capacity_settings import is_dark, look_for
from playground.views.inside_rule import rule

HELP = """A neuron multiplies each input by a weight, adds a bias, and bends the sum:

$$z = w_1 x_1 + w_2 x_2 + b, \\qquad a = f(z)$$

All inputs with $z = 0$ lie on a straight line across the weights $(w_1, w_2)$; the bias shifts it.
Rosenblatt's perceptron (1958) answers with a hard **step**: which side of the line? A small change
of a weight either changes nothing or flips the answer, and no slope says which way to go. The
smooth ones move a little with every change, by about $f'(z)\\,\\Delta z$: that slope is what
gradient descent follows."""

TITLES = {
    "step": ("Perceptron", (-1.0, 1.0), (-1.3, 1.3)),
    "sigmoid": ("Sigmoid", (0.0, 1.0), (-0.15, 1.15)),
    "tanh": ("tanh", (-1.0, 1.0), (-1.3, 1.3)),
    "relu": ("ReLU", (-3.0, 3.0), (-0.6, 4.0)),
}
"""Of each neuron: its name, the values in full colour, the values its axis shows."""
NUDGED = {"w1": "w₁", "w2": "w₂", "b": "b"}


def one_neuron() -> None:
    """The view: sliders, the sum, four neurons; below, the rule."""
    st.html(Path(__file__).parent / "inside_lab.css")
    look_for(
        "Move any slider: one weighted sum goes through four neurons. Then nudge a weight: the "
        "perceptron's answer stays or flips, the others move a little.",
        HELP,
    )
    sliders, picture = st.columns([1, 2.6], gap="medium")
    with sliders:
        _sliders()
    names = ("w1", "w2", "b")
    weights = [session.setting(name) for name in names]
    at = names.index(session.setting("nudge"))
    nudged = [w + session.setting("by") * (i == at) for i, w in enumerate(weights)]
    point = (session.setting("x1"), session.setting("x2"))
    sums = tuple(float(weighted_sum(of, [point])[0]) for of in (weights, nudged))
    with picture:
        st.markdown(sum_words(weights, point, sums[0], sums[1]))
        cards = [_card(name, weights, nudged, point, sums) for name in NEURONS]
        st.html(neuron_cards(cards, dark=is_dark()))
        st.caption(
            "Above, each neuron's answer over the plane of its inputs: solid the line z = 0, "
            "dashed the line after the nudge, the dot the input. Below, the activation over z: "
            "look how far the ring (after) is from the dot (before)."
        )
    rule()


def _sliders() -> None:
    with st.container(horizontal=True, key="inside_sliders"):
        for name, label in (("x1", "Input x₁"), ("x2", "Input x₂")):
            st.slider(label, -3.0, 3.0, step=0.1, key=name, width=150)
        for name, label in (("w1", "Weight w₁"), ("w2", "Weight w₂"), ("b", "Bias b")):
            st.slider(label, -3.0, 3.0, step=0.05, key=name, width=150)
        st.segmented_control(
            "Nudge", list(NUDGED), key="nudge", required=True, format_func=NUDGED.__getitem__,
            help="Which of the three is changed a little.",
        )  # fmt: skip
        st.slider("Change by", -0.5, 0.5, step=0.01, key="by", width=150)


def _card(
    name: str, weights: list[float], nudged: list[float], point: tuple, sums: tuple
) -> NeuronCard:
    title, colors, axis = TITLES[name]
    shape = curve(name)
    before, after = answer(name, np.array(sums))
    return NeuronCard(
        title, f"f(z) = {ACTIVATIONS[name].formula}", shape.z, shape.value, colors, axis,
        weights, nudged, point, sums, (float(before), float(after)),
    )  # fmt: skip


def sum_words(weights: list[float], point: tuple, before: float, after: float) -> str:
    """The weighted sum with its numbers, before and after the nudge."""
    (w1, w2, b), (x1, x2) = (map(_number, of) for of in (weights, point))
    return (
        f"$z = w_1 x_1 + w_2 x_2 + b = {w1} \\cdot {x1} + {w2} \\cdot {x2} + {b} "
        f"= \\mathbf{{{before:.3f}}}$, after the nudge $\\mathbf{{{after:.3f}}}$"
    )


def _number(value: float) -> str:
    return f"({value:g})" if value < 0 else f"{value:g}"
