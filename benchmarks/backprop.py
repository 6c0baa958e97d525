"""Backpropagation against differences: time of one gradient by number of parameters, as ratios.

Networks of two hidden layers on the spiral, float64, at most 250 points, one thread. Processor time
of the thread, the least of several rounds. Run by ``python -m benchmarks.backprop``.
"""

from __future__ import annotations

import sys

from playground.analysis.gradient_check import WIDTHS, gradient_times
from playground.config import RunConfig


def main(repeats: int = 15) -> None:
    """Print the table."""
    times = gradient_times(RunConfig(), most_seconds=2.0, repeats=repeats)
    print(
        "| hidden layers | parameters P | backpropagation, in forward passes "
        "| forward differences / backpropagation | per parameter |"
    )
    print("|---|---|---|---|---|")
    for row, width in enumerate(WIDTHS):
        n_parameters, backward = int(times.n_parameters[row]), times.backpropagation[row]
        ratio = times.by_differences[row] / backward
        print(
            f"| [{width}, {width}] | {n_parameters:,} | {backward / times.forward[row]:.1f} "
            f"| **{ratio:,.0f}**{'' if times.measured[row] else ' (from one forward pass)'} "
            f"| {ratio / n_parameters:.2f} |"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
