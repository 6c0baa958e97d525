"""Backpropagation against central differences, for everything that can be combined."""

import numpy as np
import pytest

from playground.nn import ACTIVATIONS, LOSSES, MLP, OUTPUTS, Backpropagation, Batch, Head
from playground.nn.calls import play
from playground.nn.mlp import CHUNK, chunks

HIDDEN = [name for name in ACTIVATIONS if name != "step"]
STEP = 1e-6


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


@pytest.mark.parametrize("activation", ["tanh", "gelu", "relu"])
def test_gradient_with_dropout_masks(activation):
    head = Head(loss="squared", output="tanh", n_classes=2)
    mlp = network(head, activation)
    masks = np.random.default_rng(5).choice([0.0, 2.0], (mlp.n_hidden_rows, 11))
    data = batch(head, masks=masks)

    def loss():
        a = data.inputs
        for weights, (rows, _) in zip(mlp.weights[:-1], mlp.hidden_rows(), strict=True):
            z = weights.T @ a
            units = np.empty_like(z)
            mlp.activation.function(z, units)
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


@pytest.mark.parametrize("activation", ["tanh", "gelu"])
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
