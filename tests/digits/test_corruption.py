"""Corrupted images against SciPy's own shifting and turning."""

import numpy as np
import pytest
from scipy import ndimage

from playground.digits import digits
from playground.digits.corruption import CORRUPTIONS, accuracy_under, corrupt

IMAGES = digits().images[:6]


@pytest.mark.parametrize(("right", "down"), [(1, 0), (0.25, -1.5), (-3.75, 4)])
def test_shifting_is_bilinear_and_white_comes_in(right, down):
    expected = [
        ndimage.shift(image, (down, right), order=1, mode="grid-constant") for image in IMAGES
    ]
    shifted = corrupt(IMAGES, right=right, down=down).reshape(-1, 8, 8)
    assert shifted == pytest.approx(np.array(expected), abs=1e-9)


@pytest.mark.parametrize("degrees", [-30, 10, 45, 90, 180])
def test_turning_is_clockwise_about_the_middle(degrees):
    expected = [
        ndimage.rotate(image, -degrees, reshape=False, order=1, mode="grid-constant")
        for image in IMAGES
    ]
    turned = corrupt(IMAGES, degrees=degrees).reshape(-1, 8, 8)
    assert turned == pytest.approx(np.array(expected), abs=1e-9)


def test_a_quarter_turn_moves_whole_pixels():
    expected = np.rot90(IMAGES, -1, axes=(1, 2))
    assert corrupt(IMAGES, degrees=90).reshape(-1, 8, 8) == pytest.approx(expected, abs=1e-9)


def test_it_is_turned_first_and_shifted_then():
    turned = corrupt(IMAGES, degrees=90)
    both = corrupt(IMAGES, degrees=90, right=2)
    assert both == pytest.approx(corrupt(turned, right=2), abs=1e-9)


def test_noise_has_the_spread_asked_for_and_one_pattern():
    grey = np.full((400, 64), 8.0)
    weak, strong = corrupt(grey, noise=0.05) - 8, corrupt(grey, noise=0.1) - 8
    assert weak.std() == pytest.approx(0.05 * 16, rel=0.02)
    assert strong == pytest.approx(2 * weak)
    assert not np.array_equal(corrupt(grey, noise=0.05, seed=1) - 8, weak)


def test_nothing_asked_nothing_changed_and_pixels_stay_in_bounds():
    assert np.array_equal(corrupt(IMAGES), IMAGES.reshape(-1, 64))
    wild = corrupt(IMAGES, noise=1.0)
    assert wild.min() == 0
    assert wild.max() == 16


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_amounts_have_bounds(name):
    with pytest.raises(ValueError, match=f"{name} must be a number from"):
        corrupt(IMAGES, **{name: 1000})


def test_a_network_reads_less_the_more_an_image_is_spoilt(trained):
    for name, amounts in {"right": (0, 1, 3), "degrees": (0, 30, 90), "noise": (0, 0.3, 1)}.items():
        shares = accuracy_under(trained, name, amounts)
        assert shares[0] == trained.metrics()[3]
        assert shares[0] > shares[1] > shares[2]
