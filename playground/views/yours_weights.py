"""Weights and code of the run as it stands, to take away."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import streamlit as st

from playground.fields import FieldError
from playground.takeaway.onnx_model import onnx_bytes
from playground.takeaway.programs import LIBRARIES, Library, program
from playground.takeaway.programs.story import moment, percent
from playground.takeaway.taken import OTHER, Taken, replayed, taken_from
from playground.takeaway.weights import json_text, npz_bytes
from playground.training import Run
from playground.views import session

SHOWN_ROWS = 3
"""Lines of a block of numbers that are shown on the page; the file has them all."""
CODE_HEIGHT = 560
_ONE_AT_A_TIME = threading.Lock()
"""Held while a run is repeated, for a second at most, so that the live runs keep their share."""


@dataclass(frozen=True)
class WeightsFile:
    """One kind of file that holds the weights.

    Attributes
    ----------
    file, mime, icon : str
    holds : str
        What is inside, in a sentence or two.
    load : str
        Three lines of Python that read it.
    write : callable
    """

    file: str
    mime: str
    icon: str
    holds: str
    load: str
    write: Callable[[Taken], str | bytes]


FILES: dict[str, WeightsFile] = {
    "npz": WeightsFile(
        "weights.npz",
        "application/octet-stream",
        "data_array",
        "NumPy arrays: W1, b1, W2, b2 …, the mean and the scale of the inputs; the settings as a "
        "text.",
        'import numpy as np\nfile = np.load("weights.npz")\nW1, b1 = file["W1"], file["b1"]',
        npz_bytes,
    ),
    "json": WeightsFile(
        "weights.json",
        "application/json",
        "data_object",
        "The same as text that people can read, with words on what each part is. Every language "
        "reads it.",
        'import json\nnet = json.load(open("weights.json"))\nW1 = net["layers"][0]["W"]',
        json_text,
    ),
    "onnx": WeightsFile(
        "network.onnx",
        "application/octet-stream",
        "hub",
        "The network that answers: raw points in, {answers} out; inputs are made and scaled "
        "inside. Runs in browsers, phones, C++.",
        "import onnxruntime as ort\n"
        'net = ort.InferenceSession("network.onnx")\n'
        '{outputs} = net.run(None, {{"points": X}})',
        onnx_bytes,
    ),
}


def weights() -> None:
    """The view."""
    taken = _taken()
    if taken is None:
        return
    _facts(taken)
    _files(taken)
    _programs(taken)


def _taken() -> Taken | None:
    """The visitor's run as it stands; who has none is given the network it would begin with."""
    try:
        watched = session.opened()
        if watched is None:
            return taken_from(Run(session.config(), session.dataset()))
        return watched.call(taken_from)
    except TimeoutError:
        st.info("The server is busy; move a control to try again.", icon=":material/hourglass:")
    except ValueError as error:
        st.info(str(error), icon=":material/info:")
    return None


def _facts(taken: Taken) -> None:
    train_loss, test_loss, train_accuracy, test_accuracy = taken.metrics
    if taken.dataset.task == "regression":
        measured = f"train loss **{train_loss:.4g}** · test loss **{test_loss:.4g}**"
    else:
        measured = (
            f"train accuracy **{percent(train_accuracy)}** · test **{percent(test_accuracy)}**"
        )
    n_parameters = sum(W.size + b.size for W, b in taken.layers)
    shape = " → ".join(map(str, taken.sizes))
    when = moment(taken) if taken.has_begun else "at its first weights"
    words, button = st.columns([4, 1], vertical_alignment="center")
    words.markdown(
        f"Your network: **{when}** · {measured} · **{shape}** units, "
        f"{n_parameters:,} weights and biases"
    )
    button.button(
        "Look at the run again", key="weights_again", icon=":material/refresh:", width="stretch",
        help="Train it on the Live page; what it has learnt by now is taken from here.",
    )  # fmt: skip


# The files


