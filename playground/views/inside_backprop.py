"""Backpropagation on the visitor's own network: one training point, then its mini-batch."""

from __future__ import annotations

import numpy as np
import streamlit as st

from playground.figures.backprop_batch import agreement_figure
from playground.graph.point_trace import trace_point
from playground.stage.stepped import stepped
from playground.views import session
from playground.views.capacity_settings import is_dark
from playground.views.inside_backprop_batch import BatchGradients, batch_gradients
from playground.views.inside_backprop_payload import network_payload
from playground.views.inside_graph_run import (
    Moment,
    choose_point,
    moment,
    point_words,
    training_buttons,
)
from playground.views.inside_graph_settings import MAX_POINTS
from playground.views.inside_graph_words import short

HELP = """With $\\delta = \\partial L/\\partial z$, backpropagation (Rumelhart, Hinton and Williams
1986) is three lines, from the last layer to the first:

$$\\delta_n = \\frac{\\partial L}{\\partial z_n}, \\qquad
\\delta_l = (W_{l+1}\\,\\delta_{l+1}) \\circ f'(z_l), \\qquad
\\frac{\\partial L}{\\partial W_l} = a_{l-1}\\,\\delta_l^{\\top}$$

Every number is the engine's own, for the weights your run has at this moment, without dropout and
regularisation. The bias's gradient is $\\delta$ itself."""
BATCH_HELP = """The optimiser does not get one point's gradient but the mean over the mini-batch,
$\\frac1n\\sum_i \\nabla L_i$. The cosine says how far one point's gradient points the same way as
that mean: 1 along it, 0 at a right angle, −1 against it. Where points disagree they cancel, and the
mean is much shorter than most of them: that is what makes small batches noisy."""
LEGEND = (
    '<p class="inside-legend"><span><b>upper number</b> activation a (of the output: z)</span>'
    "<span><b>lower number, bold</b> δ = ∂L/∂z</span>"
    "<span>lines: weights, after their step the gradient ∂L/∂w; orange negative, blue positive, "
    "the wider the larger</span>"
    "<span>keys: ← → steps, ↑ ↓ or a click another unit</span></p>"
)
LOOK_FOR = (
    "Look at how δ grows or shrinks from layer to layer on its way back, and for units whose f′(z) "
    "is near 0: they are saturated or off, and hardly anything passes them."
)
MARGIN = 1.08  # of the plane around the outermost point


def backpropagation() -> None:
    """The view: a point, its pass through the network and back, its batch."""
    st.caption(
        "Choose a training point and press ▶: its activations run forward to the loss, then the "
        "error runs back, layer by layer. Click a unit to see its numbers.",
        help=HELP,
    )
    now = moment()
    if now is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="network_bar"):
        place = choose_point(len(now.dataset.X_train))
        st.markdown(f"**{point_words(now, place)}**  \n{now.when}", width="content")
        training_buttons()
    problem = now.problem()
    mlp = now.network(problem)
    batch = batch_gradients(now, mlp, problem, place)
    targets = problem.head.targets(problem.answers_train[place : place + 1])[0]
    traced = trace_point(mlp, problem.inputs_train[place], targets)
    if not np.isfinite(traced.loss) or not np.isfinite(batch.mean).all():
        st.warning("The weights have grown too large to compute with. Reset the run on the Live "
                   "page.", icon=":material/warning:")  # fmt: skip
        return
    stepped(
        network_payload(
            mlp, traced, batch.mean,
            features=now.input_names,
            n_batch=len(batch.points), id=f"network {mlp.sizes}", plane=_plane(now, place),
        ),
        key="backprop_steps",
        on_choice=choose_from_plane,
    )  # fmt: skip
    st.html(LEGEND)
    st.caption(LOOK_FOR)
    _batch(now, batch)


def choose_from_plane(place: object) -> None:
    """Callback: a point of the plane was clicked."""
    if isinstance(place, int | float) and 0 <= place < MAX_POINTS:
        session.choose(point=int(place))


def _plane(now: Moment, place: int) -> dict:
    X, y = now.dataset.places(now.dataset.X_train), now.dataset.y_train
    classes = now.dataset.classes
    marks = [classes.index(label) for label in y] if classes else np.sign(y).tolist()
    return {
        "points": [[round(float(a), 3), round(float(b), 3), int(mark)]
                   for (a, b), mark in zip(X, marks, strict=True)],
        "classes": bool(classes),
        "extent": MARGIN * max(float(np.abs(X).max()), 1e-9),
        "chosen": place,
    }  # fmt: skip


def _batch(now: Moment, batch: BatchGradients) -> None:
    """The mini-batch the point is in: each point's gradient against their mean."""
    which = f"batch {batch.number} of {batch.n_batches} in this epoch"
    if batch.number > batch.n_batches:  # without shuffling, see training.batches
        which = "left over in this epoch, first of the next"
    st.markdown(f"**One point against its mini-batch** ({which}, {len(batch.points)} points)",
                help=BATCH_HELP)  # fmt: skip
    st.markdown(_batch_words(batch))
    classes = now.dataset.classes
    labels = now.dataset.y_train[batch.points[: len(batch.own)]]
    st.plotly_chart(
        agreement_figure(
            batch.cosines, batch.norms,
            [classes.index(label) if classes else -1 for label in labels],
            mean_norm=float(np.linalg.norm(batch.mean)), dark=is_dark(),
        ),
        key="batch_agreement", config={"displayModeBar": False},
        alt="Length of each point’s gradient, and its cosine to the mean gradient",
    )  # fmt: skip
    st.caption("Look for dots on the left: points whose own gradient runs against the step that "
               "the batch takes.")  # fmt: skip


def _batch_words(batch: BatchGradients) -> str:
    norms, cosines = batch.norms, batch.cosines
    mean = float(np.linalg.norm(batch.mean))
    if len(batch.points) == 1:
        return "A batch of one point: its own gradient is what the optimiser gets."
    said = (
        f"This point’s gradient has the length **{short(norms[0])}**, the mean of the batch "
        f"**{short(mean)}**; the cosine between them is **{short(round(float(cosines[0]), 2))}**."
    )
    against = int((cosines < 0).sum())
    shown = len(batch.own)
    return f"{said} {against} of {shown} points pull against the mean."
