"""What the programs of all libraries share: the points, the inputs, the first weights, the batches.

A part is Python text. Only what a configuration needs is written, so that a program has no line
that it does not use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from datasets import FEATURES
from playground.takeaway.programs.blocks import blocks
from playground.takeaway.programs.rows import (
    INITIALIZER_ROWS,
    OPTIMIZER_ROWS,
    OUTPUT_TARGETS,
    SCHEDULE_ROWS,
)
from playground.takeaway.programs.story import FROM_HERE, Story
from playground.takeaway.taken import Taken
from playground.training.randomness import BLOCK, DROPOUT, SHUFFLE, WEIGHTS, run_seed

IMPORTS = {
    "math": "import math",
    "partial": "from functools import partial",
}
WIDTH = 100
ITERTOOLS = ("count", "islice", "pairwise")


def function(head: str, doc: str, *body: str) -> str:
    """A function's text from its lines."""
    lines = [f'"""{doc}"""', *body]
    return "\n".join([f"def {head}:", *(f"    {line}" if line else "" for line in lines)])


def fitted(line: str, indent: int = 4) -> list[str]:
    """A line that ends with a call, its arguments on lines of their own where it is too long."""
    if indent + len(line) <= WIDTH:
        return [line]
    open_, close = line.index("("), line.rindex(")")
    inside = line[open_ + 1 : close]
    return [line[: open_ + 1], f"    {inside}", line[close:]]


def opening(taken: Taken, story: Story, *, with_masks: bool) -> list[str]:
    """What every program of our own batches begins with: points, targets, weights, batches."""
    return [
        load(taken, story),
        targets(taken),
        first_weights(taken, story),
        learns(taken),
        batches(taken, story, with_masks=with_masks),
    ]


def assembled(
    docstring: str, imports: Iterable[str], taken: Taken, story: Story, parts: Iterable[str]
) -> str:
    """The whole program: what is used of imports and constants, the parts, the numbers, the start.

    Parameters
    ----------
    docstring : str
    imports : iterable of str
        The library's own lines.
    taken : Taken
    story : Story
    parts : iterable of str
        Functions, ``main`` the last.
    """
    body = "\n\n\n".join(part for part in parts if part)
    constants = _constants(taken, story, body)
    used = f"{constants}\n{body}"
    standard = [line for name, line in IMPORTS.items() if _mentions(used, f"{name}[.(]")]
    tools = [name for name in ITERTOOLS if _mentions(used, rf"{name}\(")]
    if tools:
        standard.append(f"from itertools import {', '.join(tools)}")
    standard.sort(key=lambda line: (line.startswith("from"), line))
    head = "\n".join(standard) + "\n\n" if standard else ""
    others = "\n".join(line for line in imports if _needed(line, used))
    written = "\n\n".join(blocks(taken, story))
    return (
        f'"""{docstring}\n"""\n\n{head}{others}\n\n{constants}\n\n\n{body}\n\n\n'
        f"# The numbers: they stand last, so that what is done with them can be read first.\n\n"
        f'{written}\n\nif __name__ == "__main__":\n    main()\n'
    )


def _needed(line: str, text: str) -> bool:
    """Whether the text uses the name that an import makes."""
    return _mentions(text, rf"{line.split()[-1]}\b")


def _mentions(text: str, pattern: str) -> bool:
    return re.search(rf"\b{pattern}", text) is not None


