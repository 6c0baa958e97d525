"""The figure of a mini-batch's gradients shows the arrays it was given."""

from __future__ import annotations

import numpy as np
import pytest

from playground.figures.backprop_batch import agreement_figure


@pytest.mark.parametrize("dark", [False, True])
def test_every_point_is_a_dot_and_the_first_is_marked(dark):
    cosines, norms = np.array([0.5, -0.2, 0.9]), np.array([2.0, 1.0, 0.0])
    figure = agreement_figure(cosines, norms, [0, 1, -1], mean_norm=0.3, dark=dark)
    others, chosen, mean = figure.data
    assert list(others.x) == [-0.2, 0.9]
    assert list(chosen.x) == [0.5]
    assert list(chosen.y) == [2.0]
    assert others.y[0] == 1.0
    assert 0 < others.y[1] < 1e-5  # a logarithmic axis has no 0
    assert set(mean.y) == {0.3}
    assert chosen.marker.size > others.marker.size


def test_gradients_without_any_length_can_be_drawn():
    figure = agreement_figure(np.zeros(2), np.zeros(2), [0, 1], mean_norm=0.0)
    assert all(y > 0 for trace in figure.data for y in trace.y)
