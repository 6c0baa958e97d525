"""The visitor's run as it stands, for looking inside one step: its weights and its points."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import streamlit as st

from datasets import FEATURES, Dataset
from playground.config import RunConfig
from playground.live.commands import Step
from playground.live.registry import AtCapacity
from playground.nn import MLP
from playground.training.problem import Problem
from playground.views import session
from playground.views.notes import plain

Array = np.ndarray
SHOWN = 4  # coordinates of a point that are written out

TRAIN_HELP = (
    "Trains your run on from here, the same run as on the other pages, so that the weights "
    "below move."
)


class Moment(NamedTuple):
    """A run at one moment.

    Attributes
    ----------
    config : RunConfig
    dataset : Dataset
    layers : list of (W (n_in, n_out), b (n_out,))
    epoch, batch : int
        Completed epochs, and batches within the present one.
    train_loss : float
    scale : tuple of ndarray (n_features,) or None
        Mean and spread of the inputs that the run has kept; None: those of its points.
    """

    config: RunConfig
    dataset: Dataset
    layers: list[tuple[Array, Array]]
    epoch: int
    batch: int
    train_loss: float
    scale: tuple[Array, Array] | None = None

    @property
    def input_names(self) -> list[str]:
        """What the network's inputs are called."""
        data = self.dataset
        if data.n_coordinates == 2:
            return [FEATURES[name].label for name in self.config.features]
        return [axis.name for axis in data.axes] or [
            f"x{i}" for i in range(1, data.n_coordinates + 1)
        ]

    def problem(self) -> Problem:
        """Inputs and targets as the network sees them."""
        return Problem(self.config, self.dataset, self.scale)

    def network(self, problem: Problem) -> MLP:
        """The engine's network with these weights, in the run's own precision."""
        sizes = [len(self.layers[0][0]), *(len(b) for _, b in self.layers)]
        mlp = MLP(
            sizes,
            activation=self.config.activations,
            head=problem.head,
            dtype=self.config.precision,
        )
        for weights, (W, b) in zip(mlp.weights, self.layers, strict=True):
            weights[:-1], weights[-1] = W, b
        return mlp

    @property
    def when(self) -> str:
        """The moment in words."""
        within = f", batch {self.batch}" if self.batch else ""
        return f"epoch {self.epoch:,}{within}"


def moment() -> Moment | None:
    """The visitor's run as it stands; None, with a sentence on the page, if there is none."""
    try:
        return session.watched().call(
            lambda run: Moment(
                run.config,
                run.dataset,
                run.layers,
                run.epoch,
                run.batch,
                run.metrics()[0],
                (run.feature_mean, run.feature_scale),
            )
        )
    except AtCapacity as full:
        st.info(f"{full} This view needs a run of yours.", icon=":material/hourglass:")
    except TimeoutError:
        st.warning(
            "The run has not answered yet: it is still training. Try again in a moment.",
            icon=":material/hourglass:",
        )
        st.button("Try again", key="try_again")
    return None


def training_buttons() -> None:
    """Train the run on: a batch, an epoch, ten."""
    steps = {"1 batch": ("batch", 1), "1 epoch": ("epoch", 1), "10 epochs": ("epoch", 10)}
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="train_on",
                      width="content"):  # fmt: skip
        st.markdown("Train on", help=TRAIN_HELP, width="content")
        for label, (unit, count) in steps.items():
            st.button(label, key=f"train_{unit}_{count}", on_click=_train(unit, count))


def _train(unit: str, count: int) -> Callable[[], None]:
    def train() -> None:
        try:
            run = session.watched()
        except AtCapacity:
            return  # the view says so
        for _ in range(count):
            run.command(Step(unit, None))

    return train


def choose_point(n_points: int) -> int:
    """A field for the number of a training point; returns its place, from 0."""
    place = min(session.setting("point"), n_points - 1)
    if place != session.setting("point"):
        session.choose(point=place)
    st.number_input(
        "Training point", 0, n_points - 1, step=1, key="point",
        help="Its number in the training data, from 0.", width=150,
    )  # fmt: skip
    return place


def point_words(moment: Moment, place: int) -> str:
    """A training point in words: where it lies, and what it is."""
    data = moment.dataset
    label = data.y_train[place]
    if not data.classes:
        what = f"value {label:.3g}"
    elif data.class_names:
        what = plain(data.class_names[data.classes.index(label)])
    else:
        what = f"class {label}"
    shown = ", ".join(f"{value:.2f}" for value in data.X_train[place][:SHOWN])
    rest = ", …" if data.n_coordinates > SHOWN else ""
    return f"({shown}{rest})".replace("-", "−") + f", {what}"
