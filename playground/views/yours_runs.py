"""Runs: saved to a file and loaded again, kept, and compared."""

from __future__ import annotations

import html
from datetime import date
from pathlib import Path

import streamlit as st

from datasets import DATASETS
from playground.config import RunConfig
from playground.figures.boundary_tiles import picture_source
from playground.figures.kept_curves import MEASURES, kept_curves
from playground.live.registry import AtCapacity
from playground.live.watched_run import WatchedRun
from playground.training.saved import SavedRun, read_run
from playground.views import session
from playground.views.capacity_settings import is_dark
from playground.views.downloads import file_stem, rationed
from playground.views.kept_runs import (
    MOST,
    MOST_NAME,
    KeptRun,
    data_in_words,
    differences,
    facts,
    keep,
    kept_runs,
    next_number,
    remove,
)
from playground.views.notes import plain

SUFFIX = ".playground"
BESIDE = 3  # cards in a row
HELP = """The file holds everything: the configuration, the points, all weights, the optimiser's
memory, the losses of every epoch and the moments of the time slider. A loaded run goes on to the
same numbers as if it had never been away. It is an ordinary ZIP archive with one JSON text and
NumPy arrays in it."""


def runs() -> None:
    """The view: save, load, keep, compare."""
    st.html(Path(__file__).parent / "yours_runs.css")
    try:
        watched = session.watched()
    except AtCapacity as full:
        st.info(f"{full} Saving and loading need a run of yours.", icon=":material/hourglass:")
        return
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, key="save_run", height="stretch"):
        _save(watched)
    with right, st.container(border=True, key="load_run", height="stretch"):
        _load()
    _beside()


def _save(watched: WatchedRun) -> None:
    st.subheader("Save", anchor=False, help=HELP)
    try:
        config, epoch, metrics = watched.call(lambda run: (run.config, run.epoch, run.metrics()))
    except TimeoutError:
        st.info("The server is busy; press again in a moment.", icon=":material/hourglass:")
        return
    own = session.own()
    words = "" if own is None else plain(own.name)
    st.markdown(f"{_in_words(config, words)}, epoch {epoch:,}: {_scores(metrics)}")
    with st.container(horizontal=True, vertical_alignment="bottom", key="save_bar"):
        st.text_input(
            "Name", key="run_name", max_chars=MOST_NAME, placeholder=_proposed(),
            help="Under which it is kept, and the file's name.",
        )  # fmt: skip
        st.button(
            "Keep beside", key="keep_run", icon=":material/add:", on_click=_keep, args=(watched,),
            disabled=len(kept_runs()) >= MOST,
            help=f"Keeps it on this page, up to {MOST}, to compare with others. When the page is "
            "closed they are gone; files stay.",
        )  # fmt: skip
        st.download_button(
            "Save to a file", rationed(lambda: watched.saved(_own_name())),
            file_name=f"{_file_name()}{SUFFIX}", mime="application/zip", key="save_run_file",
            icon=":material/download:", on_click="ignore", type="primary",
        )  # fmt: skip


def _load() -> None:
    st.subheader("Load", anchor=False, help=HELP)
    uploaded = st.file_uploader(
        "A saved run", type=[SUFFIX.removeprefix("."), "zip"], key="run_file",
        help=f"A file that “Save to a file” made ({SUFFIX}).",
    )  # fmt: skip
    if uploaded is None:
        st.caption("Drop a saved run here: nothing changes before you press a button.")
        return
    file = uploaded.getvalue()
    try:
        saved = read_run(file)
    except ValueError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    epoch = saved.snapshots[-1][1].epoch
    st.markdown(f"{_in_words(saved.config, plain(data_in_words(saved)))}, epoch {epoch:,}")
    with st.container(horizontal=True):
        st.button(
            "Go on from here", key="load_run_now", icon=":material/play_arrow:", type="primary",
            on_click=_open, args=(saved,),
            help="Replaces the run on the Live page by this one, with its data and its history.",
        )  # fmt: skip
        st.button(
            "Keep beside", key="keep_loaded", icon=":material/add:", on_click=_keep_file,
            args=(file, uploaded.name.removesuffix(SUFFIX)), disabled=len(kept_runs()) >= MOST,
        )  # fmt: skip
    if _told().get("opened") == saved.config.to_json():
        st.page_link(
            "pages/live.py", label="See it on the Live page", icon=":material/play_circle:"
        )


