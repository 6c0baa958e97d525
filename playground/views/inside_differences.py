"""Why not differences? Numeric and backpropagated gradients of the visitor's run on the page."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from playground.analysis.frozen_network import Moment, parameter_names
from playground.analysis.gradient_check import (
    RULES,
    STEPS,
    Comparison,
    ErrorCurves,
    Times,
    compare,
    error_curves,
    gradient_times,
)
from playground.config import RunConfig
from playground.figures.gradient_check import both_gradients, error_by_step, times_by_size
from playground.stage.plot import plot
from playground.views import config_controls, session
from playground.views.capacity_settings import is_dark, look_for
from playground.views.inside_moment import ONE_AT_A_TIME, current_moment, only

POWERS = tuple(float(power) for power in np.log10(STEPS).round(1))
SHARP = ("relu", "leaky_relu")
TIMED_FIELDS = ("dataset", "centers", "features", "activation", "loss", "output_activation")
"""Of the configuration, what the time of a gradient may depend on."""
HELP = """A derivative is how much the loss changes when one parameter changes a little:

$$\\frac{\\partial L}{\\partial w} \\approx \\frac{L(w+h)-L(w)}{h}
\\qquad\\text{or}\\qquad \\frac{L(w+h)-L(w-h)}{2h}$$

**Truncation**: the loss is no straight line, so a large $h$ is wrong by about $h$ (forward) or
$h^2$ (central). **Rounding**: two nearly equal losses are subtracted, which leaves few digits, and
dividing by a small $h$ magnifies what is lost, like $\\varepsilon/h$, where $\\varepsilon$ is about
$10^{-16}$ in float64 and $10^{-7}$ in float32. The best $h$ lies between, and no $h$ is exact.
Backpropagation has no $h$.

And it takes P + 1 forward passes for P parameters (2P for central ones), where backpropagation
takes one forward and one backward pass for all of them. Differences are how one *checks* a
backward pass: this project's own tests do.

Both gradients are of the mean loss of at most 250 training points of your run at this moment,
without regularisation; numbers come from the engine. The relative error is
‖numeric − exact‖ / ‖exact‖, exact being backpropagation in float64."""


def differences_view() -> None:
    """The view: the run's gradient twice, its error against h, its time against P."""
    look_for(
        "Move h: too large and the points leave the diagonal, too small and they scatter. In "
        "between, both gradients agree to many digits.",
        HELP,
    )
    moment = current_moment()
    if moment is None:
        return
    if moment.config.activation == "step":
        _no_slope()
        return
    _choices(moment)
    h, rule = 10.0 ** session.setting("h"), session.setting("rule")
    precision, dark = session.setting("digits"), is_dark()
    with ONE_AT_A_TIME:
        found = compare(moment, h=h, rule=rule, precision=precision)
    st.markdown(agreement_words(found, rule, h))
    left, right = st.columns([1, 1.35], gap="medium")
    with left:
        names = parameter_names(_sizes(moment))
        plot(
            both_gradients(
                found.exact, found.numeric, [names[place] for place in found.places], dark=dark
            ),
            key="inside_both",
            alt="Every parameter's derivative by differences, against backpropagation's",
        )  # fmt: skip
        st.caption(
            "Each point is a weight or bias. On the diagonal both agree; triangles are far off "
            "the picture."
        )
    with right:
        curves = _curves(moment)
        if curves is None:
            st.info("This gradient is 0, so no error can be relative to it. Train for a while.")
        else:
            plot(
                error_by_step(
                    curves.steps, curves.errors, curves.backpropagation["float32"], h=h, dark=dark
                ),
                key="inside_errors",
                alt="Relative error against the step size: U-shaped, in float64 and float32",
            )  # fmt: skip
            st.caption(curve_words(curves, moment.config))
    _times(moment.config, found, dark)


def _choices(moment: Moment) -> None:
    columns = st.columns([2.2, 1.2, 1.2, 1.4], vertical_alignment="bottom", gap="medium")
    columns[0].select_slider(
        "Step size h", _powers(), key="h", format_func=lambda power: _power(10.0**power),
        help="By how much each parameter is moved to see what the loss does.",
    )  # fmt: skip
    columns[1].segmented_control(
        "Rule", list(RULES), key="rule", required=True, help="One-sided, or from both sides.",
    )  # fmt: skip
    columns[2].segmented_control(
        "Precision", ["float64", "float32"], key="digits", required=True,
        help="Of the differences: float64 has about 16 decimal digits, float32 about 7.",
    )  # fmt: skip
    columns[3].button(
        "Look at the run again", key="look_again", icon=":material/refresh:", width="stretch",
        help="The run may have trained on since; every change of a control looks anew.",
    )  # fmt: skip
    network = "–".join(map(str, _sizes(moment)))
    st.caption(f"Your run at epoch {moment.epoch:,}: a network {network}.")


def _powers() -> list[float]:
    """Marks of the slider; a value from a link that is no mark becomes one."""
    return sorted({*POWERS, session.setting("h")})