def _files(taken: Taken) -> None:
    is_regression = taken.dataset.task == "regression"
    words = {
        "answers": "a value" if is_regression else "class probabilities and labels",
        "outputs": "(value,)" if is_regression else "p, label",
    }
    st.html(Path(__file__).with_suffix(".css"))
    st.subheader("The weights", anchor=False)
    for column, (name, row) in zip(st.columns(len(FILES)), FILES.items(), strict=True):
        with column.container(border=True, height="stretch", key=f"weights_card_{name}"):
            holds, load = row.holds, row.load
            if name == "onnx":
                holds, load = holds.format(**words), load.format(**words)
            st.download_button(
                row.file,
                cache(partial(row.write, taken)),
                file_name=row.file,
                mime=row.mime,
                key=f"weights_{name}",
                icon=f":material/{row.icon}:",
                on_click="ignore",
                width="stretch",
                help="Of the network as it stands on this page.",
            )
            st.caption(holds)
            st.code(load, language="python", wrap_lines=True)
    if taken.dataset.n_coordinates > 2 or taken.dataset.axes:
        st.caption(
            "Rows given to the ONNX model are in the units of your table. The other files tell "
            "each column's offset and scale."
            if taken.dataset.axes
            else "A row given to the ONNX model has a number for each input."
        )


# The programs


def _programs(taken: Taken) -> None:
    st.subheader("A program that trains it again", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", key="weights_choice"):
        st.segmented_control(
            "Library",
            list(LIBRARIES),
            key="weights_library",
            required=True,
            format_func=lambda name: LIBRARIES[name].label,
            label_visibility="collapsed",
        )
        place = st.container(width="content")
    row = LIBRARIES[session.setting("weights_library")]
    replay = _replay(taken)
    try:
        text = program(row.name, taken, replay)
    except FieldError as error:
        st.info(str(error), icon=":material/info:")
        return
    file = f"network_{row.name}.py"
    with place:
        st.download_button(
            file,
            text,
            file_name=file,
            mime="text/x-python",
            key="weights_program",
            icon=":material/download:",
            on_click="ignore",
            help=f"One file with the points inside. Before it runs: {row.needs}",
        )
    _words(row, replay)
    with st.container(key="weights_code"):
        st.code(shortened(text), language="python", height=CODE_HEIGHT)


def _words(row: Library, replay: str) -> None:
    from_here = (
        " Weights, settings or data were changed by hand on the way, so it begins with the weights "
        "as they are."
        if replay == OTHER
        else ""
    )
    st.caption(
        f"{row.idea}{from_here} The first lines say what it reaches. Look for how little code a "
        "network is; its blocks of numbers are cut short here, the file has them all."
    )


def _replay(taken: Taken) -> str:
    """What ``replayed`` says of this very moment, kept until the run is at another."""
    place: dict[str, object] = session.kept("weights replay", dict)
    key = (
        taken.config.to_json(),
        taken.dataset.fingerprint,
        taken.epoch,
        taken.batch,
        *(array.tobytes() for pair in taken.layers for array in pair),
        taken.frozen.tobytes(),
    )
    if place.get("key") != key:
        with _ONE_AT_A_TIME:
            place["said"] = replayed(taken)
        place["key"] = key
    return str(place["said"])


def shortened(text: str) -> str:
    """A program's text with all but the first lines of each block of numbers left out."""

    def cut(block: re.Match[str]) -> str:
        rows = block.group(2).splitlines()
        if len(rows) <= SHOWN_ROWS + 1:
            return block.group(0)
        left_out = len(rows) - SHOWN_ROWS
        kept = "\n".join(rows[:SHOWN_ROWS])
        return (
            f"{block.group(1)}{kept}\n… and {left_out:,} lines more in the file\n{block.group(3)}"
        )

    return _BLOCK.sub(cut, text)


_BLOCK = re.compile(r'(= """\\\n|^    """\\\n)(.*?)(""")', re.DOTALL | re.MULTILINE)
