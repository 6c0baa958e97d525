"""Rosenblatt's rule on the page: point by point, on points that a line parts and that none does."""

from __future__ import annotations

import streamlit as st

from playground.analysis.perceptron import (
    EXERCISES,
    MOST_ROUNDS,
    N_POINTS,
    Lesson,
    lesson,
    weighted_sum,
)
from playground.figures.neuron_lesson import lesson_plane, mistakes_stairs
from playground.views import session
from playground.views.capacity_settings import is_dark, look_for

HELP = """Start with all weights 0 and look at one point after another. Is the answer right, do
nothing. Is it wrong, add the point to the weights, or take it away:

$$w \\leftarrow w + \\tfrac12 (t - o)\\,x, \\qquad b \\leftarrow b + \\tfrac12 (t - o)$$

with the target $t$ and the answer $o$, both $+1$ or $-1$. If *some* line parts the classes, the
rule finds one after at most $(R/\\gamma)^2$ mistakes (Novikoff 1962): $R$ is the length of the
longest point $(x_1, x_2, 1)$, $\\gamma$ the margin by which the points can be parted. If none does,
it never stops making mistakes (Minsky and Papert 1969).

It is the engine's own training: a network without hidden layer, step output, batches of one
point. The sidebar's seed draws other points."""


def rule() -> None:
    """The view's second half: choose points, step, read what happened."""
    st.subheader("Rosenblatt's rule, point by point", anchor=False)
    look_for(
        "Step through the points: after a mistake the line moves, otherwise nothing happens. Look "
        "whether the mistakes stop.",
        HELP,
    )
    found = _lesson(session.setting("points"), session.config().seed)
    step = min(session.setting("looked"), found.n_steps)
    if step != session.setting("looked"):  # a link, or other points than those it was made for
        session.choose(looked=step)
    plane, side = st.columns([1, 1.25], gap="medium")
    with side:
        _choices(found, step)
        st.markdown(step_words(found, step))
        st.html(
            mistakes_stairs(found.wrong, step, len(found.X), most=found.n_steps, dark=is_dark())
        )
        st.caption("Mistakes so far. Look whether the stairs end: flat means nothing to learn.")
    with plane:
        at = max(step - 1, 0)
        st.html(
            lesson_plane(
                found.X,
                found.y,
                before=tuple(found.weights[at]),
                after=tuple(found.weights[step]),
                looked_at=at % len(found.X) if step else None,
                wrong=bool(step and found.wrong[at]),
                dark=is_dark(),
            )
        )
        st.caption(
            "The ring is the point looked at, the arrow the weights, from the line towards +1 "
            "(discs). Dashed: the line before a mistake was mended."
        )


@st.cache_data(max_entries=60, show_spinner=False)
def _lesson(name: str, seed: int) -> Lesson:
    return lesson(name, seed)


def _choices(found: Lesson, step: int) -> None:
    st.segmented_control(
        "Points", list(EXERCISES), key="points", required=True,
        format_func=lambda name: EXERCISES[name].label,
    )  # fmt: skip
    st.slider("Points looked at", 0, found.n_steps, key="looked")
    moves = {
        "rule_start": (":material/first_page:", 0, "Back to weights of zero"),
        "rule_back": (":material/chevron_left:", max(step - 1, 0), "One point back"),
        "rule_on": (":material/chevron_right:", min(step + 1, found.n_steps), "Look at a point"),
        "rule_mistake": ("Next mistake", found.next_mistake(step), "On to the next mistake"),
        "rule_end": (":material/last_page:", found.n_steps, "To the end"),
    }
    with st.container(horizontal=True, key="rule_moves", gap="xsmall"):
        for key, (label, to, help) in moves.items():
            is_icon = label.startswith(":")
            st.button(
                "" if is_icon else label, icon=label if is_icon else None, key=key, help=help,
                on_click=session.choose, kwargs={"looked": to}, disabled=to == step,
            )  # fmt: skip


def step_words(found: Lesson, step: int) -> str:
    """What the step did, and what came of all of them so far, as sentences."""
    if step == 0:
        return (
            "All weights are 0, so z = 0 and every answer is +1. Press › to look at the first "
            "point."
        )
    at = step - 1
    point = at % len(found.X)
    x1, x2 = found.X[point]
    before, after = found.weights[at], found.weights[step]
    z = float(weighted_sum(tuple(before), [found.X[point]])[0])
    said, target = ("+1" if z >= 0 else "−1"), ("+1" if found.y[point] else "−1")
    words = [
        f"**Round {at // len(found.X) + 1}, point {point + 1}** at ({_num(x1)}, {_num(x2)}): "
        f"z = {_num(z)}, the answer is {said}, right is {target}."
    ]
    if found.wrong[at]:
        sign = "+" if found.y[point] else "−"
        words.append(
            f"**Wrong**, so w ← w {sign} x: ({', '.join(map(_num, before))}) becomes "
            f"({', '.join(map(_num, after))})."
        )
    else:
        words.append("**Right**: nothing changes.")
    return " ".join(words) + "  \n" + outcome_words(found, step)


def outcome_words(found: Lesson, step: int) -> str:
    """Mistakes so far, and how many there can be."""
    n = int(found.wrong[:step].sum())
    mistakes = f"**{n} mistake{'' if n == 1 else 's'}** after {step} points"
    if not found.parted:
        return (
            f"{mistakes}. No line parts these points, so the mistakes never end; here "
            f"{MOST_ROUNDS} rounds are shown."
        )
    bound = f"more than {found.bound:,.0f} are impossible (Novikoff's bound)"
    if step == found.n_steps:
        return f"{mistakes}, and a whole round without one: **learnt**. For these points {bound}."
    return f"{mistakes}; for these points {bound}."


def _num(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


MOST_LOOKED = MOST_ROUNDS * N_POINTS
"""The most points the slider counts."""
