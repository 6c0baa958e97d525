"""Caps come from the environment, and a wrong one is named."""

import pytest

from playground.live.limits import Limits


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


@pytest.mark.parametrize("text", ["", "no", "0", "-3", "2.5", "nan", "inf"])
def test_a_wrong_value_is_named(text):
    with pytest.raises(ValueError, match=r"PLAYGROUND_MAX_RUNS must be .* whole number\. Got"):
        Limits.from_environment({"PLAYGROUND_MAX_RUNS": text})
