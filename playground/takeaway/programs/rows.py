"""How each activation, optimiser and initialiser is written in each library, one row apiece.

A name that a library has nothing for says so: what comes nearest, or nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ActivationRow:
    """An activation function in four libraries.

    Attributes
    ----------
    numpy, slope : tuple of str
        The bodies of f(z) and f′(z).
    torch, keras : str
        The module, and the argument of a layer.
    sklearn : str
        The name in scikit-learn, or the nearest it has; "" for none.
    sklearn_is_exact : bool
    """

    numpy: tuple[str, ...]
    slope: tuple[str, ...]
    torch: str
    keras: str
    sklearn: str = ""
    sklearn_is_exact: bool = False


_SIGMOID = "0.5 * (1 + np.tanh(0.5 * z))"
_GELU_TANH = "t = np.tanh(0.7978845608 * (z + 0.044715 * z**3))  # 0.7978… is √(2/π)"

ACTIVATION_ROWS: dict[str, ActivationRow] = {
    "tanh": ActivationRow(
        ("return np.tanh(z)",),
        ("return 1 - np.tanh(z) ** 2",),
        "nn.Tanh()",
        '"tanh"',
        "tanh",
        True,
    ),
    "relu": ActivationRow(
        ("return np.maximum(z, 0)",),
        ("return (z > 0).astype(FLOAT)",),
        "nn.ReLU()",
        '"relu"',
        "relu",
        True,
    ),
    "leaky_relu": ActivationRow(
        ("return np.maximum(z, 0.01 * z)",),
        ("return np.where(z > 0, FLOAT(1), FLOAT(0.01))",),
        "nn.LeakyReLU(0.01)",
        "keras.layers.LeakyReLU(negative_slope=0.01)",
        "relu",
    ),
    "elu": ActivationRow(
        ("return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))",),
        ("return np.exp(np.minimum(z, 0))",),
        "nn.ELU()",
        '"elu"',
        "relu",
    ),
    "gelu": ActivationRow(
        (_GELU_TANH, "return 0.5 * z * (1 + t)"),
        (
            _GELU_TANH,
            "return 0.5 * (1 + t) + 0.5 * z * (1 - t**2) * 0.7978845608 * (1 + 0.134145 * z**2)",
        ),
        'nn.GELU(approximate="tanh")',
        "partial(keras.activations.gelu, approximate=True)",
        "relu",
    ),
    "swish": ActivationRow(
        (f"return z * {_SIGMOID}",),
        (f"s = {_SIGMOID}", "return s * (1 + z * (1 - s))"),
        "nn.SiLU()",
        '"silu"',
        "relu",
    ),
    "sigmoid": ActivationRow(
        (f"return {_SIGMOID}  # 1 / (1 + exp(-z)), without overflow",),
        (f"s = {_SIGMOID}", "return s * (1 - s)"),
        "nn.Sigmoid()",
        '"sigmoid"',
        "logistic",
        True,
    ),
    "sine": ActivationRow(("return np.sin(z)",), ("return np.cos(z)",), "Sine()", "ops.sin"),
    "linear": ActivationRow(
        ("return z",),
        ("return np.ones_like(z)",),
        "nn.Identity()",
        '"linear"',
        "identity",
        True,
    ),
    # Of an output alone. The slope 1 is not its own: with it, descent is Rosenblatt's rule.
    "step": ActivationRow(
        ("return np.where(z >= 0, FLOAT(1), FLOAT(-1))",),
        ("return np.ones_like(z)  # not its own, which is 0: Rosenblatt's rule",),
        "z + (torch.where(z >= 0, 1.0, -1.0) - z).detach()",
        "z + ops.stop_gradient(ops.where(z >= 0, 1.0, -1.0) - z)",
    ),
}


@dataclass(frozen=True)
class OptimizerRow:
    """An optimiser in four libraries.

    Attributes
    ----------
    memory : tuple of str
        What is kept for each weight.
    numpy : tuple of str
        One step of a weight w along its gradient g.
    torch, keras, sklearn : str
        Classes with their arguments; of ``MLPClassifier`` the arguments alone.
    factor, sklearn_factor : str
        What the libraries' learning rate is multiplied by, so that the step is this one; and
        scikit-learn's, where that is another.
    sklearn_note : str
        How the same steps are written, where scikit-learn has no such optimiser.
    gathers_rate : bool
        Whether Keras and scikit-learn put the learning rate into the gathered gradients, so that
        one that changes is felt later.
    """

    memory: tuple[str, ...]
    numpy: tuple[str, ...]
    torch: str
    keras: str
    sklearn: str
    factor: str = ""
    sklearn_factor: str = ""
    sklearn_note: str = ""
    gathers_rate: bool = False


_SGD = 'solver="sgd", learning_rate_init=LEARNING_RATE, momentum='
_ADAM = 'solver="adam", learning_rate_init=LEARNING_RATE, beta_1={}, beta_2=BETA2'
_ADAM += ", epsilon=EPSILON"
_TORCH_ADAM = "torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, betas=(BETA1, BETA2), "
_TORCH_ADAM += "eps=EPSILON)"
_KERAS_ADAM = "keras.optimizers.Adam(LEARNING_RATE, beta_1=BETA1, beta_2=BETA2, epsilon=EPSILON)"
_TORCH_MOMENTUM = "torch.optim.SGD(network.parameters(), lr=LEARNING_RATE, momentum=BETA1)"
_KERAS_MOMENTUM = "keras.optimizers.SGD(LEARNING_RATE, momentum=BETA1)"
_AVERAGES = (
    "m *= BETA1",
    "m += (1 - BETA1) * g",
    "v *= BETA2",
    "v += (1 - BETA2) * g**2",
)

OPTIMIZER_ROWS: dict[str, OptimizerRow] = {
    "sgd": OptimizerRow(
        (),
        ("w -= rate * g",),
        "torch.optim.SGD(network.parameters(), lr=LEARNING_RATE)",
        "keras.optimizers.SGD(LEARNING_RATE)",
        _SGD + "0",
    ),
    "momentum": OptimizerRow(
        ("v",),
        ("v *= BETA1", "v += g", "w -= rate * v"),
        _TORCH_MOMENTUM,
        _KERAS_MOMENTUM,
        _SGD + "BETA1, nesterovs_momentum=False",
        gathers_rate=True,
    ),
    "momentum_ema": OptimizerRow(
        ("v",),
        ("v *= BETA1", "v += (1 - BETA1) * g", "w -= rate * v"),
        _TORCH_MOMENTUM,
        _KERAS_MOMENTUM,
        _SGD + "BETA1, nesterovs_momentum=False",
        factor="(1 - BETA1)",
        gathers_rate=True,
    ),
    "nesterov": OptimizerRow(
        ("v",),
        ("v *= BETA1", "v += g", "w -= rate * (g + BETA1 * v)"),
        _TORCH_MOMENTUM[:-1] + ", nesterov=True)",
        _KERAS_MOMENTUM[:-1] + ", nesterov=True)",
        _SGD + "BETA1, nesterovs_momentum=True",
        gathers_rate=True,
    ),
    "rmsprop": OptimizerRow(
        ("v",),
        (
            "v *= BETA2",
            "v += (1 - BETA2) * g**2",
            "w -= rate * g / (np.sqrt(v) + EPSILON)",
        ),
        "torch.optim.RMSprop(network.parameters(), lr=LEARNING_RATE, alpha=BETA2, eps=EPSILON)",
        # Keras has its ε inside the root.
        "keras.optimizers.RMSprop(LEARNING_RATE, rho=BETA2, epsilon=EPSILON**2)",
        _ADAM.format("0.0"),
        sklearn_factor="1 / math.sqrt(1 - BETA2**step)",
        sklearn_note="scikit-learn has no RMSprop. Adam with β₁ = 0 is the same rule; the learning "
        "rate of each step takes back its correction for the start at zero.",
    ),
    "adam": OptimizerRow(
        ("m", "v"),
        (
            *_AVERAGES,
            "m_hat = m / (1 - BETA1**step)",
            "v_hat = v / (1 - BETA2**step)",
            "w -= rate * m_hat / (np.sqrt(v_hat) + EPSILON)",
        ),
        _TORCH_ADAM,
        _KERAS_ADAM,
        _ADAM.format("BETA1"),
    ),
    "adam_uncorrected": OptimizerRow(
        ("m", "v"),
        (*_AVERAGES, "w -= rate * m / (np.sqrt(v) + EPSILON)"),
        _TORCH_ADAM,
        _KERAS_ADAM,
        _ADAM.format("BETA1"),
        factor="(1 - BETA1**step) / math.sqrt(1 - BETA2**step)",
        sklearn_note="scikit-learn's Adam corrects its averages for their start at zero. The "
        "learning rate of each step takes that back.",
    ),
}

INITIALIZER_ROWS: dict[str, tuple[str, float]] = {
    "he": ("rng.normal(0, math.sqrt(2 / n_in), (n_in, n_out))", 0.0),
    "glorot": ("rng.uniform(-limit, limit, (n_in, n_out))", 0.0),
    "uniform": ("rng.uniform(-0.5, 0.5, (n_in, n_out))", 0.1),
    "zeros": ("np.zeros((n_in, n_out))", 0.0),
}
"""How one layer's weights are drawn, and what its biases are."""

