"""The comparison: the live network beside scikit-learn's models, any two of them large."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from playground.analysis.baselines import (
    BASELINES,
    Baseline,
    Parameter,
    baselines_for,
    code,
    points_csv,
    program,
)
from playground.fields import Choice, Setting
from playground.stage import deliver
from playground.views import session
from playground.views.compare_fits import Data, costs, fit, made_of
from playground.views.live_stage import live_stage

NETWORK = "network"
FIRST_RIVAL = {"classification": "logistic", "regression": "least_squares"}
"""What the network is held against until somebody chooses."""


def parameter_key(model: str, parameter: str) -> str:
    """Name of a model's parameter as a page setting: in the address, and of its control."""
    return f"{model}_{parameter}"


_SIDES = Choice((NETWORK, *BASELINES))
SETTINGS = {
    "left": Setting(_SIDES, NETWORK),
    "right": Setting(_SIDES, FIRST_RIVAL["classification"]),
} | {
    parameter_key(row.name, parameter.name): Setting(parameter.kind, parameter.default)
    for row in BASELINES.values()
    for parameter in row.parameters.values()
}


def model_controls() -> None:
    """Sliders for the parameters of the model that the network is compared with."""
    row = _rival()
    with st.container(key="model_settings"):
        st.subheader(row.label, anchor=False)
        st.caption(row.idea)
        for parameter in row.parameters.values():
            _control(row, parameter)
        if not row.parameters:
            st.caption("It has no parameters to choose.")


def comparison() -> None:
    """The stage with all models, and the fits that it shows as they come."""
    config = session.config()
    rows = baselines_for(config.task)
    pair = _pair()
    live_stage(
        "compare",
        models={
            "rows": [
                {
                    "name": row.name,
                    "label": row.label,
                    "linear": row.linear,
                    "idea": row.idea,
                    "settings": _in_words(row),
                    "key": _key(row),
                }
                for row in rows
            ],
            "left": pair[0],
            "right": pair[1],
        },
        on_choice=_choose,
    )


def reproduction() -> None:
    """The code that gives the compared model's numbers, and the points it reads."""
    row, config, dataset = _rival(), session.config(), session.dataset()
    params = dict(_params(row))
    with st.container(key="reproduction"):
        st.subheader(f"{row.label} in scikit-learn", anchor=False)
        st.caption(
            f"{row.idea} This program reads points.csv beside it, and prints the accuracies shown "
            "above."
            if config.task == "classification"
            else f"{row.idea} This program reads points.csv beside it, and prints R² as shown "
            "above."
        )
        note = fit(row.name, made_of(config, dataset), _params(row), dataset).fitted.note
        if note:
            st.info(note, icon=":material/warning:")
        with st.container(horizontal=True, key="reproduction_files"):
            st.download_button(
                "points.csv",
                lambda: points_csv(dataset),
                file_name="points.csv",
                mime="text/csv",
                key="points_csv",
                icon=":material/download:",
                on_click="ignore",
                help="All points with their class or target, and whether they are for training.",
            )
            st.download_button(
                "The whole program",
                lambda: program(row.name, config, dataset, params),
                file_name=f"{row.name}.py",
                mime="text/x-python",
                key="program",
                icon=":material/download:",
                on_click="ignore",
                help="The same program with the points inside: it needs scikit-learn alone.",
            )
        st.code(code(row.name, config, params, dataset.n_coordinates), language="python")


def deliver_fits() -> None:
    """Fit what has changed and hand it to the stage: the two large ones first, then the others."""
    config, dataset, pair = session.config(), session.dataset(), _pair()
    data = made_of(config, dataset)
    rows = baselines_for(config.task)
    with st.container(key="deliveries"):
        slots = {row.name: st.empty() for row in rows}
        last = st.empty()
    params = {row.name: _params(row) for row in rows}
    for row in sorted(rows, key=lambda row: row.name not in pair):
        piece = {"name": row.name, "key": _key(row), "made_of": dict(data)}
        with slots[row.name]:
            fitted = fit(row.name, data, params[row.name], dataset)
            deliver(f"model:{row.name}", piece | fitted.piece, key=f"piece_{row.name}")
    with last:
        said = {"made_of": dict(data)} | costs(data, tuple(params.items()), dataset)
        deliver("costs", said, key="piece_costs")


def _pair() -> tuple[str, str]:
    """The models shown large, left and right: two different ones that suit the task."""
    task = session.config().task
    known = [NETWORK, *(row.name for row in baselines_for(task))]
    left, right = session.setting("left"), session.setting("right")
    if left not in known:
        left = NETWORK
    if right not in known or right == left:
        right = FIRST_RIVAL[task] if left != FIRST_RIVAL[task] else NETWORK
    return left, right


def _rival() -> Baseline:
    """The model whose parameters and code are shown: the one on the right, or else the left."""
    left, right = _pair()
    return BASELINES[right if right != NETWORK else left]


def _choose(pair: Any) -> None:
    """Callback: other models were chosen on the stage."""
    if not isinstance(pair, dict):
        return
    left, right = pair.get("left"), pair.get("right")
    if left != right and left in _SIDES.names and right in _SIDES.names:
        session.choose(left=left, right=right)


def _params(row: Baseline) -> Data:
    return tuple((name, session.setting(parameter_key(row.name, name))) for name in row.parameters)


def _key(row: Baseline) -> str:
    """What tells one fit of a model from another to the same data."""
    return json.dumps(_params(row))


def _in_words(row: Baseline) -> str:
    """A model's parameters, as in "C 1 · γ 3"."""
    return " · ".join(
        f"{row.parameters[name].label} {_written(value)}" for name, value in _params(row)
    )


def _control(row: Baseline, parameter: Parameter) -> None:
    """A slider over a parameter's marks; a value from a link that is no mark becomes one."""
    key, kind = parameter_key(row.name, parameter.name), parameter.kind
    options = [kind.check(parameter.name, mark) for mark in parameter.marks]
    if isinstance(kind, Choice):
        st.segmented_control(parameter.label, options, key=key, required=True, help=parameter.help)
        return
    current = session.setting(key)
    if current not in options:
        options = sorted([*options, current])
    st.select_slider(parameter.label, options, key=key, format_func=_written, help=parameter.help)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:g}"
