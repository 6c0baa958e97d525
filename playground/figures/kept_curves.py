"""Curves of several kept runs in one figure: how each came to where it stands."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass

import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.palette import class_colors

HEIGHT = 300
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


@dataclass(frozen=True)
class Measure:
    """What the curves show: a column of a run's losses, and how it is written."""

    column: str
    label: str
    form: str
    share: bool = False


MEASURES: dict[str, Measure] = {
    "test_accuracy": Measure("test_accuracy", "test accuracy", ".1%", share=True),
    "train_accuracy": Measure("train_accuracy", "train accuracy", ".1%", share=True),
    "test_loss": Measure("test_loss", "test loss", ".4f"),
    "train_loss": Measure("train_loss", "train loss", ".4f"),
}
"""The measures offered, by their column."""


def kept_curves(
    curves: Mapping[str, tuple[NDArray, NDArray]], measure: Measure, *, dark: bool = False
) -> go.Figure:
    """A line for each run.

    Parameters
    ----------
    curves : mapping of name to (epochs (n,), values (n,))
    measure : Measure
    """
    figure = go.Figure()
    colors = class_colors(max(1, len(curves)), dark=dark)
    for i, (name, (epochs, values)) in enumerate(curves.items()):
        figure.add_scatter(
            x=epochs, y=values, name=html.escape(name), mode="lines",
            line={"color": colors[i], "width": 2.5, "dash": DASHES[i % len(DASHES)]},
            hovertemplate=f"%{{y:{measure.form}}}<extra>%{{fullData.name}}</extra>",
        )  # fmt: skip
    figure.update_layout(
        height=HEIGHT, margin={"l": 56, "r": 8, "t": 8, "b": 40}, hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"}, showlegend=True,
    )  # fmt: skip
    figure.update_xaxes(title={"text": "epoch", "standoff": 4}, rangemode="tozero")
    figure.update_yaxes(title={"text": measure.label}, rangemode="tozero")
    if measure.share:
        figure.update_yaxes(tickformat=".0%", range=[-0.02, 1.03])
    return figure
