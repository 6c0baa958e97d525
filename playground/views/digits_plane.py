"""The plane: what the network reads between the images, and the image of every point."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.digits import digits
from playground.digits.plane import Plane, decide, plane_of_components, plane_through
from playground.figures.digit_pictures import Shown, image_row
from playground.figures.digit_plane import Ground, answer_bars, plane_figure
from playground.stage.plot import plot
from playground.views import session
from playground.views.capacity_settings import is_dark, look_for, percent
from playground.views.digits_moment import Moment, current_moment, remembered
from playground.views.digits_view_settings import CORNERS, DIGIT_NAMES, REACH

N_CELLS = 90
N_PICTURES = 11
HELP = r"""Images are points of a space with 64 dimensions; a **plane** is a flat cut through it,
$p + x\,d_1 + y\,d_2$. Every point of it is an image, its **pre-image** (cut to 0–16, as no ink is
whiter than paper), and the network reads each of them: the colours are its answers, pale where it
is unsure. The regions' edges are the **decision boundary**, on this plane.

Through **three images** A, B and C the plane holds those very images, and between them their
mixtures. The plane of the **two principal components** holds hardly any image: the dots are their
shadows, so a dot may lie on another digit's colour and be read rightly all the same."""


@dataclass(frozen=True, eq=False)
class Cut:
    """A plane, the images it is made of, and what to call its axes."""

    plane: Plane
    labels: NDArray[np.int64]
    named: bool
    titles: tuple[str, str]


def plane() -> None:
    """The view: which plane, its regions, and the image of the chosen place."""
    look_for(
        "Press a place on the plane: its image and the network's answer appear beside it. Walk "
        "from A to B and watch where one digit becomes another.",
        HELP,
    )
    st.html(Path(__file__).parent / "digits_views.css")
    moment = current_moment()
    if moment is None:
        return
    corners = _choices()
    cut = _through(corners) if corners else _of_components()
    x0, x1, y0, y1 = cut.plane.extent
    ground = remembered("plane", (moment.key, corners), lambda: _ground(moment, cut.plane))
    x = _inside(session.setting("digits_x"), x0, x1)
    y = _inside(session.setting("digits_y"), y0, y1)
    dark = is_dark()
    pictures = _pictures(cut.plane) if session.setting("digits_pictures") else None
    left, right = st.columns([1.9, 1], gap="medium")
    with left:
        plot(
            plane_figure(
                ground, marked=cut.plane.marked, labels=cut.labels, named=cut.named, chosen=(x, y),
                pictures=pictures, titles=cut.titles, dark=dark,
            ),
            key="digits_plane_figure", on_click=_take_place,
            alt="What the network reads on a plane through the space of images",
        )  # fmt: skip
        st.caption(
            "Large figures name the regions; pale is unsure. Point anywhere to see the image there."
            + ("" if corners else " Dots are the shadows of all images, which lie off the plane.")
        )
    with right:
        _place(moment, cut, corners, x, y, dark)


def _choices() -> tuple[int, ...]:
    """What the plane is made of: places of three images, or () for components."""
    of_images = session.setting("digits_plane") == "images"
    with st.container(horizontal=True, vertical_alignment="bottom", key="digits_choices"):
        st.segmented_control(
            "Plane through", ["images", "components"], key="digits_plane", required=True,
            format_func={"images": "Three images", "components": "Two components"}.__getitem__,
            on_change=_to_middle, width="content",
        )  # fmt: skip
        for key in CORNERS if of_images else ():
            st.selectbox(key[-1].upper(), DIGIT_NAMES, key=key, on_change=_to_middle, width=72)
        if of_images:
            st.button(
                "", icon=":material/casino:", key="digits_others", on_click=_other_examples,
                help="Other images of these digits.",
            )  # fmt: skip
        st.toggle("Pictures", key="digits_pictures", help="Images of evenly spaced places.")
    if not of_images:
        return ()
    shown = [int(session.setting(key)) for key in CORNERS]
    return examples(shown, session.setting("digits_examples"))


