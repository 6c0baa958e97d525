"""Baselines: models of scikit-learn to hold the network against, fitted to the same data."""

from playground.analysis.baselines.fitting import Fitted, field, fit_baseline
from playground.analysis.baselines.row import Baseline, Parameter, Step
from playground.analysis.baselines.sentence import what_linear_costs
from playground.analysis.baselines.source import code, points_csv, program
from playground.analysis.baselines.table import BASELINES, baselines_for, defaults

__all__ = [
    "BASELINES",
    "Baseline",
    "Fitted",
    "Parameter",
    "Step",
    "baselines_for",
    "code",
    "defaults",
    "field",
    "fit_baseline",
    "points_csv",
    "program",
    "what_linear_costs",
]
