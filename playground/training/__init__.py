"""Training: runs, races, their moments and their history. No pages, no pictures."""

from playground.training.history import History
from playground.training.race import Race
from playground.training.run import Run
from playground.training.snapshot import Snapshot

__all__ = ["History", "Race", "Run", "Snapshot"]
