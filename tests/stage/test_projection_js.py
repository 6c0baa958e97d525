"""The moving view of a hidden space: the principal plane, and never a flip on the way."""

from __future__ import annotations

import numpy as np
import pytest

pytestmark = pytest.mark.browser

FOLLOW = """
const { createProjection } = await load("projection");
const projection = createProjection(argument.units);
return argument.frames.map((values, i) => {
  const points = Float32Array.from(values);
  const n = points.length / argument.units;
  projection.follow(points, n, argument.from, i === 0 || argument.jump, argument.first ?? null);
  const into = new Float32Array(2 * n);
  projection.project(points, n, into);
  return { axes: projection.axes.map((a) => Array.from(a)), share: projection.share,
           places: Array.from(into) };
});
"""


def _cloud(rng, spreads, n=200):
    """Points (units, n) with the given standard deviations along random directions."""
    turn = np.linalg.qr(rng.normal(size=(len(spreads), len(spreads))))[0]
    return turn @ (np.array(spreads)[:, None] * rng.normal(size=(len(spreads), n)))


def _follow(run, frames, **more):
    frames = [np.asarray(frame) for frame in frames]
    argument = {"units": len(frames[0]), "frames": [f.ravel().tolist() for f in frames], "from": 0}
    return run(FOLLOW, argument | more)


@pytest.mark.parametrize("units", [3, 8, 32])
def test_first_view_is_the_principal_plane(run, units):
    rng = np.random.default_rng(units)
    points = _cloud(rng, np.r_[3.0, 2.0, np.full(units - 2, 0.4)])
    (view,) = _follow(run, [points])
    centred = points - points.mean(axis=1, keepdims=True)
    basis, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    axes = np.array(view["axes"])
    np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-6)
    np.testing.assert_allclose(axes.T @ axes, basis[:, :2] @ basis[:, :2].T, atol=1e-3)
    assert view["share"] == pytest.approx((sizes[:2] ** 2).sum() / (sizes**2).sum(), abs=1e-3)
    np.testing.assert_allclose(
        np.reshape(view["places"], (2, -1)), axes @ centred, atol=1e-4 * np.abs(points).max()
    )


def test_follows_a_turning_cloud_without_flipping(run):
    rng = np.random.default_rng(0)
    still = _cloud(rng, [3.0, 2.0, 0.5, 0.3])
    frames = []
    for angle in np.linspace(0, 2 * np.pi, 120):
        turn = np.eye(4)
        c, s = np.cos(angle), np.sin(angle)
        turn[:2, :2] = [[c, -s], [s, c]]
        frames.append(turn @ still)
    views = _follow(run, frames)
    axes = np.array([view["axes"] for view in views])
    steps = np.einsum("fku,fku->fk", axes[1:], axes[:-1])
    assert steps.min() > 0.95


def test_a_given_direction_comes_first(run):
    rng = np.random.default_rng(3)
    points = _cloud(rng, [4.0, 2.0, 1.0, 1.0])
    direction = rng.normal(size=4)
    (view,) = _follow(run, [points], first=direction.tolist())
    first, second = np.array(view["axes"])
    np.testing.assert_allclose(first, direction / np.linalg.norm(direction), atol=1e-6)
    across = np.eye(4) - np.outer(first, first)
    centred = across @ (points - points.mean(axis=1, keepdims=True))
    best = np.linalg.svd(centred)[0][:, 0]
    assert abs(best @ second) == pytest.approx(1, abs=1e-3)


def test_points_in_one_place_give_a_view_all_the_same(run):
    views = _follow(run, [np.full((5, 30), 0.7), np.zeros((5, 30))])
    for view in views:
        axes = np.array(view["axes"])
        np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-6)
        assert view["share"] == 1
        assert np.isfinite(view["places"]).all()