def _beside() -> None:
    """The kept runs: cards, curves, differences."""
    kept = kept_runs()
    st.subheader("Side by side", anchor=False)
    problem = _told().pop("problem", "")
    if problem:
        st.warning(plain(problem), icon=":material/warning:")
    if not kept:
        st.caption(
            "Keep a run, change something in the sidebar, train it on the Live page, keep it too: "
            "here they stand beside each other, and what differs between them is marked."
        )
        return
    dark = is_dark()
    for first in range(0, len(kept), BESIDE):
        columns = st.columns(BESIDE, gap="small")
        for column, run in zip(columns, kept[first : first + BESIDE], strict=False):
            with column, st.container(border=True, key=f"kept_{run.number}"):
                _card(run, dark)
    st.caption("Each picture: the plane as this network divides it, and some training points.")
    names = _names(kept)
    st.segmented_control(
        "Curve", list(MEASURES), key="runs_measure", required=True,
        format_func=lambda name: MEASURES[name].label, label_visibility="collapsed",
    )  # fmt: skip
    measure = MEASURES[session.setting("runs_measure")]
    curves = {
        name: (run.losses["epoch"], run.losses[measure.column])
        for name, run in zip(names, kept, strict=True)
    }
    st.plotly_chart(kept_curves(curves, measure, dark=dark), key="kept_curves",
                    config={"displayModeBar": False})  # fmt: skip
    st.caption(f"Look for who rises first, and who ends highest: {measure.label} after each epoch.")
    _differences(kept, names)


def _card(run: KeptRun, dark: bool) -> None:
    source = picture_source(run.picture, run.points, dark=dark)
    name = html.escape(run.name, quote=True)
    st.html(f'<img class="kept-run" alt="Decision boundary of {name}" src="{source}">')
    st.markdown(f"**{plain(run.name)}**  \n{plain(run.data)}, epoch {run.epoch:,}")
    st.caption(_scores(run.metrics))
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Go on", key=f"open_kept_{run.number}", on_click=_open_kept, args=(run,),
            icon=":material/play_arrow:", help="Replaces the run on the Live page by this one.",
        )  # fmt: skip
        st.download_button(
            "", run.file, file_name=file_stem(run.name, "run") + SUFFIX, mime="application/zip",
            key=f"file_kept_{run.number}", icon=":material/download:", on_click="ignore",
            help="Save this run to a file.",
        )  # fmt: skip
        st.button(
            "", key=f"drop_kept_{run.number}", on_click=remove, args=(run.number,),
            icon=":material/delete:", help="Keep it no longer.",
        )  # fmt: skip


def _differences(kept: list[KeptRun], names: list[str]) -> None:
    rows = differences([run.config for run in kept])
    data = [run.data for run in kept]
    if len(set(data)) > 1:
        rows.insert(0, ("Data", data))
    if len(kept) < 2:
        st.caption("With a second run, the settings in which they differ are listed here.")
        return
    if not rows:
        st.caption("Their settings are the same in everything.")
        return
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in names)
    body = "".join(
        f'<tr><th scope="row">{html.escape(label)}</th>'
        + "".join(
            f"<td{'' if value == values[0] else ' class=is-other'}>{html.escape(value)}</td>"
            for value in values
        )
        + "</tr>"
        for label, values in rows
    )
    st.html(
        '<div class="kept-differences" tabindex="0" role="region" aria-label="What differs">'
        f"<table><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    st.caption("Only settings in which they differ; marked is what is not as in the first run.")


def _keep(watched: WatchedRun) -> None:
    """Callback: keep the run as it stands."""
    name = (session.said("run_name") or "").strip() or _proposed()
    try:
        keep(watched.saved(_own_name()), name)
    except TimeoutError:
        _told()["problem"] = "The server is busy; please try again."
    except ValueError as error:
        _told()["problem"] = str(error)
    else:
        session.choose(run_name="")


def _keep_file(file: bytes, name: str) -> None:
    """Callback: keep an uploaded run beside the others."""
    try:
        keep(file, name)
    except ValueError as error:
        _told()["problem"] = str(error)


def _open(saved: SavedRun) -> None:
    """Callback: go on with a saved run."""
    session.load_run(saved)
    _told()["opened"] = saved.config.to_json()


def _open_kept(run: KeptRun) -> None:
    _open(read_run(run.file))


def _told() -> dict[str, str]:
    """What callbacks leave for the drawing of the page that follows."""
    return session.kept("told of runs", dict)


def _own_name() -> str:
    own = session.own()
    return "" if own is None else own.name


def _proposed() -> str:
    return f"Run {next_number()}"


def _file_name() -> str:
    name = (session.said("run_name") or "").strip()
    return file_stem(name, "run") if name else f"run-{date.today().isoformat()}"


def _names(kept: list[KeptRun]) -> list[str]:
    """Names that tell the runs apart."""
    seen: dict[str, int] = {}
    names = []
    for run in kept:
        seen[run.name] = seen.get(run.name, 0) + 1
        names.append(run.name if seen[run.name] == 1 else f"{run.name} ({seen[run.name]})")
    return names


def _in_words(config: RunConfig, own: str) -> str:
    told = facts(config)
    words = f"**{own or DATASETS[config.dataset].label}**, hidden layers {told['hidden layers']}, "
    return words + f"{told['activation']}, {told['optimiser']} at {told['learning rate']}"


def _scores(metrics: tuple[float, float, float, float]) -> str:
    train_loss, test_loss, train, test = metrics
    if train != train:  # regression has no accuracy
        return f"train loss {train_loss:.4f}, test loss {test_loss:.4f}"
    return f"train {train:.1%}, test {test:.1%}, test loss {test_loss:.4f}"
