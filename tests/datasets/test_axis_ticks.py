"""Round numbers along an axis."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasets import Axis
from datasets.axis_ticks import axis_ticks


@settings(deadline=None)
@given(
    offset=st.floats(-1e6, 1e6),
    scale=st.floats(1e-3, 1e5) | st.floats(-1e5, -1e-3),
    most=st.integers(2, 12),
)
def test_ticks_are_in_sight_few_and_evenly_apart(offset, scale, most):
    ticks = axis_ticks(Axis("a", offset, scale), -6, 6, most)
    places = [place for place, _ in ticks]
    assert 1 <= len(ticks) <= most + 1
    assert all(abs(place) <= 6.001 for place in places)
    gaps = np.diff(sorted(places))
    assert np.allclose(gaps, gaps[:1], rtol=1e-3, atol=1e-6)


def test_ticks_have_round_values_in_the_datas_units():
    ticks = axis_ticks(Axis("height", offset=170, scale=5), -6, 6, most=4)
    assert ticks == [(-6.0, "140"), (-2.0, "160"), (2.0, "180"), (6.0, "200")]
    assert axis_ticks(Axis("a", 0, 0), -6, 6) == []
    halves = axis_ticks(Axis("y"), -1.2, 1.2)
    assert [text for _, text in halves] == ["−1.0", "−0.5", "0", "0.5", "1.0"]


@pytest.mark.parametrize(
    ("offset", "scale"), [(0, 1), (170, 5), (-3e-5, 2e-6), (1e7, 3e5), (0.5, -0.1), (5, 1e-3)]
)
def test_words_say_the_values_at_their_places(offset, scale):
    ticks = axis_ticks(Axis("a", offset, scale), -6, 6)
    words = [word for _, word in ticks]
    said = [float(word.replace(",", "").replace("−", "-")) for word in words]
    values = [offset + scale * place for place, _ in ticks]
    np.testing.assert_allclose(said, values, atol=abs(scale) / 50)
    assert len(set(words)) == len(words) > 2
