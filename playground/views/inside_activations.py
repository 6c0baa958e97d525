"""Activations on the page: each with its slope, and what a stack of layers does to the gradient."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st

from playground.analysis.gradient_flow import BENDS, MOST_DEPTH, Flow, Idle, Lab, Stack, curve
from playground.analysis.layer_facts import RESTS
from playground.config import RunConfig
from playground.figures.activation_curve import CurveCard, activation_cards, activation_curve
from playground.figures.gradient_stack import (
    Quantity,
    idle_bars,
    ratio_table,
    stack_profile,
    times,
)
from playground.nn import ACTIVATIONS, INITIALIZERS
from playground.stage.plot import plot
from playground.views import session
from playground.views.capacity_settings import is_dark, look_for, marks
from playground.views.compare_fits import DATA_FIELDS
from playground.views.inside_moment import ONE_AT_A_TIME, only

WIDTHS = (1, 2, 4, 8, 16, 32, 64)
SCALES = (0.25, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 4.0)
LAB_FIELDS = (*DATA_FIELDS, "loss", "output_activation", "huber_delta", "weight_seed")
"""Of the configuration, what the gradients of fresh networks depend on."""
SHOWS = 0.02
"""A smaller share is not seen as a bar."""
HELP = """Backpropagation hands the error signal $\\delta = \\partial L/\\partial z$ down layer by
layer:

$$\\delta_{l} = (W_{l+1}\\, \\delta_{l+1}) \\circ f'(z_l)$$

Every layer multiplies by weights and by a slope. Factors below 1 make it **vanish**, factors above
1 make it **explode**, and eight layers take the eighth power. A sigmoid's slope is ¼ at most. He
(2015) and Glorot (2010) choose the weights' spread so that the factor is about 1 for ReLU and tanh;
from zeros, $W\\delta = 0$ and nothing below the output learns.

