"""Learning curves of one cell of a sweep: training and test accuracy, and the gap between them."""

from __future__ import annotations

import plotly.graph_objects as go
from numpy.typing import ArrayLike

TRAIN, TRAIN_DARK = "#4A4C57", "#E4E4E6"
TEST, TEST_DARK = "#9A3FD5", "#D68CFF"
"""The live page's colours of the two curves (``stage/assets/theme.js``); no class has them."""
HEIGHT = 260


def learning_curves(
    epochs: ArrayLike,
    train: ArrayLike,
    test: ArrayLike,
    *,
    measure: str = "accuracy",
    form: str = ".0%",
    dark: bool = False,
) -> go.Figure:
    """Median curves over a cell's seeds; the space between them is the gap.

    Parameters
    ----------
    epochs, train, test : (n,)
    measure, form : str
        What is drawn, and how its numbers are written (d3).
    dark : bool
    """
    gap = "rgba(214,140,255,0.18)" if dark else "rgba(154,63,213,0.12)"
    hover = f"epoch %{{x}}: %{{y:{form.replace('.0', '.1')}}}"
    common = {"x": epochs, "mode": "lines", "hovertemplate": hover}
    ink, test_ink = (TRAIN_DARK, TEST_DARK) if dark else (TRAIN, TEST)
    figure = go.Figure(
        [
            go.Scatter(y=train, name="training points", line={"color": ink, "width": 2}, **common),
            go.Scatter(
                y=test, name="test points", line={"color": test_ink, "width": 2},
                fill="tonexty", fillcolor=gap, **common,
            ),
        ]
    )  # fmt: skip
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        hovermode="x unified",
    )
    figure.update_xaxes(title="epoch", fixedrange=True)
    figure.update_yaxes(title=measure, tickformat=form, fixedrange=True)
    return figure
