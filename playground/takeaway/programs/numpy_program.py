"""The program in NumPy: forward pass, backward pass and update written out."""

from __future__ import annotations

from playground.nn import ACTIVATIONS, OPTIMIZERS
from playground.takeaway.programs import parts
from playground.takeaway.programs.parts import function
from playground.takeaway.programs.rows import ACTIVATION_ROWS, OPTIMIZER_ROWS, loss_row
from playground.takeaway.programs.steps import decay_lines, loop, report_lines
from playground.takeaway.programs.story import FROM_HERE, Story, docstring
from playground.takeaway.taken import Taken

NEEDS = "Needed: Python 3.11 and NumPy."


def numpy_program(taken: Taken, story: Story) -> str:
    """Python text that trains the network with NumPy alone."""
    rate, rate_call = parts.rate(taken)
    with_masks = parts.masks_drawn(taken)
    return parts.assembled(
        docstring(taken, story, "NumPy", needs=NEEDS, reaches=_reaches(taken, story)),
        ["import numpy as np"],
        taken,
        story,
        [
            *parts.opening(taken, story, with_masks=with_masks),
            *activation_functions(taken),
            _softmax(taken),
            _huber(taken),
            _forward(taken, with_masks),
            _error(taken),
            _gradients(taken, with_masks),
            rate,
            _clip(taken),
            _step(taken),
            _train(taken, rate_call, with_masks),
            _report(taken),
            _main(taken),
        ],
    )


def _reaches(taken: Taken, story: Story) -> str:
    if story.start == FROM_HERE:
        return "It prints the figures above."
    if taken.config.precision == "float64":
        return "It reaches the same weights, to nine digits or so: sums are taken in another order."
    return (
        "It reaches the same weights but for rounding: float32 has seven digits, and sums are "
        "taken in another order. Over thousands of steps such differences grow; the accuracy "
        "stays about the same."
    )


def names_used(taken: Taken) -> list[str]:
    """Activations of the hidden layers and of the output, each once."""
    output = [] if taken.output in ("softmax", "linear") else [taken.output]
    return list(dict.fromkeys([*taken.activations, *output]))


def activation_functions(taken: Taken) -> list[str]:
    """f(z) and f′(z) of each activation in use."""
    found = []
    for name in names_used(taken):
        row, words = ACTIVATION_ROWS[name], ACTIVATIONS[name]
        found.append(function(f"{name}(z)", f"{words.label}: {words.formula}.", *row.numpy))
        if name != "step":
            found.append(
                function(f"{name}_slope(z)", f"The derivative of {words.label} by z.", *row.slope)
            )
    return found


def _softmax(taken: Taken) -> str:
    if taken.output != "softmax" or taken.sizes[-1] == 1:
        return ""
    return function(
        "log_softmax(z)",
        "Logarithms of the classes' probabilities; without the largest z, nothing overflows.",
        "z = z - z.max(axis=1, keepdims=True)",
        "return z - np.log(np.exp(z).sum(axis=1, keepdims=True))",
    )


def _huber(taken: Taken) -> str:
    if taken.loss != "huber":
        return ""
    return function(
        "huber(e)",
        "Half the square of small errors; beyond HUBER_DELTA it grows in a straight line.",
        "near = np.minimum(np.abs(e), HUBER_DELTA)",
        "return near * (np.abs(e) - 0.5 * near)",
    )


def _forward(taken: Taken, with_masks: bool) -> str:
    masked = ["        a = a * masks[layer]"] if with_masks else []
    argument = ", masks=None" if with_masks else ""
    if len(taken.sizes) == 2:
        return function(
            "forward(layers, X)",
            "The z of the output; there is no hidden layer.",
            "W, b = layers[0]",
            "return X @ W + b",
        )
    if with_masks:
        masked = ["    if masks is not None:  # while learning: dropout", *masked]
    names = dict.fromkeys(taken.activations)
    if len(names) == 1:
        loop, apply = "for W, b in layers[:-1]:", f"    a = {taken.activations[0]}(z)"
        if with_masks:
            loop = "for layer, (W, b) in enumerate(layers[:-1]):"
    else:
        pairs = ", ".join(f"({name}, {name}_slope)" for name in taken.activations)
        listed = f"FUNCTIONS = [{pairs}]  # of each hidden layer: f and its slope"
        if len(listed) > 88:
            lines = "".join(f"    ({name}, {name}_slope),\n" for name in taken.activations)
            listed = f"# Of each hidden layer: f and its slope.\nFUNCTIONS = [\n{lines}]"
        loop, apply = (
            "for layer, (W, b) in enumerate(layers[:-1]):",
            "    a = FUNCTIONS[layer][0](z)",
        )
    text = function(
        f"forward(layers, X{argument})",
        "Each hidden layer's z = aW + b and a = f(z), the inputs first; and the z of the output.",
        "zs, activations = [], [X]",
        loop,
        "    z = activations[-1] @ W + b",
        apply,
        *masked,
        "    zs.append(z)",
        "    activations.append(a)",
        "W, b = layers[-1]",
        "return zs, activations, a @ W + b",
    )
    return text if len(names) == 1 else f"{listed}\n\n\n{text}"


def _output(taken: Taken) -> list[str]:
    """The line that makes o of z; none for cross-entropy, which works on z."""
    if taken.loss == "cross_entropy":
        return []
    return ["o = z"] if taken.output == "linear" else [f"o = {taken.output}(z)"]


