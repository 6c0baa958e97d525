"""Averages: a noisy cosine, its exponentially weighted average, and what the past counts in it."""

from __future__ import annotations

import csv
import io

import numpy as np
import streamlit as st

from playground.analysis.moving_average import (
    N_VALUES,
    PERIODS,
    age_at_one_over_e,
    lag,
    moving_average,
    noisy_cosine,
    past_weights,
    window,
)
from playground.figures.average_lines import MAX_BARS, lines_figure, weights_figure
from playground.stage.plot import plot
from playground.views import session
from playground.views.capacity_settings import is_dark, look_for
from playground.views.optimizers_settings import MARKED_BETAS

HELP = r"""$$v_t = \beta\, v_{t-1} + (1 - \beta)\, x_t, \qquad v_0 = 0$$

Written out, the value $k$ steps ago counts $(1 - \beta)\,\beta^k$. Since
$\beta^{1/(1-\beta)} \approx 1/e$, a value more than $1/(1-\beta)$ steps old counts less than $1/e$
of the newest: an average over about the last $1/(1-\beta)$ values.

All weights so far add up to $1 - \beta^t$, less than 1 in the beginning, because $v_0$ is 0. The
**bias correction** $v_t / (1 - \beta^t)$ makes up for it (Kingma and Ba 2015, section 3).

Momentum is such an average of the gradients, RMSprop's $v$ one of their squares, Adam has both."""
ENOUGH = 3.0
"""Windows of the past that are drawn."""


def averages() -> None:
    """The view: β and the noise, the lines, the weights."""
    look_for(
        "Move β. A larger one makes the line smoother and later: it remembers more. Without "
        "correction it begins too low, because it starts at zero.",
        HELP,
    )
    left, middle, right = st.columns([2.4, 1.2, 1.2], vertical_alignment="bottom")
    with left:
        st.slider(
            "β", 0.0, 0.999, step=0.001, format="%.3f", key="beta",
            help="How much of the average so far is kept at each step.",
        )  # fmt: skip
    middle.slider(
        "Noise", 0.0, 2.0, step=0.05, key="average_noise",
        help="Standard deviation of what is added to the cosine.",
    )  # fmt: skip
    right.number_input(
        "Seed of the noise", 0, 9999, step=1, key="average_seed",
        help="Another number, other noise of the same kind.",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", key="marked_betas"):
        for marked in MARKED_BETAS:
            st.button(
                f"β = {marked:g}: about {window(marked):.0f} values", key=f"beta_{marked:g}",
                on_click=session.choose, kwargs={"beta": marked}, type="secondary",
            )  # fmt: skip
    beta = session.setting("beta")
    truth, values = noisy_cosine(session.setting("average_noise"), session.setting("average_seed"))
    plain = moving_average(values, beta, corrected=False)
    corrected = moving_average(values, beta, corrected=True)
    dark = is_dark()
    lines, bars = st.columns([1.9, 1])
    with lines:
        plot(
            lines_figure(
                truth,
                values,
                {"with bias correction": corrected, "without": plain},
                dark=dark,
            ),
            key="average_lines",
            alt=f"A noisy cosine and its moving averages with β {beta:g}",
        )  # fmt: skip
        st.markdown(average_words(beta, plain, corrected))
    with bars:
        st.caption(
            "What each value of the past counts. Look where the dashed and the dotted line cross: "
            "at the end of the window a weight is about 1/e, 37%, of the newest.",
            help=r"The bars are $(1-\beta)\,\beta^k$; the crossing is not exact, since "
            r"$\beta^{1/(1-\beta)}$ is a little below $1/e$.",
        )
        n_bars = int(np.clip(np.ceil(ENOUGH * window(beta)), 8, MAX_BARS))
        plot(
            weights_figure(past_weights(beta, n_bars), window(beta), dark=dark),
            key="average_weights",
            alt=f"Weights of the past with β {beta:g}",
        )  # fmt: skip
    st.download_button(
        "CSV",
        lambda: averages_csv(truth, values, plain, corrected),
        file_name=f"averages-beta-{beta:g}.csv",
        mime="text/csv",
        key="averages_csv",
        icon=":material/download:",
        on_click="ignore",
        help="Every step: the cosine, the noisy value, and its two averages.",
    )


def average_words(beta: float, plain: np.ndarray, corrected: np.ndarray) -> str:
    """Over how many values is averaged, and what that does to the line, in words."""
    if beta == 0:
        return "**β = 0** remembers nothing: the average is the last value."
    says = (
        f"**β = {beta:g}** averages over about **{window(beta):.3g} values**; after "
        f"{age_at_one_over_e(beta):.3g} steps a value counts 1/e of the newest. The line runs "
        f"{lag(beta, N_VALUES / PERIODS):.2g} steps behind the cosine."
    )
    apart = np.abs(plain - corrected) > 0.05
    if apart.any():
        last = int(np.flatnonzero(apart)[-1]) + 1
        says += f" The correction matters in the first {last} steps."
    return says


def averages_csv(
    truth: np.ndarray, values: np.ndarray, plain: np.ndarray, corrected: np.ndarray
) -> str:
    """One line a step."""
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    write(["step", "cosine", "value", "average", "average_corrected"])
    for t, row in enumerate(zip(truth, values, plain, corrected, strict=True), start=1):
        write([t, *(f"{number:.6g}" for number in row)])
    return text.getvalue()
