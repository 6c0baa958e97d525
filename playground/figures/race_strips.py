"""A race over seeds as strips: a dot for each seed's arrival, the median, and how many arrived."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

LANES = (50, 30, 70, 40, 60)  # heights of neighbouring dots in percent, so that equal ones are seen


def strips_html(
    labels: Sequence[str],
    colors: Sequence[str],
    epochs: NDArray,
    *,
    most: int,
    quartiles: NDArray,
) -> str:
    """One row a contestant: its name, how often it arrived, when, and a dot for each seed.

    Parameters
    ----------
    labels, colors : sequences of str
    epochs : ndarray (contestants, seeds)
        First epoch at the goal; NaN if a run did not come to it.
    most : int
        Epochs that were allowed.
    quartiles : ndarray (contestants, 3)
        Epochs by which a quarter, half, three quarters had arrived; NaN if fewer did.
    """
    seeds = epochs.shape[1]
    last = np.nanmax(epochs) if np.isfinite(epochs).any() else most
    end = min(float(most), 1.04 * max(float(last), 1.0))
    rows = []
    order = sorted(
        range(len(labels)),
        key=lambda i: (
            -np.isfinite(epochs[i]).sum(),
            np.inf if np.isnan(quartiles[i, 1]) else quartiles[i, 1],
        ),
    )
    for i in order:
        arrived = int(np.isfinite(epochs[i]).sum())
        low, middle, high = quartiles[i]
        rows.append(
            f'<tr><th scope="row"><i style="background:{colors[i]}"></i>{escape(labels[i])}</th>'
            f"<td>{arrived} of {seeds}</td><td><b>{_whole(middle)}</b></td>"
            f"<td>{_middle(low, high)}</td>"
            f"<td>{_strip(epochs[i], (low, middle, high), end, colors[i], labels[i])}</td></tr>"
        )
    head = (
        "<tr><th>optimiser</th><th>arrived</th><th>median epochs</th><th>middle half</th>"
        f"<th>{_scale(end)}</th></tr>"
    )
    return f'<table class="dbp-strips"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'


def _whole(epoch: float) -> str:
    return "–" if np.isnan(epoch) else f"{epoch:,.0f}"


def _middle(low: float, high: float) -> str:
    if np.isnan(high):
        return "–" if np.isnan(low) else f"from {_whole(low)}"
    return f"{_whole(low)} to {_whole(high)}"


def _strip(epochs: NDArray, quartiles: Sequence[float], end: float, color: str, label: str) -> str:
    low, middle, high = quartiles
    marks = []
    if np.isfinite(low):
        stop = high if np.isfinite(high) else end
        width = 100 * (stop - low) / end
        marks.append(
            f'<i class="is-half" style="left:{100 * low / end:.2f}%;width:{width:.2f}%"></i>'
        )
    there = np.sort(epochs[np.isfinite(epochs)])
    for number, epoch in enumerate(there):
        top = LANES[number % len(LANES)]
        marks.append(f'<i class="is-dot" style="left:{100 * epoch / end:.2f}%;top:{top}%"></i>')
    if np.isfinite(middle):
        marks.append(f'<i class="is-median" style="left:{100 * middle / end:.2f}%"></i>')
    said = f"{label}: a dot for each of {len(there)} arrivals"
    return (
        f'<div class="dbp-strip" role="img" aria-label="{escape(said)}" style="color:{color}">'
        f"{''.join(marks)}</div>"
    )


def _scale(end: float) -> str:
    """The epochs along the strips: round numbers."""
    step = _nice(end / 4)
    marks = [
        f'<i class="is-tick" style="left:{100 * epoch / end:.2f}%">{epoch:,.0f}</i>'
        for epoch in np.arange(0, end + 1e-9, step)
    ]
    return f'<div class="dbp-strip is-scale">{"".join(marks)}</div>'


def _nice(rough: float) -> float:
    power = 10.0 ** np.floor(np.log10(max(rough, 1.0)))
    return float(next(n * power for n in (1, 2, 5, 10) if n * power >= rough * 0.999))
