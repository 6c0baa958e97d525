"""Too few, too many: the same noisy points learnt by 2 to 32 units, plain and regularised."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from playground.analysis.gap_study import (
    N_SEEDS,
    WIDTHS,
    GapResult,
    Treatment,
    affordable_epochs,
    study,
    study_config,
    treatments,
    typical_seed,
)
from playground.config import RunConfig
from playground.figures.boundary_tiles import Tile, tile_table
from playground.figures.capacity_gap import gap_colors, gap_figure, gap_reach
from playground.training.run import make_dataset_for
from playground.views import session
from playground.views.capacity_settings import (
    EPOCHS,
    NOISY,
    ONE_AT_A_TIME,
    STUDY_DROPOUT,
    STUDY_L2,
    has_classes,
    is_dark,
    live_link,
    look_for,
    marks,
    percent,
    units_of,
)
from playground.views.capacity_words import NOTABLE

LAST_SEED = 2**31 - 1
HELP = f"""The gap is accuracy on training points − accuracy on test points. Each network is trained
with {N_SEEDS} seeds, each a new draw of points and of first weights; lines and figures are medians,
bands go from the lower to the upper quartile. The pictures all show one draw: the seed nearest to
the medians. Dots are the training points. All but layers and regularisation is the sidebar's.

- **L2** adds $\\lambda \\cdot \\frac{{1}}{{2}}\\sum w^2$ to the loss: large weights, which make
  sharp bends, must be worth their price.
