"""The program in scikit-learn: its multilayer perceptrons, batch by batch, as far as they go.

They know four activations, one for all hidden layers, two losses and two optimisers. What is not
among them is replaced by what comes nearest, in words; where nothing is near, there is no program.
``partial_fit`` with one batch is one step, so that batches, weight decay and schedules are ours.
"""

from __future__ import annotations

from collections import Counter

from playground.fields import FieldError
from playground.nn import ACTIVATIONS, LOSSES
from playground.takeaway.programs import parts
from playground.takeaway.programs.parts import function
from playground.takeaway.programs.rows import ACTIVATION_ROWS, OPTIMIZER_ROWS
from playground.takeaway.programs.steps import decay_lines, loop
from playground.takeaway.programs.story import FROM_HERE, Story, docstring
from playground.takeaway.taken import Taken

NEEDS = "Needed: Python 3.11, NumPy and scikit-learn."


def sklearn_program(taken: Taken, story: Story) -> str:
    """Python text that trains the network, or the nearest there is, with scikit-learn.

    Raises
    ------
    FieldError
        For a network of which scikit-learn has nothing near.
    """
    activation = _activation(taken)
    replaced = _replaced(taken, activation)
    row = OPTIMIZER_ROWS[parts.rule(taken)]
    rate, rate_call = parts.rate(taken, row.sklearn_factor or row.factor)
    model = "MLPRegressor" if _by_squares(taken) else "MLPClassifier"
    return parts.assembled(
        docstring(
            taken,
            story,
            "scikit-learn",
            needs=NEEDS,
            reaches=_reaches(taken, story, replaced),
            notes=(*replaced, *_remarks(taken)),
        ),
        ["import numpy as np", f"from sklearn.neural_network import {model}"],
        taken,
        story,
        [
            parts.load(taken, story),
            parts.targets(taken) if _answers_are_coded(taken) else "",
            parts.first_weights(taken, story),
            parts.learns(taken),
            parts.batches(taken, story, with_masks=False),
            rate,
            _made(taken, activation, row.sklearn, model),
            _train(taken, rate_call),
            _report(taken),
            _main(taken),
        ],
    )


def _by_squares(taken: Taken) -> bool:
    """Whether it is scikit-learn's regressor: for regression, and for classes told by a line."""
    return taken.dataset.task == "regression" or _answers_are_coded(taken)


def _answers_are_coded(taken: Taken) -> bool:
    """Whether classes are learnt as numbers, by the squared error of linear outputs."""
    return (
        taken.dataset.task == "classification"
        and taken.output == "linear"
        and taken.loss == "squared"
    )


def _activation(taken: Taken) -> str:
    """The activation for all hidden layers: of those in use, the commonest it has."""
    if taken.output == "step":
        raise FieldError(
            "scikit-learn's multilayer perceptrons have no step output. Its class "
            "sklearn.linear_model.Perceptron learns by Rosenblatt's rule, too, but in another "
            "order of steps. Take the program in NumPy or PyTorch."
        )
    if not taken.activations:
        return "identity"
    known = [name for name in taken.activations if ACTIVATION_ROWS[name].sklearn]
    if not known:
        labels = ", ".join(dict.fromkeys(ACTIVATIONS[name].label for name in taken.activations))
        raise FieldError(
            f"scikit-learn has no activation {labels}, and none that is near: it knows tanh, ReLU, "
            "sigmoid and linear. Take the program in NumPy, PyTorch or Keras."
        )
    return ACTIVATION_ROWS[Counter(known).most_common(1)[0][0]].sklearn


def _replaced(taken: Taken, activation: str) -> list[str]:
    """What had to be replaced or left out, a sentence each: it is another training then."""
    config = taken.config
    notes = []
    if len(set(taken.activations)) > 1:
        notes.append(
            "scikit-learn has one activation for all hidden layers. Here it is "
            f"{activation} instead of {', '.join(taken.activations)}."
        )
    elif taken.activations and not ACTIVATION_ROWS[taken.activations[0]].sklearn_is_exact:
        label = ACTIVATIONS[taken.activations[0]].label
        notes.append(f"scikit-learn has no {label}. Its nearest, {activation}, stands in.")
    if not _by_squares(taken) and taken.loss != "cross_entropy":
        notes.append(
            "scikit-learn's classifier knows cross-entropy alone. It stands in for the loss "
            f"“{LOSSES[taken.loss].label}” with the output {taken.output}."
        )
    if _by_squares(taken) and taken.loss == "huber":
        notes.append("scikit-learn has no Huber loss. The squared error stands in.")
    if OPTIMIZER_ROWS[parts.rule(taken)].gathers_rate and config.schedule != "constant":
        notes.append(
            "scikit-learn gathers steps, not gradients, so a learning rate that changes is felt a "
            "few steps later."
        )
    if parts.masks_drawn(taken):
        notes.append("scikit-learn has no dropout. It is left out.")
    if config.clip_norm:
        notes.append("scikit-learn cannot clip gradients. That is left out.")
    return notes


def _remarks(taken: Taken) -> list[str]:
    """What is written in another way, a sentence each; the steps are the same."""
    notes = []
    if _answers_are_coded(taken):
        notes.append(
            "The squared error of linear outputs is what scikit-learn's regressor learns by, so "
            "the classes are numbers for it: 1 for the right one, -1 for another."
        )
    row = OPTIMIZER_ROWS[parts.rule(taken)]
    if row.sklearn_note:
        notes.append(row.sklearn_note)
    return notes


