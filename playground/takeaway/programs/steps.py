"""What programs of several libraries share: the loop, the pull to zero, the report, the end."""

from __future__ import annotations

from playground.takeaway.programs.parts import function
from playground.takeaway.taken import Taken


def loop(uses_epoch: bool, uses_step: bool, with_masks: bool = False) -> str:
    """The head of the loop over the batches, with no name that nothing uses."""
    item = f"{'epoch' if uses_epoch else '_'}, rows{', masks' if with_masks else ''}"
    if uses_step:
        return f"for step, ({item}) in enumerate(islice(batches(len(X)), STEPS), start=1):"
    return f"for {item} in islice(batches(len(X)), STEPS):"


def pull(taken: Taken, sign: str) -> str:
    """How strongly L1 and L2 pull a weight ``before`` to zero; "" where neither does.

    ``sign``: the library's expression of its sign.
    """
    config = taken.config
    terms = [f"L1 * {sign}"] if config.l1 else []
    terms += ["L2 * before"] if config.l2 else []
    return f"({' + '.join(terms)})" if len(terms) > 1 else "".join(terms)


def decay_lines(taken: Taken, rate: str, indent: str, *, weights: str, old: str) -> list[str]:
    """The lines that pull weights to zero after a step, of all libraries whose weights are arrays.

    Parameters
    ----------
    taken : Taken
    rate : str
        The learning rate's expression.
    indent : str
    weights, old : str
        Expressions of the lists of weights: those that change, and as they were before the step.
    """
    to_zero = pull(taken, "np.sign(before)")
    if not to_zero:
        return []
    if not taken.config.l1:
        return [
            f"{indent}for W, before in zip({weights}, {old}, strict=True):",
            f"{indent}    # Weights decay, biases do not.",
            f"{indent}    W -= {rate} * {to_zero}",
        ]
    return [
        f"{indent}for W, before, lives in zip({weights}, {old}, alive, strict=True):",
        f"{indent}    stepped = W.copy()",
        f"{indent}    # Weights decay, biases do not; what L1 takes over zero stays there.",
        f"{indent}    W -= {rate} * {to_zero}",
        f"{indent}    lives[stepped * W < 0] = 0",
        f"{indent}    W *= lives",
    ]


def answer_lines(taken: Taken) -> list[str]:
    """Lines that make the predicted classes of z."""
    if taken.sizes[-1] == 1:
        return ["classes = z[:, 0] >= 0"]
    if taken.output in ("softmax", "tanh", "sigmoid"):
        return ["classes = z.argmax(axis=1)"]
    return ["classes = np.clip((1 + z) / 2, 0, 1).argmax(axis=1)  # outputs as shares"]


def report_lines(taken: Taken, z: str = "") -> list[str]:
    """Lines that print the loss and, of classes, the accuracy; ``z``: first a line that makes z."""
    if taken.dataset.task == "regression":
        return ['print(f"{name} loss {loss:.6g}")']
    return [
        *([z] if z else []),
        *answer_lines(taken),
        'print(f"{name} loss {loss:.6g}, accuracy {100 * np.mean(classes == y):.1f} %")',
    ]


def main_function(taken: Taken, *, double: str, made: str, train: str, arrays: str = "") -> str:
    """The program's ``main`` where a library has a network of its own.

    Parameters
    ----------
    taken : Taken
    double : str
        The line that makes double precision the library's own.
    made, train : str
        Expressions that make the network and train it.
    arrays : str
        The line that makes the library's arrays of the inputs; empty if it takes NumPy's.
    """
    return function(
        "main()",
        "Train, and say how far it came.",
        *([double] if taken.config.precision == "float64" else []),
        "X, y, X_test, y_test = load()",
        *([arrays] if arrays else []),
        f"network = {made}",
        train,
        'report("train", network, X, y)',
        'report("test", network, X_test, y_test)',
        "return network",
    )
