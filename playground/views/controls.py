"""The sidebar: one control for each field of the configuration, in the order a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from datasets import DATASETS, FEATURES
from playground.config import FIELDS, RunConfig
from playground.fields import MAX_LAYERS, MAX_UNITS, Number
from playground.nn import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, OUTPUTS, SCHEDULES
from playground.presets import PRESETS
from playground.stage.routes import dataset_picture_path
from playground.tables import OwnData
from playground.views import session
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
LEARNING_RATES = (1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
RATES = (0.0, 1e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCH_SIZES = (1, 2, 4, 8, 10, 16, 32, 64, 128, 256, 512, 1024, 0)
SCHEDULE_EPOCHS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
STOP_EPOCHS = (0, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000)
STOP_LOSSES = (0.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001)
STOP_ACCURACIES = (0.0, 0.9, 0.95, 0.98, 0.99, 1.0)
CLIP_NORMS = (0.0, 0.1, 0.3, 1.0, 3.0, 10.0)


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
    _network(config)
    _training(config)


def _presets() -> None:
    st.selectbox(
        "Start from",
        list(PRESETS),
        index=None,
        key=session.PRESET_KEY,
        format_func=lambda name: PRESETS[name].label,
        placeholder="an experiment that works…",
        on_change=session.use_preset,
        help="Settings known to show something. Everything stays adjustable afterwards.",
    )
    chosen = session.preset()
    if chosen is not None:
        st.caption(chosen.look_for)


def _data(config: RunConfig) -> None:
    st.subheader("Data", anchor=False)
    own = session.own()
    if uses_shapes():
        st.caption("This page draws new points for every seed, so it uses a shape. Your own data "
                   "are kept for the other pages.")  # fmt: skip
        own = None
    if own is None:
        _shape(config)
    else:
        _own(own)
    if own is None or own.dataset.n_coordinates == 2:
        _features()


def _own(own: OwnData) -> None:
    """Data of the visitor's own, in place of a shape."""
    with st.container(border=True, key="own_data"):
        st.markdown(f"**{plain(own.name)}**  \n{own.in_words}")
        with st.container(horizontal=True, gap="small"):
            st.page_link("pages/yours.py", label="Look at it", icon=":material/table:")
            st.button(
                "Back to the shapes", key="drop_own", on_click=session.drop_own, type="tertiary",
                help="Learn from a generated shape again. Points you drew are gone then; save the "
                "run or download the data first if you want to keep them.",
            )  # fmt: skip


def _shape(config: RunConfig) -> None:
    st.segmented_control(
        "Dataset",
        list(DATASETS),
        key="dataset",
        required=True,
        format_func=_picture,
        label_visibility="collapsed",
        width="stretch",
    )
    st.caption(f"**{DATASETS[config.dataset].label}.** {DATASETS[config.dataset].look_for}")
    if config.dataset == "blobs":
        st.slider("Centres", *_bounds("centers"), key="centers", help="Clouds, each its own class.")
    left, right = st.columns(2)
    left.slider(
        "Noise", 0.0, 0.5, step=0.05, key="noise", format="percent",
        help="How far points stray from their shape. With much noise no boundary is right for "
        "every point, and one that tries to be is overfitting.",
    )  # fmt: skip
    right.slider(
        "Points", *_bounds("n_samples"), step=10, key="n_samples",
        help="Training and test points together.",
    )  # fmt: skip
    left, middle, right = st.columns([5, 3.4, 1.4], vertical_alignment="bottom")
    left.slider(
        "Train share", 0.1, 0.9, step=0.1, key="train_share", format="percent",
        help="The network learns from this share of the points. The rest are test points: they "
        "only measure whether it learnt the shape or memorised the points.",
    )  # fmt: skip
    middle.number_input(
        "Seed", *_bounds("seed"), step=1, key="seed",
        help="The number all randomness starts from: the same seed and settings give the same "
        "run, number for number.",
    )  # fmt: skip
    right.button(
        "", icon=":material/casino:", key="regenerate", on_click=session.regenerate,
        help="New points of the same shape: another seed.", width="stretch",
    )  # fmt: skip


def _features() -> None:
    st.pills(
        "Input features",
        list(FEATURES),
        selection_mode="multi",
        key="features",
        format_func=lambda name: FEATURES[name].label,
        help="What the network is given for each point. With x² and y² a straight line in "
        "feature space is a circle on the plane: features can do what layers do.",
    )


def _network(config: RunConfig) -> None:
    st.subheader("Network", anchor=False)
    with st.container(key="hidden_layers"):
        if config.activation == "step":
            st.caption(
                "One neuron with a hard step, trained by Rosenblatt's rule: no hidden layer."
            )
        else:
            st.slider(
                "Hidden layers", 0, MAX_LAYERS, key=session.LAYERS_KEY,
                help="Each layer rotates, stretches, shifts and bends the space. With none the "
                "boundary is a straight line.",
            )  # fmt: skip
            n_layers = len(config.hidden_layers)
            columns = st.columns(min(4, max(n_layers, 2)))
            for layer in range(1, n_layers + 1):
                columns[(layer - 1) % 4].slider(
                    f"Layer {layer}", 1, MAX_UNITS, key=session.units_key(layer)
                )
    left, right = st.columns(2)
    _choice(
        left, "Activation", "activation", ACTIVATIONS,
        help="The bend at the end of each layer. Without one (linear) any number of layers is "
        "worth no more than a single one.",
    )  # fmt: skip
    _choice(
        right, "Initial weights", "initializer", INITIALIZERS,
        help="Random numbers to start from, scaled to the layer's size so that signals neither "
        "fade nor explode.",
    )  # fmt: skip


