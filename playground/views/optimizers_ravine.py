"""Ravine: optimisers walk from a chosen start down a function of one or two parameters."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from playground.analysis.ravine_stability import STABILITY
from playground.analysis.ravines import RAVINES, Ravine, Walk, walk
from playground.figures.ravine_region import region_figure
from playground.figures.ravine_values import values_figure
from playground.figures.ravine_walks import ravine_figure
from playground.nn import OPTIMIZERS
from playground.stage.plot import plot
from playground.views import session
from playground.views.capacity_settings import is_dark, look_for, marks
from playground.views.optimizers_settings import RATES, STEPS
from playground.views.optimizers_words import region_words, walk_words, walks_csv

HELP = r"""A loss with two weights can be drawn whole. Every optimiser here is the one that trains
the networks, given the function's exact gradient.

Near a minimum a loss is a quadratic. Along an eigenvector of its Hessian with eigenvalue $\lambda$
the gradient is $\lambda w$, so gradient descent multiplies the distance by $1 - \eta\lambda$ in
every step: it comes nearer only if $\eta < 2/\lambda$, for the **largest** $\lambda$. The smallest
then decides how long it takes. Momentum bears $2(1 + \beta)/\lambda$ and travels faster along the
flat direction (Goh 2017).

RMSprop and Adam divide by the size of the gradient. A step is about as long as their rate however
steep it is, so they have a rate of their own here."""


def ravine() -> None:
    """The view: function and walkers, the picture with its film, what happened, the region."""
    look_for(
        "Click anywhere on the ground to start there, and press ▶ Walk. Then raise the learning "
        "rate until a walk no longer comes to rest.",
        HELP,
    )
    row = RAVINES[session.setting("ravine")]
    _choices(row)
    walks, labels = _walks(row), {name: OPTIMIZERS[name].label for name in OPTIMIZERS}
    dark = is_dark()
    picture, side = st.columns([1.55, 1])
    with picture:
        st.caption(f"**{row.formula}** {row.look_for}", help=f"Used by {row.source}.")
        plot(
            ravine_figure(row, walks, labels, dark=dark), key="walks", on_click=take_start,
            alt=f"{row.label}: the paths of {', '.join(labels[name] for name in walks)}",
        )  # fmt: skip
        _start_sliders(row)
    with side:
        st.markdown(walk_words(row, walks, _rates() | {"beta1": session.setting("walk_beta1")}))
        if row.curvatures:
            _region(row, dark=dark)
    with picture if row.curvatures else side:
        st.caption("How deep each one is after each step. The lower, the sooner, the better.")
        plot(
            values_figure(row, walks, labels, dark=dark), key="walk_values",
            alt="The function's value at every step",
        )  # fmt: skip
    with side:
        st.download_button(
            "Walks as CSV",
            lambda: walks_csv(row, walks),
            file_name=f"ravine-{row.name}.csv",
            mime="text/csv",
            key="walks_csv",
            icon=":material/download:",
            on_click="ignore",
            help="Every step of every walker: where it is, and the function's value.",
        )


def _choices(row: Ravine) -> None:
    with st.container(horizontal=True, key="ravines", gap="xxsmall"):
        for name, offered in RAVINES.items():
            st.button(
                offered.label, key=f"take_{name}", on_click=session.choose,
                kwargs={"ravine": name} | own_settings(name),
                type="primary" if name == row.name else "secondary",
                help="With a start and rates that are worth watching on it.",
            )  # fmt: skip
    st.pills(
        "Walkers", list(OPTIMIZERS), selection_mode="multi", key="walkers",
        format_func=lambda name: OPTIMIZERS[name].label, label_visibility="collapsed",
    )  # fmt: skip
    walkers = [OPTIMIZERS[name] for name in session.setting("walkers")]
    sliders = [_steps_slider]
    if any(not one.uses_beta2 for one in walkers):
        sliders.insert(0, _rate_slider)
    if any(one.uses_beta2 for one in walkers):
        sliders.insert(-1, _adaptive_slider)
    if any(one.uses_beta1 for one in walkers):
        sliders.insert(-1, _beta1_slider)
    if any(one.uses_beta2 for one in walkers):
        sliders.insert(-1, _beta2_slider)
    for place, draw in zip(st.columns(len(sliders)), sliders, strict=True):
        with place:
            draw()


def _rate_slider() -> None:
    st.select_slider(
        "Learning rate η", marks("rate", RATES), key="rate", format_func=lambda v: f"{v:g}",
        help="Of gradient descent, momentum and Nesterov: a step is η times the gradient.",
    )  # fmt: skip


def _adaptive_slider() -> None:
    st.select_slider(
        "η of RMSprop, Adam", marks("adaptive_rate", RATES), key="adaptive_rate",
        format_func=lambda v: f"{v:g}",
        help="They divide by the size of the gradient: a step is about as long as this number.",
    )  # fmt: skip


def _beta1_slider() -> None:
    st.slider("β₁ (momentum)", 0.0, 0.999, step=0.001, format="%.3f", key="walk_beta1",
              help="How much of the past direction is kept at each step.")  # fmt: skip


def _beta2_slider() -> None:
    st.slider("β₂ (squares)", 0.0, 0.9999, step=0.0001, format="%.4f", key="walk_beta2",
              help="How slowly the average of squared gradients forgets.")  # fmt: skip


def _steps_slider() -> None:
    st.select_slider("Steps", marks("steps", STEPS), key="steps",
                     help="How long everybody walks.")  # fmt: skip


def _start_sliders(row: Ravine) -> None:
    for name, axis, (low, high), place in zip(
        ("start_x", "start_y"), "xy", row.domain, st.columns(2), strict=False
    ):
        value = session.setting(name)
        if not low <= value <= high:
            session.choose(**{name: min(max(value, low), high)})
        place.slider(f"Start {axis}", low, high, step=0.001, key=name)


def own_settings(name: str) -> dict[str, float]:
    """Start, rates and steps that suit a function."""
    row = RAVINES[name]
    settings: dict[str, float] = {"rate": row.learning_rate, "adaptive_rate": row.adaptive_rate}
    settings["steps"] = row.steps
    return settings | dict(zip(("start_x", "start_y"), row.start, strict=False))


def _rates() -> dict[str, float]:
    """Each walker's learning rate."""
    return {
        name: session.setting("adaptive_rate" if OPTIMIZERS[name].uses_beta2 else "rate")
        for name in session.setting("walkers")
    }


