"""The program in PyTorch: its layers, its optimiser, the playground's batches."""

from __future__ import annotations

from playground.takeaway.programs import parts
from playground.takeaway.programs.parts import fitted, function
from playground.takeaway.programs.rows import ACTIVATION_ROWS, OPTIMIZER_ROWS, loss_row
from playground.takeaway.programs.steps import loop, main_function, pull, report_lines
from playground.takeaway.programs.story import FROM_HERE, Story, docstring
from playground.takeaway.taken import Taken

NEEDS = "Needed: Python 3.11, NumPy and PyTorch."
IMPORTS = [
    "import numpy as np",
    "import torch",
    "import torch.nn.functional as F",
    "from torch import nn",
]


def torch_program(taken: Taken, story: Story) -> str:
    """Python text that trains the network with PyTorch."""
    row = OPTIMIZER_ROWS[parts.rule(taken)]
    rate, rate_call = parts.rate(taken, row.factor)
    with_masks = parts.masks_drawn(taken)
    return parts.assembled(
        docstring(
            taken, story, "PyTorch", needs=NEEDS, reaches=_reaches(story), notes=_notes(taken)
        ),
        IMPORTS,
        taken,
        story,
        [
            *parts.opening(taken, story, with_masks=with_masks),
            _sine(taken),
            _network(taken, with_masks),
            _loss(taken),
            rate,
            _decay(taken),
            _train(taken, rate_call, with_masks),
            _report(taken),
            _main(taken),
        ],
    )


def _reaches(story: Story) -> str:
    if story.start == FROM_HERE:
        return "It prints the figures above."
    return (
        "It takes the same steps, so it reaches the same weights but for rounding, which grows "
        "over thousands of steps; the accuracy stays about the same."
    )


def _notes(taken: Taken) -> tuple[str, ...]:
    if taken.config.optimizer != "adam_uncorrected":
        return ()
    return (
        "PyTorch's Adam corrects its averages for their start at zero. The learning rate of each "
        "step takes that back; ε counts a little differently.",
    )


def _sine(taken: Taken) -> str:
    if "sine" not in taken.activations:
        return ""
    return (
        'class Sine(nn.Module):\n    """sin(z), which PyTorch has no layer for."""\n\n'
        "    def forward(self, z):\n        return torch.sin(z)"
    )


def _network(taken: Taken, with_masks: bool) -> str:
    modules = [ACTIVATION_ROWS[name].torch for name in taken.activations]
    listed = f"        bends = [{', '.join(modules)}]"
    if len(listed) > 96:
        inside = "".join(f"            {module},\n" for module in modules)
        listed = f"        bends = [\n{inside}        ]"
    lines = [
        "class Network(nn.Module):",
        '    """Linear layers with an activation after each but the last."""',
        "",
        "    def __init__(self, layers):",
        "        super().__init__()",
    ]
    if modules:
        lines += [listed, "        self.bends = nn.ModuleList(bends)"]
    lines += [
        "        pairs = pairwise(SIZES)",
        "        self.linear = nn.ModuleList(nn.Linear(n_in, n_out) for n_in, n_out in pairs)",
        "        with torch.no_grad():",
        "            for linear, (W, b) in zip(self.linear, layers, strict=True):",
        "                linear.weight.copy_(torch.from_numpy(W.T))",
        "                linear.bias.copy_(torch.from_numpy(b))",
        "",
    ]
    if not modules:
        lines += ["    def forward(self, a):", "        return self.linear[0](a)"]
    elif with_masks:
        lines += [
            "    def forward(self, a, masks=None):",
            "        for layer, bend in enumerate(self.bends):",
            "            a = bend(self.linear[layer](a))",
            "            if masks is not None:  # while learning: dropout",
            "                a = a * masks[layer]",
            "        return self.linear[-1](a)  # the z of the output",
        ]
    else:
        lines += [
            "    def forward(self, a):",
            "        for linear, bend in zip(self.linear, self.bends, strict=False):",
            "            a = bend(linear(a))",
            "        return self.linear[-1](a)  # the z of the output",
        ]
    return "\n".join(lines)


OUTPUTS = {
    "linear": "z",
    "tanh": "torch.tanh(z)",
    "sigmoid": "torch.sigmoid(z)",
    "step": ACTIVATION_ROWS["step"].torch,
}