SCHEDULE_ROWS: dict[str, str] = {
    "constant": "",
    "step": "0.5 ** (epoch // SCHEDULE_EPOCHS)",
    "cosine": "0.5 * (1 + math.cos(math.pi * min(epoch / SCHEDULE_EPOCHS, 1)))",
}
"""What the learning rate is multiplied by."""


@dataclass(frozen=True)
class LossRow:
    """A loss, by the output o (for cross-entropy: by z) and the target t, one row a point.

    Attributes
    ----------
    numpy : str
        Each point's loss.
    signal : str
        Its slope by o, by z for cross-entropy.
    torch, keras : str
        The batch's mean; each point's loss.
    """

    numpy: str
    signal: str
    torch: str
    keras: str


LOSS_ROWS: dict[str, LossRow] = {
    "cross_entropy of one unit": LossRow(
        "(np.logaddexp(0, z) - t * z).sum(axis=1)",
        "0.5 * (1 + np.tanh(0.5 * z)) - t",
        "F.binary_cross_entropy_with_logits(z, t)",
        "keras.losses.binary_crossentropy(t, z, from_logits=True)",
    ),
    "cross_entropy": LossRow(
        "-(log_softmax(z) * t).sum(axis=1)",
        "np.exp(log_softmax(z)) - t",
        "F.cross_entropy(z, t)",
        "keras.losses.categorical_crossentropy(t, z, from_logits=True)",
    ),
    "squared": LossRow(
        "0.5 * ((o - t) ** 2).sum(axis=1)",
        "o - t",
        "0.5 * ((o - t) ** 2).sum(dim=1).mean()",
        "0.5 * ops.sum((o - t) ** 2, axis=1)",
    ),
    "huber": LossRow(
        "huber(o - t).sum(axis=1)",
        "np.clip(o - t, -HUBER_DELTA, HUBER_DELTA)",
        'F.huber_loss(o, t, reduction="none", delta=HUBER_DELTA).sum(dim=1).mean()',
        "ops.sum(huber(o - t), axis=1)",
    ),
}

OUTPUT_TARGETS: dict[str, tuple[float, float]] = {
    "softmax": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "sigmoid": (0.0, 1.0),
    "linear": (-1.0, 1.0),
    "step": (-1.0, 1.0),
}
"""What an output unit should say of another class and of its own."""


def loss_row(loss: str, n_outputs: int) -> LossRow:
    """The row of a loss for a network with so many output units."""
    if loss == "cross_entropy" and n_outputs == 1:
        return LOSS_ROWS["cross_entropy of one unit"]
    return LOSS_ROWS[loss]
