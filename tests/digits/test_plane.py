"""Planes through images: they run where they should, and the network is asked what is shown."""

import numpy as np
import pytest

from playground.digits import digits
from playground.digits.plane import decide, plane_of_components, plane_through

THREE = digits().images[[0, 4, 9]]


def test_it_runs_through_its_three_images():
    plane = plane_through(THREE)
    assert plane.axes @ plane.axes.T == pytest.approx(np.eye(2), abs=1e-12)
    assert plane.images(plane.marked) == pytest.approx(THREE.reshape(3, 64), abs=1e-9)
    assert plane.distances(THREE) == pytest.approx(np.zeros(3), abs=1e-6)
    assert plane.points(THREE) == pytest.approx(plane.marked)
    # As they lie on the plane, so they lie in space.
    apart = np.linalg.norm(THREE[1] - THREE[2])
    assert np.linalg.norm(plane.marked[1] - plane.marked[2]) == pytest.approx(apart)
    x0, x1, y0, y1 = plane.extent
    assert x1 - x0 == pytest.approx(y1 - y0)
    assert ((plane.marked > (x0, y0)) & (plane.marked < (x1, y1))).all()


@pytest.mark.parametrize("places", [[0, 0, 0], [0, 0, 5], [3, 7, 3]])
def test_images_that_are_the_same_still_span_a_plane(places):
    plane = plane_through(digits().images[places])
    assert plane.axes @ plane.axes.T == pytest.approx(np.eye(2), abs=1e-12)
    assert plane.images(plane.marked) == pytest.approx(digits().X[places], abs=1e-9)


def test_components_lose_least_of_all_planes():
    X = digits().X[:200]
    best = plane_of_components(X)
    away = (best.distances(X) ** 2).sum()
    singular = np.linalg.svd(X - X.mean(axis=0), compute_uv=False)
    assert away == pytest.approx((singular[2:] ** 2).sum())
    assert away < (plane_through(X[:3]).distances(X) ** 2).sum()


def test_every_cell_tells_what_the_network_says_of_its_image(trained):
    decision = decide(trained, plane_through(THREE), n=15)
    assert decision.images.shape == (15, 15, 64)
    assert 0 <= decision.images.min() <= decision.images.max() <= 16
    flat = decision.images.reshape(-1, 64)
    assert decision.probabilities.reshape(-1, 10) == pytest.approx(trained.predict_proba(flat))
    assert np.array_equal(decision.digits.ravel(), trained.predict(flat))
    point = decision.plane.images([[decision.xs[11], decision.ys[2]]])
    assert decision.images[2, 11] == pytest.approx(point[0])


def test_what_is_no_plane_is_refused_in_words(trained):
    with pytest.raises(ValueError, match=r"A plane goes through 3 images. Got 2"):
        plane_through(THREE[:2])
    with pytest.raises(ValueError, match=r"n must be a whole number from 1 to 200. Got 0"):
        decide(trained, plane_through(THREE), n=0)