def _loss(taken: Taken) -> str:
    row = loss_row(taken.loss, taken.sizes[-1])
    output = [] if taken.loss == "cross_entropy" else [f"o = {OUTPUTS[taken.output]}"]
    if taken.output == "step":
        output.insert(0, "# As if the step had slope 1: Rosenblatt's rule.")
    return function(
        "mean_loss(z, t)",
        "The mean loss of a batch, from the z of the output; t is what should come out.",
        *output,
        f"return {row.torch}",
    )


def _decay(taken: Taken) -> str:
    to_zero = pull(taken, "before.sign()")
    if not to_zero:
        return ""
    if not taken.config.l1:
        return function(
            "decay(network, old, rate)",
            "Pull the weights, not the biases, to zero: by how large they were before the step.",
            "for linear, before in zip(network.linear, old, strict=True):",
            f"    linear.weight -= rate * {to_zero}",
        )
    return function(
        "decay(network, old, alive, rate)",
        "Pull the weights, not the biases, to zero; those that L1 takes over zero stay there.",
        "for linear, before, lives in zip(network.linear, old, alive, strict=True):",
        "    stepped = linear.weight.clone()",
        f"    linear.weight -= rate * {to_zero}",
        "    lives[stepped * linear.weight < 0] = 0",
        "    linear.weight *= lives",
    )


def _train(taken: Taken, rate_call: str, with_masks: bool) -> str:
    config = taken.config
    row = OPTIMIZER_ROWS[parts.rule(taken)]
    decays, frozen = bool(config.l1 or config.l2), bool(taken.frozen.any())
    changes = rate_call != "LEARNING_RATE"
    lines = fitted(f"optimizer = {row.torch}")
    if config.l1:
        lines.append("alive = [torch.ones_like(linear.weight) for linear in network.linear]")
    if frozen:
        lines.append("learns = [torch.from_numpy(mask.T) for mask in learning()]")
    lines.append(loop("epoch" in rate_call, "step" in rate_call, with_masks))
    call = "network(X[rows])"
    if with_masks:
        lines.append("    masks = [torch.from_numpy(mask) for mask in masks]")
        call = "network(X[rows], masks)"
    lines += [
        "    optimizer.zero_grad()",
        f"    mean_loss({call}, T[rows]).backward()",
    ]
    if frozen:
        lines += [
            "    for w, mask in zip(network.parameters(), learns, strict=True):",
            "        w.grad *= mask",
        ]
    if config.clip_norm:
        lines.append("    nn.utils.clip_grad_norm_(network.parameters(), CLIP_NORM)")
    rate = "LEARNING_RATE"
    if changes:
        lines += [
            f"    rate = {rate_call}",
            '    optimizer.param_groups[0]["lr"] = rate',
        ]
        rate = "rate"
    if decays and row.factor:
        lines.append(parts.undone(row.factor))
        rate = "plain"
    if frozen:
        lines.append("    before = [w.detach().clone() for w in network.parameters()]")
    if decays:
        lines.append("    old = [linear.weight.detach().clone() for linear in network.linear]")
    lines.append("    optimizer.step()")
    if decays or frozen:
        lines.append("    with torch.no_grad():")
    if decays:
        alive = ", alive" if config.l1 else ""
        lines.append(f"        decay(network, old{alive}, {rate})")
    if frozen:
        lines += [
            "        for w, value, mask in zip(network.parameters(), before, learns, strict=True):",
            "            w.copy_(torch.where(mask == 0, value, w))  # frozen",
        ]
    return function("train(network, X, T)", "Go through the batches; the network learns.", *lines)


def _report(taken: Taken) -> str:
    lines = ["z = network(X).detach()", "loss = mean_loss(z, torch.from_numpy(targets(y))).item()"]
    lines += report_lines(taken, "z = z.numpy()")
    return function("report(name, network, X, y)", "Print how well the network answers.", *lines)


def _main(taken: Taken) -> str:
    return main_function(
        taken,
        double="torch.set_default_dtype(torch.float64)",
        made="Network(first_weights())",
        train="train(network, X, torch.from_numpy(targets(y)))",
        arrays="X, X_test = torch.from_numpy(X), torch.from_numpy(X_test)",
    )
