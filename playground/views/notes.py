"""What was changed in a link or between controls, in words above the stage."""

import streamlit as st

from playground.views import session

MOST = 8  # notes that are listed


def show_notes() -> None:
    """A quiet box listing the changes; nothing when there are none."""
    notes = session.notes()
    if notes:
        listed = "  \n".join(plain(note) for note in notes[:MOST])
        more = f"  \nand {len(notes) - MOST} more" if len(notes) > MOST else ""
        with st.container(key="notes", horizontal=True, vertical_alignment="center"):
            st.info(listed + more, icon=":material/info:")
            st.button("", icon=":material/close:", key="close_notes", type="tertiary",
                      on_click=session.close_notes, help="Close this note")  # fmt: skip


def plain(text: str) -> str:
    """A text without meaning as Markdown: a link must not put headings or pictures on the page."""
    return "".join("\\" + char if char in r"\`*_{}[]()#+-.!|<>:$~" else char for char in text)
