"""The program in Keras: its layers, its optimiser, the playground's batches."""

from __future__ import annotations

from playground.takeaway.programs import parts
from playground.takeaway.programs.parts import fitted, function
from playground.takeaway.programs.rows import ACTIVATION_ROWS, OPTIMIZER_ROWS, loss_row
from playground.takeaway.programs.steps import loop, main_function, pull, report_lines
from playground.takeaway.programs.story import FROM_HERE, Story, docstring
from playground.takeaway.taken import Taken

NEEDS = "Needed: Python 3.11, NumPy, Keras 3 and one of its backends, such as TensorFlow."
IMPORTS = ["import keras", "import numpy as np", "from keras import ops"]
OUTPUTS = {
    "linear": "z",
    "tanh": "ops.tanh(z)",
    "sigmoid": "ops.sigmoid(z)",
    "step": ACTIVATION_ROWS["step"].keras,
}


def keras_program(taken: Taken, story: Story) -> str:
    """Python text that trains the network with Keras."""
    row = OPTIMIZER_ROWS[parts.rule(taken)]
    rate, rate_call = parts.rate(taken, row.factor)
    return parts.assembled(
        docstring(
            taken, story, "Keras", needs=NEEDS, reaches=_reaches(taken, story), notes=_notes(taken)
        ),
        IMPORTS,
        taken,
        story,
        [
            *parts.opening(taken, story, with_masks=False),
            _huber(taken),
            _loss(taken),
            rate,
            _made(taken, row.keras),
            _decay(taken),
            _train(taken, rate_call, row.factor),
            _report(taken),
            _main(taken),
        ],
    )


def _reaches(taken: Taken, story: Story) -> str:
    if story.start == FROM_HERE:
        return "It prints the figures above."
    if parts.masks_drawn(taken):
        return "It takes the same batches and should come to about the same accuracy."
    return (
        "It takes the same steps, so it should reach about the same weights and the same accuracy; "
        "rounding grows over thousands of steps."
    )


def _notes(taken: Taken) -> tuple[str, ...]:
    notes = []
    if parts.masks_drawn(taken):
        notes.append("Keras draws its own dropout masks, so other units are left out.")
    if taken.config.optimizer == "adam_uncorrected":
        notes.append(
            "Keras's Adam corrects its averages for their start at zero. The learning rate of each "
            "step takes that back."
        )
    row = OPTIMIZER_ROWS[parts.rule(taken)]
    if row.gathers_rate and taken.config.schedule != "constant":
        notes.append(
            "Keras gathers steps, not gradients, so a learning rate that changes is felt a few "
            "steps later."
        )
    if taken.config.clip_norm and taken.frozen.any():
        notes.append("Keras clips gradients before those of frozen weights are taken out.")
    return tuple(notes)


def _huber(taken: Taken) -> str:
    if taken.loss != "huber":
        return ""
    return function(
        "huber(e)",
        "Half the square of small errors; beyond HUBER_DELTA it grows in a straight line.",
        "near = ops.minimum(ops.abs(e), HUBER_DELTA)",
        "return near * (ops.abs(e) - 0.5 * near)",
    )


def _loss(taken: Taken) -> str:
    row = loss_row(taken.loss, taken.sizes[-1])
    output = [] if taken.loss == "cross_entropy" else [f"o = {OUTPUTS[taken.output]}"]
    if taken.output == "step":
        output.insert(0, "# As if the step had slope 1: Rosenblatt's rule.")
    return function(
        "losses(t, z)",
        "Each point's loss, from the z of the output; t is what should come out.",
        *output,
        f"return {row.keras}",
    )


def _made(taken: Taken, optimizer: str) -> str:
    lines = ["network = keras.Sequential([keras.Input((SIZES[0],))])"]
    for layer, name in enumerate(taken.activations, start=1):
        activation = ACTIVATION_ROWS[name].keras
        dense = f"keras.layers.Dense(SIZES[{layer}], activation={activation})"
        lines += fitted(f"network.add({dense})")
        if parts.masks_drawn(taken):
            lines.append("network.add(keras.layers.Dropout(DROPOUT))")
    lines.append("network.add(keras.layers.Dense(SIZES[-1]))  # the z of the output")
    if taken.config.clip_norm:
        optimizer = f"{optimizer[:-1]}, global_clipnorm=CLIP_NORM)"
    return function(
        "made(layers)",
        "The network with these weights and biases.",
        *lines,
        "network.set_weights([array for layer in layers for array in layer])",
        *fitted(f"optimizer = {optimizer}"),
        "network.compile(optimizer, loss=losses)",
        "return network",
    )


def _decay(taken: Taken) -> str:
    to_zero = pull(taken, "np.sign(before)")
    if not to_zero:
        return ""
    if not taken.config.l1:
        return function(
            "decay(weights, old, rate)",
            "Pull the weights, not the biases, to zero: by how large they were before the step.",
            "for W, before in zip(weights[::2], old[::2], strict=True):",
            f"    W -= rate * {to_zero}",
        )
    return function(
        "decay(weights, old, alive, rate)",
        "Pull the weights, not the biases, to zero; those that L1 takes over zero stay there.",
        "for W, before, lives in zip(weights[::2], old[::2], alive, strict=True):",
        "    stepped = W.copy()",
        f"    W -= rate * {to_zero}",
        "    lives[stepped * W < 0] = 0",
        "    W *= lives",
    )


def _train(taken: Taken, rate_call: str, factor: str) -> str:
    config = taken.config
    decays, frozen = bool(config.l1 or config.l2), bool(taken.frozen.any())
    lines = []
    if config.l1:
        lines.append("alive = [np.ones_like(W) for W in network.get_weights()[::2]]")
    if frozen:
        lines.append("learns = learning()")
    lines.append(loop("epoch" in rate_call, "step" in rate_call))
    rate = "LEARNING_RATE"
    if rate_call != "LEARNING_RATE":
        lines += [f"    rate = {rate_call}", "    network.optimizer.learning_rate = rate"]
        rate = "rate"
    if decays and factor:
        lines.append(parts.undone(factor))
        rate = "plain"
    if decays or frozen:
        lines.append("    old = network.get_weights()")
    lines.append("    network.train_on_batch(X[rows], T[rows])")
    if decays or frozen:
        lines.append("    weights = [w.copy() for w in network.get_weights()]")
    if decays:
        alive = ", alive" if config.l1 else ""
        lines.append(f"    decay(weights, old{alive}, {rate})")
    if frozen:
        lines += [
            "    for w, before, mask in zip(weights, old, learns, strict=True):",
            "        np.copyto(w, before, where=mask == 0)  # frozen",
        ]
    if decays or frozen:
        lines.append("    network.set_weights(weights)")
    return function("train(network, X, T)", "Go through the batches; the network learns.", *lines)


def _report(taken: Taken) -> str:
    lines = [
        "loss = network.evaluate(X, targets(y), verbose=0)",
    ]
    lines += report_lines(taken, "z = network.predict(X, verbose=0)")
    return function("report(name, network, X, y)", "Print how well the network answers.", *lines)


def _main(taken: Taken) -> str:
    return main_function(
        taken,
        double='keras.config.set_floatx("float64")',
        made="made(first_weights())",
        train="train(network, X, targets(y))",
    )
