"""What a page says where the visitor's own data cannot be shown or are not used."""

from __future__ import annotations

import streamlit as st

from playground.views import session

SHAPES_ONLY = frozenset({"capacity", "sweep"})
"""Pages that draw their data anew for every seed, which only a shape allows."""


def too_wide(what: str) -> bool:
    """Whether own data have more inputs than a view can show; says so, and what to do.

    Parameters
    ----------
    what : str
        The view, as the beginning of a sentence.
    """
    own = session.own()
    if own is None or own.dataset.n_coordinates == 2:
        return False
    with st.container(border=True, key="too_wide"):
        st.markdown(
            f"**{what} starts from a plane**, and your data have {own.dataset.n_coordinates} "
            "inputs. Choose two of their columns to see it here; your data and your run are kept "
            "meanwhile."
        )
        st.page_link("pages/yours.py", label="Choose two columns", icon=":material/table:")
    return True


def uses_shapes() -> bool:
    """Whether this page goes on with a shape while the visitor has data of their own."""
    return session.own() is not None and session.page() in SHAPES_ONLY
