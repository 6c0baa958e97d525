"""What happens to the gradient in a stack: layer by layer, and for every kind of stack at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.neuron_svg import INK, INK_DARK
from playground.figures.palette import class_colors

Array = NDArray[np.float64]

HEIGHT, TABLE_HEIGHT, BARS_HEIGHT = 400, 360, 360
MOST_LAYERS = 8
EDGE = 6
"""Powers of ten that the table's colours reach."""
DASHES = ("solid", "dash", "dot", "longdash")


@dataclass(frozen=True)
class Quantity:
    """What the profile shows: its axis, and its range as powers of ten.

    ``low`` and ``high`` are the powers from which on the picture says vanishing and exploding.
    """

    title: str
    reach: tuple[float, float]
    low: float
    high: float


def initializer_colors(*, dark: bool = False) -> tuple[str, ...]:
    """Green, pink, vermilion and grey: no class of two has one of them."""
    colors = class_colors(8, dark=dark)
    return colors[2], colors[3], colors[4], colors[7]


def stack_profile(
    rows: Mapping[str, Array], quantity: Quantity, *, has_output: bool, dark: bool = False
) -> go.Figure:
    """Medians and quartiles over the draws, layer by layer, on a logarithmic axis.

    Parameters
    ----------
    rows : mapping of initialiser's label to (n_draws, n_layers)
        Zeros are drawn as crosses at the bottom; what leaves the axis, at its edge.
    quantity : Quantity
    has_output : bool
        Whether the last column is the output layer.
    """
    # Room at either end, so that marks on the edge are seen in full.
    low, high = 10.0 ** (quantity.reach[0] + 0.35), 10.0 ** (quantity.reach[1] - 0.35)
    figure = go.Figure()
    n_layers = 0
    for (label, values), color, dash in zip(
        rows.items(), initializer_colors(dark=dark), DASHES, strict=False
    ):
        n_layers = values.shape[1]
        layers = np.arange(1, n_layers + 1)
        lower, middle, upper = np.quantile(values, (0.25, 0.5, 0.75), axis=0)
        seen = [np.clip(of, low, high) for of in (lower, middle, upper)]
        figure.add_scatter(
            x=np.concatenate([layers, layers[::-1]]), y=np.concatenate([seen[2], seen[0][::-1]]),
            fill="toself", fillcolor=_faded(color), line={"width": 0}, mode="lines",
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
        figure.add_scatter(
            x=layers, y=seen[1], name=label, mode="lines+markers",
            line={"color": color, "width": 2.5, "dash": dash},
            marker={"size": 8, "symbol": ["x" if of == 0 else "circle" for of in middle]},
            customdata=middle, hovertemplate=f"{label}: %{{customdata:.2g}}<extra></extra>",
        )  # fmt: skip
    ticks = [str(layer) for layer in range(1, n_layers + 1)]
    if has_output:
        ticks[-1] = "output"
    for text, edge, anchor in (
        ("↓ vanishing", quantity.low, "top"),
        ("↑ exploding", quantity.high, "bottom"),
    ):
        figure.add_hline(10.0**edge, line={"width": 1, "dash": "dot"}, opacity=0.4)
        figure.add_annotation(
            x=MOST_LAYERS - 0.1, y=edge, text=text, showarrow=False, xanchor="right",
            yanchor=anchor, opacity=0.75, font={"size": 14},
        )  # fmt: skip
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 60, "r": 8, "t": 30, "b": 40},
        hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        uirevision="stack",
    )
    figure.update_xaxes(
        title={"text": "layer, from the inputs up", "standoff": 4}, fixedrange=True,
        range=[0.6, MOST_LAYERS + 1.4], tickvals=list(range(1, n_layers + 1)), ticktext=ticks,
    )  # fmt: skip
    figure.update_yaxes(
        title={"text": quantity.title}, type="log", range=list(quantity.reach), dtick=2,
        exponentformat="power", fixedrange=True,
    )  # fmt: skip
    return figure


def ratio_table(
    ratios: Array, rows: Sequence[str], columns: Sequence[str], chosen: int, *, dark: bool = False
) -> go.Figure:
    """How many times larger δ is at the bottom than at the top, for every kind of stack.

    Parameters
    ----------
    ratios : (n_rows, n_columns)
    chosen : int
        The row that is framed.
    """
    negative, positive = class_colors(2, dark=dark)
    middle = "#262730" if dark else "#F4F4F6"
    with np.errstate(divide="ignore"):
        powers = np.clip(np.log10(ratios), -EDGE, EDGE)
    figure = go.Figure(
        go.Heatmap(
            z=powers, x=list(columns), y=list(rows), zmin=-EDGE, zmax=EDGE, xgap=3, ygap=3,
            colorscale=[(0, negative), (0.5, middle), (1, positive)], showscale=False,
            hoverinfo="skip",
        )
    )  # fmt: skip
    figure.add_scatter(
        x=list(columns) * len(rows), y=np.repeat(rows, len(columns)), mode="text",
        text=[times(value) for value in ratios.ravel()], hoverinfo="skip", showlegend=False,
        textfont={"color": [_on_cell(power, dark) for power in powers.ravel()]},
    )  # fmt: skip
    figure.add_shape(
        type="rect", x0=-0.5, x1=len(columns) - 0.5, y0=chosen - 0.5, y1=chosen + 0.5,
        line={"width": 2, "color": INK_DARK if dark else INK},
    )  # fmt: skip
    figure.update_layout(
        height=TABLE_HEIGHT, margin={"l": 80, "r": 4, "t": 28, "b": 6}, uirevision="ratios"
    )
    figure.update_xaxes(side="top", fixedrange=True, showgrid=False)
    figure.update_yaxes(autorange="reversed", fixedrange=True, showgrid=False)
    return figure


def idle_bars(shares: Mapping[str, Array], title: str, *, dark: bool = False) -> go.Figure:
    """Shares of dead units or saturated answers, layer by layer.

    Parameters
    ----------
    shares : mapping of initialiser's label to (depth,)
    """
    figure = go.Figure(
        [
            go.Bar(
                x=np.arange(1, len(of) + 1), y=of, name=label, marker={"color": color},
                hovertemplate=f"{label}: %{{y:.0%}}<extra></extra>",
            )
            for (label, of), color in zip(
                shares.items(), initializer_colors(dark=dark), strict=False
            )
        ]
    )  # fmt: skip
    figure.update_layout(
        height=BARS_HEIGHT, margin={"l": 56, "r": 8, "t": 30, "b": 40}, hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"}, uirevision="idle",
        bargap=0.25,
    )  # fmt: skip
    figure.update_xaxes(
        title={"text": "hidden layer", "standoff": 4}, dtick=1, fixedrange=True,
        range=[0.4, MOST_LAYERS + 0.6],
    )  # fmt: skip
    figure.update_yaxes(title={"text": title}, tickformat=".0%", range=[0, 1], fixedrange=True)
    return figure


def times(ratio: float) -> str:
    """ "×0.013", "×210", "×2·10⁻⁵": a factor as people write it."""
    if ratio == 0:
        return "0"
    if 1e-3 <= ratio < 9950:  # two digits count
        short = float(f"{ratio:.1e}")
        return f"×{short:.{max(0, 1 - int(np.floor(np.log10(short))))}f}"
    digit, power = f"{ratio:.0e}".split("e")
    raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"×{digit}·10{raised}"


def _on_cell(power: float, dark: bool) -> str:
    """Ink that can be read on a cell's colour."""
    if power < -0.4 * EDGE:
        return "#14161C"
    return INK_DARK if dark or power > 0.5 * EDGE else INK


def _faded(color: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.16)"
