"""Training: runs, their moments and their history. No pages, no pictures."""

from playground.training.history import History
from playground.training.run import Run
from playground.training.snapshot import Snapshot

__all__ = ["History", "Run", "Snapshot"]
