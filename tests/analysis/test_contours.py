"""Contour lines of functions whose zeros are known."""

from __future__ import annotations

import numpy as np
import pytest

from playground.analysis.contours import decision_lines, level_lines

TICKS = np.linspace(-6, 6, 61)
X, Y = np.meshgrid(TICKS, TICKS)


def test_a_circle_is_one_closed_line():
    (line,) = level_lines(X**2 + Y**2 - 9, TICKS)
    assert np.array_equal(line[0], line[-1])
    assert np.linalg.norm(line, axis=1) == pytest.approx(3, abs=0.02)
    assert np.linalg.norm(np.diff(line, axis=0), axis=1).max() < 0.3
    assert np.linalg.norm(np.diff(line, axis=0), axis=1).sum() == pytest.approx(6 * np.pi, rel=0.01)


def test_a_straight_line_is_exact_and_open():
    (line,) = level_lines(X - 2 * Y + 0.5, TICKS)
    assert line[:, 0] - 2 * line[:, 1] == pytest.approx(-0.5, abs=1e-12)
    assert sorted(line[[0, -1], 0].tolist()) == pytest.approx([-6, 6])


def test_two_rings_are_two_lines_and_no_zero_none():
    ring = np.minimum((X - 3) ** 2, (X + 3) ** 2) + Y**2 - 1
    assert len(level_lines(ring, TICKS)) == 2
    assert level_lines(np.ones_like(X), TICKS) == []
    assert level_lines(np.zeros_like(X), TICKS) == []


def test_a_saddle_and_exact_zeros_break_nothing():
    for values in (X * Y, np.sign(X), np.random.default_rng(0).integers(-1, 2, X.shape)):
        for line in level_lines(values, TICKS):
            assert np.isfinite(line).all()
            assert np.abs(line).max() <= 6


def test_several_outputs_part_where_another_becomes_the_largest():
    corners = np.array([[0.0, 2.0], [-2.0, -1.0], [2.0, -1.0]])
    places = np.column_stack([X.ravel(), Y.ravel()])
    Z = -((places[:, None] - corners) ** 2).sum(axis=2)
    for line in decision_lines(Z, TICKS):
        distances = np.sort(((line[:, None] - corners) ** 2).sum(axis=2), axis=1)
        # Within a triangle of the grid: the two nearest corners are equally far.
        assert np.abs(distances[:, 1] - distances[:, 0]).max() < 0.7
        assert np.median(np.abs(distances[:, 1] - distances[:, 0])) < 1e-9


def test_one_output_changes_its_answer_at_zero():
    (line,) = decision_lines(X.reshape(-1, 1) + 1, TICKS)
    assert line[:, 0] == pytest.approx(-1)
