"""The command that repeats a race: a request on standard input, lines of JSON on standard output.

A process of its own, at low priority, so that the live runs keep their thread. Every line is an
object: ``{"share": …}`` while it works, then ``{"epochs": …}`` or ``{"error": …}``. It ends by
itself when nobody reads any more.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO

import numpy as np

from playground.config import RunConfig
from playground.racing import ContestantList, RaceConfig
from playground.training.repeat import Repeated, repeat

NICENESS = 10  # of 19: the live pages come first


def request(race: RaceConfig, seeds: list[int], epochs: int, accuracy: float) -> str:
    """The request as text."""
    fields = {"base": race.base.to_json(), "seeds": seeds, "epochs": epochs}
    fields |= {"contestants": ContestantList().format(race.contestants), "accuracy": accuracy}
    return json.dumps(fields)


def answer(text: str, labels: tuple[str, ...], seeds: tuple[int, ...]) -> Repeated:
    """The result in a line that has ``epochs``."""
    table = [[np.nan if e is None else e for e in row] for row in json.loads(text)["epochs"]]
    return Repeated(labels, seeds, np.array(table, float))


def work(asked: dict[str, Any], out: TextIO) -> None:
    """Obey a request."""

    def tell(news: dict[str, Any]) -> None:
        print(json.dumps(news), file=out, flush=True)

    base = RunConfig.from_json(asked["base"])
    contestants, _ = ContestantList().parse(asked["contestants"], ())
    try:
        repeated = repeat(
            RaceConfig(base, contestants),
            asked["seeds"],
            epochs=asked["epochs"],
            accuracy=asked["accuracy"],
            tell=lambda share: tell({"share": round(share, 4)}),
        )
    except ValueError as error:
        tell({"error": str(error)})
        return
    tell({"epochs": [[None if np.isnan(e) else int(e) for e in row] for row in repeated.epochs]})


if __name__ == "__main__":
    os.nice(NICENESS)
    try:
        work(json.load(sys.stdin), sys.stdout)
    except BrokenPipeError:
        os._exit(1)  # nobody reads: without a word about it