def _constants(taken: Taken, story: Story, body: str) -> str:
    """Every constant that the parts use, with a word on what it is."""
    config = taken.config
    n_train = len(taken.dataset.X_train)
    of_epoch = taken.batches_per_epoch
    more = f" + {story.batches}" if story.batches else ""
    after = f", and {story.batches} of the next epoch" if story.batches else ""
    raised = "  # raise it to go on training" if story.start == FROM_HERE else ""
    lines = {
        "SIZES": f"{list(taken.sizes)}  # units of each layer: inputs, hidden layers, output",
        "FLOAT": f"np.{config.precision}",
        "SEED": f"{run_seed(config)}",
        "LEARNING_RATE": f"{config.learning_rate!r}",
        "SCHEDULE_EPOCHS": f"{config.schedule_epochs}",
        "BETA1": f"{config.beta1!r}",
        "BETA2": f"{config.beta2!r}",
        "EPSILON": "1e-8",
        "HUBER_DELTA": f"{config.huber_delta!r}",
        "BATCH_SIZE": f"{min(config.batch_size or n_train, n_train)}",
        "L1": f"{config.l1!r}",
        "L2": f"{config.l2!r}",
        "DROPOUT": f"{config.dropout!r}",
        "CLIP_NORM": f"{config.clip_norm!r}  # longest gradient",
        "FIRST_EPOCH": f"{taken.epoch}",
        "EPOCHS": f"{story.epochs}{raised}",
        "STEPS": f"EPOCHS * {of_epoch}{more}  # {_count(of_epoch, 'batch')} an epoch{after}",
    }
    used = f"{body}\n{lines['STEPS'] if 'STEPS' in body else ''}"
    needed = [name for name in lines if _mentions(used, rf"{name}\b")]
    return "\n".join(f"{name} = {lines[name]}" for name in needed)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}es"


# The points


def load(taken: Taken, story: Story) -> str:
    """The function that gives the network's inputs and the answers."""
    dataset = taken.dataset
    parts = [
        function(
            "table(text)",
            "Points, and what is to be answered: all columns but the last, and the last.",
            "rows = np.loadtxt(text.splitlines(), ndmin=2)",
            "return rows[:, :-1], rows[:, -1]",
        )
    ]
    features = "points"
    if dataset.n_coordinates == 2:
        expressions = [FEATURES[name].expression for name in taken.config.features]
        parts.append(
            function(
                "features(points)",
                "What the network is given of each point (x, y): a column for each input.",
                *_unpacked(expressions),
                f"return np.column_stack([{', '.join(expressions)}])",
            )
        )
        features = "features(points)"
    body = [
        "points, y = table(TRAIN)",
        f"X = {features}",
        "points, y_test = table(TEST)",
        f"X_test = {features}",
    ]
    if taken.config.standardize:
        body += _scaling(taken, story)
    cast = ".astype(FLOAT)"
    body.append(f"return X{cast}, y, X_test{cast}, y_test")
    said = "scaled to mean 0 and spread 1" if taken.config.standardize else "as they are"
    parts.append(function("load()", f"Inputs, {said}, and answers: to learn from, to test.", *body))
    return "\n\n\n".join(parts)


def _unpacked(expressions: list[str]) -> list[str]:
    text = " ".join(expressions)
    names = [name for name in "xy" if _mentions(text, rf"{name}\b")]
    if len(names) == 2:
        return ["x, y = points.T"]
    return [f"{names[0]} = points[:, {'xy'.index(names[0])}]"]


def _scaling(taken: Taken, story: Story) -> list[str]:
    if story.start == FROM_HERE:
        return [
            "# The scale that the weights have learnt with.",
            "mean, scale = np.loadtxt(SCALES.splitlines(), ndmin=2)",
            "X, X_test = (X - mean) / scale, (X_test - mean) / scale",
        ]
    over = "" if taken.dataset.one_scale else "axis=0"
    lines = [f"mean, scale = X.mean({over}), X.std({over})"]
    if np.any(np.ptp(taken.dataset.X_train, axis=0) < 1e-9) or _has_constant_input(taken):
        lines.append("scale = np.where(scale > 1e-12, scale, 1)  # the same everywhere: centred")
    return [*lines, "X, X_test = (X - mean) / scale, (X_test - mean) / scale"]


def _has_constant_input(taken: Taken) -> bool:
    return bool(np.any(taken.feature_scale == 1.0))