def examples(shown: Sequence[int], number: int) -> tuple[int, ...]:
    """Places of one test image of each digit; another number, others. No image stands twice."""
    data = digits()
    rng = np.random.default_rng(number)
    taken: list[int] = []
    for digit in shown:
        there = data.n_train + np.flatnonzero(data.labels[data.test] == digit)
        free = [int(place) for place in rng.permutation(there) if int(place) not in taken]
        taken.append(free[0])
    return tuple(taken)


def _through(corners: Sequence[int]) -> Cut:
    data = digits()
    labels = data.labels[list(corners)]
    titles = (f"from A, a {labels[0]}, towards B, a {labels[1]}", f"towards C, a {labels[2]}")
    return Cut(plane_through(data.X[list(corners)]), labels, True, titles)


def _of_components() -> Cut:
    data = digits()
    cut = plane_of_components(data.X)
    total = data.X.var(axis=0).sum()
    shares = [percent(share) for share in (cut.marked.var(axis=0) / total).tolist()]
    titles = (f"component 1 ({shares[0]} of the variance)", f"component 2 ({shares[1]})")
    return Cut(cut, data.labels, False, titles)


def _ground(moment: Moment, cut: Plane) -> Ground:
    found = decide(moment.run, cut, N_CELLS)
    return Ground(found.xs, found.ys, found.probabilities, cut.extent, cut.origin, cut.axes)


def _pictures(cut: Plane) -> NDArray[np.float64]:
    """Images of evenly spaced places, (rows, columns, 8, 8), from the lowest row up."""
    x0, x1, y0, y1 = cut.extent
    middles = (np.arange(N_PICTURES) + 0.5) / N_PICTURES
    across, up = np.meshgrid(x0 + middles * (x1 - x0), y0 + middles * (y1 - y0))
    images = cut.images(np.stack([across.ravel(), up.ravel()], axis=1))
    return images.reshape(N_PICTURES, N_PICTURES, 8, 8)


def _place(
    moment: Moment, cut: Cut, corners: Sequence[int], x: float, y: float, dark: bool
) -> None:
    """The image of the chosen place, what is read there, and the images of the plane."""
    image = cut.plane.images([[x, y]])
    given = moment.run.predict_proba(image)[0]
    st.markdown(place_words(given))
    st.html(image_row([Shown(image.reshape(8, 8), "the image there")], "Image", dark=dark))
    plot(answer_bars(given, dark=dark), key="digits_answers", alt="Probabilities of the digits")
    if corners:
        images = digits().X[list(corners)]
        read = moment.run.predict(images)
        st.html(
            image_row(
                [
                    Shown(one.reshape(8, 8), f"{name}, read as {digit}", wrong=bool(digit != label))
                    for one, name, digit, label in zip(images, "ABC", read, cut.labels, strict=True)
                ],
                "The three images",
                dark=dark,
            )
        )
        with st.container(horizontal=True):
            for name, (at_x, at_y) in zip("ABC", cut.plane.marked.tolist(), strict=True):
                st.button(f"Go to {name}", key=f"digits_go_{name}", on_click=_take_place,
                          args=(at_x, at_y))  # fmt: skip
            st.button("Middle", key="digits_go_middle", on_click=_to_middle)


def place_words(given: NDArray[np.float64]) -> str:
    """What is read at a place, and how sure that is."""
    first, second = np.argsort(-given, kind="stable")[:2].tolist()
    sure = "surely" if given[first] >= 0.95 else ("hardly" if given[first] < 0.6 else "rather")
    return (
        f"Here it {sure} reads a **{first}** ({percent(float(given[first]))}); next comes "
        f"{second} ({percent(float(given[second]))})."
    )


def _take_place(x: float, y: float) -> None:
    """Callback: a place on the plane was pressed."""
    near = np.clip([x, y], -REACH, REACH).round(2).tolist()
    session.choose(digits_x=near[0], digits_y=near[1])


def _to_middle() -> None:
    """Callback: another plane is shown, so another place."""
    session.choose(digits_x=None, digits_y=None)


def _other_examples() -> None:
    """Callback: other images of the same digits."""
    _to_middle()
    session.choose(digits_examples=secrets.randbelow(10_000))


def _inside(wanted: float | None, low: float, high: float) -> float:
    return (low + high) / 2 if wanted is None else float(np.clip(wanted, low, high))
