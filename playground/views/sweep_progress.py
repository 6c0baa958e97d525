"""The Sweep page's second part: how far the sweep is, and the ways to stop it and to go on."""

from __future__ import annotations

import streamlit as st

from playground.sweep.job import Job, Progress
from playground.views import session
from playground.views.sweep_estimate import duration
from playground.views.sweep_file import plain
from playground.views.sweep_results import sweep_results
from playground.views.sweep_settings import current_job

EVERY = 1.0  # second, while it runs
AWAY = (
    "It goes on while you look at other pages; after ten minutes without a look it stops, and can "
    "be resumed."
)
FORGOTTEN = (
    "The results of this sweep are no longer kept: they are removed half an hour after the last "
    "look, or when the server starts again. The choice is still here, and the same sweep gives "
    "the same numbers again."
)


def sweep_under_way() -> None:
    """The sweep that the address names: its progress, its results."""
    job = current_job()
    if job is None:
        if session.setting("job"):
            st.info(FORGOTTEN, icon=":material/hourglass_empty:")
        return
    sweep_progress(job)
    sweep_results(job)


def sweep_progress(job: Job) -> None:
    """A line of progress that looks after itself; the page is drawn anew when the job ends."""
    was_active = job.progress().active

    def show() -> None:
        progress = job.progress()
        if progress.active != was_active:
            st.rerun()
        _show(job, progress)

    st.fragment(show, run_every=EVERY if was_active else None, key="sweep_progress")()


def _show(job: Job, progress: Progress) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="sweep_progress"):
        st.progress(progress.done / progress.total, _line(f"**{plain(job.spec.name)}**", progress))
        if progress.active:
            st.button("Cancel", key="cancel_sweep", icon=":material/stop:", on_click=job.cancel,
                      help="What is finished is kept, and can be gone on from.")  # fmt: skip
        elif progress.state != "finished":
            st.button("Resume", key="resume_sweep", icon=":material/resume:", on_click=job.resume,
                      help="Go on; nothing that is finished is trained again.")  # fmt: skip
    if progress.state == "failed":
        st.warning(plain(progress.sentence), icon=":material/error:")
    elif progress.state == "cancelled":
        st.caption(plain(progress.sentence))
    elif progress.active:
        st.caption(AWAY)


def _line(name: str, progress: Progress) -> str:
    runs = f"{name}: {progress.done:,} of {progress.total:,} runs"
    if progress.state == "finished":
        return f"{name}: finished, {progress.total:,} runs"
    if progress.seconds_left is not None:
        return f"{runs}, about {duration(progress.seconds_left)} left"
    return f"{runs}. {progress.sentence}" if progress.active else f"{runs}, {progress.state}"
