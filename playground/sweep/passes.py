"""A pass: many networks trained side by side, watched for the goal and for divergence."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from datasets import DOMAIN
from playground.config import RunConfig
from playground.training.limits import has_exploded
from playground.training.replicas import Replicas

Array = np.ndarray

CURVE_POINTS = 40
THUMBNAIL = 48
NEVER = 0
"""In ``epochs_to_goal``: the goal was not reached."""


@dataclass(frozen=True, eq=False)
class Trained:
    """What is known of R networks after their training.

    Attributes
    ----------
    metrics : ndarray (R, 4)
        Train loss, test loss, train accuracy, test accuracy at the last good moment.
    epochs_to_goal : ndarray (R,) of int
    diverged : ndarray (R,) of bool
    curve : ndarray (epochs of the curve, R, 4)
        The metrics on the way; they stand still from the moment a network diverges.
    thumbnails : ndarray (R, 48, 48) or (R, 48, 48, n_classes) of uint8, or None
    seconds : ndarray (R,)
        Each network's share of the time.
    """

    metrics: Array
    epochs_to_goal: Array
    diverged: Array
    curve: Array
    thumbnails: Array | None
    seconds: Array


def train(configs: Sequence[RunConfig], epochs: int, goal: float, thumbnails: bool) -> Trained:
    """Train networks of one shape for some epochs, in one pass."""
    started = time.perf_counter()
    replicas = Replicas(configs)
    n = len(replicas)
    metrics = replicas.metrics.copy()
    initial_losses = metrics[:, 0].tolist()
    epochs_to_goal = np.full(n, NEVER)
    diverged = np.zeros(n, dtype=bool)
    kept = curve_epochs(epochs)
    curve = np.empty((len(kept), n, 4))
    curve[0] = metrics
    for epoch in range(1, epochs + 1):
        now = replicas.advance(1)[0]
        exploded = list(map(has_exploded, now[:, 0].tolist(), initial_losses))
        diverged |= exploded | ~_all_finite(replicas.params)
        np.copyto(metrics, now, where=~diverged[:, None])
        succeeded = (metrics[:, 2] >= goal) & ~diverged & (epochs_to_goal == NEVER)
        epochs_to_goal[succeeded] = epoch
        if epoch in kept:
            curve[kept[epoch]] = metrics
    pictures = _thumbnails(replicas) if thumbnails else None
    seconds = np.full(n, (time.perf_counter() - started) / n)
    return Trained(metrics, epochs_to_goal, diverged, curve, pictures, seconds)


def curve_epochs(epochs: int) -> dict[int, int]:
    """The epochs a curve shows, each with its place: 0, and up to forty more, as on a log scale."""
    spaced = np.geomspace(1, epochs, CURVE_POINTS).round().astype(int).tolist()
    return {epoch: place for place, epoch in enumerate([0, *sorted({*spaced, epochs})])}


def _all_finite(params: Array) -> Array:
    """Whether a network's numbers and their squares are finite, as a live run asks: (R,)."""
    with np.errstate(all="ignore"):
        return np.isfinite(np.einsum("rp,rp->r", params, params))


def _thumbnails(replicas: Replicas) -> Array:
    side = (np.arange(THUMBNAIL) + 0.5) / THUMBNAIL * 2 * DOMAIN - DOMAIN  # centres of the pixels
    X = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    with np.errstate(all="ignore"):
        if replicas.configs[0].task == "regression":
            answers = (replicas.predict(X) + 1) / 2
        else:
            answers = replicas.predict_proba(X)
            answers = answers[..., 1] if answers.shape[-1] == 2 else answers
    shades = np.nan_to_num(answers, nan=0.5).clip(0, 1) * 255
    shape = (len(replicas), THUMBNAIL, THUMBNAIL, *answers.shape[2:])
    return np.rint(shades).astype(np.uint8).reshape(shape)
