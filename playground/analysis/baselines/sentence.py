"""The sentence beneath the comparison: which models are linear, and what that costs here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from datasets import FEATURES
from playground.analysis.baselines.fitting import Fitted
from playground.analysis.baselines.table import BASELINES
from playground.config import RunConfig

SAME = 0.02
"""Two scores closer than this are called the same: a point or two of a usual test part."""


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
    score = _r_squared if BASELINES[straight[0].name].task == "regression" else _percent
    best = max(straight, key=lambda one: one.test_accuracy)
    words = [
        _who_is_straight(straight, config.features, BASELINES[best.name].task),
        f"On the test points the best of them, {_label(best)}, reaches {score(best.test_accuracy)}",
    ]
    rivals = []
    if bent:
        other = max(bent, key=lambda one: one.test_accuracy)
        rivals.append((other.test_accuracy, f"the best of the others, {_label(other)}"))
    if network_accuracy is not None and math.isfinite(network_accuracy):
        rivals.append((float(network_accuracy), "the network"))
    if not rivals:
        return f"{words[0]} {words[1]}."
    listed = _listed([f"{who} {score(value)}" for value, who in rivals])
    verdict = _verdict(best.test_accuracy, max(value for value, _ in rivals), score)
    return f"{words[0]} {words[1]}; {listed}. {verdict}"


def _who_is_straight(straight: Sequence[Fitted], features: Sequence[str], task: str) -> str:
    labels = [_label(one) for one in straight]
    inputs = _listed([FEATURES[name].label for name in features])
    kind = "a straight cut" if task == "classification" else "a flat surface"
    verb, each = ("is", "it makes") if len(labels) == 1 else ("are", "each makes")
    names = _listed(labels)
    sentence = (
        f"{names[0].upper()}{names[1:]} {verb} linear: {each} {kind} in the space of {inputs}"
    )
    if set(features) <= {"x", "y"}:
        return sentence + "."
    seen = "a curve in the plane" if task == "classification" else "a curved one above the plane"
    return f"{sentence}, which may be {seen}."


def _verdict(straight: float, best: float, score) -> str:
    if best - straight <= SAME:
        return "So being linear costs nothing here."
    if score is _percent:
        return f"So being linear costs {100 * (best - straight):.0f} points in a hundred here."
    return f"So being linear costs {best - straight:.2f} of R² here."


def _label(one: Fitted) -> str:
    """A label as it stands within a sentence: capitals only where they are part of the name."""
    label = BASELINES[one.name].label
    first = label.split()[0].rstrip(",")
    return (
        label if first.isupper() or first in ("Gaussian", "Huber") else label[0].lower() + label[1:]
    )


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _r_squared(value: float) -> str:
    return f"R² {value:.2f}".replace("-", "−")


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
