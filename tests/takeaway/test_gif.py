"""Animated GIFs, decoded by Pillow: frames, durations, and colours at chosen places."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageSequence

from playground.figures.palette import class_colors
from playground.takeaway import gif as module
from playground.takeaway.colors import rgb
from playground.takeaway.drawing import PLANE, SIZE
from playground.takeaway.film import Film, caption, chosen_moments
from playground.takeaway.gif import film_gif
from tests.takeaway.films import CASES, colors, film, trained


def made(film: Film) -> bytes:
    work = film_gif(film, colors(film.portrait.n_classes))
    shares = []
    try:
        while True:
            shares.append(next(work))
    except StopIteration as end:
        assert shares == sorted(shares)
        assert shares[0] > 0
        assert shares[-1] <= 1
        return end.value


def decoded(data: bytes) -> tuple[list[np.ndarray], list[int]]:
    image = Image.open(io.BytesIO(data))
    assert image.format == "GIF"
    assert image.info["loop"] == 0
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        frames.append(np.asarray(frame.convert("RGB")).astype(int))
        durations.append(frame.info["duration"])
    return frames, durations


def pixel(x: float, y: float) -> tuple[int, int]:
    """Row and column of a place of the plane."""
    left, top, right, bottom = PLANE
    return round(bottom - (y + 6) / 12 * (bottom - top)), round(
        left + (x + 6) / 12 * (right - left)
    )


@pytest.mark.parametrize("name", CASES)
def test_every_kind_of_run_becomes_a_film(name):
    shown = film(name, 6)
    frames, durations = decoded(made(shown))
    assert len(frames) == len(shown.snapshots)
    assert {frame.shape for frame in frames} == {(SIZE[1], SIZE[0], 3)}
    assert len(set(durations[:-1])) == 1
    assert durations[-1] >= 2000
    assert (frames[0] != frames[-1]).any()


@pytest.mark.parametrize("at", [0, -1])
def test_the_plane_is_tinted_as_the_network_answers(at):
    shown = film("two classes", 6)
    frames, _ = decoded(made(shown))
    palette = colors(2)
    field = shown.portrait.field(shown.snapshots[at].params, 13)
    points = np.concatenate([shown.portrait.points(part)[0] for part in ("train", "test")])
    lines = np.concatenate([*field.lines, [[99, 99]]])
    compared = 0
    for i, y in enumerate(field.ticks[1:-1], start=1):
        for j, x in enumerate(field.ticks[1:-1], start=1):
            near = np.concatenate([points, lines]) - [x, y]
            if np.hypot(*near.T).min() < 0.5:
                continue
            expected = palette.blended(field.answers[i, j])
            assert np.abs(frames[at][pixel(x, y)] - expected).max() <= 10
            compared += 1
    assert compared > 20


def test_a_certain_region_has_its_classes_very_tint():
    shown = film("ten classes, wide", 4)
    params = np.array(shown.snapshots[-1].params)
    params[-80:] *= 60  # the output layer: certain nearly everywhere
    sure = Film(shown.portrait, (shown.snapshots[0], _with(shown.snapshots[-1], params)))
    frames, _ = decoded(made(sure))
    field = shown.portrait.field(params, 25)
    tints = {rgb(color) for color in colors(10).tints}
    left, top, right, bottom = PLANE
    plane = frames[-1][top + 2 : bottom - 2, left + 2 : right - 2].reshape(-1, 3)
    found, counts = np.unique(plane, axis=0, return_counts=True)
    commonest = {tuple(color) for color in found[np.argsort(counts)[-3:]].tolist()}
    assert commonest <= tints
    assert field.answers.max() > 0.99


def _with(snapshot, params):
    return replace(snapshot, params=params, progress=snapshot.progress + 1)


def test_points_have_their_classes_colours():
    shown = film("two classes", 3)
    frames, _ = decoded(made(shown))
    places, answers = shown.portrait.points("train")
    full = [np.array(rgb(color)) for color in class_colors(2)]
    matches = 0
    for (x, y), answer in zip(places, answers, strict=True):
        row, column = pixel(x, y)
        around = frames[-1][row - 2 : row + 3, column - 2 : column + 3].reshape(-1, 3)
        matches += bool((np.abs(around - full[answer]).max(axis=1) <= 12).any())
    assert matches >= 0.95 * len(places)


def test_a_large_film_is_cut_to_size(monkeypatch):
    whole = made(film("two classes", 12))
    monkeypatch.setattr(module, "MOST_BYTES", len(whole) - 1)
    frames, durations = decoded(made(film("two classes", 12)))
    n = len(film("two classes", 12).snapshots)
    assert len(frames) == n // 2 + 1
    assert durations[0] == 2 * module.FRAME_MS
    assert durations[-1] == module.LAST_MS


def test_half_of_the_frames_show_the_first_quarter():
    _, moments = trained("two classes")
    chosen = chosen_moments(moments, 9)
    assert chosen[0] is moments[0]
    assert chosen[-1] is moments[-1]
    epochs = [moment.epoch for moment in chosen]
    assert epochs == sorted(set(epochs))
    early = sum(epoch <= 30 / 4 for epoch in epochs)
    assert early >= (len(epochs) - 1) / 2
    assert chosen_moments(moments, 99) == list(moments)


def test_too_few_moments_are_said_in_a_sentence():
    with pytest.raises(ValueError, match="A film needs a moment"):
        chosen_moments([])


def test_the_caption_says_the_moments_numbers():
    _, moments = trained("two classes")
    loss = moments[-1].train_loss
    assert f"epoch 30, loss {loss:.3f}" in caption(moments[-1])
    _, curve = trained("curve")
    assert "accuracy" not in caption(curve[-1])
