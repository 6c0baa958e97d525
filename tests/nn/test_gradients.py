"""Backpropagation against central differences, for everything that can be combined."""

import numpy as np
import pytest

from playground.nn import (
    ACTIVATIONS,
    LOSSES,
    MLP,
    OUTPUTS,
    Backpropagation,
    Batch,
    Head,
    one_per_layer,
)
from playground.nn.calls import play
from playground.nn.mlp import CHUNK, chunks

HIDDEN = [name for name in ACTIVATIONS if name != "step"]
STEP = 1e-6


MIXED = [
    ("tanh", "relu", "tanh", "sigmoid"),  # none of them needs z
    ("gelu", "tanh", "swish", "sine"),  # one in between does not
    ("elu", "elu", "sine", "sine"),  # neighbours share their derivative
    ("leaky_relu", "gelu", "gelu", "linear"),
    ("linear", "sigmoid", "swish", "relu"),
]
"""Activations of four hidden layers."""


def words(activation):
    """Name of a test: that of the activation, or of each layer's."""
    return activation if isinstance(activation, str) else "-".join(activation)


def heads():
    for loss in LOSSES:
        for output in OUTPUTS:
            if output == "step" or (loss == "cross_entropy") != (output == "softmax"):
                continue
            for n_classes in (0, 2, 3):
                if n_classes == 0 and output != "linear":
                    continue
                yield pytest.param(
                    Head(loss=loss, output=output, n_classes=n_classes, delta=0.4),
                    id=f"{loss}-{output}-{n_classes or 'regression'}",
                )


def network(head, activation="tanh", hidden=(4, 3), seed=0, n_replicas=None):
    rng = np.random.default_rng(seed)
    sizes = (2, *hidden, head.n_outputs)
    mlp = MLP(sizes, activation=activation, head=head, dtype=float, n_replicas=n_replicas)
    mlp.params[:] = rng.normal(0, 0.8, mlp.params.shape)
    return mlp


def batch(head, n=11, seed=1, masks=None):
    rng = np.random.default_rng(seed)
    inputs = np.vstack([rng.normal(size=(2, n)), np.ones(n)])
    y = rng.integers(head.n_classes, size=n) if head.n_classes else rng.normal(size=n)
    return Batch(inputs, np.ascontiguousarray(head.targets(y).T), masks)


def mean_loss(mlp, batch):
    return mlp.head.losses(mlp.outputs(batch.inputs), batch.targets).mean()


def gradient(mlp, batch):
    play(Backpropagation(mlp).calls(batch))
    return mlp.gradient.copy()


def central_differences(mlp, function):
    differences = np.empty_like(mlp.params)
    for i, value in enumerate(mlp.params.copy()):
        mlp.params[i] = value + STEP
        above = function()
        mlp.params[i] = value - STEP
        below = function()
        mlp.params[i] = value
        differences[i] = (above - below) / (2 * STEP)
    return differences


def relative_error(a, b):
    return np.linalg.norm(a - b) / np.linalg.norm(b)


@pytest.mark.parametrize("activation", HIDDEN)
@pytest.mark.parametrize("head", list(heads()))
def test_gradient_equals_central_differences(activation, head):
    mlp, data = network(head, activation), batch(head)
    expected = central_differences(mlp, lambda: mean_loss(mlp, data))
    assert relative_error(gradient(mlp, data), expected) < 1e-7


@pytest.mark.parametrize("hidden", [(), (3,), (2, 3, 4, 2)])
def test_gradient_for_any_depth(hidden):
    head = Head(loss="cross_entropy", output="softmax", n_classes=3)
    mlp, data = network(head, hidden=hidden), batch(head)
    expected = central_differences(mlp, lambda: mean_loss(mlp, data))
    assert relative_error(gradient(mlp, data), expected) < 1e-7


@pytest.mark.parametrize("activations", MIXED, ids=words)
@pytest.mark.parametrize("n_classes", [0, 2, 3])
def test_gradient_with_an_activation_of_its_own_for_every_layer(activations, n_classes):
    loss, output = ("cross_entropy", "softmax") if n_classes else ("squared", "linear")
    head = Head(loss=loss, output=output, n_classes=n_classes)
    mlp, data = network(head, activations, hidden=(4, 3, 5, 3)), batch(head)
    expected = central_differences(mlp, lambda: mean_loss(mlp, data))
    assert relative_error(gradient(mlp, data), expected) < 1e-7


@pytest.mark.parametrize("left", HIDDEN)
@pytest.mark.parametrize("right", HIDDEN)
def test_forward_and_gradient_of_every_pair_of_activations(left, right):
    head = Head(loss="squared", output="tanh", n_classes=2)
    mlp, data = network(head, (left, right)), batch(head)
    a = data.inputs
    for weights, name in zip(mlp.weights, (left, right, None), strict=True):
        z = weights.T @ a
        if name is not None:
            ACTIVATIONS[name].function(z.copy(), z)
        a = np.vstack([z, np.ones(z.shape[1])])
    np.testing.assert_allclose(mlp.outputs(data.inputs), a[:-1], rtol=1e-12)
    expected = central_differences(mlp, lambda: mean_loss(mlp, data))
    assert relative_error(gradient(mlp, data), expected) < 1e-7


@pytest.mark.parametrize("activation", HIDDEN)
def test_one_name_for_all_layers_is_that_name_for_each(activation):
    head = Head(loss="cross_entropy", output="softmax", n_classes=3)
    one, each = network(head, activation), network(head, [activation] * 2)
    data = batch(head)
    calls = [Backpropagation(mlp).calls(data) for mlp in (one, each)]
    assert len(calls[0]) == len(calls[1])
    for same in calls:
        play(same)
    np.testing.assert_array_equal(one.gradient, each.gradient)


