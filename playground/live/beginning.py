"""How a live run begins: the run of a configuration, and its history within the memory allowed."""

from __future__ import annotations

from datasets import Dataset
from playground.config import RunConfig
from playground.live.population import shown_moment
from playground.racing import RaceConfig
from playground.training import History, Race, Run
from playground.training.history import RECENT

LEAST_RECENT = 12
RECENT_SHARE = 0.5  # of what all kept snapshots may take: the rest is for what came before them


def begin(config: RunConfig | RaceConfig, dataset: Dataset | None) -> Run | Race:
    """The run, or the race, that a configuration describes."""
    if isinstance(config, RaceConfig):
        race = Race(config.base, config.contestants, dataset)
        race.config = config
        return race
    return Run(config, dataset)


def first_history(run: Run | Race, allowed: int) -> History:
    """A history of at most ``allowed`` bytes, with the run's present moment in it."""
    first = shown_moment(run)
    history = History(max_bytes=allowed, recent=recent_within(allowed, first.nbytes))
    history.append(first)
    return history


def recent_within(allowed: int, snapshot_bytes: int) -> int:
    """How many of the newest snapshots are all kept: fewer where they are large and memory short.

    Parameters
    ----------
    allowed : int
        Bytes that the kept snapshots of the run may take.
    snapshot_bytes : int
        Of one.
    """
    within = int(RECENT_SHARE * allowed) // max(1, snapshot_bytes)
    return max(LEAST_RECENT, min(RECENT, within))
