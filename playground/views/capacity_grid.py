"""The grid: networks of every width, depth and activation, what each learnt and how reliably."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from playground.analysis.universal_approximation import BENDS
from playground.config import RunConfig
from playground.figures.boundary_tiles import Tile, frame_of, tile_table
from playground.nn import ACTIVATIONS
from playground.sweep.grid import Axis, Cell, SweepSpec
from playground.sweep.job import Job, Progress
from playground.sweep.jobs import JOBS
from playground.sweep.results import CellSummary
from playground.sweep.spec import SweepError
from playground.views import session
from playground.views.capacity_settings import (
    DEPTHS,
    EPOCHS,
    GOALS,
    SEEDS,
    WIDTHS,
    has_classes,
    is_dark,
    live_link,
    look_for,
    marks,
    percent,
    units_of,
)
from playground.views.capacity_words import (
    grid_csv,
    linear_words,
    network_words,
    smallest_words,
)

LOOK_SECONDS = 1.0
AXES = ("activation", "depth", "width")
LAST_SEED = 2**31 - 1
HELP = """Every tile is a network of its own, trained on the sidebar's data with its optimiser, once
a seed (each seed draws new points and new first weights). Layers and activation are those chosen
here, not the sidebar's.

- The **number** is the median over the seeds of the share of *test* points that are right.
- The **frame** says in how many seeds the *training* points were right to the goal:
  success rate = (seeds that reached the goal) / seeds.
- The **picture** is the run in the middle by test accuracy. Its link opens it live. A blank one
  answers the same everywhere: narrow ReLU layers can switch off for every point.

