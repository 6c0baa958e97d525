"""A link to these settings, and a page for a lesson to put into another site."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import streamlit as st

from playground.config import DEFAULTS, RunConfig
from playground.takeaway.links import iframe, lesson_address, live_address
from playground.takeaway.qr import TooLong, qr_png, qr_svg
from playground.views import own as own_data
from playground.views import session
from playground.views.control_rows import ROWS
from playground.views.notes import plain

PAGE = "yours"
FALLBACK = "http://localhost:8501/yours"
"""Where the browser does not say which address it shows."""
ANCESTORS = "PLAYGROUND_FRAME_ANCESTORS"
"""The server's own setting of who may embed it (``service/settings.py``)."""


def link() -> None:
    """The view."""
    config = session.config()
    here = st.context.url or ""
    here = here if here.startswith(("https://", "http://")) else FALLBACK
    drawn = own_data.for_address()
    address = live_address(here, PAGE, config.to_query() | drawn)
    left, right = st.columns(2, gap="large")
    with left:
        _share(config, address, drawn=bool(drawn))
    with right:
        lesson, height = _lesson(address)
    if st.toggle("Preview", key="link_preview", help="Opens a run of its own, as a visitor would."):
        parts = urlsplit(lesson)
        st.iframe(f"{parts.path}?{parts.query}", height=height)


def _share(config: RunConfig, address: str, *, drawn: bool) -> None:
    st.subheader("A link to these settings", anchor=False)
    st.caption(
        "Whoever opens it sees the same data and trains the same network, number for number.",
        help="The address of the live page always holds what differs from the defaults. The seed "
        "decides the points, the first weights and the order of the batches, so a run is the same "
        "wherever it is computed.",
    )
    own = session.own()
    if own is not None and not drawn:
        st.warning(
            f"**Your own data are not in the link** ({plain(own.name)}): whoever opens it gets a "
            "shape with the same task. Send the saved run instead; it holds data, network and "
            "history.",
            icon=":material/info:",
        )
        st.button(
            "Save the run", key="link_runs", icon=":material/save:",
            on_click=session.choose, kwargs={"yours": "runs"},
        )  # fmt: skip
    st.code(address, language=None, wrap_lines=True)
    st.markdown(_contents(config, drawn))
    _qr(address)


def _contents(config: RunConfig, drawn: bool) -> str:
    """What the link holds and what it does not, in words."""
    changed = [name for name in DEFAULTS if name in config.to_query()]
    held = []
    if changed:
        held.append(
            f"what differs from the defaults ({', '.join(f'`{name}`' for name in changed)})"
        )
    if drawn:
        held.append("the points you drew, to a twentieth of a unit")
    words = " and ".join(held) or "nothing yet, for all settings are at their defaults"
    return (
        f"**In it:** {words}.  \n**Not in it:** what the network has learnt so far, weights set by "
        "hand, and data you uploaded. Training starts from the beginning. To hand on a run as it "
        "stands, save it under **Runs**."
    )


def _qr(address: str) -> None:
    try:
        svg, png = qr_svg(address), qr_png(address)
    except TooLong as error:
        st.caption(f"{error} Copy the link instead.")
        return
    with st.container(key="link_qr"):
        st.image(svg, width=220, caption="Point a phone's camera here to open the link.")
    with st.container(horizontal=True):
        for kind, file, mime in (("PNG", png, "image/png"), ("SVG", svg, "image/svg+xml")):
            st.download_button(
                f"QR code as {kind}", file, file_name=f"playground-link.{kind.lower()}", mime=mime,
                key=f"link_qr_{kind.lower()}", icon=":material/qr_code_2:", on_click="ignore",
            )  # fmt: skip


def _lesson(live: str) -> tuple[str, int]:
    """Choose controls and height; the lesson's address and height."""
    st.subheader("For a lesson", anchor=False)
    st.caption(
        "The live page inside a page of your own, with only the controls you choose: one question "
        "at a time.",
        help="Everything else stays as it is set here, and nobody loses their way. The chosen "
        "controls stand in a row above the stage; on a phone below it. Each visitor has a run of "
        "their own.",
    )
    chosen = st.multiselect(
        "Controls to show", list(ROWS), key="link_controls",
        format_func=lambda name: ROWS[name].label, placeholder="none: the stage alone",
        help="They work as in the sidebar. Set them here to what the lesson should begin with.",
    )  # fmt: skip
    height = st.slider(
        "Height (pixels)", 400, 1600, step=20, key="link_height",
        help="Of the frame in your page; it is as wide as its place. From about 760 on, and 1,060 "
        "wide, everything fits without scrolling.",
    )  # fmt: skip
    names = [name for name in ROWS if name in chosen]
    address = lesson_address(live, names)
    st.markdown("**Address**")
    st.code(address, language=None, wrap_lines=True)
    st.markdown("**HTML for your page** (Moodle: the editor's `</>`)")
    st.code(iframe(address, height), language="html", wrap_lines=True)
    st.markdown(_allowed())
    return address, height


def _allowed() -> str:
    """Who may embed this server's pages, in words."""
    sites = os.environ.get(ANCESTORS, "").strip() or "'self'"
    if sites == "'self'":
        return (
            "**Only pages of this very address may embed it at present.** Whoever runs the server "
            f"allows your site with `{ANCESTORS}=\"'self' https://moodle.example.org\"`."
        )
    if sites == "'none'":
        return f"**No page may embed it:** this server says `{ANCESTORS}=\"'none'\"`."
    return f"These sites may embed it: `{_code_span(sites)}`."


def _code_span(text: str) -> str:
    """A text that stays within its code span."""
    return text.replace("`", "'")
