"""The film of the visitor's training: an animated GIF, and an HTML file that plays offline."""

from __future__ import annotations

import threading
from collections.abc import Hashable

import streamlit as st

from playground.figures.palette import class_colors
from playground.figures.ravine_colors import ink, paper
from playground.figures.tints import pale, ramp, tints
from playground.live.wire import encode_snapshots
from playground.stage.bundle import bundled, style
from playground.takeaway.colors import Colors
from playground.takeaway.film import Film, chosen_moments
from playground.takeaway.gif import film_gif
from playground.takeaway.player import film_html, moments_that_fit
from playground.views import session
from playground.views.background import Work
from playground.views.downloads import rationed
from playground.views.yours_past import Past, file_name

ENTRY = "film/main.js"
EVERY = 0.7
PATIENCE = 0.5
SHADES = 65
_ONE_AT_A_TIME = threading.Lock()
Job = Work[float, bytes]


def film(past: Past) -> None:
    """Both kinds of film, made when they are asked for, of the moments kept by then."""
    st.subheader("Film", anchor=False)
    n = len(past.snapshots)
    st.caption(
        f"Your training as it went: {n:,} kept {'moment' if n == 1 else 'moments'}, nothing is "
        "trained again. More of them are chosen from the start, where a network changes most.",
        help="The moments are spaced evenly in the square root of the epoch: half of the film "
        "shows the first quarter of the training. In both files boundary and loss curve move "
        "together.",
    )
    if n < 2:
        st.info(
            "A film needs at least two moments: train the run on the Live page first.",
            icon=":material/info:",
        )
        return
    _html_film(past)
    _gif_film(past)


def _html_film(past: Past) -> None:
    st.markdown("**HTML**, to play, pause and slide through, large and sharp, without a connection")
    st.download_button(
        "Save the film as HTML",
        rationed(lambda: _document(past)),
        file_name=f"{file_name(past.portrait)}-film.html",
        mime="text/html",
        key="film_html",
        icon=":material/download:",
        on_click="ignore",
        help="At most 3 MB: the parameters of up to 400 moments, from which the file itself works "
        "out the picture. Space plays, arrow keys step.",
    )


def _document(past: Past) -> str:
    """The file's text."""
    with _ONE_AT_A_TIME:
        most = moments_that_fit(past.snapshots[0].params.size)
        chosen = chosen_moments(past.snapshots, most)
        return film_html(
            past.portrait.title,
            past.described,
            encode_snapshots(list(enumerate(chosen)), 1),
            modules=bundled(ENTRY),
            entry=f"stage/{ENTRY}",
            style=style("film/film.css"),
        )


def _gif_film(past: Past) -> None:
    st.markdown("**Animated GIF**, for slides and messages")
    place: dict[str, Job] = session.kept("film", dict)
    job = place.get("job")
    running = job is not None and job.state == "running"
    st.button(
        "Draw the GIF anew" if job is not None else "Draw the GIF",
        key="film_draw",
        icon=":material/movie:",
        disabled=running,
        on_click=_begin,
        args=(past,),
        help="Up to 100 frames of 376 × 506 pixels, at most 5 MB, drawn beside the page.",
    )
    if job is None:
        return
    if running:
        job.wait(PATIENCE)
    if job.state == "running":
        st.fragment(_progress, run_every=EVERY, key="film_progress")(job)
    elif job.result is not None:
        _show(job.result, job.key)
    elif job.state == "failed":
        st.warning(job.sentence, icon=":material/error:")
    else:
        st.caption("Drawing was stopped.")


def _begin(past: Past) -> None:
    """Callback: draw the moments kept by now; what was being drawn is left."""
    place: dict[str, Job] = session.kept("film", dict)
    if "job" in place:
        place["job"].cancel()
    shown = Film(past.portrait, tuple(chosen_moments(past.snapshots)))
    name = file_name(past.portrait, past.snapshots[-1])
    place["job"] = Work(name, film_gif(shown, film_colors(past.portrait.n_classes)))


def _progress(job: Job) -> None:
    job.look()
    if job.state != "running":
        st.rerun()
    share = float(job.step or 0.0)
    words = "Finding colours" if share < 0.1 else "Drawing frames" if share < 0.9 else "Writing"
    st.progress(share, f"{words}…")
    st.button("Stop", key="film_stop", on_click=job.cancel, type="tertiary")


def _show(file: bytes, name: Hashable) -> None:
    st.image(file, width="content", caption="Follow the dark line while the loss falls.")
    st.download_button(
        f"Save the GIF ({len(file) / 1e6:.1f} MB)",
        file,
        file_name=f"{name}.gif",
        mime="image/gif",
        key="film_gif",
        icon=":material/download:",
        on_click="ignore",
    )


def film_colors(n_classes: int) -> Colors:
    """The page's colours, on a light ground, for a picture drawn without a browser."""
    n = max(2, n_classes)
    low, high = tints(2)
    first, second = class_colors(2)
    return Colors(
        classes=class_colors(n),
        tints=tints(n),
        table=tuple(ramp([low, pale(), high], SHADES)),
        strong=tuple(ramp([first, "#EEEEEE", second], SHADES)),
        pale=pale(),
        paper=paper(),
        ink=ink(),
        faint="#D0D2D8",
        test="#9A3FD5",
    )
