"""Round numbers along an axis, in the units of the data."""

from __future__ import annotations

import math

from datasets.dataset import Axis

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def axis_ticks(axis: Axis, low: float, high: float, most: int = 7) -> list[tuple[float, str]]:
    """Coordinates from ``low`` to ``high`` with a round value of ``axis``, and that value.

    Examples
    --------
    >>> axis_ticks(Axis("height", offset=170, scale=5), -6, 6, most=4)
    [(-6.0, '140'), (-2.0, '160'), (2.0, '180'), (6.0, '200')]
    """
    first, last = sorted(axis.offset + axis.scale * end for end in (low, high))
    span = last - first
    if not (math.isfinite(span) and span > 0 and axis.scale):
        return []
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next((k * power for k in STEPS if span / (k * power) <= most), 10 * power)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) + (round(step / power, 3) == 2.5)
    counts = range(math.ceil(first / step - 1e-9), math.floor(last / step + 1e-9) + 1)
    return [
        ((k * step - axis.offset) / axis.scale, _written(k * step, min(decimals, 12)))
        for k in counts
    ]


def _written(value: float, decimals: int) -> str:
    """A tick's value, with a true minus and never a minus zero."""
    if abs(value) >= 1e6 or (decimals > 4 and value):
        return f"{value:.3g}".replace("-", "−")
    return f"{value:,.{decimals}f}".replace("-", "−") if value else "0"
