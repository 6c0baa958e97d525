"""Loss landscape: the loss of the visitor's network on a plane through all its weights."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st

from datasets import Dataset
from playground.analysis.landscape import Ground
from playground.analysis.landscape_paths import Path, race_paths, run_path
from playground.analysis.landscape_survey import Stage, Survey, View, survey
from playground.config import RunConfig
from playground.figures.landscape_contour import Trajectory, contour_figure
from playground.figures.landscape_surface import surface_figure
from playground.figures.palette import class_colors
from playground.figures.race_colors import race_colors
from playground.live.watched_run import WatchedRun
from playground.nn import n_parameters
from playground.racing import RaceConfig
from playground.stage.plot import plot
from playground.training.snapshot import Snapshot
from playground.views import session
from playground.views.background import Work
from playground.views.capacity_settings import is_dark, look_for, marks
from playground.views.optimizers_landscape_words import (
    grid_csv,
    paths_csv,
    plane_words,
    sharpness_words,
)
from playground.views.optimizers_settings import EXTENTS, PATH_EPOCHS, RESOLUTIONS, race_run

HELP = r"""All weights and biases $w$ of the network are one point in a space of many dimensions. A
plane through it, $w + x\,d_1 + y\,d_2$, can be drawn: every place is a whole network, and its
height is that network's real loss.

**Along the path** takes the two directions in which training moved most, the first principal
components of its moments. **At random** takes two random directions, each neuron's part scaled to
the length of the neuron's own weights (filter normalisation; Li, Xu, Taylor, Studer, Goldstein
2018, “Visualizing the Loss Landscape of Neural Nets”): then the shapes of different networks can be
compared. A path hardly shows on a random plane, because it leads elsewhere."""
PATIENCE = 1.5
"""Seconds to wait for a survey before the page is shown with a bar."""
EVERY = 0.5
SHORT = ("d₁", "d₂")
"""The directions' names where there is little room, as in the formula."""
Job = Work[Stage, Survey]


@dataclass(frozen=True)
class Ask:
    """Whose landscape: what tells it from others, all that a survey needs, each path's rule."""

    key: tuple
    config: RunConfig
    dataset: Dataset
    paths: tuple[Path, ...]
    words: str
    rules: tuple[RunConfig, ...]
    epochs: int = 0
    scale: tuple[np.ndarray, np.ndarray] | None = None


def landscape() -> None:
    """The view: whose landscape and which plane, the pictures, what they say."""
    look_for(
        "Turn the surface with the mouse: the path runs from the first weights down to where "
        "training stands now. How wide is the valley it ends in?",
        HELP,
    )
    race = race_run()
    asked = _of_race(race) if race is not None and session.setting("whose") == "race" else None
    if asked is None:
        asked = _of_run()
    _choices(asked, race is not None)
    view = View(
        session.setting("plane"),
        session.setting("plane_seed"),
        session.setting("extent"),
        int(session.setting("resolution")),
    )
    job = _job(asked, view)
    job.wait(PATIENCE)
    if job.state == "running":
        _progress(job)
    elif job.state == "cancelled":
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("Cancelled.")
            st.button("Compute it", key="survey_again", on_click=_forget,
                      icon=":material/play_arrow:")  # fmt: skip
    elif job.state == "failed":
        st.warning(job.sentence, icon=":material/error:")
    elif job.result is not None:
        _show(asked, job.result)


def _of_race(race: WatchedRun) -> Ask | None:
    """Every contestant's path of the visitor's race; None before it has begun."""
    config, dataset, snapshots = _past(race)
    if not isinstance(config, RaceConfig) or len(snapshots) < 2:
        return None
    sizes = Ground(config.base, dataset).sizes
    paths = tuple(race_paths(config, snapshots, n_parameters(sizes)))
    moment = (race.token, len(snapshots), snapshots[-1].progress)
    return Ask(
        ("race", config.to_dict()["contestants"], config.base.to_json(), *moment),
        config.base,
        dataset,
        paths,
        f"Your race at epoch {snapshots[-1].progress:.4g}: the middle is where {{leader}} stands, "
        "the leader of those with a gradient, and their paths span the plane.",
        tuple(contestant.config(config.base) for contestant in config.contestants),
    )


def _past(run: WatchedRun) -> tuple[RunConfig | RaceConfig, Dataset, list[Snapshot]]:
    """What is kept of a run, once it has taken the settings that were changed a moment ago."""
    with suppress(TimeoutError):  # a server this busy shows them at the next look
        run.call(lambda run: None)
    return run.past()


def _of_run() -> Ask:
    """The visitor's live run if it has learnt something, otherwise one that is trained here."""
    run = session.opened()
    if run is None:  # the landscape needs no place of its own
        return _trained_here(session.config())
    config, dataset, snapshots = _past(run)
    if not isinstance(config, RunConfig) or len(snapshots) < 3:
        return _trained_here(session.config())
    return Ask(
        (
            "run",
            config.to_json(),
            run.token,
            len(snapshots),
            snapshots[-1].progress,
            dataset.fingerprint,
        ),
        config,
        dataset,
        (run_path(snapshots, "your live run"),),
        f"Your live run at epoch {snapshots[-1].progress:.4g}: the middle is where it stands now.",
        (config,),
        scale=snapshots[-1].resume.scale,
    )


def _trained_here(config: RunConfig) -> Ask:
    epochs = session.setting("path_epochs")
    dataset = session.dataset()
    return Ask(
        ("here", config.to_json(), epochs, dataset.fingerprint),
        config,
        dataset,
        (),
        f"The sidebar's network, trained here for {epochs:,} epochs, because your live run has not "
        "begun. Train that on the Live page, and its own path is shown.",
        (config,),
        epochs,
    )