def _reaches(taken: Taken, story: Story, replaced: list[str]) -> str:
    if story.start == FROM_HERE:
        return "It prints how well scikit-learn does with them."
    if replaced:
        return "What scikit-learn lacks makes it another training: see the notes."
    is_adam = "adam" in OPTIMIZER_ROWS[parts.rule(taken)].sklearn
    almost = ", and Adam's ε, which scikit-learn adds elsewhere" if is_adam else ""
    return (
        f"It takes the same steps, so it reaches the same weights but for rounding{almost}; such "
        "differences grow over thousands of steps, while the accuracy stays about the same."
    )


def _made(taken: Taken, activation: str, solver: str, model: str) -> str:
    hidden = "tuple(SIZES[1:-1])" if len(taken.sizes) > 2 else "()"
    if model == "MLPRegressor":
        first = "T[:1]" if taken.sizes[-1] > 1 else "T[:1].ravel()"
        begin = f"model.partial_fit(X[:1], {first})"
        argument = "T"
    else:
        begin = f"model.partial_fit(X[:1], T[:1], classes=np.arange({max(taken.sizes[-1], 2)}))"
        argument = "T"
    return function(
        f"made(layers, X, {argument})",
        "A perceptron with these layers, that has not learnt yet.",
        f"model = {model}(",
        f"    hidden_layer_sizes={hidden},",
        f'    activation="{activation}",',
        *(f"    {argument}," for argument in solver.split(", ")),
        "    alpha=0,  # decay is done by hand, as the playground does it",
        "    shuffle=False,",
        ")",
        "# One step, so that all its parts are there.",
        begin,
        "for layer, (W, b) in enumerate(layers):",
        "    model.coefs_[layer][:] = W",
        "    model.intercepts_[layer][:] = b",
        "del model._optimizer  # and its memory of that step is forgotten",
        "return model",
    )


def _train(taken: Taken, rate_call: str) -> str:
    config = taken.config
    decays, frozen = bool(config.l1 or config.l2), bool(taken.frozen.any())
    row = OPTIMIZER_ROWS[parts.rule(taken)]
    changes = rate_call != "LEARNING_RATE"
    lines = []
    if config.l1:
        lines.append("alive = [np.ones_like(W) for W in model.coefs_]")
    if frozen:
        lines.append("learns = learning()")
    lines.append(loop("epoch" in rate_call, "step" in rate_call))
    rate = "LEARNING_RATE"
    if changes:
        lines += [
            f"    rate = {rate_call}",
            "    model.set_params(learning_rate_init=rate)  # of its first step",
            '    if hasattr(model, "_optimizer"):  # of the others',
            "        model._optimizer.learning_rate_init = model._optimizer.learning_rate = rate",
        ]
        rate = "rate"
    factor = row.sklearn_factor or row.factor
    if decays and factor:
        lines.append(parts.undone(factor))
        rate = "plain"
    if decays:
        lines.append("    old = [W.copy() for W in model.coefs_]")
    if frozen:
        lines += [
            "    pairs = zip(model.coefs_, model.intercepts_, strict=True)",
            "    params = [array for pair in pairs for array in pair]",
            "    kept = [w.copy() for w in params]",
        ]
    lines += [
        "    model.set_params(batch_size=len(T[rows]))",
        "    model.partial_fit(X[rows], T[rows])  # one step",
    ]
    lines += decay_lines(taken, rate, "    ", weights="model.coefs_", old="old")
    if frozen:
        lines += [
            "    for w, value, mask in zip(params, kept, learns, strict=True):",
            "        np.copyto(w, value, where=mask == 0)  # frozen",
        ]
    return function("train(model, X, T)", "Go through the batches; the model learns.", *lines)


def _report(taken: Taken) -> str:
    if taken.dataset.task == "regression":
        lines = [
            "loss = 0.5 * np.mean((model.predict(X) - y) ** 2)",
            'print(f"{name} loss {loss:.6g}")',
        ]
    else:
        answers = "model.predict(X)"
        lines = []
        if _answers_are_coded(taken):
            if taken.sizes[-1] == 1:
                answers = "(model.predict(X) >= 0)"
            else:
                lines = ["shares = np.clip((1 + model.predict(X)) / 2, 0, 1)"]
                answers = "shares.argmax(axis=1)"
        lines += [
            f"right = {answers} == y",
            'print(f"{name} accuracy {100 * np.mean(right):.1f} %")',
        ]
    return function("report(name, model, X, y)", "Print how well the model answers.", *lines)


def _main(taken: Taken) -> str:
    answers = "y"
    if _answers_are_coded(taken):
        answers = "targets(y)" if taken.sizes[-1] > 1 else "targets(y).ravel()"
    elif taken.dataset.task == "classification":
        answers = "y.astype(int)"
    return function(
        "main()",
        "Train, and say how far it came.",
        "X, y, X_test, y_test = load()",
        f"T = {answers}",
        "model = made(first_weights(), X, T)",
        "train(model, X, T)",
        'report("train", model, X, y)',
        'report("test", model, X_test, y_test)',
        "return model",
    )
