"""What the server says of a run that reads digits, as the browser gets it."""

from __future__ import annotations

from typing import Any

from playground import Run
from playground.config import RunConfig
from playground.digits import digits_dataset
from playground.live.wire import describe_run


def made(config: RunConfig, epochs: int = 0) -> Run:
    """A run of the digits, trained a little."""
    run = Run(config, digits_dataset())
    run.advance(epochs)
    return run


def message(run: Run) -> dict[str, Any]:
    """The run message, with what the transport adds."""
    described = describe_run(run)
    return described | {"run_id": 1, "batches_per_epoch": run.batches_per_epoch}