def targets(taken: Taken) -> str:
    """The function from class numbers to what the output units should say."""
    other, own = OUTPUT_TARGETS[taken.output]
    if taken.dataset.task == "regression":
        return function(
            "targets(y)", "What the output should be: (n, 1).", "return y[:, None].astype(FLOAT)"
        )
    if taken.sizes[-1] == 1:
        return function(
            "targets(y)",
            f"What the output should be for classes 0 and 1: {other:g} and {own:g}, (n, 1).",
            f"return np.where(y[:, None] == 1, FLOAT({own:g}), FLOAT({other:g}))",
        )
    return function(
        "targets(y)",
        f"What the outputs should be: {own:g} for the unit of the class, else {other:g}.",
        "mine = y[:, None] == np.arange(SIZES[-1])",
        f"return np.where(mine, FLOAT({own:g}), FLOAT({other:g}))",
    )


# The start


def first_weights(taken: Taken, story: Story) -> str:
    """The function that gives the weights to begin with."""
    if story.start == FROM_HERE:
        return function(
            "first_weights()",
            "The weights W and biases b of each layer as they were in the playground.",
            "layers = []",
            "for text, n_out in zip(WEIGHTS, SIZES[1:], strict=True):",
            "    rows = np.loadtxt(text.splitlines(), ndmin=2).reshape(-1, n_out)",
            "    layers.append((rows[:-1].astype(FLOAT), rows[-1].astype(FLOAT)))",
            "return layers",
        )
    name = taken.config.initializer
    weights, bias = INITIALIZER_ROWS[name]
    limit = ["    limit = math.sqrt(6 / (n_in + n_out))"] if name == "glorot" else []
    rng = [] if name == "zeros" else [f"rng = np.random.default_rng([SEED, {WEIGHTS}])"]
    return function(
        "first_weights()",
        "The weights W and biases b of each layer, drawn as the playground draws them.",
        *rng,
        "layers = []",
        "for n_in, n_out in pairwise(SIZES):",
        *limit,
        f"    W = {weights}",
        f"    b = np.full(n_out, {bias})" if bias else "    b = np.zeros(n_out)",
        "    layers.append((W.astype(FLOAT), b.astype(FLOAT)))",
        "return layers",
    )


def learns(taken: Taken) -> str:
    """The list that says which weights learn; empty where all do."""
    if not taken.frozen.any():
        return ""
    return function(
        "learning()",
        "For each W and b, one after another: 1 where it learns, 0 where it is frozen.",
        "masks = []",
        "for text, n_out in zip(LEARNS, SIZES[1:], strict=True):",
        "    rows = np.loadtxt(text.splitlines(), ndmin=2).reshape(-1, n_out)",
        "    masks += [rows[:-1].astype(FLOAT), rows[-1].astype(FLOAT)]",
        "return masks",
    )


# The batches


def masks_drawn(taken: Taken) -> bool:
    """Whether units are left out."""
    return taken.config.dropout > 0 and len(taken.sizes) > 2


def batches(taken: Taken, story: Story, *, with_masks: bool) -> str:
    """The functions that say which points are seen together, and which units are left out."""
    config, n = taken.config, len(taken.dataset.X_train)
    size = min(config.batch_size or n, n)
    first = "FIRST_EPOCH" if story.start == FROM_HERE else ""
    yields = "epoch, rows"
    masks: list[str] = []
    parts = []
    if with_masks:
        parts.append(_dropout_masks())
        masks = ["    masks = dropout_masks(epoch, n)"]
        yields = "epoch, rows, [mask[places] for mask in masks]"
    doc = "For ever: the number of the epoch, and the rows of the training points in a batch."
    if with_masks:
        doc = "For ever: the epoch, the rows of the points in a batch, and its dropout masks."
    loop = f"for epoch in count({first}):"
    if size == n:
        everything = "epoch, slice(None), masks" if with_masks else "epoch, slice(None)"
        body = [*masks, f"    yield {everything}"]
    elif config.shuffle:
        parts.append(_order())
        body = [
            "    order = order_of(epoch, n)",
            *masks,
            "    for start in range(0, n, BATCH_SIZE):",
            *_places(with_masks, "order"),
            f"        yield {yields}",
        ]
    else:
        body = [*masks, "    for start in range(0, n - BATCH_SIZE + 1, BATCH_SIZE):"]
        body.append("        rows = np.arange(start, start + BATCH_SIZE)")
        if n % size:
            body += [
                "        if epoch > 0 and start == 0:  # with what was left of the epoch before",
                "            rows = np.concatenate([np.arange(n - n % BATCH_SIZE, n), rows])",
            ]
        body.append(f"        yield {yields.replace('[places]', '[rows]')}")
    parts.append(function("batches(n)", doc, loop, *body))
    return "\n\n\n".join(parts)


