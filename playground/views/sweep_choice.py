"""The Sweep page's first part: what to vary, how large the grid is, and the start."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from playground.fields import Number, shown
from playground.sweep.jobs import JOBS
from playground.sweep.spec import AXIS_KINDS, SpecError, SweepError, SweepSpec, check_caps, to_toml
from playground.views import session
from playground.views.sweep_axes import AXES, AXIS_VALUES, MAX_AXES, MAX_VALUES, values_key
from playground.views.sweep_estimate import about_seconds, duration
from playground.views.sweep_file import about_the_file, plain, sweep_from_file
from playground.views.sweep_settings import (
    EPOCHS,
    EXAMPLES,
    GOALS,
    MAX_SEEDS,
    SOURCES,
    chosen_sweep,
    current_job,
)

COMMAND = "python -m playground.sweep sweep.toml --out results.parquet"
WHAT = (
    "**Sweep.** Trains one network for every combination of the values you choose, from several "
    "random starts (seeds) each, and lays the results out side by side. What is not varied is as "
    "in the sidebar."
)


def sweep_choice() -> None:
    """Choose a sweep, see its size in words, start it."""
    st.caption(WHAT)
    with st.container(border=True, key="sweep_choice", gap="small"):
        is_file = session.setting("source") == "file"
        try:
            spec = _from_file() if is_file else _chosen()
            sentence = _size(spec) if spec is not None else ""
            if spec is not None:
                check_caps(spec, JOBS.max_cells, JOBS.max_runs)
        except SpecError as error:
            st.error(plain(str(error)), icon=":material/error:")
            spec, sentence = None, ""
        if is_file or session.setting("vary"):
            _buttons(spec, sentence)


def _chosen() -> SweepSpec | None:
    """The controls for axes, seeds, epochs and goal; None while no axis is chosen."""
    right = _source()
    right.multiselect(
        f"Vary (up to {MAX_AXES})",
        list(AXES),
        key="vary",
        max_selections=MAX_AXES,
        format_func=lambda name: AXES[name].label,
        placeholder="What should differ from network to network?",
        help="Each becomes one axis of the grid. Every value of one meets every value of the "
        "others.",
    )
    fields = session.setting("vary")
    if not fields:
        _examples()
        return None
    columns = st.columns(2)
    for place, field in enumerate(fields):
        with columns[place % 2]:
            _values(field)
    left, middle, right = st.columns(3)
    left.slider(
        "Seeds", 1, MAX_SEEDS, key="seeds",
        help="Every combination is trained from this many random starts, with data drawn anew "
        "each time. One seed may be luck; the median over ten is not: half of the runs do "
        "better, half do worse.",
    )  # fmt: skip
    middle.select_slider(
        "Epochs", _with(EPOCHS, session.setting("epochs")), key="epochs",
        help="How long every network is trained.",
    )  # fmt: skip
    right.select_slider(
        "Goal", _with(GOALS, session.setting("goal")), key="goal",
        format_func=lambda share: f"{100 * share:g}%",
        help="A run is a success once its training accuracy has reached this. The success rate "
        "is the share of seeds that did.",
    )  # fmt: skip
    return chosen_sweep()


def _from_file() -> SweepSpec | None:
    with _source():
        about_the_file()
    return sweep_from_file()


def _source() -> DeltaGenerator:
    """Where the grid comes from; the room beside the control."""
    left, right = st.columns([1, 2.6])
    left.segmented_control(
        "The grid",
        list(SOURCES),
        key="source",
        required=True,
        format_func=SOURCES.__getitem__,
        width="stretch",
    )
    return right


def _values(field: str) -> None:
    row = AXES[field]
    chosen = session.setting(values_key(field))
    is_number = isinstance(AXIS_KINDS[field], Number)
    options = [*row.marks, *(value for value in chosen if value not in row.marks)]
    typed = st.multiselect(
        row.label,
        sorted(options) if is_number else options,
        key=values_key(field),
        max_selections=MAX_VALUES,
        format_func=row.word,
        accept_new_options=is_number,
        wrap=True,
        help="Choose values, or type others." if is_number else None,
    )
    problem = _problem(field, typed)
    if problem:
        st.warning(plain(problem), icon=":material/error:")


def _problem(field: str, typed: list) -> str | None:
    """What is wrong with values typed by hand, in a sentence."""
    kind = AXIS_KINDS[field]
    left_out = AXIS_VALUES[field].left_out(typed)
    if not left_out or not isinstance(kind, Number):
        return None
    words = ", ".join(shown(text) for text in left_out)
    what = "a whole number" if kind.whole else "a number"
    return f"Must be {what} from {kind.low:g} to {kind.high:g}. Left out: {words}."


def _with(marks: tuple, value: float) -> list:
    return sorted({*marks, value})


def _examples() -> None:
    """The empty state: questions with an answer one press away."""
    st.caption("Choose what to vary – or start from a question:")
    for column, (name, example) in zip(st.columns(len(EXAMPLES)), EXAMPLES.items(), strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{example.question}**")
            st.caption(f"{example.grid}. {example.look_for}")
            st.button(
                "Run it", key=f"example_{name}", icon=":material/play_arrow:",
                on_click=_use_example, args=(name,),
            )  # fmt: skip


def _use_example(name: str) -> None:
    """Callback: take over an example's settings and start it."""
    session.choose(source="choose", **EXAMPLES[name].settings)
    _wishes().add("start")


