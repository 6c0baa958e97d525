"""Every update rule against PyTorch's own, where PyTorch is installed."""

import numpy as np
import pytest

from playground.nn.mixed import Rule
from tests.nn.test_mixed import mixed
from tests.nn.test_optimizers import path

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

RATE, BETA1, BETA2 = 0.1, 0.9, 0.99
GRADIENTS = np.random.default_rng(1).normal(size=(50, 7))
START = np.ones(7)

# Our other two rules have no peer: PyTorch corrects Adam always, and its damped momentum starts
# undamped.
PEERS = {
    "sgd": lambda w: torch.optim.SGD(w, RATE),
    "momentum": lambda w: torch.optim.SGD(w, RATE, momentum=BETA1),
    "nesterov": lambda w: torch.optim.SGD(w, RATE, momentum=BETA1, nesterov=True),
    "rmsprop": lambda w: torch.optim.RMSprop(w, RATE, alpha=BETA2, eps=1e-8),
    "adam": lambda w: torch.optim.Adam(w, RATE, betas=(BETA1, BETA2), eps=1e-8),
}


def theirs(make):
    """Parameters after each step of one of PyTorch's optimisers."""
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = make([w])
    points = []
    for gradient in GRADIENTS:
        w.grad = torch.from_numpy(gradient.copy())
        optimizer.step()
        points.append(w.detach().numpy().copy())
    return np.array(points)


@pytest.mark.parametrize("name", PEERS)
def test_every_step_is_pytorchs(name):
    ours = path(name, GRADIENTS, START, rate=RATE, beta1=BETA1, beta2=BETA2)
    np.testing.assert_allclose(ours, theirs(PEERS[name]), rtol=1e-9, atol=1e-11)


def test_replicas_with_different_rules_step_as_pytorch_does():
    together = mixed([Rule(name, RATE, BETA1, BETA2) for name in PEERS], GRADIENTS)
    for i, make in enumerate(PEERS.values()):
        np.testing.assert_allclose(together[:, i], theirs(make), rtol=1e-8, atol=1e-10)
