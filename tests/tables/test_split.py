"""The split gives every class its share, and another share moves as few points as it can."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.tables.split import for_training


def split(labels, share, seed=0):
    return for_training(np.array(labels), share, np.random.default_rng(seed))


@given(
    st.lists(st.integers(0, 9), min_size=2, max_size=120),
    st.floats(0.1, 0.9),
    st.integers(0, 5),
)
@settings(max_examples=200, deadline=None)
def test_every_class_is_in_both_parts_and_near_its_share(labels, share, seed):
    chosen = split(labels, share, seed)
    for label in set(labels):
        own = chosen[np.array(labels) == label]
        assert own.any()
        if len(own) > 1:
            assert not own.all()
        # Among any n successive multiples of the golden ratio those below the share are n·share,
        # give or take less than three for n up to 120.
        assert abs(own.sum() - share * len(own)) < 3


@given(st.integers(10, 500), st.floats(0.1, 0.85), st.integers(0, 5))
@settings(max_examples=100, deadline=None)
def test_a_larger_share_only_adds_points(n, share, seed):
    labels = [0] * n
    smaller, larger = split(labels, share, seed), split(labels, share + 0.05, seed)
    assert (larger | ~smaller).all()


def test_the_order_of_a_file_makes_no_pattern():
    chosen = split([0] * 1000, 0.5)
    assert chosen.sum() == 500
    assert abs(chosen[:500].sum() - 250) < 50
    assert abs((chosen[1:] == chosen[:-1]).sum() - 500) < 80


def test_the_same_seed_gives_the_same_split():
    np.testing.assert_array_equal(split([0, 1] * 50, 0.7, 3), split([0, 1] * 50, 0.7, 3))
    assert (split([0, 1] * 50, 0.7, 3) != split([0, 1] * 50, 0.7, 4)).any()
