"""Losses on the page: squared error against cross-entropy on a point, on the run, from a stall."""

from __future__ import annotations

import numpy as np
import streamlit as st

from playground.analysis.frozen_network import FrozenNetwork
from playground.analysis.loss_slopes import (
    LOSS_ROWS,
    SATURATED,
    Escape,
    Pushes,
    escapes,
    losses_and_slopes,
    pushes,
)
from playground.figures.loss_curves import (
    LOSS,
    REACH,
    SLOPE,
    escape_curves,
    over_sum,
    pushes_on_run,
)
from playground.stage.plot import plot
from playground.views import session
from playground.views.capacity_settings import has_classes, is_dark, look_for
from playground.views.inside_moment import ONE_AT_A_TIME, current_moment

STEP = 0.1
EPOCHS = 150
LABELS = {name: row.label for name, row in LOSS_ROWS.items()}
HELP = """With $p = \\sigma(z)$, the probability of class 1, and the right answer $y$ (0 or 1):

| | loss | slope $\\partial L/\\partial z$ |
|---|---|---|
| cross-entropy | $-[y \\log p + (1-y) \\log(1-p)]$ | $p - y$ |
| squared error | $\\tfrac12 (p-y)^2$ | $(p-y)\\,p\\,(1-p)$ |

The factor $p(1-p)$ is the sigmoid's own slope. Where the sigmoid is **saturated** it is almost 0:
squared error then hardly pushes, however wrong the answer. In cross-entropy the logarithm cancels
it, and the push is the error itself. All numbers come from the engine's losses."""


def losses() -> None:
    """The view: one point, the run's points, two runs from a saturated start."""
    look_for(
        "Move z to where the answer is confidently wrong: cross-entropy pushes with all its "
        "force, squared error hardly at all.",
        HELP,
    )
    dark = is_dark()
    _one_point(dark)
    _on_run(dark)
    _stall(dark)


def _one_point(dark: bool) -> None:
    left, right = st.columns([2, 1], vertical_alignment="bottom", gap="medium")
    left.slider("The output unit's sum z", -REACH, REACH, step=STEP, key="sum")
    right.segmented_control(
        "Right answer y", ["1", "0"], key="answer", required=True,
        help="The class this one point belongs to.",
    )  # fmt: skip
    y = int(session.setting("answer"))
    z = np.arange(-REACH, REACH + STEP / 2, STEP)
    at = int(np.argmin(np.abs(z - session.setting("sum"))))
    z[at] = session.setting("sum")
    values, slopes = {}, {}
    for row in LOSS_ROWS.values():
        found, slope = losses_and_slopes(row.head(), z[None], np.full(len(z), y))
        values[row.label], slopes[row.label] = found, slope[0]
    st.markdown(point_words(z[at], y, values, slopes, at))
    places = zip(st.columns(2, gap="medium"), (values, slopes), (LOSS, SLOPE), strict=True)
    for place, curves, axis in places:
        with place:
            plot(
                over_sum(z, curves, at, axis, dark=dark), key=f"inside_{axis.title[:4]}",
                alt=f"Both losses' {axis.title} over z",
            )  # fmt: skip
    st.caption(
        "Left how bad the answer is, right the push on z. Look where the dashed slope returns to "
        "0 though the answer is wrong."
    )


def _on_run(dark: bool) -> None:
    st.subheader("On your run", anchor=False)
    if not has_classes(session.config()):
        return
    moment = current_moment()
    if moment is None:
        return
    network = FrozenNetwork(moment)
    n_classes = network.mlp.head.n_classes
    found = pushes(network.outputs(), network.answers, n_classes)
    picture, words = st.columns([1.7, 1], gap="medium")
    with words:
        st.markdown(run_words(found, moment.epoch, moment.config.resolved_loss))
        st.button(
            "Look at the run again", key="look_again", icon=":material/refresh:",
            help="Train it on the live page; what it has learnt is seen here.",
        )  # fmt: skip
    with picture:
        plot(
            pushes_on_run(
                found.right, {LABELS[name]: of for name, of in found.pushes.items()}, dark=dark
            ),
            key="inside_pushes",
            alt="Each training point's push under both losses",
        )  # fmt: skip
        st.caption(
            "Every training point twice: how hard either loss would push it now. Look at the left "
            "end, where points are confidently wrong."
        )


