"""The heat map of a sweep on the page, and what is said of one of its cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import streamlit as st

from playground.figures.sweep_colors import limits_of
from playground.figures.sweep_curves import learning_curves
from playground.figures.sweep_heat_map import heat_map
from playground.stage import base_path
from playground.sweep.job import Job
from playground.sweep.spec import SweepSpec
from playground.views import session
from playground.views.sweep_axes import axis_label, in_sentence, value_word
from playground.views.sweep_measures import (
    MEASURES,
    Group,
    Measure,
    grid,
    grouped,
    measures_for,
    values_of,
)
from playground.views.sweep_settings import NONE

STILL = {"displayModeBar": False}
ROOMY = 7  # columns whose cells have room for every digit


def map_axes(spec: SweepSpec) -> tuple[str | None, str | None]:
    """The controls for the two axes; the axes as chosen, None where there is none."""
    fields = [axis.field for axis in spec.axes]
    if not fields:
        return None, None
    across = _axis("Across", "across", fields, fields[0])
    others = [field for field in fields if field != across]
    if not others:
        return across, None
    up = _axis("Up", "up", [*others, NONE], others[0])
    return across, None if up == NONE else up


def _axis(label: str, key: str, fields: Sequence[str], fallback: str) -> str:
    chosen = session.setting(key)
    if chosen not in fields:
        chosen = fallback
        session.choose(**{key: chosen})
    st.selectbox(
        label, fields, key=key, width=190,
        format_func=lambda field: "nothing" if field == NONE else axis_label(field),
    )  # fmt: skip
    return chosen


def sweep_map(job: Job, x: str | None, y: str | None, measure: str) -> None:
    """The map of the cells finished so far; a cell that is pressed is told of beside it."""
    spec, cells, row = job.spec, job.summary(), MEASURES[measure]
    fields = [field for field in (x, y) if field is not None]
    groups = grouped(spec, cells, fields)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        # Kept here, as a picture with new results has forgotten what was pressed.
        kept: dict[tuple, tuple] = session.kept("sweep cell", dict)
        where = (job.id, x, y)
        if x is not None:
            kept[where] = _picture(spec, groups, x, y, row) or kept.get(where, ())
        pressed = kept.get(where)
        st.caption(f"{row.explained} {_what_a_cell_is(spec, fields)}")
    with right:
        at = pressed if pressed in groups else _best(groups, row)
        _card(spec, at, groups[at], fields, is_best=pressed not in groups)


def _picture(
    spec: SweepSpec,
    groups: dict[tuple[Any, ...], Group],
    x: str,
    y: str | None,
    row: Measure,
) -> tuple[Any, ...] | None:
    """Draw the map; the values of the cell that was pressed."""
    values = grid(spec, groups, x, y, row)
    xs = [(value,) for value in values_of(spec, x)]
    ys: list[tuple] = [()] if y is None else [(value,) for value in values_of(spec, y)]
    places = [[across + up for across in xs] for up in ys]
    fields = [x] if y is None else [x, y]
    digits = None if len(xs) <= ROOMY else row.few_digits
    figure = heat_map(
        values,
        [
            [
                row.text(value, digits=digits) if at in groups else ""
                for value, at in zip(*line, strict=True)
            ]
            for line in zip(values, places, strict=True)
        ],
        x_names=[value_word(x, value) for (value,) in xs],
        y_names=[""] if y is None else [value_word(y, value) for (value,) in ys],
        x_label=axis_label(x),
        y_label="" if y is None else axis_label(y),
        measure=row.label,
        limits=limits_of(values, diverging=row.diverging, top=row.top),
        diverging=row.diverging,
        low_is_good=row.low_is_good,
        form=row.form,
        hovers=[[_hover(fields, at, groups.get(at), row) for at in line] for line in places],
        dark=is_dark(),
    )
    event: Any = st.plotly_chart(
        figure, key=f"map_{x}_{y}", on_select="rerun", selection_mode="points", config=STILL,
        alt=f"{row.label} by {' and '.join(map(axis_label, fields))}",
    )  # fmt: skip
    points = event["selection"]["points"]
    if not points:
        return None
    up, across = int(points[0]["y"]), int(points[0]["x"])
    return places[up][across] if up < len(places) and across < len(xs) else None


def _hover(fields: list[str], at: tuple[Any, ...], group: Group | None, row: Measure) -> str:
    lines = [
        f"{axis_label(field)}: {value_word(field, value)}"
        for field, value in zip(fields, at, strict=True)
    ]
    if group is None:
        return "<br>".join([*lines, "not finished yet"])
    measured = f"<b>{row.label}: {row.text(row.of(group.runs))}</b>"
    return "<br>".join([*lines, measured, f"{len(group.runs)} runs; press for more"])


def _what_a_cell_is(spec: SweepSpec, fields: list[str]) -> str:
    """What runs are thrown together in a cell of the map, in words."""
    n_seeds = len(spec.seeds)
    over = f"{n_seeds} seeds" if n_seeds > 1 else "one seed"
    others = [in_sentence(axis_label(axis.field)) for axis in spec.axes if axis.field not in fields]
    if others:
        over += f" and all values of {', '.join(others)}"
    return f"Each cell is taken over {over}."


def _best(groups: dict[tuple[Any, ...], Group], row: Measure) -> tuple[Any, ...]:
    """The cell that is best by the measure; nearest to zero where it diverges."""

    def worse(at: tuple[Any, ...]) -> float:
        value = row.of(groups[at].runs)
        if math.isnan(value):
            return math.inf
        if row.diverging:
            return abs(value)
        return value if row.low_is_good else -value

    return min(groups, key=worse)


def _card(
    spec: SweepSpec, at: tuple[Any, ...], group: Group, fields: list[str], *, is_best: bool
) -> None:
    """One cell in words, its learning curves, and the way to its median run."""
    names = [
        f"{axis_label(field)} {value_word(field, value)}"
        for field, value in zip(fields, at, strict=True)
    ]
    with st.container(border=True, key="sweep_cell"):
        st.markdown(f"**{', '.join(names) or 'The one cell'}**{' · the best here' * is_best}")
        cell = group.median_cell
        shown = [name for name in measures_for([cell]) if name not in ("train_loss", "diverged")]
        texts = [(MEASURES[name].label, MEASURES[name], group.runs) for name in shown]
        st.markdown(
            "  \n".join(f"{label}: **{row.text(row.of(runs))}**" for label, row, runs in texts)
        )
        st.link_button(
            "Open its median run live", f"{base_path()}{group.address}",
            icon=":material/play_arrow:",
            help="The run in the middle by test accuracy (by test loss for regression), from its "
            "very first weights, in a new tab.",
        )  # fmt: skip
        _curves(spec, group)


def _curves(spec: SweepSpec, group: Group) -> None:
    curve = group.median_cell.result.curve
    classes = not math.isnan(group.median_cell.test_accuracy)
    train, test = (
        (curve.train_accuracy, curve.test_accuracy)
        if classes
        else (curve.train_loss, curve.test_loss)
    )
    figure = learning_curves(
        curve.epochs,
        train,
        test,
        measure="accuracy" if classes else "loss",
        form=".0%" if classes else ".3g",
        dark=is_dark(),
    )
    st.plotly_chart(figure, key="sweep_curves", config=STILL,
                    alt="Training and test points over the epochs")  # fmt: skip
    whose = "its seeds" if group.n_cells == 1 else "the seeds of the combination it is from"
    st.caption(
        f"How it was learnt, median over {whose}. The shaded gap between training and test "
        "points is overfitting."
    )


def is_dark() -> bool:
    """Whether the page is shown in dark colours."""
    return st.context.theme.type == "dark"
