"""The same race over many seeds: begun on the page, computed aside, shown as strips."""

from __future__ import annotations

import numpy as np
import streamlit as st

from playground.figures.race_colors import race_colors
from playground.figures.race_strips import strips_html
from playground.racing import RaceConfig
from playground.views import session
from playground.views.capacity_settings import is_dark, marks
from playground.views.optimizers_race_csv import repeated_csv
from playground.views.optimizers_race_job import RepeatJob
from playground.views.optimizers_race_settings import REPEATS

EVERY = 0.7  # seconds, while it runs
LAST_SEED = 2**31 - 1
HELP = """Every seed is another draw of points, of first weights and of batches; within one seed all
contestants share them, as in the race above. A dot is one seed's arrival, the line the median, the
shaded part the middle half of the runs; those that never arrive count as later than all others. It
is computed beside the live runs, at low priority."""


def repeated_race(config: RaceConfig) -> None:
    """The choice of how many seeds, the progress, the result."""
    store: dict[str, RepeatJob] = session.kept("repeated race", dict)
    with st.container(key="race_repeat", border=True):
        st.markdown("**Luck or skill?** The same race over many seeds", help=HELP)
        if config.base.task != "classification":
            st.caption("Arriving needs an accuracy, and so a dataset with classes.")
            return
        if session.own() is not None:
            st.caption("Every seed draws other points, so it takes a shape, not data of your own.")
            return
        with st.container(horizontal=True, vertical_alignment="bottom", key="race_repeat_choice"):
            st.select_slider("Seeds", marks("repeats", REPEATS), key="repeats", width=220)
            st.button(
                f"Race over {session.setting('repeats')} seeds", key="start_repeat",
                icon=":material/casino:", on_click=_start, args=(store, config),
            )  # fmt: skip
        job = store.get("job")
        if job is None:
            st.caption("Look for how often each arrives, and how far apart its runs are.")
        else:
            _progress(job)


def _start(store: dict[str, RepeatJob], config: RaceConfig) -> None:
    if "job" in store:
        store["job"].cancel()
    count = session.setting("repeats")
    first = min(config.base.seed, LAST_SEED - count)
    seeds = tuple(range(first, first + count))
    epochs = config.base.stop_epoch
    store["job"] = RepeatJob(config, seeds, epochs, session.setting("goal"))


def _progress(job: RepeatJob) -> None:
    """Progress that looks after itself; the page is drawn anew when the job ends."""
    was_active = job.active

    def show() -> None:
        if job.active != was_active:
            st.rerun()
        if was_active:
            _bar(job)
        elif job.result is not None:
            _result(job)
        elif job.sentence:
            st.warning(job.sentence, icon=":material/error:")
        else:
            st.caption("Cancelled.")

    st.fragment(show, run_every=EVERY if was_active else None, key="repeat_progress")()


def _bar(job: RepeatJob) -> None:
    waits = job.status == "waiting"
    words = "Waiting for a place" if waits else f"{len(job.race.contestants)} contestants"
    with st.container(horizontal=True, vertical_alignment="center", key="race_repeat_bar"):
        st.progress(job.share, f"{words}, {len(job.seeds)} seeds, {job.epochs:,} epochs at most")
        st.button("Cancel", key="cancel_repeat", icon=":material/stop:", on_click=job.cancel)


def _result(job: RepeatJob) -> None:
    repeated = job.result
    assert repeated is not None
    quartiles = np.column_stack([repeated.quantile(q) for q in (0.25, 0.5, 0.75)])
    st.html(
        strips_html(
            repeated.labels,
            race_colors(len(repeated.labels), dark=is_dark()),
            repeated.epochs,
            most=job.epochs,
            quartiles=quartiles,
        )
    )
    st.caption(
        f"Seeds {repeated.seeds[0]} to {repeated.seeds[-1]}, goal {100 * job.goal:g}% of the "
        f"training points, at most {job.epochs:,} epochs. Look for wide strips (luck) and for "
        "those that do not always arrive."
    )
    st.download_button(
        "seeds.csv", lambda: repeated_csv(repeated), file_name="seeds.csv", mime="text/csv",
        key="repeated_csv", icon=":material/download:", on_click="ignore",
        help="The epoch of arrival of every contestant and seed.",
    )  # fmt: skip