def _walks(row: Ravine) -> Mapping[str, Walk]:
    start = [
        min(max(session.setting(name), low), high)
        for name, (low, high) in zip(("start_x", "start_y"), row.domain, strict=False)
    ]
    return {
        name: walk(
            row,
            name,
            start,
            learning_rate=rate,
            beta1=session.setting("walk_beta1"),
            beta2=session.setting("walk_beta2"),
            steps=session.setting("steps"),
        )
        for name, rate in _rates().items()
    }


def take_start(x: float, y: float) -> None:
    """Callback: the ground was clicked; a place made by hand that is none changes nothing."""
    row = RAVINES[session.setting("ravine")]
    for name, value, (low, high) in zip(("start_x", "start_y"), (x, y), row.domain, strict=False):
        if low <= value <= high:
            session.choose(**{name: round(value, 2)})


def _region(row: Ravine, *, dark: bool) -> None:
    st.caption(
        "Where it converges. Inside the blue every walk comes to rest, at the line it circles for "
        "ever, in the orange it leaves. The dot is where the sliders stand.",
        help="The colour is the spectral radius of the matrix that a step is: by which factor the "
        "distance shrinks or grows, in the worst direction, once the first swings are over.",
    )
    st.selectbox(
        "Rule", list(STABILITY), key="region", label_visibility="collapsed",
        format_func=lambda name: OPTIMIZERS[name].label,
    )  # fmt: skip
    name = session.setting("region")
    rate, beta = session.setting("rate"), session.setting("walk_beta1")
    plot(
        region_figure(name, row.curvatures, rate, beta, dark=dark), key="region_map",
        alt=f"Convergence of {OPTIMIZERS[name].label} over learning rate and β₁",
    )  # fmt: skip
    st.markdown(region_words(name, row.curvatures, rate, beta))
