"""Caps come from the environment, a wrong one is named, and a configuration is brought within."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.config import RunConfig
from playground.live.limits import Limits
from playground.training import Run


def test_defaults_and_environment():
    assert Limits.from_environment({}) == Limits()
    limits = Limits.from_environment(
        {
            "PLAYGROUND_MAX_RUNS": "7",
            "PLAYGROUND_IDLE_SECONDS": "1.5",
            "PLAYGROUND_ALLOWED_ORIGINS": "https://Example.org/, http://a.b:81",
            "UNRELATED": "x",
        }
    )
    assert limits.max_runs == 7
    assert limits.idle_seconds == 1.5
    assert limits.allowed_origins == ("https://example.org", "http://a.b:81")


@pytest.mark.parametrize("text", ["", "no", "0", "-3", "2.5", "nan", "inf", "1e400"])
def test_a_wrong_value_is_named(text):
    with pytest.raises(ValueError, match=r"PLAYGROUND_MAX_RUNS must be .* whole number\. Got"):
        Limits.from_environment({"PLAYGROUND_MAX_RUNS": text})


def test_a_share_is_at_most_the_whole():
    with pytest.raises(ValueError, match=r"TRAINING_SHARE must be a positive number up to 1\. Got"):
        Limits.from_environment({"PLAYGROUND_TRAINING_SHARE": "1.2"})


def test_every_limit_says_what_it_is():
    for field in dataclasses.fields(Limits):
        assert field.metadata["sentence"].endswith("."), field.name


def test_within_the_limits_nothing_is_changed():
    assert Limits().admit(RunConfig()) == (RunConfig(), [])


@given(
    most=st.integers(1, 3000),
    points=st.integers(1, 2000),
    layers=st.lists(st.integers(1, 32), max_size=8),
    dataset=st.sampled_from(["spiral", "pinwheel", "curve"]),
)
def test_the_nearest_allowed_is_within_the_caps_and_said_in_words(most, points, layers, dataset):
    asked = RunConfig(dataset=dataset, hidden_layers=tuple(layers), n_samples=100)
    limits = Limits(max_parameters=most, max_points=points)
    taken, notes = limits.admit(asked)
    assert taken.n_samples == min(100, max(points, 20))
    n_parameters = sum(W.size + b.size for W, b in Run(taken).layers)
    assert n_parameters <= most or taken.hidden_layers == ()
    assert len(notes) == (taken.n_samples != 100) + (taken.hidden_layers != asked.hidden_layers)
    assert limits.admit(taken) == (taken, [])


def test_wide_layers_are_narrowed_and_narrow_ones_kept():
    asked = RunConfig(hidden_layers=(32, 4, 32))
    taken, notes = Limits(max_parameters=250).admit(asked)
    assert taken.hidden_layers == (18, 4, 18)  # 3·18 + 19·4 + 5·18 + 19 = 239; 19 would make 252
    assert "hidden layers 18,4,18 are used" in notes[0]