def _wishes() -> set[str]:
    """What a callback asks of the script run that follows it."""
    return session.kept("sweep wishes", set)


def _size(spec: SweepSpec) -> str:
    """How many runs, about how long, and what is the most, in words."""
    factors = [f"{len(axis.values)}" for axis in spec.axes]
    n_seeds = len(spec.seeds)
    factors.append(f"{n_seeds} seeds" if n_seeds > 1 else "1 seed")
    product = f"{' × '.join(factors)} = **{spec.n_runs:,} {'runs' if spec.n_runs > 1 else 'run'}**"
    most = f"At most {JOBS.max_cells:,} combinations and {JOBS.max_runs:,} runs from this page."
    if spec.n_cells > JOBS.max_cells or spec.n_runs > JOBS.max_runs:
        return f"{product}, too many for this page. :gray[{most}]"
    needed = duration(about_seconds(spec, JOBS.workers)).replace(" ", "\N{NO-BREAK SPACE}")
    return f"{product} of {spec.epochs:,} epochs, about {needed}.  \n:small[:gray[{most}]]"


def _buttons(spec: SweepSpec | None, sentence: str) -> None:
    running = current_job()
    is_busy = running is not None and running.progress().active
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            "Start", key="start_sweep", type="primary", icon=":material/play_arrow:",
            disabled=spec is None or is_busy,
            help="One sweep at a time: cancel the one below first." if is_busy else None,
        )  # fmt: skip
        if spec is not None:
            st.download_button(
                "sweep.toml", to_toml(spec), "sweep.toml", "application/toml",
                key="sweep_toml", icon=":material/download:", on_click="ignore",
                help="This very sweep as a file.",
            )  # fmt: skip
            with st.popover("Run it elsewhere", icon=":material/terminal:"):
                st.caption(
                    "With the file beside you, in the project's folder: on all cores of that "
                    "machine, as many cells as you like; a second start goes on where the first "
                    "one stopped."
                )
                st.code(COMMAND, language="bash")
        st.markdown(sentence, width="stretch")
    wished = "start" in _wishes()
    _wishes().discard("start")
    if spec is not None and (pressed or wished):
        _start(spec)


def _start(spec: SweepSpec) -> None:
    before = current_job()
    if before is not None:
        before.cancel()
    try:
        job = JOBS.start(spec)
    except SweepError as error:
        st.error(plain(str(error)), icon=":material/hourglass_empty:")
        return
    session.choose(job=job.id)
    st.toast("Started. Progress and results are below.", icon=":material/arrow_downward:")
    st.rerun()
