"""The libraries that programs are written for, one row apiece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.takeaway.programs.keras_program import keras_program
from playground.takeaway.programs.numpy_program import numpy_program
from playground.takeaway.programs.sklearn_program import sklearn_program
from playground.takeaway.programs.story import Story, story_of
from playground.takeaway.programs.torch_program import torch_program
from playground.takeaway.taken import Taken


@dataclass(frozen=True)
class Library:
    """A library that programs are written for.

    Attributes
    ----------
    name, label : str
        Key of the table, and text for people.
    needs : str
        What is typed to install it.
    idea : str
        What its program is good for.
    write : callable
        ``write(taken, story)`` gives the text; a ``FieldError`` says in words why there is none.
    """

    name: str
    label: str
    needs: str
    idea: str
    write: Callable[[Taken, Story], str]


LIBRARIES: dict[str, Library] = {
    row.name: row
    for row in (
        Library(
            "numpy",
            "NumPy",
            "pip install numpy",
            "Everything written out: the forward pass, backpropagation, the update.",
            numpy_program,
        ),
        Library(
            "sklearn",
            "scikit-learn",
            "pip install numpy scikit-learn",
            "Its multilayer perceptron, one batch at a time. It knows fewer functions; what had to "
            "be replaced is said at the top.",
            sklearn_program,
        ),
        Library(
            "torch",
            "PyTorch",
            "pip install numpy torch",
            "Its layers, gradients and optimisers, on the playground's own batches.",
            torch_program,
        ),
        Library(
            "keras",
            "Keras",
            "pip install numpy keras tensorflow",
            "Its layers and optimisers, trained one batch at a time.",
            keras_program,
        ),
    )
}


def program(library: str, taken: Taken, replay: str) -> str:
    """A self-contained Python program that trains the network of a run again.

    Parameters
    ----------
    library : str
        A key of ``LIBRARIES``.
    taken : Taken
    replay : {"same", "other", "unchecked"}
        Whether the run can be repeated from its start; see ``replayed``.

    Raises
    ------
    FieldError
        If the library has nothing near what the network needs; the message says what.
    """
    return LIBRARIES[library].write(taken, story_of(taken, replay))
