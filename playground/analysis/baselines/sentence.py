"""The sentence beneath the comparison: which models are linear, and what that costs here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from datasets import FEATURES
from playground.analysis.baselines.fitting import Fitted
from playground.analysis.baselines.table import BASELINES
from playground.config import RunConfig

SAME = 0.025
"""A lead smaller than this counts as none: it is a handful of the usual test points."""
PROPER = ("Gaussian", "Huber")
"""First words of labels that keep their capital within a sentence."""


def what_linear_costs(
    results: Iterable[Fitted] | Mapping[str, Fitted],
    config: RunConfig,
    network_accuracy: float | None = None,
) -> str:
    """Which of the models are linear, and how far the best of them stays behind on the test points.

    Parameters
    ----------
    results : iterable or mapping of Fitted
        Baselines of one task; those that could not be fitted are left out.
    config : RunConfig
        Its ``features`` are named, as "straight" is meant in their space.
    network_accuracy : float or None
        The live network's test accuracy (R² for regression); None or NaN leaves it out.

    Returns
    -------
    str
        One paragraph; empty if there is nothing to compare.
    """
    found = list(results.values()) if isinstance(results, Mapping) else list(results)
    fitted = [one for one in found if one.fits and math.isfinite(one.test_accuracy)]
    straight = [one for one in fitted if BASELINES[one.name].linear]
    bent = [one for one in fitted if not BASELINES[one.name].linear]
    if not straight:
        return ""
    regression = BASELINES[straight[0].name].task == "regression"
    rows = [("the best of them", max(straight, key=_test))]
    if bent:
        rows.append(("the best of the others", max(bent, key=_test)))
    reached = [(f"{who} ({_label(one)})", one.test_accuracy) for who, one in rows]
    if network_accuracy is not None and math.isfinite(network_accuracy):
        reached.append(("the network", float(network_accuracy)))
    others = [f"{who} {_score(value, regression)}" for who, value in reached[1:]]
    sentences = [_who_is_straight(straight, config.features, regression)]
    who, best = reached[0]
    reaches = f"On the test points {who} reaches {_score(best, regression)}"
    sentences.append(f"{reaches}, {_listed(others)}." if others else f"{reaches}.")
    if len(reached) > 1:
        lost = max(value for _, value in reached[1:]) - best
        sentences.append(_verdict(lost, regression))
    return " ".join(sentences)


def _who_is_straight(straight: Sequence[Fitted], features: Sequence[str], regression: bool) -> str:
    names = _listed([_label(one) for one in straight])
    inputs = _listed([FEATURES[name].label for name in features])
    cuts = "straight cuts" if len(straight[0].classes) > 2 else "a straight cut"
    kind = "a flat surface" if regression else cuts
    verb, each = ("is", "it makes") if len(straight) == 1 else ("are", "each makes")
    start = f"{names[0].upper()}{names[1:]} {verb} linear: {each} {kind}"
    if set(features) <= {"x", "y"}:
        return f"{start}."
    seen = "bent above the plane" if regression else "curved in the plane"
    return f"{start} in the space of {inputs}, which may well be {seen}."


def _verdict(lost: float, regression: bool) -> str:
    if lost < SAME:
        return "So being linear costs nothing here."
    cost = f"{lost:.2f} of R²" if regression else f"{100 * lost:.0f} points in a hundred"
    return f"So being linear costs {cost} here."


def _test(one: Fitted) -> float:
    return one.test_accuracy


def _label(one: Fitted) -> str:
    """A label as it stands within a sentence: capitals only where they are part of the name."""
    label = BASELINES[one.name].label
    first = label.split()[0]
    return label if first.isupper() or first in PROPER else label[0].lower() + label[1:]


def _score(value: float, regression: bool) -> str:
    """As the stage writes it: 100% means all points."""
    if not regression:
        return "100%" if value == 1 else f"{min(value, 0.999):.1%}"
    return f"R² {round(value, 2) + 0.0:.2f}".replace("-", "−")  # + 0: no negative zero


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
