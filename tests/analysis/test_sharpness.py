"""Sharpness against the whole Hessian by differences of losses, and against a divergence."""

from __future__ import annotations

import numpy as np
import pytest

from playground.analysis.landscape import Ground, flat
from playground.analysis.sharpness import hessian_product, sharpness, sharpness_steps
from playground.config import RunConfig
from playground.training import Run

TINY = RunConfig(dataset="xor", n_samples=60, hidden_layers=(3,), precision="float64", batch_size=0)


def ground_and_params(config: RunConfig, epochs: int) -> tuple[Ground, np.ndarray]:
    run = Run(config)
    run.advance(epochs=epochs)
    return Ground(config, run.dataset), flat(run.layers)


def hessian(ground: Ground, params: np.ndarray, h: float = 1e-4) -> np.ndarray:
    """∂²loss/∂wᵢ∂wⱼ from losses alone."""
    n = len(params)
    steps = h * np.eye(n)

    def losses(shifts: np.ndarray) -> np.ndarray:
        return ground.losses(params + shifts)[:, 0]

    found = np.empty((n, n))
    for i in range(n):
        ahead = losses(steps[i] + steps) - losses(steps[i] - steps)
        behind = losses(-steps[i] + steps) - losses(-steps[i] - steps)
        found[i] = (ahead - behind) / (4 * h * h)
    return found


@pytest.mark.parametrize(
    ("changes", "epochs"),
    [
        ({}, 0),
        ({}, 200),
        ({"dataset": "circle", "activation": "sigmoid"}, 50),
        ({"dataset": "blobs", "hidden_layers": ()}, 20),
        ({"dataset": "curve", "features": ("x",), "loss": "squared"}, 100),
    ],
)
def test_it_is_the_largest_eigenvalue_of_the_hessian(changes, epochs):
    ground, params = ground_and_params(TINY.replace(**changes), epochs)
    H = hessian(ground, params)
    values, vectors = np.linalg.eigh(H)
    found = sharpness(ground, params)
    assert found.converged
    assert found.value == pytest.approx(values[-1], rel=1e-3, abs=1e-5)
    if values[-1] - values[-2] > 0.05 * values[-1]:
        assert abs(found.direction @ vectors[:, -1]) == pytest.approx(1, abs=1e-3)
    v = np.random.default_rng(0).normal(size=len(params))
    v /= np.linalg.norm(v)
    np.testing.assert_allclose(hessian_product(ground, params, v), H @ v, atol=1e-5)


def test_of_a_negative_eigenvalue_of_larger_size_the_largest_is_found_all_the_same():
    """Far from any minimum a loss may curve more downwards than upwards."""
    ground, params = ground_and_params(TINY, 0)
    rng = np.random.default_rng(1)
    for _ in range(40):
        candidate = rng.normal(size=len(params))
        values = np.linalg.eigvalsh(hessian(ground, candidate))
        if -values[0] > 1.05 * values[-1] > 0:
            break
    else:
        pytest.fail("no such place was drawn")
    found = sharpness(ground, candidate)
    assert found.value == pytest.approx(values[-1], rel=2e-2)


def test_the_critical_rate_of_a_network_is_two_over_the_sharpness():
    """Without a hidden layer, and with squared errors, the loss is a quadratic everywhere."""
    config = RunConfig(
        dataset="curve", features=("x", "x2"), hidden_layers=(), precision="float64", batch_size=0,
        optimizer="sgd", learning_rate=0.01, loss="squared", n_samples=60,
    )  # fmt: skip
    ground, params = ground_and_params(config, 5)
    critical = 2 / sharpness(ground, params).value
    for factor, settles in ((0.97, True), (1.03, False)):
        run = Run(config.replace(learning_rate=factor * critical))
        run.advance(epochs=3000)
        gone = (
            run.status == "diverged" or run.losses["train_loss"][-1] > run.losses["train_loss"][0]
        )
        assert gone != settles


def test_it_can_be_left_after_any_step_and_says_when_it_has_not_settled(monkeypatch):
    ground, params = ground_and_params(TINY, 20)
    steps = sharpness_steps(ground, params)
    assert isinstance(next(steps), float)
    steps.close()
    monkeypatch.setattr("playground.analysis.sharpness.MAX_STEPS", 2)
    found = sharpness(ground, params)
    assert (found.steps, found.converged) == (2, False)


def test_a_hard_step_has_no_slopes():
    config = TINY.replace(hidden_layers=(), activation="step", optimizer="sgd")
    ground, params = ground_and_params(config, 0)
    with pytest.raises(ValueError, match=r"needs a loss with slopes\. Got activation step"):
        sharpness(ground, params)
