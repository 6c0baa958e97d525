"""Universal approximation on the page: a function, the fit, the units' shares, the error."""

from __future__ import annotations

import numpy as np
import streamlit as st

from playground.analysis.universal_approximation import (
    BENDS,
    N_SEEDS,
    SIZES,
    TARGETS,
    Fits,
    approximate,
)
from playground.figures.capacity_fit import error_figure, fit_figure
from playground.nn import ACTIVATIONS
from playground.views import session
from playground.views.capacity_settings import ONE_AT_A_TIME, is_dark, look_for, units_of

HELP = f"""A network with one hidden layer and one input is a sum:

$$y(x) = c + \\sum_{{i=1}}^{{n}} v_i \\, f(w_i x + b_i)$$

Below the fit, every term of the sum is drawn; added up, with the output bias $c$, they *are* the
fit. With enough units such a sum comes as close to any continuous function as you like (Cybenko
1989, Hornik 1991), for any $f$ but a polynomial (Leshno and others 1993). That such weights exist
does not mean that training finds them.

Every size is trained with {N_SEEDS} seeds; the fit in full is the one whose error is the median.
128 points, all in every step, Adam with a cosine schedule, the first bends spread evenly. Noise and
seed are the sidebar's; the error is measured against the function itself."""


def approximation() -> None:
    """The view: what to fit with what, the fit and its parts, the error."""
    look_for(
        "Each line of the lower picture is one unit, v·f(wx + b): a single bend, placed and "
        "scaled. Added up, with the bias c, they are the fit above. More units, more bends, a "
        "smaller error. Of the sidebar, only noise and seed count here.",
        HELP,
    )
    left, middle, right = st.columns([1.2, 1, 2], vertical_alignment="bottom")
    left.selectbox(
        "Function", list(TARGETS), key="target", format_func=lambda name: TARGETS[name].label
    )
    middle.selectbox(
        "Activation", BENDS, key="bend", format_func=lambda name: ACTIVATIONS[name].label
    )
    right.select_slider("Hidden units", list(map(str, SIZES)), key="units")
    target, bend = session.setting("target"), session.setting("bend")
    chosen = SIZES.index(int(session.setting("units")))
    config = session.config()
    with st.spinner(f"Training {len(SIZES) * N_SEEDS} networks, of 1 to {SIZES[-1]} units…"):
        every = _fitted(target, bend, config.noise, min(config.seed, 2**31 - 1 - N_SEEDS))
    fits = every[chosen]
    dark = is_dark()
    picture, side = st.columns([1.9, 1])
    with picture:
        st.plotly_chart(
            fit_figure(fits, fits.median_seed, dark=dark), key="fit",
            config={"displayModeBar": False},
            alt=f"{TARGETS[target].label} fitted by {units_of(fits.n_units)}, and their shares",
        )  # fmt: skip
    with side:
        st.markdown(error_words(every, chosen))
        st.plotly_chart(
            error_figure(SIZES, np.stack([of.errors for of in every]), fits.n_units, dark=dark),
            key="errors", config={"displayModeBar": False},
            alt="Error against the number of units, both on logarithmic axes",
        )  # fmt: skip
        st.caption(TARGETS[target].look_for)


@st.cache_data(max_entries=24, show_spinner=False)
def _fitted(target: str, bend: str, noise: float, seed: int) -> list[Fits]:
    with ONE_AT_A_TIME:
        return list(approximate(target, bend, noise=noise, seed=seed))


def error_words(every: list[Fits], chosen: int) -> str:
    """How far the chosen size is from the function, and from a single unit, in words."""
    medians = [float(np.median(fits.errors)) for fits in every]
    error = medians[chosen]
    said = f"**{units_of(every[chosen].n_units)}**: median error **{_short(error)}**"
    if chosen:
        times = medians[0] / max(error, 1e-12)
        if times < 1.05:
            return f"{said}, no less than a single unit's ({_short(medians[0])})."
        said += f", {times:.{0 if times >= 10 else 1}f} times less than one unit's"
    best = min(range(len(every)), key=medians.__getitem__)
    return f"{said}. Least with {units_of(every[best].n_units)}: {_short(medians[best])}."


def _short(error: float) -> str:
    return f"{error:.2g}" if error >= 1e-3 else f"{error:.1e}"
