"""When a run ends by itself: the stop conditions a person set, and divergence, in words."""

from __future__ import annotations

import math
import sys

from playground.config import RunConfig

EXPLODED_FACTOR = 1e3
EXPLODED_OFFSET = 1e3


def reached(config: RunConfig, epoch: int, metrics: tuple[float, float, float, float]) -> str:
    """The stop condition that holds after an epoch, as a sentence; empty if none does.

    Loss and accuracy are those of the training points.
    """
    train_loss, _, train_accuracy, _ = metrics
    if config.stop_epoch and epoch >= config.stop_epoch:
        return f"Stopped: epoch {config.stop_epoch} is reached."
    if config.stop_loss and train_loss <= config.stop_loss:
        return f"Stopped at epoch {epoch}: the training loss reached {config.stop_loss:g}."
    if config.stop_accuracy and train_accuracy >= config.stop_accuracy:
        return (
            f"Stopped at epoch {epoch}: {train_accuracy:.1%} of the training points fit "
            f"(the goal was {config.stop_accuracy:.4g})."
        )
    return ""


def has_exploded(train_loss: float, initial_loss: float) -> bool:
    """Whether a loss is no number any more, or so large that it will not come back."""
    return not train_loss <= exploded_from(initial_loss)


def exploded_from(initial_loss: float) -> float:
    """The largest loss that may come back."""
    return min(EXPLODED_FACTOR * initial_loss + EXPLODED_OFFSET, sys.float_info.max)


def divergence_message(config: RunConfig, epoch: int, train_loss: float, kept: int) -> str:
    """What happened at ``epoch``, what was kept, and what to try, for a student."""
    if math.isfinite(train_loss):
        what = f"the training loss exploded to {train_loss:.3g}"
    else:
        what = "the numbers grew beyond what a computer can hold"
    tries = [f"a smaller learning rate than {config.learning_rate:g}"]
    if config.clip_norm == 0:
        tries.append("gradient clipping")
    if not config.standardize:
        tries.append("standardised inputs")
    if len(tries) > 1:
        tries[-1] = "or " + tries[-1]
    return (
        f"Training diverged in epoch {epoch}: {what}, because each step overshot further than "
        f"the one before. The last good moment, epoch {kept}, is kept. "
        f"Try {', '.join(tries)}."
    )
