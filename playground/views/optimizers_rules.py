"""Rules: every optimiser's update as a formula, what its settings do, and who found it."""

from __future__ import annotations

import streamlit as st

from playground.nn import OPTIMIZERS
from playground.nn.rules import RULES, Rule
from playground.racing import CONTESTANTS
from playground.views import session
from playground.views.capacity_settings import look_for
from playground.views.optimizers_ravine import own_settings

HELP = r"""$w$ are the weights and biases, $g$ the gradient of the loss on the present batch, $t$
the number of the step. Squares, roots and quotients are taken for each weight by itself.
$\varepsilon = 10^{-8}$ keeps from dividing by zero."""


def rules() -> None:
    """The view: one card a rule."""
    look_for(
        "Compare the lines: every rule adds one idea to the one before. w are the weights, g the "
        "gradient, η the learning rate.",
        HELP,
    )
    rows = list(RULES.values())
    for start in range(0, len(rows), 2):
        for place, rule in zip(st.columns(2), rows[start : start + 2], strict=False):
            with place.container(border=True, height="stretch", key=f"rule_{rule.name}"):
                _card(rule)


def _card(rule: Rule) -> None:
    st.markdown(f"##### {label(rule.name)}\n{rule.idea}")
    lines = r" \\[3pt] ".join(rule.latex)
    st.latex(rf"\begin{{gathered}} {lines} \end{{gathered}}")
    st.markdown("\n".join(f"- ${symbol}$: {says}." for _, symbol, says in rule.settings))
    st.caption("  \n".join(source(rule)))
    if rule.name in OPTIMIZERS:
        st.button(
            "Watch it walk", key=f"walk_{rule.name}", icon=":material/elevation:",
            on_click=session.choose,
            kwargs=own_settings("quadratic")
            | {"view": "ravine", "ravine": "quadratic", "walkers": ["sgd", rule.name]},
            help="Beside gradient descent, on the elongated quadratic.",
        )  # fmt: skip


def label(name: str) -> str:
    """The name of a rule for people."""
    row = OPTIMIZERS.get(name) or CONTESTANTS[name]
    return row.label[:1].upper() + row.label[1:]


def source(rule: Rule) -> list[str]:
    """Each paper as a line with its link."""
    return [f"{paper.authors} {paper.year}. [{paper.title}]({paper.link})" for paper in rule.papers]