def _sizes(moment: Moment) -> tuple[int, ...]:
    return (len(moment.layers[0][0]), *(len(b) for _, b in moment.layers))


def _curves(moment: Moment) -> ErrorCurves | None:
    """The error curves of this very moment; kept, for h moves while the run stands still."""
    key = (moment.config, tuple(np.concatenate([W.ravel() for W, _ in moment.layers])))
    kept: dict[str, Any] = session.kept("error curves", dict)
    if kept.get("key") != key:
        with ONE_AT_A_TIME:
            kept.update(key=key, curves=error_curves(moment))
    return kept["curves"]


def _times(config: RunConfig, found: Comparison, dark: bool) -> None:
    st.subheader("What each costs", anchor=False)
    left, right = st.columns([1.35, 1], gap="medium")
    with right:
        again = st.button(
            "Measure again", key="measure_again", icon=":material/timer:",
            help="Times this machine now, for about a second.",
        )  # fmt: skip
        place = st.empty()
    with left:
        with st.spinner("Timing gradients of 7 networks…"):
            times = _timed(only(config, TIMED_FIELDS), again)
        plot(
            times_by_size(
                times.n_parameters, times.backpropagation, times.by_differences, times.measured,
                dark=dark,
            ),
            key="inside_times",
            alt="Time of one gradient against the number of parameters, on logarithmic axes",
        )  # fmt: skip
        st.caption(
            "Measured on this server, for you, on networks with two hidden layers; hollow points "
            "would take too long and are P + 1 forward passes. Look how the gap widens."
        )
    place.markdown(time_words(times, found.n_parameters))


def _timed(config: RunConfig, again: bool) -> Times:
    """What was measured for this visitor and this kind of network, or a new measurement."""
    kept: dict[str, Any] = session.kept("timings", dict)
    if again or kept.get("config") != config:
        with ONE_AT_A_TIME:
            kept.update(config=config, times=gradient_times(config))
    return kept["times"]


def _no_slope() -> None:
    st.info(
        "Your run is a perceptron: its answer jumps, so a small h changes nothing and every "
        "difference is 0. Rosenblatt's rule is not a slope; see One neuron.",
        icon=":material/stairs:",
    )
    st.button(
        "Take a tanh network", key="take_tanh", on_click=session.choose,
        kwargs={"activation": "tanh", config_controls.LAYERS_KEY: 3},
    )  # fmt: skip


def agreement_words(found: Comparison, rule: str, h: float) -> str:
    """How well both gradients agree, and what was counted."""
    n, of = len(found.places), found.n_parameters
    which = f"all {of:,} parameters" if n == of else f"{n:,} of {of:,} parameters"
    if np.isnan(found.error):
        return f"The exact gradient of {which} is 0 here."
    passes = n + 1 if rule == "forward" else 2 * n
    return (
        f"{rule.capitalize()} differences with h = {_power(h)}: relative error "
        f"**{_power(found.error)}** over {which}, by **{passes:,} forward passes**; "
        "backpropagation takes 1 forward and 1 backward."
    )


def curve_words(curves: ErrorCurves, config: RunConfig) -> str:
    """Where the errors are least, and what an activation with corners does to them."""
    best = [
        f"{precision} {_power(error)} at h = {_power(h)}"
        for precision in ("float64", "float32")
        for h, error in [curves.best(precision, "central")]
    ]
    words = f"Truncation meets rounding: the least error of central differences is {best[0]}"
    words += f", in {best[1]}."
    if not set(config.activations).isdisjoint(SHARP):
        words += " Where a step crosses a corner of the activation, both rules are off."
    return words


def time_words(times: Times, n_parameters: int) -> str:
    """Backpropagation in forward passes, and the factor between both at the ends."""
    ratios = times.by_differences / times.backpropagation
    passes = times.backpropagation / times.forward
    one_loss = np.interp(n_parameters, times.n_parameters, times.loss)
    backward = np.interp(n_parameters, times.n_parameters, times.backpropagation)
    yours = (n_parameters + 1) * one_loss
    return (
        f"One gradient by backpropagation costs **{passes.min():.1f} to {passes.max():.1f} forward "
        "passes**, whatever P. By differences it costs P + 1 passes with a loss each: "
        f"**{ratios[0]:.0f} times** as long with {times.n_parameters[0]} parameters, "
        f"**{ratios[-1]:,.0f} times** with {times.n_parameters[-1]:,}.\n\n"
        f"A network of your run's {n_parameters:,} parameters takes about "
        f"{1e3 * yours:.3g} ms by differences, {1e3 * backward:.2g} ms by backpropagation. For a "
        "language model of 10¹¹ parameters, 10¹¹ forward passes are out of the question."
    )


def _power(value: float) -> str:
    """1.3e-09 as 1.3·10⁻⁹, and numbers near 1 as they are."""
    if 0.1 <= value < 100:
        return f"{value:.2g}"
    digits, power = f"{value:.1e}".split("e")
    raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{raised}" if digits == "1.0" else f"{digits}·10{raised}"
