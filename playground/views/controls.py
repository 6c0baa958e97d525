"""The sidebar: one control for each field of the configuration, in the order a person decides."""

from __future__ import annotations

import streamlit as st

from datasets import DATASETS
from playground.config import RunConfig
from playground.nn import LOSSES, OPTIMIZERS, SCHEDULES
from playground.tables import OwnData
from playground.views import session
from playground.views.control_rows import draw
from playground.views.notes import plain
from playground.views.own_notes import uses_shapes

PAGES = {
    "pages/live.py": ("Live", ":material/play_circle:"),
    "pages/warps.py": ("Space warps", ":material/blur_on:"),
    "pages/compare.py": ("Compare", ":material/compare:"),
    "pages/capacity.py": ("Capacity", ":material/grid_view:"),
    "pages/sweep.py": ("Sweep", ":material/tune:"),
    "pages/optimizers.py": ("Optimisers", ":material/sprint:"),
    "pages/inside.py": ("Inside a step", ":material/account_tree:"),
    "pages/digits.py": ("Digits", ":material/draw:"),
    "pages/yours.py": ("Yours", ":material/folder_open:"),
}


def heading() -> None:
    """The product's name and the way to its other pages."""
    st.header("Decision Boundary Playground", anchor=False)
    with st.container(horizontal=True, key="pages", gap="xxsmall"):
        for path, (label, icon) in PAGES.items():
            st.page_link(path, label=label, icon=icon)


def all_controls() -> None:
    """Every section of the sidebar."""
    config = session.config()
    _presets()
    _data(config)
    _network()
    _training(config)


def _presets() -> None:
    draw("preset")
    chosen = session.preset()
    if chosen is not None:
        st.caption(chosen.look_for)


DATA_FIELDS = ("dataset", "centers", "noise", "n_samples", "train_share", "seed")


def _data(config: RunConfig) -> None:
    st.subheader("Data", anchor=False)
    own = session.own()
    if uses_shapes():
        st.caption("This page draws new points for every seed, so it uses a shape. Your own data "
                   "are kept for the other pages.")  # fmt: skip
        own = None
    on_plane = own is None or own.dataset.n_coordinates == 2
    _tell_controls_that_return(config, (own is None, on_plane))
    if own is None:
        _shape(config)
    else:
        own_data(own)
    if on_plane:
        draw("features")


def _tell_controls_that_return(config: RunConfig, drawn: tuple[bool, bool]) -> None:
    """Write to the controls of the data where others than before are drawn.

    A control that was away is a new one to the browser, which shows its lowest value, and sends
    that with the next thing pressed, unless the control is written to in this very script run.
    """
    before: dict[str, tuple[bool, bool]] = session.kept("data controls", dict)
    if before.get("drawn", drawn) != drawn:
        values = {name: getattr(config, name) for name in DATA_FIELDS}
        session.choose(**values, features=list(config.features))
    before["drawn"] = drawn


def own_data(own: OwnData) -> None:
    """Data of the visitor's own, in place of a shape."""
    with st.container(border=True, key="own_data", gap="xxsmall"):
        st.markdown(f"**{plain(own.name)}**")
        st.caption(own.in_words)
        st.page_link("pages/yours.py", label="Look at them", icon=":material/table:")
        back_to_shapes()


def back_to_shapes() -> None:
    """The button that drops data of the visitor's own."""
    st.button(
        "Back to the shapes", key="drop_own", on_click=session.drop_own, type="tertiary",
        icon=":material/undo:",
        help="Learn from a generated shape again. Points you drew are gone then; save the "
        "run or download the data first if you want to keep them.",
    )  # fmt: skip


def _shape(config: RunConfig) -> None:
    draw("dataset")
    st.caption(f"**{DATASETS[config.dataset].label}.** {DATASETS[config.dataset].look_for}")
    draw("centers")
    left, right = st.columns(2)
    draw("noise", left)
    draw("n_samples", right)
    left, middle, right = st.columns([5, 3.4, 1.4], vertical_alignment="bottom")
    draw("train_share", left)
    draw("seed", middle)
    draw("regenerate", right)


def _network() -> None:
    st.subheader("Network", anchor=False)
    draw("hidden_layers")
    left, right = st.columns(2)
    draw("activation", left)
    draw("initializer", right)
    draw("layer_activations")


def _training(config: RunConfig) -> None:
    st.subheader("Training", anchor=False)
    st.caption("These apply at once, while it runs.")
    draw("learning_rate")
    draw("optimizer")
    st.caption(OPTIMIZERS[config.optimizer].formula)
    if config.activation == "step" and (config.optimizer, config.batch_size) != ("sgd", 1):
        st.caption("Rosenblatt's own rule is plain gradient descent, one point a step (batch 1).")
    draw("beta1")
    draw("beta2")
    draw("batch_size")
    draw("loss")
    st.caption(LOSSES[config.resolved_loss].formula)
    draw("huber_delta")
    with st.expander("Regularisation"):
        for name in ("l1", "l2", "dropout", "clip_norm"):
            draw(name)
    with st.expander("Schedule and stopping"):
        draw("schedule")
        if config.schedule != "constant":
            st.caption(SCHEDULES[config.schedule].formula)
        draw("schedule_epochs")
        for name in ("stop_epoch", "stop_loss", "stop_accuracy"):
            draw(name)
    with st.expander("Advanced"):
        for name in ("standardize", "shuffle", "output_activation", "precision"):
            draw(name)