def _places(with_masks: bool, order: str) -> list[str]:
    if not with_masks:
        return [f"        rows = {order}[start : start + BATCH_SIZE]"]
    return [
        "        places = slice(start, start + BATCH_SIZE)",
        f"        rows = {order}[places]",
    ]


def _order() -> str:
    return function(
        "order_of(epoch, n)",
        f"The order of the n training points in an epoch; {BLOCK} orders are drawn together.",
        f"rng = np.random.default_rng([SEED, {SHUFFLE}, epoch // {BLOCK}])",
        f"orders = rng.permuted(np.tile(np.arange(n), ({BLOCK}, 1)), axis=1)",
        f"return orders[epoch % {BLOCK}]",
    )


def _dropout_masks() -> str:
    return function(
        "dropout_masks(epoch, n)",
        "For each hidden layer (n, units): 0 for a unit left out, 1 / (1 - DROPOUT) for others.",
        f"rng = np.random.default_rng([SEED, {DROPOUT}, epoch])",
        "counts = [units + 1 for units in SIZES[1:-1]]  # one more a layer is drawn, and not used",
        "kept = rng.random((sum(counts), n), dtype=np.float32) >= DROPOUT",
        "masks = (kept / (1 - DROPOUT)).astype(FLOAT)",
        "return [rows[:-1].T for rows in np.split(masks, np.cumsum(counts)[:-1])]",
    )


def rate(taken: Taken, factor: str = "") -> tuple[str, str]:
    """The function of the learning rate, and how it is called; "" and the constant if it is one."""
    config = taken.config
    factors = [part for part in (SCHEDULE_ROWS[config.schedule], factor) if part]
    if not factors:
        return "", "LEARNING_RATE"
    needs = [name for name in ("epoch", "step") if _mentions(" ".join(factors), rf"{name}\b")]
    arguments = ", ".join(needs)
    lines = [f"return LEARNING_RATE * {factors[0]}"]
    if len(factors) == 2:
        lines = [f"rate = LEARNING_RATE * {factors[0]}", f"return rate * {factors[1]}"]
    text = function(
        f"learning_rate({arguments})",
        "The learning rate of a step (the first is number 1) in an epoch (the first is 0)."
        if len(needs) == 2
        else "The learning rate in an epoch; the first is number 0."
        if needs == ["epoch"]
        else "The learning rate of a step; the first is number 1."
        if needs
        else "The learning rate.",
        *lines,
    )
    return text, f"learning_rate({arguments})"


def undone(factor: str) -> str:
    """The line that takes a factor out of the rate: weights decay by the rate itself."""
    is_one = factor.startswith("(") and factor.endswith(")") and factor.count("(") == 1
    return f"    plain = rate / {factor if is_one else f'({factor})'}"


def rule(taken: Taken) -> str:
    """The optimiser in use: without momentum, rules of momentum are plain descent."""
    config = taken.config
    is_plain = config.beta1 == 0 and OPTIMIZER_ROWS[config.optimizer].gathers_rate
    return "sgd" if is_plain else config.optimizer