def _stall(dark: bool) -> None:
    st.subheader("From a saturated start", anchor=False)
    look_for(
        "Move the bias down: both networks begin with the same confident mistakes. Look how long "
        "squared error takes to get away.",
        "Two clouds, four tanh units, a sigmoid output; plain gradient descent with η = 0.3 and "
        "all points in every step (Adam would hide the stall: it divides by the gradient's size). "
        "The output bias b makes p = σ(z) about σ(b) for every point at the start. The seed is "
        "the sidebar's.",
    )
    left, right = st.columns([1, 1.7], gap="medium")
    with left:
        st.slider("Output bias at the start", -12.0, 0.0, step=0.5, key="start")
        start, seed = session.setting("start"), session.config().seed
        found = _escapes(start, seed)
        st.markdown(escape_words(found, start))
    with right:
        plot(
            escape_curves(
                found["squared"].epochs,
                {LABELS[name]: of.accuracy for name, of in found.items()},
                {LABELS[name]: of.right for name, of in found.items()},
                dark=dark,
            ),
            key="inside_escape",
            alt="Right answers over the epochs with either loss, from a saturated start",
        )  # fmt: skip
        st.caption("Thick: share of right answers. Thin: the mean probability of the right class.")


@st.cache_data(max_entries=100, show_spinner=False)
def _escapes(start: float, seed: int) -> dict[str, Escape]:
    with ONE_AT_A_TIME:
        return escapes(output_bias=start, epochs=EPOCHS, seed=seed)


def point_words(
    z: float, y: int, values: dict[str, np.ndarray], slopes: dict[str, np.ndarray], at: int
) -> str:
    """The answer, both losses and pushes at this z, and how they compare."""
    cross, squared = LABELS["cross_entropy"], LABELS["squared"]
    # The slope of cross-entropy is p − y, so p is known from the engine's own number.
    p = float(slopes[cross][at]) + y
    state = "right" if (p >= 0.5) == bool(y) else "wrong"
    words = [f"p = σ({_num(z)}) = **{p:.4f}**, right is y = {y}: the answer is {state}."]
    for label in (cross, squared):
        words.append(
            f"{label.capitalize()}: loss **{values[label][at]:.4f}**, slope "
            f"**{_num(slopes[label][at], 4)}**."
        )
    weak, strong = abs(float(slopes[squared][at])), abs(float(slopes[cross][at]))
    if weak > 0:
        words.append(f"Cross-entropy pushes **{strong / weak:,.0f} times** as hard.")
    return " ".join(words)


def run_words(found: Pushes, epoch: int, loss: str) -> str:
    """How hard both losses push the run's points on average, and how many are stuck."""
    n, wrong = len(found.right), int((found.right < 0.5).sum())
    means = {name: float(of.mean()) for name, of in found.pushes.items()}
    trained = {"cross_entropy": "cross-entropy"}.get(loss, f"the {LABELS.get(loss, loss)}")
    words = (
        f"Epoch {epoch:,}, trained with {trained}: {wrong} of {n} points have a probability below "
        f"½. Mean push: cross-entropy **{means['cross_entropy']:.3f}**, squared error "
        f"**{means['squared']:.3f}**."
    )
    if found.stuck:
        words += (
            f" **{found.stuck}** wrong points are stuck: squared error pushes them less than "
            f"{SATURATED:g}."
        )
    else:
        words += f" No wrong point is stuck (pushed less than {SATURATED:g} by squared error)."
    return words


def escape_words(found: dict[str, Escape], start: float) -> str:
    """When either loss had learnt, in words."""
    p = float(found["squared"].right[0])
    said = [f"At the start the right class gets {p:.0%} on average."]
    for name, escape in found.items():
        reached = escape.reaches(0.95)
        end = f"{escape.accuracy[-1]:.0%} right after {EPOCHS} epochs"
        when = f"95% right after **{reached} epochs**" if reached is not None else f"**only {end}**"
        said.append(f"{LABELS[name].capitalize()}: {when}.")
    if found["squared"].reaches(0.95) is None:
        slope = float(losses_and_slopes(LOSS_ROWS["squared"].head(), [[start]], [1])[1][0, 0])
        said.append(
            f"On a point of class 1 squared error starts with a push of {abs(slope):.1g} only."
        )
    return "  \n".join(said)


def _num(value: float, digits: int = 1) -> str:
    return f"{value:.{digits}f}".replace("-", "−")
