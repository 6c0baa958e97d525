"""TensorFlow Playground's six generators: the same distributions, so that results compare.

Each states the facts of ``src/dataset.ts`` in tensorflow/playground (commit 02469bd), where labels
are −1 and +1; here they are the class indices 0 and 1. ``noise`` runs from 0 to 0.5. In circle,
xor, reg-plane and reg-gauss it moves the place where a point's *label* is read, not the point, so
noisy points sit among neighbours of another label. Counts are exact for odd ``n_samples`` too:
the first half then has one point more.
"""

from __future__ import annotations

import numpy as np

from datasets.domain import DOMAIN, Generator, Labels, Points, Targets, halves, jitter

CIRCLE_RADIUS = 5.0
XOR_REACH = 5.0
XOR_GAP = 0.3
"""Distance that xor's points keep from either axis."""

CONES: tuple[tuple[float, float, int], ...] = (
    (-4, 2.5, 1),
    (0, 2.5, -1),
    (4, 2.5, 1),
    (-4, -2.5, -1),
    (0, -2.5, 1),
    (4, -2.5, -1),
)
"""reg-gauss: centre x, centre y and sign of each cone."""


def circle(n_samples: int, *, noise: float, rng: Generator) -> tuple[Points, Labels]:
    """A disc of class 1 (r < 2.5) inside a ring of class 0 (3.5 ≤ r < 5).

    Half of the points lie in each; with noise a point's label is that of a place up to
    5 · noise away on each axis.

    Returns
    -------
    X : (n_samples, 2)
    y : (n_samples,) class indices
    """
    n_inside, n_outside = halves(n_samples)
    radius = np.concatenate(
        [
            rng.uniform(0, 0.5 * CIRCLE_RADIUS, n_inside),
            rng.uniform(0.7 * CIRCLE_RADIUS, CIRCLE_RADIUS, n_outside),
        ]
    )
    angle = rng.uniform(0, 2 * np.pi, n_samples)
    X = radius[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
    judged = X + jitter(n_samples, CIRCLE_RADIUS, noise, rng)
    return X, (np.hypot(judged[:, 0], judged[:, 1]) < 0.5 * CIRCLE_RADIUS).astype(np.int64)


def xor(n_samples: int, *, noise: float, rng: Generator) -> tuple[Points, Labels]:
    """Class 1 where x and y have the same sign, class 0 elsewhere, .3 clear of the axes.

    Points are uniform, so the classes are balanced on average only. With noise a point's label is
    that of a place up to 5 · noise away on each axis.

    Returns
    -------
    X : (n_samples, 2)
    y : (n_samples,) class indices
    """
    X = rng.uniform(-XOR_REACH, XOR_REACH, (n_samples, 2))
    X += np.where(X > 0, XOR_GAP, -XOR_GAP)
    judged = X + jitter(n_samples, XOR_REACH, noise, rng)
    return X, (judged[:, 0] * judged[:, 1] >= 0).astype(np.int64)


def gauss(n_samples: int, *, noise: float, rng: Generator) -> tuple[Points, Labels]:
    """Two round normal clouds: class 1 about (2, 2), class 0 about (−2, −2).

    The variance on each axis is .5 + 7 · noise (.5 to 4). As in the original, a few points of a
    wide cloud fall outside the displayed square: about 1 in 20 at full noise.

    Returns
    -------
    X : (n_samples, 2)
    y : (n_samples,) class indices
    """
    y = np.repeat([1, 0], halves(n_samples))
    centre = np.where(y == 1, 2.0, -2.0)[:, None]
    return centre + rng.normal(0, np.sqrt(0.5 + 7 * noise), (n_samples, 2)), y


def spiral(n_samples: int, *, noise: float, rng: Generator) -> tuple[Points, Labels]:
    """Two arms of 1.75 turns from the centre to radius 5, each half a turn from the other.

    Point i of n on an arm has r = 5i/n, t = 1.75 · 2πi/n (+ π on the second arm) and lies at
    (r sin t, r cos t), moved by up to ``noise`` on each axis.

    Returns
    -------
    X : (n_samples, 2)
    y : (n_samples,) class indices; the arm that starts upwards is class 1
    """
    counts = halves(n_samples)
    along = np.concatenate([np.arange(n) / n for n in counts])
    y = np.repeat([1, 0], counts)
    t = 1.75 * 2 * np.pi * along + np.where(y == 1, 0, np.pi)
    X = 5 * along[:, None] * np.column_stack([np.sin(t), np.cos(t)])
    return X + jitter(n_samples, 1.0, noise, rng), y


def plane_height(X: Points) -> Targets:
    """reg-plane's target at each point of X (n, 2): (x + y) / 10."""
    return X.sum(axis=1) / 10


def cones_height(X: Points) -> Targets:
    """reg-gauss's target at each point of X (n, 2): ± max(0, 1 − d/2), d from a cone's centre.

    Where cones overlap, the value larger in size wins.
    """
    cones = np.array(CONES)
    distance = np.linalg.norm(X[:, None, :] - cones[None, :, :2], axis=2)
    heights = np.clip(1 - distance / 2, 0, None)
    largest = heights.argmax(axis=1)
    return cones[largest, 2] * heights[np.arange(len(X)), largest]


def reg_plane(n_samples: int, *, noise: float, rng: Generator) -> tuple[Points, Targets]:
    """A tilted plane, read up to 6 · noise away on each axis; see ``plane_height``.

    Returns
    -------
    X : (n_samples, 2)
    y : (n_samples,) targets
    """
    X = rng.uniform(-DOMAIN, DOMAIN, (n_samples, 2))
    return X, plane_height(X + jitter(n_samples, DOMAIN, noise, rng))


def reg_gauss(n_samples: int, *, noise: float, rng: Generator) -> tuple[Points, Targets]:
    """Six cones of alternating sign, read up to 6 · noise away on each axis; see ``cones_height``.

    Returns
    -------
    X : (n_samples, 2)
    y : (n_samples,) targets in [−1, 1]
    """
    X = rng.uniform(-DOMAIN, DOMAIN, (n_samples, 2))
    return X, cones_height(X + jitter(n_samples, DOMAIN, noise, rng))
