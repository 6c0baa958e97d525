"""What the optimisers page lets people choose, and what its views share."""

from __future__ import annotations

from playground.analysis.ravine_stability import STABILITY
from playground.analysis.ravines import RAVINES
from playground.fields import Choice, Flag, Names, Number, Setting
from playground.live.registry import REGISTRY
from playground.live.watched_run import WatchedRun
from playground.nn import OPTIMIZERS
from playground.views import session
from playground.views.optimizers_race_settings import GENETIC, RACE

RESOLUTIONS = ("21", "41", "61", "81", "121")
PATH_EPOCHS = (20, 50, 100, 200, 300, 500, 1000, 2000)
EXTENTS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0)
RATES: tuple[float, ...] = (
    *(0.0003, 0.001, 0.002, 0.003, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.034, 0.04, 0.045),
    *(0.048, 0.05, 0.052, 0.06, 0.07, 0.08, 0.09, 0.1, 0.12, 0.15, 0.2, 0.3, 0.5, 0.7, 0.9, 0.95),
    *(1.0, 1.05, 1.1, 1.5, 2.0),
)
STEPS = (10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000)
START = RAVINES["quadratic"]
MARKED_BETAS = (0.5, 0.9, 0.98)

LANDSCAPE = {
    "whose": Setting(Choice(("run", "race")), "run"),
    "plane": Setting(Choice(("path", "random")), "path"),
    "plane_seed": Setting(Number(0, 9999, whole=True), 0),
    "extent": Setting(Number(0.05, 10), 1.25),
    "resolution": Setting(Choice(RESOLUTIONS), "61"),
    "points": Setting(Choice(("train", "test")), "train"),
    "log_loss": Setting(Flag(), True),
    "path_epochs": Setting(Number(10, 2000, whole=True), 200),
}
RAVINE = {
    "ravine": Setting(Choice(tuple(RAVINES)), START.name),
    "walkers": Setting(Names(tuple(OPTIMIZERS)), ("sgd", "momentum", "adam")),
    "rate": Setting(Number(1e-5, 10), START.learning_rate),
    "adaptive_rate": Setting(Number(1e-5, 10), START.adaptive_rate),
    "walk_beta1": Setting(Number(0, 0.999), 0.8),
    "walk_beta2": Setting(Number(0, 0.9999), 0.999),
    "steps": Setting(Number(1, STEPS[-1], whole=True), 100),
    "start_x": Setting(Number(-5, 5), START.start[0]),
    "start_y": Setting(Number(-5, 5), START.start[1]),
    "region": Setting(Choice(tuple(STABILITY)), "momentum"),
}
AVERAGES = {
    "beta": Setting(Number(0, 0.999), 0.9),
    "average_noise": Setting(Number(0, 2), 0.5),
    "average_seed": Setting(Number(0, 9999, whole=True), 0),
}
SETTINGS: dict[str, Setting] = {
    "view": Setting(
        Choice(("race", "landscape", "genetic", "ravine", "averages", "rules")), "race"
    ),
    **RACE,
    **GENETIC,
    **LANDSCAPE,
    **RAVINE,
    **AVERAGES,
}
"""The page's settings beside the configuration."""


def race_run() -> WatchedRun | None:
    """The race this visitor has begun, if there is one.

    Who begins a race keeps its token as ``session.kept("race", dict)["token"]``.
    """
    kept: dict[str, str] = session.kept("race", dict)
    return REGISTRY.get(kept.get("token", ""))