def _training(config: RunConfig) -> None:
    st.subheader("Training", anchor=False)
    st.caption("These apply at once, while it runs.")
    _scale(
        "Learning rate", "learning_rate", LEARNING_RATES,
        help="How far each step goes. Too small: slow. Too large: the loss jumps or explodes.",
    )  # fmt: skip
    optimizer = OPTIMIZERS[config.optimizer]
    _choice(
        st, "Optimiser", "optimizer", OPTIMIZERS,
        help="How a gradient becomes a step. " + optimizer.reference,
    )  # fmt: skip
    _formula(optimizer.formula)
    if config.activation == "step" and (config.optimizer, config.batch_size) != ("sgd", 1):
        st.caption("Rosenblatt's own rule is plain gradient descent, one point a step (batch 1).")
    if optimizer.uses_beta1:
        st.slider("β₁ (momentum)", 0.0, 0.999, step=0.001, format="%.3f", key="beta1",
                  help="How much of the past direction is kept at each step.")  # fmt: skip
    if optimizer.uses_beta2:
        st.slider("β₂ (squares)", 0.0, 0.9999, step=0.0001, format="%.4f", key="beta2",
                  help="How slowly the average of squared gradients forgets.")  # fmt: skip
    _scale(
        "Batch size", "batch_size", BATCH_SIZES, format_func=lambda n: "all" if n == 0 else str(n),
        help="Points per step: 1 is stochastic, all is full-batch gradient descent.",
    )  # fmt: skip
    _loss(config)
    with st.expander("Regularisation"):
        _scale("L1 rate", "l1", RATES, help="Adds rate · Σ|w|: pulls weights to exactly zero.")
        _scale("L2 rate", "l2", RATES, help="Adds rate · ½Σw²: keeps weights small and the "
               "boundary smooth.")  # fmt: skip
        st.slider("Dropout", 0.0, 0.9, step=0.05, format="percent", key="dropout",
                  help="The share of hidden units switched off, at random, in a step.")  # fmt: skip
        _scale("Clip gradient norm", "clip_norm", CLIP_NORMS, format_func=_off,
               help="A longer gradient is shortened to this length.")  # fmt: skip
    with st.expander("Schedule and stopping"):
        _choice(st, "Learning-rate schedule", "schedule", SCHEDULES,
                help="How the learning rate changes over the epochs.")  # fmt: skip
        if config.schedule != "constant":
            _formula(SCHEDULES[config.schedule].formula)
            _scale("Over epochs", "schedule_epochs", SCHEDULE_EPOCHS)
        _scale("Stop at epoch", "stop_epoch", STOP_EPOCHS, format_func=_off)
        _scale("Stop at training loss", "stop_loss", STOP_LOSSES, format_func=_off)
        _scale("Stop at training accuracy", "stop_accuracy", STOP_ACCURACIES,
               format_func=lambda share: "off" if not share else f"{share:.0%}")  # fmt: skip
    with st.expander("Advanced"):
        st.toggle("Standardise inputs", key="standardize",
                  help="Shift and scale each feature to mean 0 and variance 1.")  # fmt: skip
        st.toggle("Shuffle each epoch", key="shuffle",
                  help="Visit the training points in a new order each epoch.")  # fmt: skip
        st.selectbox("Output activation", [session.AUTO, *OUTPUTS], key="output_activation",
                     format_func=lambda name: OUTPUTS[name].label if name in OUTPUTS else
                     "the loss's own",
                     help="What turns the last sum into the answer.")  # fmt: skip
        st.segmented_control("Precision", ["float32", "float64"], key="precision", required=True,
                             help="Digits the arithmetic keeps: about 7 or about 16.")  # fmt: skip


def _loss(config: RunConfig) -> None:
    names = [session.AUTO, *LOSSES]
    st.selectbox(
        "Loss",
        names,
        key="loss",
        format_func=lambda name: LOSSES[name].label if name in LOSSES else "the task's own",
        help="The one number training makes small. Changing it starts the run anew.",
    )
    _formula(LOSSES[config.resolved_loss].formula)
    if config.resolved_loss == "huber":
        _scale("Huber δ", "huber_delta", (0.01, 0.1, 0.3, 1.0, 3.0, 10.0),
               help="Where the loss turns from squared to straight.")  # fmt: skip


def _picture(name: str) -> str:
    return f"![{name}]({dataset_picture_path(name)})"


def _bounds(name: str) -> tuple[int, int]:
    kind = FIELDS[name].kind
    assert isinstance(kind, Number)
    return int(kind.low), int(kind.high)


def _off(value: float) -> str:
    return "off" if not value else f"{value:g}"


def _formula(text: str) -> None:
    st.caption(text)


def _choice(place: Any, label: str, field: str, table: dict[str, Any], help: str) -> None:
    place.selectbox(
        label, list(table), key=field, format_func=lambda name: table[name].label, help=help
    )


def _scale(
    label: str,
    field: str,
    marks: Sequence[float],
    help: str | None = None,
    format_func: Any = lambda value: f"{value:g}",
) -> None:
    """A slider over marked values; a value from a link that is no mark becomes one."""
    current = getattr(session.config(), field)
    options = list(marks)
    if current not in options:
        zero_last = [value for value in options if value == 0 and options[-1] == 0]
        options = sorted([value for value in options if value or not zero_last] + [current])
        options += zero_last
    st.select_slider(label, options, key=field, format_func=format_func, help=help)
