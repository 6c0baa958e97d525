"""Test images redrawn with a pen lose at most three points of accuracy."""

import numpy as np
import pytest
from scipy import ndimage

from playground import Run
from playground.digits import DIGITS, EPOCHS, digits, digits_dataset
from playground.digits.drawing import counted
from playground.digits.redraw import bitmaps, pen_path, redraw


def test_redrawn_images_are_read_nearly_as_well(trained):
    data = digits()
    images, labels = data.images[data.test], data.labels[data.test]
    redrawn = redraw(images, rng=np.random.default_rng(0)).reshape(-1, 64)
    others = [Run(DIGITS.replace(seed=seed), digits_dataset()) for seed in (1, 2)]
    for run in others:
        run.advance(EPOCHS)
    for run in (trained, *others):
        before = np.mean(run.predict(images.reshape(-1, 64)) == labels)
        after = np.mean(run.predict(redrawn) == labels)
        assert after >= before - 0.03


def test_bitmaps_have_the_counts_of_their_images():
    images = digits().images[:200]
    assert np.array_equal(counted(bitmaps(images)), images)


@pytest.mark.parametrize("place", [0, 5, 11])
def test_a_pen_along_its_path_gives_the_ink_back(place):
    bitmap = bitmaps(digits().images[place])[0]
    path = pen_path(bitmap, pen=5.0)
    across, down = np.meshgrid(np.arange(32) + 0.5, np.arange(32) + 0.5)
    distance = np.hypot(across[..., None] - path[:, 0], down[..., None] - path[:, 1]).min(axis=2)
    drawn = distance <= 2.5
    overlap = (drawn & bitmap).sum() / (drawn | bitmap).sum()
    assert overlap > 0.7


def test_the_middle_of_the_ink_is_thin_and_hangs_together():
    for bitmap in bitmaps(digits().images[:12]):
        path = pen_path(bitmap, pen=np.inf)
        line = np.zeros((80, 80), dtype=bool)
        column, row = (path * 2 + 8).astype(int).T
        line[row, column] = True
        near = np.ones((3, 3))
        solid = ndimage.gaussian_filter(np.kron(bitmap, np.ones((2, 2))), 1.2) > 0.5
        assert ndimage.label(line, near)[1] == ndimage.label(solid, near)[1]
        # No 3×3 block of a line is all ink.
        assert not ndimage.binary_erosion(line, near).any()


def test_white_stays_white():
    assert not redraw(np.zeros((2, 64)), rng=np.random.default_rng(0)).any()


def test_progress_is_told():
    told = []
    redraw(digits().images[:60], rng=np.random.default_rng(0), tell=told.append)
    assert told == [0, 50 / 60]
