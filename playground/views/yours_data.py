"""Data of your own: bring a file, look at it, learn from it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground.figures.own_points import points_figure
from playground.live.registry import REGISTRY
from playground.stage.plot import plot
from playground.tables import OwnData
from playground.tables.apart import read_apart
from playground.tables.bundled import BUNDLED, bundled_choice, bundled_table
from playground.tables.choice import Choice, suggested
from playground.tables.make import own_from
from playground.tables.points import points_csv
from playground.tables.table import Table, TableError
from playground.views import session
from playground.views.capacity_settings import is_dark, look_for
from playground.views.notes import plain
from playground.views.yours_data_columns import chosen_columns, columns_table
from playground.views.yours_data_editor import points_editor, shape_points

TYPES = ["csv", "tsv", "txt", "parquet", "xlsx"]
HELP = """**Inputs** are columns of numbers; the **answer** is the column to be told from them:
words or few whole numbers are classes, other numbers are predicted (regression). Values are
**standardised**: each input is measured in its own standard deviations, so that one in millimetres
and one in euros count alike; the table below shows the scale. Two inputs are seen as they are;
more through their two **principal components**, the directions in which the points differ most,
or through two of them."""

LOOK = {
    "classification": "The points as the network will be shown them; rings are for the test. Look "
    "whether a straight line could part the classes, or where a curve would be needed.",
    "regression": "The points as the network will be shown them; diamonds are for the test. Look "
    "whether the colour changes evenly from one side to another.",
}
EDITING = "The points that are in use now: of a shape, of a table, or drawn."


class _Desk:
    """The table that lies open, of a file of the visitor's, or why there is none."""

    def __init__(self) -> None:
        self.file = ""
        self.table: Table | None = None
        self.why = ""

    def clear(self) -> None:
        """Put it away."""
        self.file, self.table, self.why = "", None, ""

    def read(self, file: str, data: bytes, name: str) -> None:
        """Open a file, once; ``file`` tells it from others."""
        if file == self.file:
            return
        self.clear()
        self.file = file
        try:
            with st.spinner("Reading the file …"):
                self.table = read_apart(data, name)
        except TableError as error:
            self.why = str(error)


def data() -> None:
    """The view: what is in use, a table to bring, its columns, and the points it becomes."""
    look_for(
        "Drop a table, choose the inputs and the answer, and press “Learn from these”: your points "
        "take the place of the shape on every page.",
        HELP,
    )
    # Each part has a place of its own, so that the picture stays where it is and changes there.
    about, source, choice = st.container(), st.container(), st.container()
    left, right = st.columns([1, 1], gap="medium")
    own = session.own()
    if own is not None:
        with about:
            _in_use(own)
    used = own or shape_points()
    with source:
        table = _table()
    made = None
    if table is not None:
        with choice:
            chosen = _chosen(table)
            made = _offered(table, chosen)
        with right:
            columns_table(table, chosen, made)
            for note in made.notes if made is not None else ():
                st.caption(f":material/info: {plain(note)}")
    with left:
        _picture(made or used)
    if table is None:
        with right:
            points_editor(used)
    elif st.toggle(f"Edit {plain(used.name)} in a table", key="data_editing", help=EDITING):
        points_editor(used)


def _in_use(own: OwnData) -> None:
    """What the network learns from now, and what can be done with it."""
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key="data_in_use"
    ):  # fmt: skip
        st.markdown(
            f":material/check_circle: In use: **{plain(own.name)}**, {own.in_words}.",
            width="content",
        )  # fmt: skip
        st.page_link("pages/live.py", label="Watch it learn", icon=":material/play_circle:")
        st.download_button(
            "Download the points", lambda: points_csv(own), file_name="points.csv",
            mime="text/csv", key="data_csv", icon=":material/download:", on_click="ignore",
            help="As CSV in their own units, with class and set; brought back here, it gives the "
            "same points.",
        )  # fmt: skip
        st.button(
            "Back to the shapes", key="data_drop", on_click=session.drop_own, type="tertiary",
            icon=":material/undo:", help="Learn from a generated shape again.",
        )  # fmt: skip


def _table() -> Table | None:
    """The uploader, the bundled sets, and the table that was opened last."""
    desk = session.kept("data desk", _Desk)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        most = REGISTRY.limits.upload_megabytes
        uploaded = st.file_uploader(
            f"A table of your own: CSV, TSV, Parquet or Excel, at most {most} MB",
            type=TYPES, key="data_file", on_change=_file_changed,
            help="It is read on the server, kept while your page is open, and seen by nobody else.",
        )  # fmt: skip
        if uploaded is not None:
            desk.read(uploaded.file_id, uploaded.getvalue(), uploaded.name)
    with right:
        st.caption("Or one that everybody knows:")
        with st.container(horizontal=True, key="data_bundled", gap="small"):
            for name, row in BUNDLED.items():
                st.button(
                    row.label, key=f"data_take_{name}", help=row.about, on_click=session.choose,
                    kwargs={"data_set": name},
                )  # fmt: skip
    name = session.setting("data_set")
    if name is not None:
        st.caption(f"**{BUNDLED[name].label}.** {BUNDLED[name].about}")
        return bundled_table(name)
    if desk.why:
        st.error(plain(desk.why), icon=":material/error:")
    return desk.table


def _file_changed() -> None:
    """Callback: a file came or went; a bundled set makes room for it."""
    session.choose(data_set=None)
    if session.said("data_file") is None:
        session.kept("data desk", _Desk).clear()


def _chosen(table: Table) -> Choice:
    """The columns that are chosen of a table."""
    name = session.setting("data_set")
    begin = suggested(table) if name is None else bundled_choice(name)
    return chosen_columns(table, begin, session.kept("data tables", _Numbers).of(table))


def _offered(table: Table, choice: Choice) -> OwnData | None:
    """The points of the choice with the button that takes them, or why there are none."""
    try:
        made = _made(table, choice)
    except TableError as error:
        st.warning(plain(str(error)), icon=":material/info:")
        return None
    with st.container(horizontal=True, vertical_alignment="center", key="data_learn_row"):
        st.button(
            "Learn from these", key="data_learn", type="primary", icon=":material/model_training:",
            on_click=session.use_own, args=(made,), disabled=made is session.own(),
        )  # fmt: skip
        st.markdown(f"{made.in_words}: {_shares(made)}.")
    return made


def _picture(own: OwnData) -> None:
    """The points, and what to look for."""
    plot(
        points_figure(own.dataset, own.answer, dark=is_dark()), key="data_points",
        alt="The points, training points filled and test points hollow",
    )  # fmt: skip
    st.caption(LOOK[str(own.dataset.task)])


def _made(table: Table, choice: Choice) -> OwnData:
    """The points of a choice; made anew only if something of it has changed."""
    share = session.setting("data_share")
    key = (id(table), choice, share)
    kept: dict[str, Any] = session.kept("data made", dict)
    if kept.get("key") != key:
        made = own_from(table, choice, train_share=share, max_points=REGISTRY.limits.max_points)
        kept.clear()
        kept.update(key=key, own=made, table=table)
    return kept["own"]


def _shares(own: OwnData) -> str:
    n_train, n_test = len(own.dataset.X_train), len(own.dataset.X_test)
    return f"{n_train:,} to learn from, {n_test:,} for the test"


class _Numbers:
    """A number for each table that is opened, so that its controls are its own."""

    def __init__(self) -> None:
        self._table: Table | None = None
        self._number = 0

    def of(self, table: Table) -> int:
        """The number of the table that lies open."""
        if table is not self._table:
            self._table = table
            self._number += 1
        return self._number
