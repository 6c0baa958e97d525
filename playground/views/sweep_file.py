"""A sweep from a file: pasted or uploaded, read by the command's own reader."""

from __future__ import annotations

import streamlit as st

from playground.sweep.spec import SpecError, SweepSpec, read_toml

PLACEHOLDER = """name = "width on the spiral"
epochs = 300
seeds = 10

[base]
dataset = "spiral"

[axes]
width = [2, 4, 8]
learning_rate = [0.003, 0.01, 0.03]
"""


def about_the_file() -> None:
    """What such a file says, in a caption."""
    st.caption(
        "The same file that the command reads: top-level keys, what every network has in common "
        "under [base], what differs under [axes]. Here the sidebar does not count."
    )


def sweep_from_file() -> SweepSpec | None:
    """The sweep of the uploaded file, else of the text; None while there is neither.

    Raises
    ------
    SpecError
        With key and line, for a text that is no sweep.
    """
    left, right = st.columns([3, 2])
    text = left.text_area(
        "sweep.toml", key="sweep_text", height=280, placeholder=PLACEHOLDER,
    )  # fmt: skip
    uploaded = right.file_uploader(
        "Or a file", key="sweep_upload", type="toml", help="While there is one, the text waits."
    )
    if uploaded is not None:
        try:
            text = uploaded.getvalue().decode()
        except UnicodeDecodeError:
            raise SpecError("The file is no text in UTF-8.") from None
    return read_toml(text) if text and text.strip() else None


def plain(text: str) -> str:
    """Escape Markdown, so that what somebody typed is shown as typed."""
    return "".join("\\" + char if char in r"\`*_{}[]()#+-.!|<>:$~" else char for char in text)