def _error(taken: Taken) -> str:
    row = loss_row(taken.loss, taken.sizes[-1])
    slope = ""
    if _output(taken) and taken.output not in ("linear", "step"):
        slope = f" * {taken.output}_slope(z)"
    signal = f"({row.signal}){slope}" if slope and " - " in row.signal[:6] else row.signal + slope
    doc = "The slope of each point's loss by the z of the output; t is what should come out."
    if taken.output == "step":
        doc = "Rosenblatt's rule: the error o - t itself, as if the step had slope 1."
    return function("error(z, t)", doc, *_output(taken), f"return {signal}")


def _gradients(taken: Taken, with_masks: bool) -> str:
    argument = ", masks" if with_masks else ""
    if len(taken.sizes) == 2:
        return function(
            "gradients(layers, X, t)",
            "The slopes of the batch's mean loss by W and by b.",
            "delta = error(forward(layers, X), t) / len(X)",
            "return [X.T @ delta, delta.sum(axis=0)]",
        )
    if len(set(taken.activations)) == 1:
        slope = f"{taken.activations[0]}_slope(zs[layer - 1])"
    else:
        slope = "FUNCTIONS[layer - 1][1](zs[layer - 1])"
    masked = ["        delta = delta * masks[layer - 1]"] if with_masks else []
    return function(
        f"gradients(layers, X, t{argument})",
        "The slopes of the batch's mean loss by W1, b1, W2, b2 …: backpropagation.",
        f"zs, activations, z = forward(layers, X{argument})",
        "delta = error(z, t) / len(X)  # the slope by the z of the layer at hand",
        "found = []",
        "for layer in reversed(range(len(layers))):",
        "    found = [activations[layer].T @ delta, delta.sum(axis=0), *found]",
        "    if layer > 0:",
        f"        delta = (delta @ layers[layer][0].T) * {slope}",
        *masked,
        "return found",
    )


def _clip(taken: Taken) -> str:
    if not taken.config.clip_norm:
        return ""
    return function(
        "clip(grads)",
        "Gradients that are together longer than CLIP_NORM are made as long as that.",
        "length = math.sqrt(sum(float((g * g).sum()) for g in grads))",
        "return [g * min(1, CLIP_NORM / max(length, CLIP_NORM)) for g in grads]",
    )


def _step(taken: Taken) -> str:
    name = parts.rule(taken)
    row, words = OPTIMIZER_ROWS[name], OPTIMIZERS[name]
    uses_step = "step" in " ".join(row.numpy)
    arguments = ["params", "grads"]
    arguments += ["memory"] if row.memory else []
    arguments += ["rate"] + (["step"] if uses_step else [])
    kept = ", ".join(("w", "g", *row.memory))
    lists = ", ".join(("params", "grads", "*memory") if row.memory else ("params", "grads"))
    return function(
        f"descend({', '.join(arguments)})",
        f"One step of {words.label}, which changes the parameters.",
        f"for {kept} in zip({lists}, strict=True):",
        *(f"    {line}" for line in row.numpy),
    )


def _train(taken: Taken, rate_call: str, with_masks: bool) -> str:
    config = taken.config
    name = parts.rule(taken)
    row = OPTIMIZER_ROWS[name]
    uses_step = "step" in " ".join(row.numpy)
    decays = bool(config.l1 or config.l2)
    frozen = bool(taken.frozen.any())
    lines = ["params = [array for layer in layers for array in layer]  # W1, b1, W2, b2 …"]
    if row.memory:
        n = len(row.memory)
        lines.append(f"memory = [[np.zeros_like(w) for w in params] for _ in range({n})]")
    if config.l1:
        lines.append("alive = [np.ones_like(W) for W in params[::2]]")
    if frozen:
        lines.append("learns = learning()")
    lines.append(loop("epoch" in rate_call, uses_step, with_masks))
    masks = ", masks" if with_masks else ""
    lines.append(f"    grads = gradients(layers, X[rows], T[rows]{masks})")
    if frozen:
        lines.append("    grads = [g * mask for g, mask in zip(grads, learns, strict=True)]")
    if config.clip_norm:
        lines.append("    grads = clip(grads)")
    rate = rate_call
    if rate_call != "LEARNING_RATE" and decays:
        lines.append(f"    rate = {rate_call}")
        rate = "rate"
    if decays or frozen:
        lines.append("    old = [w.copy() for w in params]")
    arguments = ["params", "grads"] + (["memory"] if row.memory else [])
    arguments += [rate] + (["step"] if uses_step else [])
    lines.append(f"    descend({', '.join(arguments)})")
    lines += decay_lines(taken, rate, "    ", weights="params[::2]", old="old[::2]")
    if frozen:
        lines += [
            "    for w, before, mask in zip(params, old, learns, strict=True):",
            "        np.copyto(w, before, where=mask == 0)  # frozen",
        ]
    return function(
        "train(layers, X, T)", "Go through the batches; the layers learn, in place.", *lines
    )


def _report(taken: Taken) -> str:
    row = loss_row(taken.loss, taken.sizes[-1])
    z = "forward(layers, X)" if len(taken.sizes) == 2 else "forward(layers, X)[-1]"
    lines = [f"z = {z}", "t = targets(y)", *_output(taken), f"loss = {row.numpy}.mean()"]
    lines += report_lines(taken)
    return function("report(name, layers, X, y)", "Print how well the network answers.", *lines)


def _main(taken: Taken) -> str:
    return function(
        "main()",
        "Train, and say how far it came.",
        "X, y, X_test, y_test = load()",
        "layers = first_weights()",
        "train(layers, X, targets(y))",
        'report("train", layers, X, y)',
        'report("test", layers, X_test, y_test)',
        "return layers",
    )