- **Dropout** (Srivastava and others 2014) switches each unit off with probability $p$ in every
  step, so that none can rely on another."""


def few_many() -> None:
    """The view: settings, tiles, gaps."""
    look_for(
        "Look along the first row: a few units miss the shape, many draw islands around single "
        "points. Then look down: the same networks with a remedy.",
        HELP,
    )
    config = session.config()
    if not has_classes(config):
        return
    rows = treatments(session.setting("study_l2"), session.setting("study_dropout"))
    _choices()
    epochs = affordable_epochs(config, session.setting("study_epochs"))
    if epochs < session.setting("study_epochs"):
        st.caption(
            f"Trained for {epochs} epochs: with these points and this batch size, more would take "
            "too long here."
        )
    results = _all_trained(config, rows, epochs)
    seed = typical_seed([result for row in results for result in row])
    st.markdown(gap_words(results))
    dark = is_dark()
    st.html(tiles_html(results, rows, seed, dark=dark))
    _gap_charts(results, rows, dark=dark)


def _choices() -> None:
    button, *places = st.columns([1.3, 1, 1, 1, 1], vertical_alignment="bottom")
    button.button(
        "Few and noisy points", key="noisy", icon=":material/scatter_plot:",
        type="secondary" if _is_noisy() else "primary",
        on_click=session.choose, kwargs=NOISY, width="stretch",
        help="200 points of the circle with 45% noise, two ReLU layers: data on which both "
        "mistakes are seen. The sidebar follows.",
    )  # fmt: skip
    places[0].slider("Layers", 1, 4, key="study_layers", help="Each as wide as the column says.")
    places[1].select_slider("Epochs", marks("study_epochs", EPOCHS), key="study_epochs")
    places[2].select_slider("L2 rate", marks("study_l2", STUDY_L2), key="study_l2")
    places[3].select_slider(
        "Dropout", marks("study_dropout", STUDY_DROPOUT), key="study_dropout",
        format_func=lambda share: f"{share:.0%}",
    )  # fmt: skip


def _is_noisy() -> bool:
    """Whether the data are those on which both mistakes are seen."""
    config = session.config()
    return all(getattr(config, name) == NOISY[name] for name in ("dataset", "n_samples", "noise"))


def _all_trained(
    config: RunConfig, rows: Sequence[Treatment], epochs: int
) -> list[list[GapResult]]:
    """One list of results a row, one result a width; a bar says how far it is."""
    first = min(config.seed, LAST_SEED - N_SEEDS)
    place = st.empty()
    results: list[list[GapResult]] = []
    for r, row in enumerate(rows):
        results.append([])
        for c, width in enumerate(WIDTHS):
            share = (r * len(WIDTHS) + c) / (len(rows) * len(WIDTHS))
            place.progress(share, f"Training {N_SEEDS} networks: {units_of(width)}, {row.label}")
            one = study_config(config, width, session.setting("study_layers"), row, first)
            results[-1].append(_trained(one.to_json(), row.name, epochs))
    place.empty()
    return results


@st.cache_data(max_entries=360, show_spinner=False)
def _trained(config_json: str, treatment: str, epochs: int) -> GapResult:
    config = RunConfig.from_json(config_json)
    seeds = range(config.seed, config.seed + N_SEEDS)
    with ONE_AT_A_TIME:
        return study([config.replace(seed=seed) for seed in seeds], treatment, epochs)


def tiles_html(
    results: Sequence[Sequence[GapResult]], rows: Sequence[Treatment], seed: int, *, dark: bool
) -> str:
    """A row of tiles a treatment; all show the draw of the seed at this place."""
    tiles = {
        (r, c): _tile(result, seed) for r, row in enumerate(results) for c, result in enumerate(row)
    }
    one = results[0][0]
    data = make_dataset_for(one.config.replace(seed=one.seeds[seed]))
    labels = np.searchsorted(data.classes, data.y_train)
    columns = [units_of(WIDTHS[0]), *map(str, WIDTHS[1:])]
    table = tile_table(
        "", columns, [row.label for row in rows], tiles, dark=dark, points=(data.X_train, labels)
    )
    return f'<div class="dbp-blocks is-large" data-testid="few-many">{table}</div>'


def _tile(result: GapResult, seed: int) -> Tile:
    train, test = result.train_accuracy[-1, seed], result.test_accuracy[-1, seed]
    config = result.config.replace(seed=result.seeds[seed])
    title = (
        f"{units_of(result.width)} a layer: {percent(train)} of the training points, "
        f"{percent(test)} of the test points. Opens this run live."
    )
    return Tile(
        result.pictures[seed],
        f"test {percent(test)}",
        f"train {percent(train)}",
        href=live_link(config),
        title=title,
    )


def _gap_charts(
    results: Sequence[Sequence[GapResult]], rows: Sequence[Treatment], *, dark: bool
) -> None:
    bands = [
        {row.label: results[r][c].quartiles() for r, row in enumerate(rows)}
        for c in range(len(WIDTHS))
    ]
    reach = gap_reach(bands)
    keys = "".join(
        f'<span><i class="is-line" style="border-top:3px {dash} {color}"></i>{row.label}</span>'
        for row, color, dash in zip(
            rows, gap_colors(dark=dark), ("solid", "dashed", "dotted"), strict=True
        )
    )
    st.html(
        f'<p class="dbp-legend"><b>Train accuracy − test accuracy</b>{keys}</p>'
        '<p class="dbp-note">Look how the gap opens with the epochs, and wider with more units: '
        f"median and quartiles of {N_SEEDS} seeds.</p>"
    )
    places = [*st.columns(3), *st.columns(3)]
    for place, width, of in zip(places, WIDTHS, bands, strict=True):
        figure = gap_figure(results[0][0].epochs, of, title=units_of(width), reach=reach, dark=dark)
        place.plotly_chart(
            figure, key=f"gap_{width}", config={"displayModeBar": False},
            alt=f"Gap over the epochs with {units_of(width)}",
        )  # fmt: skip


def gap_words(results: Sequence[Sequence[GapResult]]) -> str:
    """What was seen, from the medians: too few, too many, and what the remedies did."""
    plain, l2, dropout = ([of.final for of in row] for row in results)
    tests = [test for _, test, _ in plain]
    best = max(range(len(plain)), key=tests.__getitem__)
    few, many = plain[0], plain[-1]
    words = [f"{units_of(WIDTHS[0])}: {percent(few[0])} train, {percent(few[1])} test"]
    if tests[best] - few[1] > NOTABLE:
        words[0] += ", **too few** even for the training points"
    words[0] += "."
    ends = f"{units_of(WIDTHS[-1])}: {percent(many[0])} train, {percent(many[1])} test"
    if many[2] > NOTABLE:
        ends += f", a **gap of {_points(many[2])}**"
        if many[2] - few[2] > NOTABLE:
            ends += f" ({units_of(WIDTHS[0])}: {_points(few[2])})"
        if tests[best] - many[1] > NOTABLE:
            ends += f"; {units_of(WIDTHS[best])} did better on test points ({percent(tests[best])})"
    else:
        ends += ", hardly a gap: on this data more units do no harm (try few and noisy points)"
    words.append(f"{ends}.")
    if many[2] > NOTABLE:
        words.append(
            f"With {units_of(WIDTHS[-1])}, L2 leaves a gap of {_points(l2[-1][2])} "
            f"({percent(l2[-1][1])} test), dropout one of {_points(dropout[-1][2])} "
            f"({percent(dropout[-1][1])} test)."
        )
    return " ".join(words) + f" (Medians of {N_SEEDS} seeds; the tiles show one of them.)"


def _points(share: float) -> str:
    n = round(100 * share)
    return "1 point" if n == 1 else f"{n} points"