Measured on the engine, before any training: eight networks with freshly drawn weights, each sent
four of the sidebar's training points one by one, forward and backward. Lines are medians, bands go
from the lower to the upper quartile."""


@dataclass(frozen=True)
class Shown:
    """One of the things that can be followed through a stack."""

    label: str
    quantity: Quantity
    look_for: str


SHOWN = {
    "deltas": Shown(
        "Error signal δ",
        Quantity("length of δ = ∂L/∂z", (-9, 4), -4, 2),
        "Follow a line from the output leftwards: a slope is one factor for every layer. Falling "
        "to the left is vanishing, rising exploding, level is what an initialiser is for.",
    ),
    "gradients": Shown(
        "Gradient of weights",
        Quantity("length of ∂L/∂W", (-9, 4), -4, 2),
        "The gradient of a layer's weights is δ times what comes in, aδᵀ: small where either is.",
    ),
    "signals": Shown(
        "Activations a",
        Quantity("root mean square of a", (-5, 5), -3, 2),
        "On the way up the signal itself fades or grows too, unless the function's flat ends hold "
        "it below 1.",
    ),
}


def activations() -> None:
    """The view: controls, function and stack, all stacks at once, all functions at once."""
    st.html(Path(__file__).parent / "inside_lab.css")
    look_for(
        "Choose an activation and add layers: look how much of the error signal is left when it "
        "reaches layer 1.",
        HELP,
    )
    _choices()
    bend, dark = session.setting("bend"), is_dark()
    depth, width = session.setting("depth"), session.setting("width")
    scale, shown = session.setting("scale"), SHOWN[session.setting("shown")]
    data = only(session.config(), LAB_FIELDS).to_json()
    seen = _measured(data, bend, depth, width, scale)
    labels = [INITIALIZERS[name].label for name in INITIALIZERS]
    st.markdown(ratio_words(bend, depth, seen.flows))
    left, right = st.columns([1, 1.7], gap="medium")
    with left:
        plot(
            _curve_figure(bend, dark), key="inside_curve",
            alt=f"{ACTIVATIONS[bend].label} and its slope",
        )  # fmt: skip
        st.caption(
            f"{ACTIVATIONS[bend].label}: f(z) = {ACTIVATIONS[bend].formula}. {flat_words(bend)}"
        )
    with right:
        st.segmented_control(
            "Followed through the layers", list(SHOWN), key="shown", required=True,
            format_func=lambda name: SHOWN[name].label, label_visibility="collapsed",
        )  # fmt: skip
        rows = {
            label: getattr(flow, session.setting("shown"))
            for label, flow in zip(labels, seen.flows, strict=True)
        }
        plot(
            stack_profile(
                rows, shown.quantity, has_output=session.setting("shown") != "signals", dark=dark
            ),
            key="inside_stack",
            alt=f"{shown.quantity.title}, layer by layer, on a logarithmic axis",
        )  # fmt: skip
        st.caption(shown.look_for)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.markdown("**δ at layer 1, as a multiple of δ at the output**")
        plot(
            ratio_table(
                seen.ratios, [ACTIVATIONS[name].label for name in BENDS], labels,
                BENDS.index(bend), dark=dark,
            ),
            key="inside_ratios",
            alt="How much of the error signal reaches layer 1, by activation and initialiser",
        )  # fmt: skip
        st.caption("Orange vanishes, blue explodes, pale is about right. Move the sliders above.")
    with right:
        _idle(bend, dict(zip(labels, seen.idle, strict=True)), dark)
    st.markdown("**All of them on the same axes**")
    st.html(activation_cards(_cards(bend), dark=dark))
    st.caption("Solid the function, dashed its slope; shaded where a unit has stopped learning.")


def _choices() -> None:
    columns = st.columns([1, 1.2, 1.2, 1.2], vertical_alignment="bottom", gap="medium")
    columns[0].selectbox(
        "Activation of the stack", BENDS, key="bend",
        format_func=lambda name: ACTIVATIONS[name].label,
    )  # fmt: skip
    columns[1].slider("Layers in the stack", 1, MOST_DEPTH, key="depth")
    columns[2].select_slider("Units in each", marks("width", WIDTHS), key="width")
    columns[3].select_slider(
        "Weights times", marks("scale", SCALES), key="scale",
        format_func=lambda factor: f"{factor:g}",
        help="What the initialiser draws is multiplied by this.",
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Measured:
    """A stack with every initialiser, and the ratios of all kinds of stack."""

    flows: list[Flow]
    idle: list[Idle]
    ratios: np.ndarray


@st.cache_data(max_entries=200, show_spinner=False)
def _measured(config_json: str, bend: str, depth: int, width: int, scale: float) -> Measured:
    stacks = [Stack(bend, name, depth, width, scale) for name in INITIALIZERS]
    with ONE_AT_A_TIME:
        lab = Lab(RunConfig.from_json(config_json))
        return Measured(
            [lab.flow(stack) for stack in stacks],
            [lab.idle(stack) for stack in stacks],
            _ratios(config_json, depth, width, scale),
        )


@st.cache_data(max_entries=200, show_spinner=False)
def _ratios(config_json: str, depth: int, width: int, scale: float) -> np.ndarray:
    return Lab(RunConfig.from_json(config_json)).ratios(depth, width, scale)


def _curve_figure(bend: str, dark: bool):
    shape = curve(bend)
    return activation_curve(
        shape.z, shape.value, shape.slope, shape.flat, label=ACTIVATIONS[bend].label, dark=dark
    )


def _cards(bend: str) -> list[CurveCard]:
    cards = []
    for name in BENDS:
        shape = curve(name)
        steepest = float(np.abs(shape.slope).max())
        cards.append(
            CurveCard(
                ACTIVATIONS[name].label, f"slope ≤ {steepest:.3g}", shape.z, shape.value,
                shape.slope, shape.flat, name == bend,
            )
        )  # fmt: skip
    return cards


def _idle(bend: str, idle: dict[str, Idle], dark: bool) -> None:
    """Dead units or saturated answers, whichever this activation can have."""
    rest, label = RESTS[bend], ACTIVATIONS[bend].label
    title = "dead units" if rest.can_die else "saturated answers"
    found = {name: of.dead if rest.can_die else of.saturated for name, of in idle.items()}
    shares = {name: of for name, of in found.items() if of is not None}
    st.markdown(f"**{title.capitalize()}, layer by layer**")
    if not shares:
        st.info(f"{label} never goes flat on either side, so its units cannot get stuck that way.")
        return
    plot(
        idle_bars(shares, f"share of {title}", dark=dark), key="inside_idle",
        alt=f"Share of {title} in every layer, by initialiser",
    )  # fmt: skip
    words = (
        "A dead unit says 0 to every training point: its slope is 0 and it never learns again."
        if rest.can_die
        else "A saturated answer lies in the flat part: the unit hardly learns from that point."
    )
    if max(float(of.max()) for of in shares.values()) < SHOWS:
        words += " There are hardly any at the moment: multiply the weights by 4."
    st.caption(words)


def ratio_words(bend: str, depth: int, flows: list[Flow]) -> str:
    """What is left of the error signal at layer 1, in words."""
    label = ACTIVATIONS[bend].label
    layers = "1 layer" if depth == 1 else f"{depth} layers"
    found = ", ".join(
        f"{INITIALIZERS[name].label} **{times(flow.ratio)}**{_a_layer(flow.ratio, depth)}"
        for name, flow in zip(INITIALIZERS, flows, strict=True)
    )
    return f"Down {layers} of {label}, the error signal becomes: {found}."


def _a_layer(ratio: float, depth: int) -> str:
    """The factor of one layer, where there are several and something is left."""
    return f" ({times(ratio ** (1 / depth))} a layer)" if ratio and depth > 1 else ""


def flat_words(bend: str) -> str:
    """Where an activation is flat, and the steepest it gets."""
    shape = curve(bend)
    steepest = f"Its slope is {np.abs(shape.slope).max():.3g} at most"
    if not shape.flat:
        return f"{steepest}; it has no flat end."
    ends = " and ".join(
        f"below {_end(high)}" if low <= shape.z[0] else f"above {_end(low)}"
        for low, high in shape.flat
    )
    return f"{steepest}; {ends} it is flat (shaded)."


def _end(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}".replace("-", "−")