def _choices(asked: Ask, with_race: bool) -> None:
    first, second, third, fourth = st.columns([1.5, 1, 1, 1], vertical_alignment="bottom")
    with first:
        st.segmented_control(
            "Directions", ["path", "random"], key="plane", required=True,
            format_func={"path": "along the path", "random": "at random"}.__getitem__,
            help="Which two directions of weight space are drawn.",
        )  # fmt: skip
    second.select_slider(
        "Extent", marks("extent", EXTENTS), key="extent", format_func=lambda v: f"±{v:g}",
        help="Half a side. Along the path, 1 is the farthest moment from the middle; at random, "
        "as far as the network's own weights are long.",
    )  # fmt: skip
    third.select_slider(
        "Resolution", list(RESOLUTIONS), key="resolution", format_func=lambda n: f"{n}×{n}",
        help="Networks along each side. Every one is computed on all points.",
    )  # fmt: skip
    with fourth:
        if session.setting("plane") == "random":
            st.number_input("Seed of the directions", 0, 9999, step=1, key="plane_seed",
                            help="Another number, another plane.")  # fmt: skip
        elif asked.epochs:
            st.select_slider("Epochs", marks("path_epochs", PATH_EPOCHS), key="path_epochs",
                             help="How long the network is trained for its path.")  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", key="landscape_choices"):
        if with_race:
            st.segmented_control(
                "Whose", ["run", "race"], key="whose", required=True,
                format_func={"run": "my network", "race": "my race"}.__getitem__,
                label_visibility="collapsed",
            )  # fmt: skip
        st.segmented_control(
            "Loss on", ["train", "test"], key="points", required=True,
            format_func={"train": "training points", "test": "test points"}.__getitem__,
            label_visibility="collapsed",
        )  # fmt: skip
        st.toggle("Logarithmic", key="log_loss",
                  help="Heights and colours by the logarithm of the loss: the floor of a valley "
                  "shows its shape beside high walls.")  # fmt: skip


def _job(asked: Ask, view: View) -> Job:
    """The work under way for what is asked; other work of this visitor is cancelled."""
    place: dict[str, Job] = session.kept("landscape", dict)
    job = place.get("job")
    key = (asked.key, view)
    if job is None or job.key != key:
        known = None
        if job is not None:
            job.cancel()
            known = job.result if job.key[0] == asked.key else None  # type: ignore[index]
        steps = survey(
            asked.config, asked.dataset, asked.paths, view,
            epochs=asked.epochs, known=known, scale=asked.scale,
        )  # fmt: skip
        job = place["job"] = Work(key, steps)
    return job


def _forget() -> None:
    """Callback: compute again what was cancelled."""
    session.kept("landscape", dict).clear()


def _progress(job: Job) -> None:
    """A bar that looks after itself; the page is drawn anew when the work ends."""

    def show() -> None:
        job.look()
        if job.state != "running":
            st.rerun()
        stage = job.step or Stage(0.0, "Waiting for its turn")
        with st.container(horizontal=True, vertical_alignment="center", key="survey_progress"):
            st.progress(stage.share, f"{stage.words}…")
            st.button("Cancel", key="cancel_survey", icon=":material/stop:", on_click=job.cancel)

    st.fragment(show, run_every=EVERY, key="survey_progress_fragment")()


def _show(asked: Ask, found: Survey) -> None:
    points, logarithmic = session.setting("points"), session.setting("log_loss")
    values = getattr(found.landscape, points)
    column = ("train", "test").index(points)
    dark = is_dark()
    lines = [
        Trajectory(path.label, color, places, path.losses[:, column])
        for path, places, color in zip(
            found.paths, found.places, _colors(len(found.paths), dark=dark), strict=True
        )
    ]
    names = ("direction 1", "direction 2")
    if found.plane.shares:
        names = tuple(  # type: ignore[assignment]
            f"component {k} ({share:.0%})" for k, share in enumerate(found.plane.shares, start=1)
        )
    st.markdown(plane_words(asked.words, found))
    left, right = st.columns(2)
    with left:
        st.caption("From above: each line joins networks of equal loss. ○ start, ★ the middle.")
        plot(
            contour_figure(
                found.landscape.axis, values, lines,
                names=names, logarithmic=logarithmic, dark=dark,
            ),
            key="landscape_contour", alt="Contour lines of the loss, with paths",
        )  # fmt: skip
    with right:
        st.caption("As a surface: drag to turn it, scroll to come nearer.")
        plot(
            surface_figure(
                found.landscape.axis, values, lines,
                names=SHORT, logarithmic=logarithmic, dark=dark,
            ),
            key="landscape_surface", alt="The loss as a surface, with paths",
        )  # fmt: skip
    st.markdown(sharpness_words(asked.rules[found.leader], found.sharpness))
    _downloads(found)


def _colors(n: int, *, dark: bool) -> Sequence[str]:
    """The contestants' own; a single run has the colour of the second class, as its loss has."""
    return class_colors(2, dark=dark)[1:] if n == 1 else race_colors(n, dark=dark)


def _downloads(found: Survey) -> None:
    with st.container(horizontal=True, key="landscape_files"):
        for label, make, what in (
            ("landscape.csv", grid_csv, "Every place of the grid: train and test loss."),
            ("paths.csv", paths_csv, "Every moment of every path: epoch, place, losses."),
        ):
            st.download_button(
                label, partial(make, found), file_name=label, mime="text/csv",
                key=label.replace(".", "_"), icon=":material/download:", on_click="ignore",
                help=what,
            )  # fmt: skip