A layer is $a' = f(aW + b)$. With $f(z) = z$ two layers are $aW_1W_2 + \\dots$, again one linear
layer: depth is worth something only where $f$ bends."""
LEGEND = (
    '<p class="dbp-legend"><span>Number: median test accuracy, then seeds that reached the goal.'
    '</span><span><i class="is-most"></i>reached the goal in ≥ 90% of the seeds'
    '</span><span><i class="is-half"></i>in ≥ half</span><span><i class="is-few"></i>in some</span>'
    '<span><i class="is-none"></i>in none</span></p>'
)


def grid() -> None:
    """The view: what to train, how far it is, the tiles."""
    linear = " Then look at the linear block, where nothing ever bends."
    look_for(
        "Look for the corner where the frames turn green: networks just large enough for this data."
        + (linear if "linear" in session.setting("bends") else ""),
        HELP,
    )
    if not has_classes(session.config()):
        return
    kept: dict[str, str] = session.kept("capacity grid", dict)
    job = _job()
    spec = grid_spec(session.config())
    _choices(spec, job)
    if kept.get("refused"):
        st.warning(kept["refused"], icon=":material/block:")
    if job is None:
        gone = "The results of this grid are no longer kept. " if session.setting("job") else ""
        st.info(
            f"{gone}Press **Train** above: the networks are trained in the background, and tiles "
            "appear as they are finished.",
            icon=":material/grid_view:",
        )
        return
    if job.spec != spec:
        st.caption(":material/update: The settings have changed since; Train follows them.")
    active = job.progress().active
    st.fragment(_results, run_every=LOOK_SECONDS if active else None)(job, active)


def _job() -> Job | None:
    """The grid that the address names, so that a reload does not lose it; None for other sweeps."""
    job = JOBS.get(session.setting("job"))
    if job is None:
        return None
    fields = tuple(axis.field for axis in job.spec.axes)
    is_grid = fields == AXES and job.spec.thumbnails and job.spec.base.task == "classification"
    return job if is_grid else None


def grid_spec(config: RunConfig) -> SweepSpec:
    """The sweep of the page's settings; seeds count up from the sidebar's."""
    values = vars(config) | {"hidden_layers": (1,), "activation": "tanh", "weight_seed": None}
    values["layer_activations"] = ()
    base, _ = RunConfig.nearest(**values)
    depths, widths = (tuple(map(int, session.setting(name))) for name in ("depths", "widths"))
    n_seeds = session.setting("seeds")
    first = min(config.seed, LAST_SEED - n_seeds)
    return SweepSpec(
        "capacity",
        base,
        tuple(map(Axis, AXES, (session.setting("bends"), depths, widths))),
        seeds=tuple(range(first, first + n_seeds)),
        epochs=session.setting("epochs"),
        goal=session.setting("goal"),
        thumbnails=True,
    )


def _choices(spec: SweepSpec, job: Job | None) -> None:
    left, middle, right = st.columns([1.3, 0.8, 2.1])
    left.pills(
        "Units in a layer", list(map(str, WIDTHS)), selection_mode="multi", key="widths", wrap=True
    )
    middle.pills(
        "Hidden layers", list(map(str, DEPTHS)), selection_mode="multi", key="depths", wrap=True
    )
    right.pills(
        "Activations", BENDS, selection_mode="multi", key="bends", wrap=True,
        format_func=lambda name: ACTIVATIONS[name].label,
    )  # fmt: skip
    places = st.columns([1, 1, 1, 1.3], vertical_alignment="bottom")
    places[0].select_slider("Seeds", marks("seeds", SEEDS), key="seeds")
    places[1].select_slider("Epochs", marks("epochs", EPOCHS), key="epochs")
    places[2].select_slider(
        "Goal", marks("goal", GOALS), key="goal", format_func=lambda goal: f"{goal:.0%}",
        help="A seed succeeds when this share of its training points is right after some epoch.",
    )  # fmt: skip
    with places[3].container(horizontal=True):
        if job is not None and job.progress().active:
            st.button("Cancel", key="cancel", icon=":material/stop:", on_click=job.cancel)
            return
        st.button(
            f"Train {spec.n_runs:,} networks", key="train", type="primary",
            icon=":material/play_arrow:", on_click=_start, args=(spec,),
        )  # fmt: skip
        if job is not None and job.progress().state in ("cancelled", "failed"):
            st.button("Resume", key="resume", icon=":material/resume:", on_click=job.resume)


def _start(spec: SweepSpec) -> None:
    """Callback: train this grid, in the background."""
    kept: dict[str, str] = session.kept("capacity grid", dict)
    try:
        session.choose(job=JOBS.start(spec).id)
        kept["refused"] = ""
    except SweepError as error:
        kept["refused"] = str(error)


def _results(job: Job, was_active: bool) -> None:
    """How far the job is, and what there is of it."""
    progress = job.progress()
    if was_active and not progress.active:
        st.rerun()  # the buttons change as well
    _progress_bar(progress)
    cells, summaries = job.spec.cells(), job.summary()
    if summaries and not progress.active:
        sentences = (
            smallest_words(cells, summaries, job.spec.goal),
            linear_words(cells, summaries),
        )
        st.markdown(" ".join(filter(None, sentences)))
    st.html(grid_html(job.spec, cells, summaries, dark=is_dark()))
    if summaries:
        st.download_button(
            "The numbers as CSV",
            lambda: grid_csv(cells, job.summary()),
            file_name="capacity.csv",
            mime="text/csv",
            key="grid_csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _progress_bar(progress: Progress) -> None:
    if progress.state == "finished":
        return
    parts = [progress.sentence, f"{progress.done:,} of {progress.total:,} networks trained"]
    if progress.active and progress.seconds_left is not None:
        parts.append(f"about {max(1, round(progress.seconds_left))} s left")
    st.progress(progress.done / progress.total, " · ".join(filter(None, parts)))


def grid_html(
    spec: SweepSpec, cells: Sequence[Cell], summaries: Sequence[CellSummary], *, dark: bool
) -> str:
    """One table of tiles an activation: depths downwards, widths to the right."""
    activations, depths, widths = (axis.values for axis in spec.axes)
    done = {of.cell: of for of in summaries}
    rows = [_depth_words(depth) for depth in depths]
    columns = [units_of(widths[0]), *map(str, widths[1:])]
    blocks = []
    for activation in activations:
        tiles = {}
        for cell in cells:
            if cell.values["activation"] != activation:
                continue
            row, column = depths.index(cell.values["depth"]), widths.index(cell.values["width"])
            if cell.values["depth"] or column == 0:  # without layers, there is no width
                tiles[row, column] = _tile(cell, done.get(cell.index))
        title = ACTIVATIONS[activation].label
        blocks.append(tile_table(title, columns, rows, tiles, dark=dark))
    return f'{LEGEND}<div class="dbp-blocks" data-testid="grid">{"".join(blocks)}</div>'


def _tile(cell: Cell, of: CellSummary | None) -> Tile:
    if of is None:
        return Tile(None, "–", title=f"{network_words(cell)}: not trained yet")
    n = round(of.success_rate * of.n_runs)
    title = (
        f"{network_words(cell)}: {percent(of.test_accuracy)} of the test points, goal reached in "
        f"{n} of {of.n_runs} seeds. Opens the median run live."
    )
    return Tile(
        of.result.thumbnail,
        percent(of.test_accuracy),
        f"{n}/{of.n_runs}",
        frame_of(of.success_rate),
        live_link(of.address),
        title,
    )


def _depth_words(depth: int) -> str:
    return {0: "none", 1: "1 layer"}.get(depth, f"{depth} layers")