def test_the_derivative_of_layers_alike_is_one_set_of_calls():
    head = Head(loss="cross_entropy", output="softmax")

    def n_calls(*activations):
        mlp = network(head, activations, hidden=(4,) * len(activations))
        return len(Backpropagation(mlp).calls(batch(head)))

    # A layer adds its product, its tanh and three calls of its δ; f′ (two calls) is shared.
    assert n_calls("tanh", "tanh", "tanh") - n_calls("tanh", "tanh") == 5
    assert n_calls("tanh", "linear", "tanh") == n_calls("tanh", "tanh", "tanh") - 1 + 1 + 2


@pytest.mark.parametrize(
    ("activation", "rule"),
    [
        ("cube", "activation must be one of tanh, .* Got 'cube'"),
        (("tanh", "cube"), "activation must be one of tanh, .* Got 'cube'"),
        (("tanh",), "one for each of 2 hidden layers. Got 1 names"),
        (("tanh",) * 3, "one for each of 2 hidden layers. Got 3 names"),
    ],
)
def test_activations_that_do_not_fit_are_named(activation, rule):
    with pytest.raises(ValueError, match=rule):
        network(Head(loss="squared", output="tanh", n_classes=2), activation)


def test_without_hidden_layers_there_is_no_activation():
    assert one_per_layer("tanh", 0) == one_per_layer((), 0) == ()
    with pytest.raises(ValueError, match="Got 'cube'"):
        one_per_layer("cube", 0)


@pytest.mark.parametrize("activation", ["tanh", "gelu", "relu", *MIXED], ids=words)
def test_gradient_with_dropout_masks(activation):
    head = Head(loss="squared", output="tanh", n_classes=2)
    hidden = (4, 3) if isinstance(activation, str) else (4, 3, 5, 3)
    mlp = network(head, activation, hidden=hidden)
    masks = np.random.default_rng(5).choice([0.0, 2.0], (mlp.n_hidden_rows, 11))
    data = batch(head, masks=masks)

    def loss():
        a = data.inputs
        for weights, bend, (rows, _) in zip(
            mlp.weights[:-1], mlp.activations, mlp.hidden_rows(), strict=True
        ):
            z = weights.T @ a
            units = np.empty_like(z)
            bend.function(z, units)
            a = np.vstack([units * masks[rows], np.ones(z.shape[1])])
        return head.losses(mlp.weights[-1].T @ a, data.targets).mean()

    assert relative_error(gradient(mlp, data), central_differences(mlp, loss)) < 1e-7


def test_gradient_of_a_batch_of_several_chunks_is_that_of_the_whole():
    head = Head(loss="squared", output="tanh", n_classes=2)
    mlp, data = network(head), batch(head, n=2 * CHUNK + 3)
    parts = chunks(data.n_samples)
    assert len(parts) == 3
    expected = sum(
        gradient(mlp, data.part(part)) * (part.stop - part.start) / data.n_samples for part in parts
    )
    assert relative_error(gradient(mlp, data), expected) < 1e-13


@pytest.mark.parametrize(
    "activation", ["tanh", "gelu", ("gelu", "tanh"), ("relu", "sine")], ids=words
)
@pytest.mark.parametrize("n_classes", [2, 3])
def test_replicas_have_the_gradients_they_have_alone(activation, n_classes):
    head = Head(loss="cross_entropy", output="softmax", n_classes=n_classes)
    together = network(head, activation, n_replicas=3)
    batches = [batch(head, seed=seed) for seed in range(3)]
    stacked = Batch(np.stack([b.inputs for b in batches]), np.stack([b.targets for b in batches]))
    gradients = gradient(together, stacked)
    for r in range(3):
        alone = network(head, activation)
        alone.params[:] = together.params[r]
        np.testing.assert_allclose(gradients[r], gradient(alone, batches[r]), rtol=1e-12)


def test_step_output_gives_rosenblatts_rule():
    head = Head(loss="squared", output="step", n_classes=2)
    mlp = network(head, hidden=())
    mlp.params[:] = [1, -1, 0.5]
    # z = x - y + 1/2: the first point is answered +1 and should be -1, the second is right.
    data = Batch(np.array([[2.0, 0.0], [1.0, 3.0], [1.0, 1.0]]), np.array([[-1.0, -1.0]]))
    # o - t = 2 and 0; the mean over two points of (o - t) x
    np.testing.assert_allclose(gradient(mlp, data), [2.0, 1.0, 1.0])


def test_nothing_is_upcast_or_overflows_in_float32():
    for activation in HIDDEN:
        for n_classes in (2, 3):
            head = Head(loss="cross_entropy", output="softmax", n_classes=n_classes)
            mlp = MLP((2, 4, head.n_outputs), activation=activation, head=head, dtype=np.float32)
            mlp.params[:] = np.random.default_rng(0).normal(0, 40, mlp.params.shape)
            data = batch(head)
            data = Batch(data.inputs.astype(np.float32), data.targets.astype(np.float32))
            with np.errstate(over="raise", invalid="raise", divide="raise"):
                play(Backpropagation(mlp).calls(data))
                z = mlp.outputs(data.inputs)
                losses = head.losses(z, data.targets)
            assert z.dtype == losses.dtype == mlp.gradient.dtype == np.float32
            assert np.isfinite(losses).all()
            assert np.isfinite(mlp.gradient).all()
