"""A race over seeds as strips: a dot for each seed's arrival, the median, and how many arrived."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT, ROOM = 460, 26, 8  # of a strip, and free at its ends, in CSS pixels
LANES = (13.0, 8.0, 18.0, 10.5, 15.5)  # heights of neighbouring dots, so that equal ones are seen


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
    end = min(float(most), 1.06 * max(float(last), 1.0))
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
            f"<td>{_whole(low)} to {_whole(high)}</td>"
            f"<td>{_strip(epochs[i], (low, middle, high), end, colors[i], labels[i])}</td></tr>"
        )
    head = (
        "<tr><th>optimiser</th><th>arrived</th><th>median epochs</th><th>middle half</th>"
        f"<th>{_scale(end)}</th></tr>"
    )
    return f'<table class="dbp-strips"><thead>{head}</thead><tbody>{"".join(rows)}</tbody></table>'


def _whole(epoch: float) -> str:
    return "–" if np.isnan(epoch) else f"{epoch:,.0f}"


def _place(epoch: float, end: float) -> float:
    return ROOM + (WIDTH - 2 * ROOM) * epoch / end


def _strip(epochs: NDArray, quartiles: Sequence[float], end: float, color: str, label: str) -> str:
    low, middle, high = quartiles
    marks = [f'<line x1="0" x2="{WIDTH}" y1="13" y2="13" class="dbp-strips__axis"/>']
    if np.isfinite(low) and np.isfinite(high):
        marks.append(
            f'<rect x="{_place(low, end):.1f}" y="5" rx="3" height="16" opacity="0.25" '
            f'width="{max(1.0, _place(high, end) - _place(low, end)):.1f}" fill="{color}"/>'
        )
    there = np.sort(epochs[np.isfinite(epochs)])
    for number, epoch in enumerate(there):
        marks.append(
            f'<circle cx="{_place(epoch, end):.1f}" cy="{LANES[number % len(LANES)]}" r="3" '
            f'fill="{color}" opacity="0.85"/>'
        )
    if np.isfinite(middle):
        x = _place(middle, end)
        marks.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="2" y2="24" class="dbp-strips__median"/>')
    said = f"{label}: a dot for each of {len(there)} arrivals"
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" role="img" aria-label="{escape(said)}">'
        f"{''.join(marks)}</svg>"
    )


def _scale(end: float) -> str:
    """The epochs along the strips: three round numbers."""
    step = _nice(end / 3)
    marks = []
    epoch = 0.0
    while epoch <= end:
        x = _place(epoch, end)
        anchor = "start" if epoch == 0 else "middle"
        marks.append(f'<text x="{x:.1f}" y="12" text-anchor="{anchor}">{epoch:,.0f}</text>')
        epoch += step
    return (
        f'<svg viewBox="0 0 {WIDTH} 15" width="100%" role="img" aria-label="epochs">'
        f"{''.join(marks)}</svg>"
    )


def _nice(rough: float) -> float:
    power = 10.0 ** np.floor(np.log10(max(rough, 1.0)))
    return float(next(n * power for n in (1, 2, 5, 10) if n * power >= rough * 0.999))
