"""Numeric against backpropagated gradients: parameter by parameter, by step size, and by time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.neuron_svg import INK, INK_DARK, after_color
from playground.figures.palette import class_colors

Array = NDArray[np.float64]

HEIGHT = 400
STEP_POWERS, ERROR_POWERS = (-14.4, 0.4), (-12.0, 3.0)
"""Axes of the error curves, as powers of ten."""


def both_gradients(
    exact: Array, numeric: Array, names: Sequence[str], *, dark: bool = False
) -> go.Figure:
    """Every parameter's two derivatives, on the diagonal where they agree.

    Parameters
    ----------
    exact, numeric : (n,)
    names : sequence of str
        Of the parameters, for the pointer.
    """
    ink = INK_DARK if dark else INK
    reach = 1.15 * max(float(np.abs(exact).max(initial=0.0)), 1e-12)
    with np.errstate(invalid="ignore"):
        shown = np.clip(np.nan_to_num(numeric), -reach, reach)
    outside = shown != numeric
    color = class_colors(2, dark=dark)[1]
    figure = go.Figure(
        [
            go.Scatter(
                x=[-reach, reach], y=[-reach, reach], mode="lines", hoverinfo="skip",
                line={"color": ink, "width": 1, "dash": "dot"}, name="both the same",
            ),
            go.Scatter(
                x=exact, y=shown, mode="markers", name="one parameter",
                marker={
                    "size": 8, "color": color, "opacity": 0.75,
                    "symbol": np.where(outside, "triangle-up-open", "circle"),
                },
                customdata=np.stack([np.array(names, object), numeric], axis=1),
                hovertemplate="%{customdata[0]}<br>backpropagation %{x:.6g}<br>"
                "differences %{customdata[1]:.6g}<extra></extra>",
            ),
        ]
    )  # fmt: skip
    figure.update_layout(
        height=HEIGHT, margin={"l": 70, "r": 8, "t": 30, "b": 46}, uirevision="both",
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
    )  # fmt: skip
    axis = {"range": [-reach, reach], "nticks": 6, "zeroline": True}
    figure.update_xaxes(title={"text": "by backpropagation", "standoff": 4}, **axis)
    figure.update_yaxes(title={"text": "by differences"}, **axis)
    return figure


def error_by_step(
    steps: Array,
    errors: Mapping[tuple[str, str], Array],
    own_error: float,
    *,
    h: float,
    dark: bool = False,
) -> go.Figure:
    """Relative error of the numeric gradient against h, both on logarithmic axes.

    Parameters
    ----------
    steps : (n_steps,)
    errors : mapping of (precision, rule) to (n_steps,)
    own_error : float
        Of backpropagation in float32.
    h : float
        The step that is marked.
    """
    ink, colors = INK_DARK if dark else INK, class_colors(5, dark=dark)
    looks = {"central": colors[1], "forward": colors[4]}
    low, high = (10.0**power for power in ERROR_POWERS)
    figure = go.Figure()
    for (precision, rule), values in errors.items():
        color = looks[rule]
        is_fine = precision == "float64"
        figure.add_scatter(
            x=steps, y=np.clip(values, low, high), name=f"{rule}, {precision}",
            mode="lines+markers" if is_fine else "lines",
            line={"color": color, "width": 2.6 if is_fine else 1.8,
                  "dash": "solid" if is_fine else "dot"},
            marker={"size": 5}, opacity=1 if is_fine else 0.8,
            hovertemplate=f"{rule}, {precision}: %{{y:.1e}}<extra></extra>",
        )  # fmt: skip
    _add_guides(figure, steps, errors, ink)
    figure.add_hline(own_error, line={"color": colors[2], "width": 1.6, "dash": "dashdot"})
    figure.add_annotation(
        x=STEP_POWERS[0] + 0.15, y=np.log10(own_error), text="backprop, float32",
        showarrow=False, xanchor="left", yanchor="top", font={"color": colors[2], "size": 12},
    )  # fmt: skip
    figure.add_vline(h, line={"color": after_color(dark), "width": 2})
    figure.add_annotation(
        x=np.log10(h), y=ERROR_POWERS[1], text="h", showarrow=False, xanchor="left", yanchor="top",
        xshift=4, font={"color": after_color(dark), "size": 15},
    )  # fmt: skip
    figure.update_layout(
        height=HEIGHT, margin={"l": 66, "r": 8, "t": 52, "b": 46}, hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"}, uirevision="errors",
    )  # fmt: skip
    figure.update_xaxes(
        type="log", range=list(STEP_POWERS), dtick=2, exponentformat="power",
        title={"text": "step size h", "standoff": 4}, hoverformat=".1e",
    )  # fmt: skip
    figure.update_yaxes(
        type="log", range=list(ERROR_POWERS), dtick=3, exponentformat="power",
        title={"text": "relative error"},
    )  # fmt: skip
    return figure


def times_by_size(
    n_parameters: NDArray,
    backpropagation: Array,
    by_differences: Array,
    measured: NDArray[np.bool_],
    *,
    dark: bool = False,
) -> go.Figure:
    """Seconds of a gradient against the number of parameters, both on logarithmic axes.

    Parameters
    ----------
    n_parameters, backpropagation, by_differences : (n,)
    measured : (n,) of bool
        Whether the time by differences was measured; hollow otherwise.
    """
    colors = class_colors(5, dark=dark)
    figure = go.Figure(
        [
            go.Scatter(
                x=n_parameters, y=1e3 * by_differences, name="forward differences",
                mode="lines+markers", line={"color": colors[4], "width": 2.5},
                marker={"size": 9, "symbol": np.where(measured, "circle", "circle-open")},
                hovertemplate="differences: %{y:.3g} ms<extra></extra>",
            ),
            go.Scatter(
                x=n_parameters, y=1e3 * backpropagation, name="backpropagation",
                mode="lines+markers", line={"color": colors[2], "width": 2.5},
                marker={"size": 9}, hovertemplate="backpropagation: %{y:.3g} ms<extra></extra>",
            ),
        ]
    )  # fmt: skip
    figure.update_layout(
        height=HEIGHT, margin={"l": 66, "r": 8, "t": 30, "b": 46}, hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"}, uirevision="times",
    )  # fmt: skip
    figure.update_xaxes(
        type="log", title={"text": "parameters P", "standoff": 4}, dtick=1, exponentformat="none",
        range=[np.log10(n_parameters[0]) - 0.2, np.log10(n_parameters[-1]) + 0.2],
    )  # fmt: skip
    figure.update_yaxes(
        type="log", range=[-3, 3.5], dtick=1, exponentformat="none",
        title={"text": "milliseconds for one gradient"},
    )  # fmt: skip
    return figure


@dataclass(frozen=True)
class _Guide:
    """A straight line beside a float64 curve, which says what power of h rules there.

    It runs from ``start`` to ``stop`` (powers of ten), ``aside`` times the curve's value at
    ``anchor``. Its words end at the power ``words_end``, beside the line's height at ``words_by``.
    """

    rule: str
    power: int
    anchor: float
    start: float
    stop: float
    aside: float
    words: str
    words_end: float
    words_by: float
    place: str


_GUIDES = (
    _Guide("central", 2, -2, -3.4, -0.2, 0.15, "truncation<br>∝ h²", 0.3, -3.0, "top"),
    _Guide("forward", 1, -4.5, -6, -2.6, 8, "truncation<br>∝ h", -5.3, -5.3, "bottom"),
    _Guide("central", -1, -9, -12.5, -8, 0.1, "rounding<br>∝ 1/h", -10.7, -10.7, "top"),
)


def _add_guides(
    figure: go.Figure, steps: Array, errors: Mapping[tuple[str, str], Array], ink: str
) -> None:
    for guide in _GUIDES:
        known = errors["float64", guide.rule]
        at = int(np.argmin(np.abs(np.log10(steps) - guide.anchor)))
        if not known[at] > 0:
            continue
        middle = np.log10(guide.aside * known[at])
        ends = np.array([guide.start, guide.stop])
        figure.add_scatter(
            x=10.0**ends, y=10.0 ** (middle + guide.power * (ends - np.log10(steps[at]))),
            mode="lines", line={"color": ink, "width": 1, "dash": "dash"}, opacity=0.6,
            showlegend=False, hoverinfo="skip",
        )  # fmt: skip
        figure.add_annotation(
            x=guide.words_end, y=middle + guide.power * (guide.words_by - np.log10(steps[at])),
            text=guide.words, showarrow=False, xanchor="right", yanchor=guide.place,
            align="right", font={"size": 12}, opacity=0.85,
        )  # fmt: skip
