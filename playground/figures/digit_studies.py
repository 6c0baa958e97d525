"""Networks that learn the digits beside each other: curves over the epochs, mean and spread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from playground.figures.race_colors import race_colors

HEIGHT = 340
Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Learning:
    """Several seeds of one network: a measure on training and test images, (seeds, epochs)."""

    train: Values
    test: Values


@dataclass(frozen=True)
class Measure:
    """What is drawn upwards."""

    title: str
    form: str
    logarithmic: bool = False


ACCURACY = Measure("share read right", ".1%")
LOSS = Measure("loss", ".3g", logarithmic=True)


def learning_figure(
    of: Mapping[str, Learning],
    measure: Measure,
    *,
    with_train: bool = False,
    low: float | None = None,
    dark: bool = False,
) -> go.Figure:
    """A measure over the epochs: mean over the seeds, and a band from the lowest to the highest.

    Parameters
    ----------
    of : mapping of label to Learning
        With a column for every epoch, that before training first.
    measure : Measure
    with_train : bool
        Whether the training images are shown as well, dotted.
    low : float or None
        Where the axis begins.
    """
    figure = go.Figure()
    for (label, learning), color in zip(of.items(), race_colors(len(of), dark=dark), strict=True):
        epochs = np.arange(learning.test.shape[1])
        around = np.concatenate([learning.test.max(axis=0), learning.test.min(axis=0)[::-1]])
        figure.add_scatter(
            x=np.concatenate([epochs, epochs[::-1]]), y=around, fill="toself", mode="none",
            fillcolor=_thin(color), hoverinfo="skip", showlegend=False, name=f"{label}, all seeds",
        )  # fmt: skip
        figure.add_scatter(
            x=epochs, y=learning.test.mean(axis=0), mode="lines", name=label,
            line={"color": color, "width": 3},
            hovertemplate=f"%{{y:{measure.form}}}<extra>{label}</extra>",
        )  # fmt: skip
        if with_train:
            figure.add_scatter(
                x=epochs, y=learning.train.mean(axis=0), mode="lines", showlegend=False,
                name=f"{label}, training images", line={"color": color, "width": 2, "dash": "dot"},
                hovertemplate=f"%{{y:{measure.form}}}<extra>{label}, training images</extra>",
            )  # fmt: skip
    figure.update_layout(
        height=HEIGHT, margin={"l": 58, "r": 8, "t": 62, "b": 40}, hovermode="x unified",
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
    )  # fmt: skip
    figure.update_xaxes(title={"text": "epoch", "standoff": 4}, fixedrange=True)
    title = measure.title + (" (logarithmic)" if measure.logarithmic else "")
    figure.update_yaxes(title={"text": title, "standoff": 4}, fixedrange=True)
    if measure.logarithmic:
        figure.update_yaxes(type="log", dtick=1, exponentformat="power")
    else:
        figure.update_yaxes(tickformat=".0%", range=[low or 0.0, 1.005])
    return figure


def _thin(color: str) -> str:
    r, g, b = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({r},{g},{b},0.16)"
