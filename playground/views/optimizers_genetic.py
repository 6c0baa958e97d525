"""Genetic: a population of networks that learns by selection and mutation, watched live."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from playground.fields import Choice, FieldError
from playground.nn.genetics import CROSSOVERS, SELECTIONS
from playground.racing import CONTESTANTS, Contestant, RaceConfig
from playground.views import session
from playground.views.capacity_settings import marks
from playground.views.live_stage import live_stage
from playground.views.optimizers_race import CSS, race_files, shared_config, watched_race
from playground.views.optimizers_race_settings import LENGTHS, choices_for_stage, take_choice

PACE = 5.0
"""Generations a frame: thousands are needed."""
INDIVIDUALS = 16
RIVAL = Contestant("adam")
SMALLER = "Choose a smaller population above, or fewer units in the sidebar."
GOALS = (0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
POPULATIONS = (10, 20, 30, 50, 80, 120, 200)
STEPS = (0.03, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0)


def genetic() -> None:
    """The view: the algorithm's controls, its population on the stage, its numbers to take away."""
    st.html(Path(__file__).parent / CSS)
    _controls()
    try:
        config = genetic_config()
    except FieldError as error:
        st.warning(f"{error} {SMALLER}", icon=":material/warning:")
        return
    heard: dict[str, Any] = session.kept("genetic choices", dict)
    live_stage(
        "genetic",
        on_choice=lambda value: take_choice(value, heard),
        watched=lambda: watched_race(config, "genetic"),
        race=choices_for_stage(heard),
        pace=PACE,
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="genetic_foot"):
        st.select_slider(
            "Goal: accuracy on the training points", marks("goal", GOALS),
            key="goal", width=260, format_func="{:.1%}".format,
            help="What the fittest is held to, and the method of gradients beside it.",
        )  # fmt: skip
        st.select_slider(
            "Generations", marks("generations", LENGTHS), key="generations", width=220,
            format_func="{:,}".format, help="Where the run stops by itself.",
        )  # fmt: skip
        race_files("genetic")


def genetic_config() -> RaceConfig:
    """A race of the genetic algorithm against one method of gradients, with its population.

    Raises
    ------
    ValueError
        If population and network together are too large to be watched.
    """
    settings = {row.name: session.setting(row.name) for row in CONTESTANTS["genetic"].settings}
    contestants = (Contestant.of("genetic", **settings), RIVAL)
    return RaceConfig(shared_config("generations"), contestants, individuals=INDIVIDUALS)


def _controls() -> None:
    rows = {row.name: row.kind for row in CONTESTANTS["genetic"].settings}
    selections, crossovers = rows["selection"], rows["crossover"]
    assert isinstance(selections, Choice)
    assert isinstance(crossovers, Choice)
    with st.container(horizontal=True, vertical_alignment="bottom", key="genetic_settings"):
        st.select_slider(
            "Population", marks("population", POPULATIONS), key="population", width=170,
            help="Individuals, each a network with weights of its own. Every change here begins a "
            "new run.",
        )  # fmt: skip
        st.slider(
            "Elite", 1, 4, key="elite", width=110,
            help="The fittest so many live on unchanged, so that the best is never lost.",
        )  # fmt: skip
        st.select_slider(
            "Mutation σ", marks("mutation", STEPS), key="mutation", width=150,
            help="Standard deviation of the noise on a child's weights at the start. Afterwards "
            "every individual has its own, which is inherited and mutated too (self-adaptation).",
        )  # fmt: skip
        st.selectbox(
            "Selection", selections.names, key="selection", width=180,
            format_func=lambda name: SELECTIONS[name].label,
            help=_lines(SELECTIONS),
        )  # fmt: skip
        st.selectbox(
            "Crossover", crossovers.names, key="crossover", width=180,
            format_func=lambda name: CROSSOVERS[name].label,
            help=_lines(CROSSOVERS),
        )  # fmt: skip


def _lines(table: Any) -> str:
    """A line of help for each row: what it does, and who described it."""
    return "\n".join(f"- **{row.label}**: {row.rule} ({row.reference})" for row in table.values())
