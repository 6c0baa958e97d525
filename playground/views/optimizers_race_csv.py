"""A race's numbers as CSV: everybody's curves, the standings, and a race repeated over seeds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import numpy as np

from playground.live.watched_run import WatchedRun
from playground.training import Race
from playground.training.race_moment import MEASURES, arrivals
from playground.training.repeat import Repeated


def curves_csv(run: WatchedRun, goal: float) -> str:
    """Everybody's measures after every epoch, one line an epoch and contestant."""
    curves, labels = run.call(lambda race: (race.curves, list(race.labels)))
    rows = (
        [row["epoch"], label, *(_text(row[name][i]) for name in MEASURES)]
        for row in curves
        for i, label in enumerate(labels)
    )
    return _written(["epoch", "contestant", *MEASURES], rows)


def standings_csv(run: WatchedRun, goal: float) -> str:
    """One line a contestant: its settings, when it came to the goal, and where it stands."""
    labels, contestants, curves, measures, said = run.call(_standings)
    rows = []
    for i, (label, contestant, arrival) in enumerate(
        zip(labels, contestants, arrivals(curves, goal), strict=True)
    ):
        settings = " ".join(f"{name}={value}" for name, value in contestant.settings.items())
        came: list[Any] = ["", "", ""]
        if arrival is not None:
            came = [arrival.epoch, _text(arrival.evaluations), _text(arrival.seconds)]
        rows.append([label, settings, goal, *came, *map(_text, measures[i]), said[i]])
    there = [f"{name}_to_goal" for name in ("epochs", "evaluations", "seconds")]
    return _written(["contestant", "settings", "goal", *there, *MEASURES, "diverged"], rows)


def repeated_csv(repeated: Repeated) -> str:
    """One line a contestant and seed: the epoch of its arrival, empty if it did not arrive."""
    rows = (
        [label, seed, "" if np.isnan(epoch) else int(epoch)]
        for label, epochs in zip(repeated.labels, repeated.epochs, strict=True)
        for seed, epoch in zip(repeated.seeds, epochs, strict=True)
    )
    return _written(["contestant", "seed", "epochs_to_goal"], rows)


def _standings(race: Race) -> tuple:
    return race.labels, race.config.contestants, race.curves, race.measures, race.sentences


def _text(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.9g}"


def _written(head: list[str], rows: Iterable[Iterable[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()
