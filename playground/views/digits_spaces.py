"""Hidden spaces: every image at every layer, and how much a straight cut can read there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.digits import digits
from playground.digits.spaces import LayerSpace, ProbeScore, layer_spaces, probe_scores
from playground.figures.digit_pictures import SHEET_COLUMNS, digit_sheet
from playground.figures.digit_spaces import (
    Cloud,
    flat_figure,
    probe_figure,
    sheet_meta,
    turned_figure,
)
from playground.figures.png import data_url
from playground.stage.plot import plot
from playground.views import session
from playground.views.capacity_settings import is_dark, look_for, percent, units_of
from playground.views.digits_moment import Moment, current_moment, remembered

ACROSS = 4
"""Pictures side by side."""
HELP = r"""An image is a point: in the space of pixels it has 64 coordinates, after a layer as many
as the layer has units, $a = f(aW + b)$. Wide spaces are seen along their **principal components**,
the directions in which all images spread most; under each picture stands how much of the variance
they hold. The digits' names stand in the middle of their images, rings are images read wrongly.

A **linear probe** is a logistic regression fitted to the training images' values at one layer: how
much a straight cut could read there (Alain, Bengio 2016, “Understanding intermediate layers using
linear classifier probes”)."""

PROBE_WORDS = (
    "A linear probe at each layer. Pixels are nearly enough already: the hidden layers bring the "
    "last points, or lose them where they are narrow."
)


@dataclass(frozen=True, eq=False)
class Seen:
    """What the view shows of one moment."""

    spaces: Sequence[LayerSpace]
    predictions: NDArray[np.int64]
    sureness: NDArray[np.float64]


def hidden_spaces() -> None:
    """The view: the clouds of all layers flat, or one of them to turn, and the probes."""
    look_for(
        "Move the time from left to right, and follow the layers from pixels to outputs: where do "
        "the digits part? Point at a dot to see its image.",
        HELP,
    )
    moment = current_moment()
    if moment is None:
        return
    dimensions = int(session.setting("digits_dimensions"))
    seen = remembered("spaces", (moment.key, dimensions), lambda: _seen(moment, dimensions))
    st.segmented_control(
        "Shown", ["2", "3"], key="digits_dimensions", required=True, label_visibility="collapsed",
        format_func={"2": "All layers, flat", "3": "One layer, to turn"}.__getitem__,
    )  # fmt: skip
    scores = remembered("probes", moment.key, lambda: probe_scores(moment.run))
    dark = is_dark()
    if dimensions == 2:
        _flat(seen, scores, dark)
        st.caption(
            "The digits' names stand in the middle of their images; rings are images read wrongly. "
            "The outputs have ten corners, one a digit, of which two components show about three."
        )
        left, right = st.columns([1.2, 1], gap="medium", vertical_alignment="center")
        with left:
            _probes(scores, dark)
        right.caption(PROBE_WORDS)
    else:
        left, right = st.columns([2, 1], gap="medium")
        with left:
            _turned(seen, scores, dark)
        with right:
            _probes(scores, dark)
            st.caption(PROBE_WORDS)


def _seen(moment: Moment, dimensions: int) -> Seen:
    data = digits()
    # Axes follow those of the last moment, so that nothing flips while time moves.
    last = layer_spaces(moment.newest, data.X, dimensions)
    given = moment.run.predict_proba(data.X)
    return Seen(
        layer_spaces(moment.run, data.X, dimensions, before=last),
        moment.run.predict(data.X),
        given.max(axis=1),
    )


def _flat(seen: Seen, scores: Sequence[ProbeScore], dark: bool) -> None:
    meta = _sheet(dark)
    for first in range(0, len(seen.spaces), ACROSS):
        places = st.columns(min(ACROSS, len(seen.spaces)), gap="small")
        for place, space in zip(places, seen.spaces[first : first + ACROSS], strict=False):
            with place:
                st.markdown(f"**{title(space)}**  \n{_read(space, scores, seen)}")
                plot(
                    flat_figure(_cloud(space, seen), meta, dark=dark),
                    key=f"digits_flat_{space.name.replace(' ', '_')}",
                    alt=f"All images in the space of {space.name}",
                )  # fmt: skip


def _turned(seen: Seen, scores: Sequence[ProbeScore], dark: bool) -> None:
    by_name = {_short(space.name): space for space in seen.spaces}
    wanted = session.setting("digits_space")
    if wanted not in by_name:  # of another network: the last hidden layer, or the pixels
        wanted = list(by_name)[-2]
        session.show(digits_space=wanted)
    st.segmented_control(
        "Layer", list(by_name), key="digits_space", required=True,
        format_func=lambda name: by_name[name].name, label_visibility="collapsed",
    )  # fmt: skip
    space = by_name[wanted]
    st.markdown(f"**{title(space)}**: {_read(space, scores, seen)}")
    plot(
        turned_figure(_cloud(space, seen), _sheet(dark), dark=dark),
        key="digits_turned", alt=f"All images in the space of {space.name}, in three dimensions",
    )  # fmt: skip
    st.caption(
        f"Drag to turn it, scroll to come nearer, point at a dot to see its image. The axes are "
        f"{axis_kind(space)}s, each with its share of the variance."
    )


def _probes(scores: Sequence[ProbeScore], dark: bool) -> None:
    st.markdown("**How much a straight cut reads**")
    plot(
        probe_figure(
            [score.name for score in scores],
            [score.train for score in scores],
            [score.test for score in scores],
            dark=dark,
        ),
        key="digits_probes", alt="Accuracy of a linear probe at each layer",
    )  # fmt: skip


def _cloud(space: LayerSpace, seen: Seen) -> Cloud:
    kind = f"{axis_kind(space)} " if space.coordinates.shape[1] == 2 else ""
    axes = [
        f"{kind}{k} ({percent(share)})" for k, share in enumerate(space.shares.tolist(), start=1)
    ]
    return Cloud(space.coordinates, digits().labels, seen.predictions, seen.sureness, axes)


def axis_kind(space: LayerSpace) -> str:
    """What one axis of its picture is."""
    return "component" if space.view.kind == "components" else "unit"


def title(space: LayerSpace) -> str:
    """What a space is called above its picture, and how much of it is seen."""
    wide = {"pixels": f"{space.width} pixels", "outputs": f"{space.width} probabilities"}
    name = wide.get(space.name, f"{space.name}, {units_of(space.width)}")
    return name[0].upper() + name[1:]


def _read(space: LayerSpace, scores: Sequence[ProbeScore], seen: Seen) -> str:
    """How many test images can be read off a layer."""
    test = next((score.test for score in scores if score.name == space.name), None)
    if test is not None:
        return f"a straight cut reads {percent(test)}"
    data = digits()
    right = seen.predictions[data.test] == data.labels[data.test]
    return f"the network reads {percent(float(right.mean()))}"


def _short(name: str) -> str:
    """A space's name as in the address."""
    return name.removeprefix("layer ")


@cache
def _sheet(dark: bool) -> dict[str, Any]:
    """All images, for the pointer: the same for every visitor."""
    data = digits()
    source = data_url(digit_sheet(data.images, dark=dark))
    return sheet_meta(source, SHEET_COLUMNS, len(data.labels))
