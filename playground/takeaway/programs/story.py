"""What a program says of itself: where the run stood, where the program begins, what it reaches."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from playground.nn import ACTIVATIONS, LOSSES, OPTIMIZERS
from playground.takeaway.taken import OTHER, SAME, Taken

FROM_START, FROM_HERE = "start", "here"
NEW_EPOCHS = 100
"""Epochs of a program made of a run that has not begun and has no last epoch."""
WIDTH = 88


@dataclass(frozen=True)
class Story:
    """How a program goes.

    Attributes
    ----------
    start : {"start", "here"}
        From the first weights, or from the present ones.
    epochs, batches : int
        How long it trains: epochs, and batches of one more.
    was : str
        What the run had reached in the playground.
    begins : str
        Where the program begins, and why.
    """

    start: str
    epochs: int
    batches: int
    was: str
    begins: str


def story_of(taken: Taken, replay: str) -> Story:
    """The story of a run.

    Parameters
    ----------
    taken : Taken
    replay : {"same", "other", "unchecked"}
        What ``replayed`` said.
    """
    if replay == OTHER:
        return Story(
            FROM_HERE, 0, 0, _was(taken),
            "Weights, settings or data were changed by hand on the way, so this training cannot be "
            "repeated from its start: the program begins with the weights as they are. Raise "
            "EPOCHS to go on training; the optimiser then begins without memory.",
        )  # fmt: skip
    if not taken.has_begun:
        epochs = taken.config.stop_epoch or NEW_EPOCHS
        return Story(
            FROM_START, epochs, 0, _was(taken),
            f"The program begins with the same first weights and trains for {epochs} epochs.",
        )  # fmt: skip
    sure = (
        "This was checked when the program was made."
        if replay == SAME
        else "That holds if no setting was changed on the way, which was not checked, as the run "
        "is long."
    )
    return Story(
        FROM_START, taken.epoch, taken.batch, _was(taken),
        "The program begins with the same first weights and takes the same batches in the same "
        f"order. {sure}",
    )  # fmt: skip


def percent(share: float) -> str:
    """A share as people read it: 99.6 %."""
    return f"{100 * share:.1f} %"


def _was(taken: Taken) -> str:
    train_loss, test_loss, train_accuracy, test_accuracy = taken.metrics
    if not taken.has_begun:
        return "In the playground this run has not begun."
    if taken.dataset.task == "regression":
        what = f"train loss {train_loss:.4g}, test loss {test_loss:.4g}"
    else:
        what = f"train accuracy {percent(train_accuracy)}, test {percent(test_accuracy)}"
    return f"In the playground this run had {what} after {moment(taken)}."


def moment(taken: Taken) -> str:
    """How far the run is: "200 epochs", "3 epochs and 5 batches"."""
    parts = [f"{taken.epoch} epoch{'' if taken.epoch == 1 else 's'}"]
    if taken.batch:
        parts.append(f"{taken.batch} batch{'' if taken.batch == 1 else 'es'}")
    return " and ".join(parts)


def title(taken: Taken, library: str) -> str:
    """The first line: what network this is."""
    names = [ACTIVATIONS[name].label for name in taken.activations]
    hidden = [f"{n} {name}" for n, name in zip(taken.sizes[1:-1], names, strict=True)]
    shape = " → ".join([f"{taken.sizes[0]} inputs", *hidden, f"{taken.sizes[-1]} output"])
    shape += "s" if taken.sizes[-1] > 1 else ""
    shape = shape.replace("1 inputs", "1 input") if taken.sizes[0] == 1 else shape
    return f"A neural network in {library}: {shape}."


def docstring(
    taken: Taken,
    story: Story,
    library: str,
    *,
    needs: str,
    reaches: str,
    notes: tuple[str, ...] = (),
) -> str:
    """The text at the top of a program, without its quotes."""
    config = taken.config
    learns = (
        f"It learns by {OPTIMIZERS[config.optimizer].label} from the loss "
        f"“{LOSSES[taken.loss].label}”, learning rate {config.learning_rate:g}."
    )
    if taken.dataset.class_names:
        named = ", ".join(f"{i} {name}" for i, name in enumerate(map(plain, taken.class_names)))
        learns += f" Classes: {named}."
    paragraphs = [
        title(taken, library),
        f"Made by the Decision Boundary Playground. {learns} {_units(taken)}{needs}",
        f"{story.was} {story.begins} {reaches}",
        *(f"Note: {note}" for note in notes),
    ]
    return "\n\n".join(
        textwrap.fill(" ".join(text.split()), WIDTH, break_on_hyphens=False) for text in paragraphs
    )


def _units(taken: Taken) -> str:
    """What the coordinates of own data are, in words."""
    axes = taken.dataset.axes
    if not axes:
        return ""
    shown = [
        f"{plain(axis.name)} = {axis.offset:.6g} + {axis.scale:.6g} · {name}"
        for axis, name in zip(axes, ["x", "y"] if len(axes) == 2 else [], strict=False)
    ]
    if shown:
        return f"The points are scaled: {'; '.join(shown)}. "
    return "Each column of the points is scaled to mean 0 and spread 1. "


def plain(text: str) -> str:
    """A name from somebody's file as it may stand in a text: no quotes, no line ends."""
    return re.sub(r"[^\w .,:;()/²³°%+-]", "?", " ".join(text.split()))[:40]
