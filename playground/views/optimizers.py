"""The optimisers page: what they do and the ground they walk on, one view at a time."""

from __future__ import annotations

from playground.views.optimizers_averages import averages
from playground.views.optimizers_genetic import genetic
from playground.views.optimizers_landscape import landscape
from playground.views.optimizers_race import race
from playground.views.optimizers_ravine import ravine
from playground.views.optimizers_rules import rules
from playground.views.page_views import View, show_views

VIEWS = {
    "race": View("Race", "sports_score", race),
    "landscape": View("Loss landscape", "landscape", landscape),
    "genetic": View("Genetic algorithm", "genetics", genetic),
    "ravine": View("Ravine", "elevation", ravine, of_run=False),
    "averages": View("Averages", "show_chart", averages, of_run=False),
    "rules": View("Rules", "function", rules, of_run=False),
}


def optimizers() -> None:
    """The page: its sidebar, the choice of a view, and that view."""
    show_views("view", VIEWS)
