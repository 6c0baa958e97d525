"""What the capacity page lets people choose, and what its views share."""

from __future__ import annotations

import math
import threading
from typing import Any, cast

import streamlit as st

from playground.analysis.universal_approximation import BENDS, SIZES, TARGETS
from playground.config import RunConfig
from playground.fields import Choice, Kind, Names, Number, Setting
from playground.stage.routes import base_path
from playground.sweep.results import address
from playground.views import session
from playground.views.sweep_settings import Ticket

WIDTHS = (1, 2, 3, 4, 6, 8, 12, 16, 32)
DEPTHS = (0, 1, 2, 3, 4)
GOALS = (0.9, 0.95, 0.98, 0.99, 1.0)
SEEDS = (1, 3, 5, 10, 20)
EPOCHS = (20, 50, 100, 200, 300, 400, 600, 1000)
STUDY_L2 = (0.01, 0.03, 0.1, 0.3, 1.0)
STUDY_DROPOUT = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
NOISY = {
    "dataset": "circle",
    "n_samples": 200,
    "noise": 0.45,
    "train_share": 0.5,
    "features": ["x", "y"],
    "activation": "relu",
    "optimizer": "adam",
    "learning_rate": 0.01,
    "schedule": "constant",
    "batch_size": 32,
    "study_layers": 2,
    "study_epochs": 600,
    "study_l2": 0.3,
    "study_dropout": 0.5,
}
"""Few and noisy points, on which too few and too many units both do badly."""


def _names(values: tuple) -> Names:
    return Names(tuple(map(str, values)))


SETTINGS = {
    "view": Setting(Choice(("grid", "few_many", "approximation")), "grid"),
    "widths": Setting(_names(WIDTHS), ("1", "2", "3", "4", "6", "8")),
    "depths": Setting(_names(DEPTHS), ("1", "2", "3")),
    "bends": Setting(Names(BENDS), ("tanh", "relu", "linear")),
    "seeds": Setting(Number(1, 20, whole=True), 5),
    "epochs": Setting(Number(10, 2000, whole=True), 200),
    "goal": Setting(Number(0.5, 1), 0.99),
    "job": Setting(cast(Kind, Ticket()), ""),
    "study_layers": Setting(Number(1, 4, whole=True), 2),
    "study_epochs": Setting(Number(10, 2000, whole=True), 600),
    "study_l2": Setting(Number(0.001, 10), 0.3),
    "study_dropout": Setting(Number(0.01, 0.9), 0.5),
    "target": Setting(Choice(tuple(TARGETS)), "waves"),
    "bend": Setting(Choice(BENDS), "tanh"),
    "units": Setting(Choice(tuple(map(str, SIZES))), "8"),
}
"""The page's settings beside the configuration."""


ONE_AT_A_TIME = threading.Lock()
"""Held while a view trains: however many visitors there are, the live runs keep their share."""


def is_dark() -> bool:
    """Whether the visitor's page is dark."""
    return st.context.theme.type == "dark"


def look_for(sentence: str, help: str) -> None:
    """The line that says what a view shows, and behind it how it is meant."""
    st.caption(sentence, help=help)


def marks(name: str, offered: tuple) -> list:
    """The values of a slider over marks; one from a link that is no mark becomes one."""
    return sorted({*offered, session.setting(name)})


def has_classes(config: RunConfig) -> bool:
    """Whether answers can be counted as right; otherwise a word, and a way out."""
    if config.task == "classification":
        return True
    st.info(
        "This view counts right answers, so it needs a dataset with classes.",
        icon=":material/category:",
    )
    st.button(
        "Take the spiral", key="take_classes", on_click=session.choose, kwargs={"dataset": "spiral"}
    )
    return False


def live_link(config: RunConfig | str) -> str:
    """Where this very run is shown live; a configuration, or its address from the front page."""
    return base_path() + (config if isinstance(config, str) else address(config))


def percent(share: float) -> str:
    """A share of right answers, as it stands under a picture; 100% means all, 0% none."""
    if 0.99 < share < 1:
        return f"{math.floor(1000 * share) / 10:.1f}%"
    return "< 1%" if 0 < share < 0.01 else f"{100 * share:.0f}%"


def units_of(n: Any) -> str:
    """ "1 unit", "8 units"."""
    return "1 unit" if str(n) == "1" else f"{n} units"
